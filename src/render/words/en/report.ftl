# Words of `setia report`.

report-title = Loyalty report, { $month }   as of { $as_of }   { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    }
report-headline = { $month }: { $figure } { $value }{ $change }{ $expected }.
report-headline-nothing = Nothing is known of { $month }.
report-change = , { $change } on the month before
report-change-year = , { $change } on the month before and { $yearly } on a year before
report-within = , within what was to be expected ({ $lower } to { $upper })
report-above = , more than was to be expected ({ $lower } to { $upper })
report-below = , less than was to be expected ({ $lower } to { $upper })
report-changed = { $figure } ({ $change })
report-no-clear-change = No figure moved by more than chance or the season explain.
report-clear-changes = More than chance or the season explain: { $changes }.
report-unclear-changes = Within what was to be expected, or may be chance: { $changes }.
report-compared = The last report was as of { $as_of }; what moved since is in the table.
report-nothing-to-compare = There is no earlier report at `{ $path }` yet, so nothing is compared with it.
report-not-earlier = The report at `{ $path }` is as of { $as_of } and so not an earlier one; nothing is compared with it.
report-bridge = { $start } customers at the start of the month, { $new } new ones and { $reactivated } who came back, less { $lost } lost: { $end } at its end. Of { $buyers } who bought, { $returning } were customers already. Someone is a customer until { $span } without a purchase have gone by.
report-concentration = { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    } spent { $spent } within the last twelve months; the best tenth of them { $tenth } of it, the better half { $half } (Gini { $gini }, 0 is all alike).
report-no-amounts = There is no amount, so nothing is known of value.
report-no-money-spent = Nobody spent anything within the last twelve months.
report-nobody-named = No customers are named (`--customer-rows none`).
report-to-thank = To thank: customers who bought in the month, those who spent most within twelve months first.
report-to-win-back = To win back: customers of medium or high risk who ordered twice or more and bought within the last year, but are later than usual; those with most value at risk first.
report-to-thank-orders = To thank: customers who bought in the month, those who ordered most within twelve months first.
report-to-win-back-risk = To win back: customers of medium or high risk who ordered twice or more and bought within the last year, but are later than usual.
report-lists-all = The page shows the first { $top } of each list; files of the lists, the workbook and JSON hold all.
report-top-only = The lists hold the first { $top }; `--customer-rows all` writes all.
report-absent = Not shown: { $why }.
report-quality = { $used } of { $rows } rows are used; what is left out for whatever reason comes to { $money }.
report-quality-rows = { $used } of { $rows } rows are used.
report-small-groups = groups of fewer than { $least } customers are left out of the tables (`--min-group`): { $rows ->
        [one] { $rows } row
       *[other] { $rows } rows
    }, and cells about fewer
report-large-customer = a customer has { $share } of all orders: a till or a marketplace rather than a person; figures of the typical customer are little moved by it, sums are
report-small-groups-here = Groups of fewer customers than `--min-group` says are left out, and so is what would give them away.
report-cut-short = the log ends on { $last }, { $days ->
        [one] { $days } day
       *[other] { $days } days
    } before the end of { $month }: figures of the month may lack purchases
section-overview = The month in figures
section-customers = Who came and who went
section-trend = The last thirteen months
section-cohorts = Who comes back
section-segments = Segments
section-value = Where the money comes from
section-churn = Who is about to leave
section-people = Whom to write to
section-test = A/B test
section-quality = Data
alt-cards = the figures of the month with their change; the same figures are in the table
alt-months = a column for each month, and what is expected of the next ones; the same figures are in the table
alt-bridge = customers of each month who are new, returned or came back, and those lost; the same figures are in the table
alt-waterfall = customers at the start of the month, new ones, those who came back, those lost, and customers at its end
alt-segments = segments as areas as large as their share of customers, the darker the more each spent; the same figures are in the table
alt-flows = how customers moved between segments within the month; the same figures are in the table
alt-concentration = the share of money that the best customers bring; the same figures are in the table
alt-bands = customers and value at risk by band of churn risk; the same figures are in the table
chart-key-months = Lines: what was to be expected of a month before it came. Dashed: the forecast, with its interval.
chart-start = start
chart-end = end
chart-new = new
chart-returning = returning
chart-reactivated = came back
chart-lost = lost
chart-then = a month ago
chart-now = now
chart-little-spent = little spent each
chart-much-spent = much spent each
chart-customers-axis = share of customers, the best first
chart-money-axis = share of money
chart-top = best { $part } of customers: { $share }
chart-value-at-risk = value at risk
chart-others = others
heading-expected-range = was to be expected
heading-verdict = how sure
heading-since-last-report =
    since last
    report
heading-best-customers = best customers
heading-share-of-spent = share of money
heading-share-up-to = up to here
heading-to-thank = to thank
heading-to-win-back = to win back
heading-spent-12 =
    spent,
    12 months
heading-orders-12 =
    orders,
    12 months
heading-spent-month =
    spent,
    month
heading-first-purchase =
    first
    purchase
above_expected = above what was to be expected
as_expected = as was to be expected
below_expected = below what was to be expected
clearly_higher = clearly more
clearly_lower = clearly less
no_clear_change = may be chance
counted = a plain count
unknown = not judged
figures = Figures
bridge = Customers
months = Months
forecast = Forecast
cohorts = Cohorts
segments = Segments
migration = Moves
concentration = Concentration
bands = Churn risk
to_thank = To thank
to_win_back = To win back
effects = A/B test
quality = Data
sheet-summary = Summary
label-figures = the figures
label-how = how these figures came about
label-month-before = month before
label-year-before = on a year before
label-interval = interval
label-expected = expected
label-sources = Where this comes from
