# Words of `setia retention`.

retention-title = Retention by { $cohort }   { $what } { $grain } n   as of { $as_of }{ $figures }   { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    }
retention-figures = {"   "}figures of { $period }
retention-by-active = share buying again in
retention-by-rolling = share buying in or after
retention-by-repurchase = share who bought on a second day by
retention-by-revenue = money of a customer in
retention-by-orders = orders of a customer in
retention-by-cumulative-value = money of a customer up to
first-day = day of first purchase
first-week = week of first purchase
first-month = month of first purchase
first-quarter = quarter of first purchase
first-year = year of first purchase

retention-headline-active = { $next } of customers buy again in the { $grain } after the one of their first purchase. { $lost }
retention-headline-active-later = { $next } of customers buy again in the { $grain } after the one of their first purchase; from { $grain } 4 to { $grain } { $period } it is { $least } to { $most }. { $lost }
retention-headline-rolling = { $next } of customers buy in the { $grain } after the one of their first purchase or later, { $last } in { $grain } { $period } or later. { $lost }
retention-headline-repurchase = { $next } of customers have bought on a second day by the end of the { $grain } after the one of their first purchase, { $last } by { $grain } { $period }. { $lost }
retention-headline-revenue = A customer brings { $first } in the { $grain } of the first purchase and { $next } in the one after it. { $lost }
retention-headline-orders = A customer orders { $first } times in the { $grain } of the first purchase and { $next } times in the one after it. { $lost }
retention-headline-cumulative = A customer has brought { $first } by the end of the { $grain } of the first purchase and { $last } by { $grain } { $period }. { $lost }
retention-nothing-over = No { $grain } after one with first purchases is over yet, so nothing can be said of who comes back; `--period week` looks closer. { $lost }

retention-lost = Of { $start } customers at the start of { $period }, { $share } were lost by its end ({ $confidence } interval { $lower } to { $upper }).
retention-lost-more = Of { $start } customers at the start of { $period }, { $share } were lost by its end ({ $confidence } interval { $lower } to { $upper }), more than in the { $grain } before: { $change } (interval { $change_lower } to { $change_upper }).
retention-lost-fewer = Of { $start } customers at the start of { $period }, { $share } were lost by its end ({ $confidence } interval { $lower } to { $upper }), fewer than in the { $grain } before: { $change } (interval { $change_lower } to { $change_upper }).
retention-lost-alike = Of { $start } customers at the start of { $period }, { $share } were lost by its end ({ $confidence } interval { $lower } to { $upper }); the change since the { $grain } before, { $change }, may be chance (interval { $change_lower } to { $change_upper }).

retention-note-not-over = { $period } is not over on { $as_of }, so its cells are blank and it has no figures; if the log is complete, say so: `--as-of { $end }`
retention-note-gaps =
    someone is a customer until { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    } without a purchase have gone by (`--lapsed-after`); half of all purchases followed the one before within { $half ->
        [one] { $half } day
       *[other] { $half } days
    }, nine in ten within { $most ->
        [one] { $most } day
       *[other] { $most } days
    }{ $short ->
        [0] {""}
       *[other] , so some of those who count as lost will come back
    }
retention-note-first-cohort = the first cohort, { $cohort }, is much larger than the next: { $customers } customers, many of whom may have bought before the log begins
retention-note-from = cohorts and whole periods are those from { $from } on; of what was before it is only used who had bought; under `all`, shares of who came back are of those who came since; groups (`--by`) are of the whole log
retention-note-rolling = older cohorts have had longer to come back, so shares cannot be compared down a column, and those of the last periods will still rise
retention-note-mix = the average of later periods is of the older cohorts only, so that it may rise or fall with who they are
retention-note-partial = cohort { $cohort } holds only those who came from { $from } on
note-silent = nothing was bought since { $last }, { $days } days before { $as_of }
retention-nobody-new = Nobody bought for the first time since { $from }. { $lost }
retention-note-top-groups = { $cohorts ->
        [one] { $cohorts } smaller group is
       *[other] { $cohorts } smaller groups are
    } not shown (`--top`); the average and files hold all
retention-note-top = { $cohorts ->
        [one] { $cohorts } earlier cohort is
       *[other] { $cohorts } earlier cohorts are
    } not shown (`--top`); the average and files hold all
retention-note-several-more = whoever is seen with several values has bought more, and so comes back more often in any case; among customers with as many purchase days more of those of several are still customers: { $difference } (interval { $lower } to { $upper })
retention-note-several-fewer = whoever is seen with several values has bought more, and so comes back more often in any case; among customers with as many purchase days fewer of those of several are still customers: { $difference } (interval { $lower } to { $upper })
retention-note-several-alike = whoever is seen with several values has bought more, and so comes back more often in any case; among customers with as many purchase days the share who are still customers differs by { $difference }, which may be chance (interval { $lower } to { $upper })
by-column-alone = groups are customers of whom `{ $column }` says one thing only; `(several)` are those of whom it says several
note-no-amounts = there is no amount, so money is left empty

## Figures

active_customers = active customers
buyers = buyers
returning_customers = returning customers
reactivated_customers = reactivated customers
lost_customers = lost customers
retention_rate = retention rate
churned_share = churned share
customer_half_life_days = customer half-life, days
reactivation_rate = reactivation rate
returning_customer_rate = returning buyers
repeat_purchase_rate = repeat purchase rate
second_purchase_rate = second-purchase rate
days_to_second_purchase = days to second purchase
purchase_frequency = orders per buyer
average_order_value = average order value
repeat_revenue_share = repeat revenue share

define-active_customers =
    customers at the end of the period: the last purchase less than { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    } ago
define-buyers = customers who bought in the period
define-new_customers = customers who bought for the first time
define-returning_customers = customers at the start of the period who bought in it
define-reactivated_customers =
    customers who bought in the period, had bought before it, and at its start had not for { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    }
define-lost_customers =
    customers at the start of the period or buyers in it who at its end had not bought for { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    }
define-retention_rate = of those who bought in the period before, the share who bought in this one
define-churned_share =
    of the customers at the start of the period, the share who at its end had not bought for { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    }
define-customer_half_life_days = days until half of the customers are lost, if the churned share stayed as it is and nobody came back
define-reactivation_rate =
    of those who at the start had not bought for { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    }, the share who bought in the period
define-returning_customer_rate = of those who bought in the period, the share who had bought before it
define-repeat_purchase_rate = of all customers up to the end of the period, the share who have bought on two days or more
define-second_purchase_rate =
    of new customers whose first { $number } { $unit ->
        [0] { $number ->
            [one] day
           *[other] days
        }
        [1] { $number ->
            [one] week
           *[other] weeks
        }
       *[2] { $number ->
            [one] month
           *[other] months
        }
    } ended in the period, the share who bought on a second day within them
define-days_to_second_purchase = the median of the days from the first to the second purchase of those of them who came back
define-purchase_frequency = orders in the period over the customers who bought in it
define-average_order_value = money of the orders in the period over their number
define-repeat_revenue_share = money of customers who have bought on two days or more by then, over the money of all orders in the period

## Headings

heading-cohort = cohort
heading-d = d{ $place }
heading-w = w{ $place }
heading-m = m{ $place }
heading-q = q{ $place }
heading-y = y{ $place }
heading-figure = figure
heading-last-day =
    latest
    day
heading-last-week =
    latest
    week
heading-last-month =
    latest
    month
heading-last-quarter =
    latest
    quarter
heading-last-year =
    latest
    year
heading-day-before =
    day
    before
heading-week-before =
    week
    before
heading-month-before =
    month
    before
heading-quarter-before =
    quarter
    before
heading-year-before =
    year
    before
heading-interval-of = interval
heading-start = start
heading-plus-new = + new
heading-plus-reactivated =
    + reacti-
    vated
heading-minus-lost = - lost
heading-end = = end
heading-buyers = buyers
heading-of-them-returning =
    of them
    returning
heading-order-value =
    average
    order
heading-spent-each =
    spent
    each
heading-orders-each =
    orders
    each
heading-repeat-rate =
    bought
    again
heading-still-customers =
    still
    customers
all = all
count = count
wilson = Wilson
bootstrap = bootstrap
binomial = binomial
day = day
week = week
month = month
quarter = quarter
year = year
