# English words for what results say. Keys are stable: `code` of a warning, machine names of terms.

## Everywhere

range-to = to
p-value = p
span-days = { $number ->
        [one] { $number } day
       *[other] { $number } days
    }
span-weeks = { $number ->
        [one] { $number } week
       *[other] { $number } weeks
    }
span-months = { $number ->
        [one] { $number } month
       *[other] { $number } months
    }

## RFM

rfm-title = RFM segments   as of { $as_of }   { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    }, { $orders ->
        [one] { $orders } order
       *[other] { $orders } orders
    }, { $spent } revenue
rfm-headline =
    { $spent } of revenue comes from { $segment } ({ $customers } of customers), more than from any other segment; { $silent ->
        [one] { $silent } customer ({ $silent_share }) with { $silent_spent } of revenue last ordered
       *[other] { $silent } customers ({ $silent_share }) with { $silent_spent } of revenue last ordered
    } { $days } or more days ago.
rfm-headline-all-recent =
    { $spent } of revenue comes from { $segment } ({ $customers } of customers), more than from any other segment; no customer has a low recency score.
rfm-headline-one-segment = All customers are in one segment, { $segment }.
rfm-headline-no-revenue = Nothing is left of revenue once refunds are taken off, so no segment can be said to bring the most.
one-timers =
    { $one_timers ->
        [one] { $one_timers } customer ({ $share }) ordered once
       *[other] { $one_timers } customers ({ $share }) ordered once
    }
rfm-note-f-cuts =
    { one-timers }, so frequency is scored by number of orders (1, 2, 3, 4-5, 6 and more); `--f-cuts rank` scores it by rank
rfm-note-f-cuts-3 =
    { one-timers }, so frequency is scored by number of orders (1, 2-3, 4 and more); `--f-cuts rank` scores it by rank
rfm-note-empty-score =
    { one-timers }, with frequency score { $score } for all of them, so no one has a lower one
rfm-note-r-package =
    scores are cut as the R package rfm 0.3.0 cuts them, at quantiles plus one, to match its results

## CLV

clv-title = Customer lifetime value   next { $horizon }, { $rate } a year   as of { $as_of }   { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    }, { $repeat } repeat
clv-title-summary = Customer lifetime value   next { $horizon }, { $rate } a year   { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    }, { $repeat } repeat
clv-headline =
    The most valuable fifth of the customers is expected to bring { $share } of the { $total } of the next { $horizon } ({ $confidence } between { $lower } and { $upper }).
clv-headline-purchases =
    The fifth expected to buy most is expected to make { $share } of the { $total } purchases of the next { $horizon } ({ $confidence } between { $lower } and { $upper }).
by-segment = groups are the RFM segments, which `setia rfm` explains; a segment is made of the past, so that the most valuable ones are no surprise
by-attribute = groups are what `{ $column }` of the table of customers says
by-column = groups are what `{ $column }` says at a customer's first purchase
by-column-several = groups are what `{ $column }` says at a customer's first purchase; of { $several ->
        [one] { $several } customer the log says
       *[other] { $several } customers the log says
    } more than one thing
clv-note-fit = { $model } converged, log-likelihood { $likelihood }; `--table fit` has the parameters
clv-note-tenth = the most valuable tenth of the customers brings { $share } (Gini coefficient { $gini }: 0 if all bring the same, 1 if one brings all)
clv-note-lever = a tenth more { $best } would be worth { $best_share }, a tenth more { $second } { $second_share }; `--table levers` has all
frequency = frequency
basket = basket value
retention = retention
clv-note-payback = a new customer brings { $first } at once and { $value } with what follows within { $horizon }; a cost of { $cost } is earned back after { $payback } { $unit }s
clv-note-payback-at-once = a new customer brings { $first } at once and { $value } with what follows within { $horizon }; a cost of { $cost } is earned back at once
clv-note-payback-never = a new customer brings { $first } at once and { $value } with what follows within { $horizon }; a cost of { $cost } is not earned back within ten times that
clv-note-referrals = a customer who brings { $referrals } new ones adds { $worth } by them, at { $value } each within { $horizon } less what winning them costs
clv-note-loaded = { $model } as it was fitted before and saved; nothing was fitted
explain-title = Customer { $id }   as of { $as_of }
explain-headline = { $id } is expected to buy { $purchases } times within the next { $horizon } ({ $confidence } between { $lower } and { $upper }) and to be worth { $clv } ({ $clv_lower } to { $clv_upper }).
explain-headline-purchases = { $id } is expected to buy { $purchases } times within the next { $horizon } ({ $confidence } between { $lower } and { $upper }).
explain-once = bought once, on { $first }, { $silent ->
        [one] a day ago
       *[other] { $silent } days ago
    }
explain-rhythm = bought on { $days } days from { $first } to { $last }, every { $median } days as a rule, { $longest } days apart at most; silent for { $silent ->
        [one] a day
       *[other] { $silent } days
    } now
explain-standing = to { $model } that means a probability of { $p_alive } of still being a customer, and of { $churn_risk } of not buying within { $within }
explain-rate = at the customer's own pace so far it would be { $own } purchases in { $horizon }, at that of all customers { $all }; the model takes the one towards the other, and off what leaving may cost: { $expected }
explain-spend = a purchase is expected to be worth { $expected }: the customer's own mean of { $own } weighs { $weight }, that of all customers, { $all }, the rest
explain-spend-unknown = nothing is known of what a repeat purchase is worth to this customer, so that of all is expected, { $expected }
explain-product = { $purchases } purchases × { $spend } × { $discount } (discount) × { $margin } (margin) = { $clv }
clv-note-bic = { $model } has the lowest BIC, by which models are chosen where the log is too short for a backtest; log-likelihood { $likelihood }
chosen-by =
    { $model } was taken: of { $models } models cut off at { $cut } it foretold best who would buy again by { $until } (Brier score { $brier }
clv-note-chosen = { chosen-by }); log-likelihood of the whole { $likelihood }; `--table backtest` has all
clv-note-chosen-sample =
    { chosen-by }, on one customer in { $one_in }); log-likelihood of the whole { $likelihood }; `--table backtest` has all
clv-note-intervals =
    { $confidence } intervals: `expected_..._lower` and `_upper` are about what is expected, `purchases_` and `clv_lower` and `_upper` about what one customer may do
boundary-equal-rates = the data show no difference in how often customers buy, so all have one rate
boundary-unequal-rates = purchase rates differ without bound: most customers hardly ever buy
boundary-no-rate = hardly anybody bought in any time that could be measured
boundary-rate-without-bound = purchases follow each other at once, too fast to be told apart
boundary-nobody-leaves = the data show nobody leaving, so the model is NBD, in which nobody does
boundary-nobody-leaves-kept = the data show nobody leaving, so the chance of leaving is all but nought
boundary-everybody-leaves = the data have everybody leave as soon as they can
boundary-equal-dropout = the data show no difference in how likely customers are to leave, so all leave alike
boundary-leave-at-once-or-never = the data have customers leave at once or never
boundary-equal-spenders = the data show no difference in what customers spend, so the mean spend is expected of all
boundary-steady-spenders = each customer spends the same every time, so the mean seen is expected of each
boundary-spend-without-bound = spend differs among customers so much that its mean has no bound
boundary-erratic-spenders = the values of a customer's purchases differ without bound
clv-note-periods =
    BG/BB sees a customer buy in a { $unit } or not: frequency, recency and age count whole { $unit }s of the calendar after that of the first purchase, up to the last one that was over on { $as_of }
clv-note-alive =
    { $one_time ->
        [one] P(alive) is 1 for { $one_time } one-time buyer
       *[other] P(alive) is 1 for { $one_time } one-time buyers
    } by construction of BG/NBD, which is no evidence of loyalty; the churn risk (no purchase within { $within }) tells them apart
clv-note-unpaid =
    { $customers ->
        [one] { $customers } customer came back without paying and is taken for an average spender
       *[other] { $customers } customers came back without paying and are taken for average spenders
    }
clv-note-summary = from a customer summary, its times in units of a { $unit }; without a log there is no money spent and no simple CLV
clv-note-no-amount = there is no amount, so purchases are forecast and money is left empty
clv-note-simple =
    simple CLV is yearly spend times the years a customer stays: { $years }, by the share of last year's customers who came back
clv-note-simple-short =
    simple CLV is yearly spend times the years a customer stays: { $years }, the mean time from first to last purchase or 1 if that is longer, since the log is shorter than 24 months

## Churn risk

churn-title = Churn risk   no purchase within { $within }   as of { $as_of }   { $customers } customers, { $repeat } repeat
churn-title-summary = Churn risk   no purchase within { $within }   { $customers } customers, { $repeat } repeat
churn-headline =
    { $high ->
        [one] { $high } customer
       *[other] { $high } customers
    } ({ $share }) are at high risk ({ $risk } or more) of not buying within { $within }; of what all would bring within { $horizon } if they stayed { $at_risk } is at risk, { $medium_at_risk } of it with the { $medium ->
        [one] { $medium } customer
       *[other] { $medium } customers
    } of medium risk.
churn-headline-no-amount =
    { $high ->
        [one] { $high } customer
       *[other] { $high } customers
    } ({ $share }) are at high risk ({ $risk } or more) of not buying within { $within }, { $medium } more at medium risk.
churn-note-risk = the risk is the probability of no purchase within { $within }; P(alive), of still being a customer at all, is another thing, and no forecast of a purchase
churn-note-next = a next purchase is dated for a customer who is still there: half of such customers have bought by then, 80 % between `next_purchase_lower` and `next_purchase_upper`
churn-note-value = value at risk is the churn risk times what the customer brings within { $horizon } if still there
churn-note-no-amount = there is no amount, so risks stand without the money behind them
churn-note-quality = there the tenth with the highest risk stayed away { $lift } times as often as all; one who stayed away had the higher risk than one who came in { $auc } of all pairs (AUC, .5 is a coin)
churn-note-gap = the customer in the middle buys every { $gap } days; `typical_gap_days` is each one's own median, the fewer purchases the nearer to that
churn-short-history = the log is { $days } days long, less than three times the { $gap } days between two purchases, so there is no backtest of the risks
plan-headline =
    { $contacts ->
        [one] Contact { $contacts } customer
       *[other] Contact { $contacts } customers
    } for { $cost }: expected profit { $profit } ({ $confidence } between { $lower } and { $upper }) if the offer adds { $uplift } to the probability of buying; it pays from { $break_even } on.
plan-headline-budget =
    { $contacts ->
        [one] Contact { $contacts } customer
       *[other] Contact { $contacts } customers
    } for { $cost }, of { $paying } for whom the offer pays: expected profit { $profit } ({ $confidence } between { $lower } and { $upper }) if the offer adds { $uplift } to the probability of buying; it pays from { $break_even } on.
plan-headline-nobody = The offer pays for nobody: at a cost of { $offer } no customer brings enough if it adds { $uplift } to the probability of buying.
plan-headline-no-money = The budget pays for no offer of { $offer }; there are { $paying } customers for whom it would pay.
plan-note = expected profit is the uplift (at most the churn risk) times the value if active, less the cost; an uplift measured on all is taken to hold for each, so send to part of the list only and test what comes of it
compare-note = risks of { $as_of } against the { $days } days up to { $until }, for which they were foretold
compare-note-early = risks of { $as_of } against the { $days } days up to { $until }; the span they were foretold for is not over, so fewer have come back than will
none = –
contacts = contacts
drivers-note = { $leavers } customers known at { $cut } stayed away until { $until }, { $stayers } came back; what they differ in goes along with leaving and need not be its cause
second-note-median = by the curve half of all buyers buy again, the middle one { $median } days after the first purchase ({ $lower } to { $upper }); { $share } by day { $days }, as far as the log goes
second-note-median-open = by the curve half of all buyers buy again, the middle one { $median } days after the first purchase ({ $lower } or more); { $share } by day { $days }, as far as the log goes
second-note-never = by the curve { $share } of all buyers buy again by day { $days } after the first purchase, as far as the log goes
reason-once = bought once, { $silent ->
        [0] today
        [one] a day ago
       *[other] { $silent } days ago
    }
reason-silent = buys every { $every ->
        [one] day
       *[other] { $every } days
    }, silent for { $silent }
reason-in-time = buys every { $every ->
        [one] day
       *[other] { $every } days
    }, last { $silent ->
        [0] today
        [one] a day ago
       *[other] { $silent } days ago
    }
high = high
medium = medium
low = low

## A/B test

segment-title = Segments { $method }   as of { $as_of }   { $customers } customers
by_rules = by rules
by_rfm = by RFM
by_kmeans = by clusters
by_tiers = by tiers
segment-richest = { $spent } of revenue comes from { $segment } ({ $customers } of customers), more than from any other segment.
segment-sizes = The customers are in { $segments } segments.
segment-no-clusters = There are no groups to speak of: one cluster holds { $share } of the customers.
segment-moved-since = { $moved } of { $customers } customers are in another segment than on { $day }.
segment-moved = { $moved } of { $customers } customers are in another segment than in { $file }.
segment-one-cluster = one cluster holds { $share } of the customers, so that the others are a few odd ones and no segments
segment-weak = the clusters run into each other (silhouette { $silhouette }): they are cuts through a cloud, not groups that are there
segment-unstable = other customers of the same kind would have made other clusters (adjusted Rand { $stability } over resamples)
segment-note-kmeans = { $clusters } clusters by { $features } on the scale of logarithms; silhouette { $silhouette }, stability { $stability } (adjusted Rand over resamples, 1 is the same again); `--table clusters` has the other numbers of clusters, `--table basis` the centres
segment-note-clusters-of-now = customers of then are placed in the clusters of now
segment-note-rule-without = nobody is in { $segment }: the log does not say `{ $column }`
segment-note-overlap = { $customers ->
        [one] { $customers } customer fits
       *[other] { $customers } customers fit
    } several rules ({ $share }); the first counts, and `--table basis` says how many fit each
segment-note-left-out = { $customers ->
        [one] { $customers } customer fits
       *[other] { $customers } customers fit
    } no rule ({ $share }) and { $customers ->
        [one] is
       *[other] are
    } in Others
segment-note-tiers = tiers by { $what } within { $window }, looked at every month; a tier is kept for { $grace ->
        [0] no month
        [one] { $grace } month
       *[other] { $grace } months
    } after it is no longer earned, { $landing ->
        [soft] then lost one at a time
       *[other] then all that is not earned is lost at once
    }
segment-note-near = { $customers ->
        [one] { $customers } customer lacks
       *[other] { $customers } customers lack
    } at most 10% for the next tier (`to_next_tier` in the table of customers)
segment-note-kept = { $customers ->
        [one] { $customers } customer keeps a tier that is
       *[other] { $customers } customers keep a tier that is
    } not earned any more
segment-note-described = { $segment }: against all customers { $apart }
segment-note-described-action = { $segment }: against all customers { $apart }; { $action }
segment-note-no-forecast = churn risk and value are not forecast: { $why }
heading-loyal-new = loyal and new
heading-most-often = most often
heading-category = category
heading-channel = channel
heading-weekday = weekday
heading-hour = hour
heading-loyal = loyal
heading-new = new
segment-note-gone = { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    } of the earlier result are not in the log
heading-from-segment = from
heading-to-segment = to
heading-then = then
heading-change = change
heading-days-silent = days silent
heading-to-next = to next tier
not_yet_a_customer = Not yet a customer
bought_just_now = bought just now
bought_lately = bought lately
long_silent = long silent
very_long_silent = silent for very long
very_few_orders = very few orders
few_orders = few orders
many_orders = many orders
very_many_orders = very many orders
very_little_spent = very little spent
little_spent = little spent
much_spent = much spent
very_much_spent = very much spent
very_small_orders = very small orders
small_orders = small orders
large_orders = large orders
very_large_orders = very large orders
very_short_gaps = very short gaps
short_gaps = short gaps
long_gaps = long gaps
very_long_gaps = very long gaps
very_new_here = very new
new_here = new
long_here = long a customer
very_long_here = very long a customer
always_full_price = always at full price
full_price = at full price
discounted = at a discount
much_discounted = at a large discount
very_few_refunds = very few refunds
few_refunds = few refunds
many_refunds = many refunds
very_many_refunds = very many refunds
never_in_promo_season = never in promo seasons
off_season = off season
promo_season = in promo seasons
only_in_promo_season = only in promo seasons
middling = middling
group_1 = group 1
group_2 = group 2
group_3 = group 3
group_4 = group 4
group_5 = group 5
group_6 = group 6
group_7 = group 7
group_8 = group 8
group_9 = group 9
group_10 = group 10
group_11 = group 11
group_12 = group 12
group_13 = group 13
group_14 = group 14
group_15 = group 15
group_16 = group 16
group_17 = group 17
group_18 = group 18
group_19 = group 19
group_20 = group 20
aa-title = A/A test   { $from } to { $to }   { $customers } customers, { $splits } random splits
aa-good = With nothing done to anyone, { $metric } was found to differ in { $false } of the splits ({ $lower } to { $upper }), { $alpha } being promised; a change of { $effect } was found in { $power }.
aa-wolf = With nothing done to anyone, { $metric } was found to differ in { $false } of the splits ({ $lower } to { $upper }), more than the { $alpha } that is promised.
aa-looks = { $metric }: looking { $looks } times and stopping when it looks good finds { $false } of what is not there; `--peeking` keeps to { $alpha }
aa-too-many = { $metric }: { $false } false positives, more than the { $alpha } that is promised; few buyers or a handful of huge orders do that: try `--winsorise 99%` or a longer `--window`
aa-note-how = every split is tested as `setia ab-test` would test it, once as it is and once with { $effect } more in one half
aa-note-customers = { $customers } customers had bought before { $from }; they are known by the { $before ->
        [one] day
       *[other] { $before } days
    } before (CUPED of means)
aa-note-looks = each split is looked at { $looks } times at even distances, as the log grows; one look below the level counts
heading-promised = promised
heading-false = false
heading-found = found
heading-from = from
heading-to = to
plan-title = A/B plan   { $metric } within { $window }   { $variants } variants at { $confidence }
plan-customers = { $customers } customers show a change of { $metric } from { $baseline } to { $changed } ({ $relative }) with a power of { $power }.
plan-effect = { $customers } customers show a change of { $metric } from { $baseline } to { $changed } ({ $relative }) or more with a power of { $power }; smaller ones may go unseen.
plan-power = { $customers } customers show a change of { $metric } from { $baseline } to { $changed } ({ $relative }) with a power of { $power }.
plan-note-days-list = each customer is watched for { $window }: { $days } days if all enter on one day; `--per-day N` says how long it takes if they come one by one
plan-note-days-rate = with { $per_day } customers a day who are each watched for { $window } it takes { $days } days
plan-note-days-window = the log has { $at_hand } customers, enough to begin with all on one day and to watch them for { $window }
plan-note-days-longer = the log has { $at_hand } customers, too few to watch them for { $window }; watched for { $days } days they are enough, as more of them do it in a longer time
plan-note-days-never = the log has { $at_hand } customers, too few for any window up to half of the log; the smallest change they show when watched for { $window } is { $relative }
plan-note-pooled = formula: two proportions with pooled variance, normal approximation (Fleiss, Levin & Paik 2003, eq. 4.14; R's power.prop.test); other formulas differ by some percent
plan-note-means = formula: two means of equal deviation, normal approximation
plan-note-delta = formula: two ratios of sums, normal approximation with the deviation by the delta method (Deng, Knoblich & Lu 2018)
plan-note-measured = the baseline is that of the { $customers } customers who had bought before { $from }, from then to { $to }
plan-note-cuped = `setia ab-test` takes off what the { $before } before foretell (CUPED): correlation { $correlation }, { $saved } of the variance saved; the second row is without
plan-note-several = { $treatments } treatments are each compared with the control at a level of { $alpha } (Bonferroni), and every one has the power
heading-baseline = baseline
heading-mde = change
heading-power = power
heading-days = days
heading-formula = formula
pooled_z = pooled z
two_means_z = two means z
two_means_z_cuped = two means z, CUPED
ratio_delta_z = delta z
assign-title = A/B assignment   { $experiment }   { $customers } customers in { $variants } variants
assign-alike = In what is known of the customers the variants differ no more than by chance (smallest { $p }, adjusted for { $features ->
        [one] { $features } feature
       *[other] { $features } features
    }).
assign-differ = By bad luck the variants already differ in what is known of the customers (smallest { $p }, adjusted); `--stratify` by it, or name the experiment anew before anything is sent.
assign-unknown = Nothing is known of the customers by which the variants could be compared.
assign-empty = nobody is in the variant { $variant }
assign-note-hash = a customer's variant follows from the id and the name of the experiment alone: the order of the list, the day and the machine do not matter, and who is added later does not move anyone
assign-note-strata = within each group customers are drawn in the order of a hash of the experiment's name and the id: the order of the list, the day and the machine do not matter, but who is added later can move others, so keep this file
assign-note-more = { $features } features were compared; `--table balance` has them all
assign-note-next = `-o groups.csv` keeps who is in which variant; when the test has run: `setia ab-test orders.csv --assignments groups.csv --start DATE --end DATE{ $shares }`
heading-before = before the test
heading-mean = mean
heading-off = off by sd
ab-title = A/B test   control { $control }   { $customers } customers in { $variants } variants
ab-title-log = A/B test   { $start } to { $end } ({ $days } days)   control { $control }   { $customers } customers in { $variants } variants
ab-ship = Ship { $treatment }: { $metric } is { $treatment_value } against { $control_value } of { $control }, { $effect } ({ $confidence } interval { $lower } to { $upper }), { $p }.
ab-keep = Keep { $control }: { $metric } is { $treatment_value } with { $treatment } against { $control_value }, { $effect } ({ $confidence } interval { $lower } to { $upper }), { $p }.
ab-harms = Keep { $control }: { $metric } is { $treatment_value } with { $treatment } against { $control_value }, { $effect } ({ $confidence } interval { $lower } to { $upper }), { $p }, but { $guardrail } moves further than its guardrail allows.
ab-may-harm = Keep testing: { $metric } is { $treatment_value } with { $treatment } against { $control_value } of { $control }, { $effect } ({ $confidence } interval { $lower } to { $upper }), { $p }, but { $guardrail } may have moved further than its guardrail allows.
ab-stop = Keep { $control }: { $metric } is { $treatment_value } with { $treatment } against { $control_value }, and anything from { $lower } to { $upper } is compatible with that, but { $guardrail } already moves further than its guardrail allows.
ab-too-few = Keep testing until every variant has 25 customers who count: { $metric } is { $treatment_value } with { $treatment } against { $control_value } of { $control }, and anything from { $lower } to { $upper } is compatible with that.
ab-more-days = Keep testing, about { $days ->
        [one] { $days } more day
       *[other] { $days } more days
    }: { $metric } is { $treatment_value } with { $treatment } against { $control_value } of { $control }, and anything from { $lower } to { $upper } is compatible with that.
ab-more-customers = Keep testing, with about { $customers ->
        [one] { $customers } more customer
       *[other] { $customers } more customers
    }: { $metric } is { $treatment_value } with { $treatment } against { $control_value } of { $control }, and anything from { $lower } to { $upper } is compatible with that.
ab-undecided = Nothing to choose so far: { $metric } is { $treatment_value } with { $treatment } against { $control_value } of { $control }, and anything from { $lower } to { $upper } is compatible with that; to find so small a difference would take far more than there is.
ab-do-not-trust = Do not trust this test: its groups are not what they were to be (see the warnings), so whatever differs between them need not be the promotion's doing.
ab-nothing = There are too few customers to estimate anything.
ab-better = { $metric }: { $treatment } is better than { $control }, { $effect } ({ $lower } to { $upper })
ab-worse = { $metric }: { $treatment } is worse than { $control }, { $effect } ({ $lower } to { $upper })
ab-safe = { $metric }: { $treatment } keeps within the guardrail, { $effect } ({ $lower } to { $upper })
ab-harmed = { $metric }: { $treatment } moves it further than the guardrail allows, { $effect } ({ $lower } to { $upper })
ab-guardrail-open = { $metric }: whether { $treatment } keeps within the guardrail cannot be told yet, { $effect } ({ $lower } to { $upper })
ab-open-by-number = { $metric }: { $treatment } against { $control } is { $effect } ({ $lower } to { $upper }), which leaves nought out, but among so many tests that happens by chance ({ $p } once adjusted)
ab-open = { $metric }: no difference of { $treatment } from { $control } can be told; the data are compatible with { $lower } to { $upper }
ab-note-worth = { $treatment } for all these customers is worth { $worth } of revenue a month ({ $lower } to { $upper } at { $confidence }), if it goes on as it did
ab-note-chance = { $treatment } beats the control with a probability of { $chance }; taking it loses { $loss } percentage points on average (beta-binomial, prior { $prior })
ab-note-cuped = { $metric } and other means are adjusted by the column of before (CUPED): correlation { $correlation }, { $saved } of the variance saved; the row `welch` is without
ab-note-cuped-days = { $metric } and other means are adjusted by what the same customers did in the { $days ->
        [one] day
       *[other] { $days } days
    } before (CUPED): correlation { $correlation }, { $saved } of the variance saved; the row `welch` is without
ab-note-looks = the intervals of the first rows hold however often and whenever one looks (confidence sequence)
ab-note-one-look = the intervals and p-values hold for one look at the planned end; who looks every day adds `--peeking`
ab-note-below-plan = { $customers } of the { $planned } planned customers are in the test so far: intervals and p-values hold for one look at the planned number; who looks earlier adds `--peeking`
ab-lost-zeros = { $customers ->
        [one] { $customers } assigned customer is
       *[other] { $customers } assigned customers are
    } not in the log but would be if leading zeros did not count: a spreadsheet may have taken them from the ids, and they count as buying nothing
ab-note-undated = of { $customers } customers it is not said when they were assigned; they count from the first day
ab-note-strangers = { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    } of the log are in no variant and do not count
ab-note-groups-of = the groups shown are those of { $metric }; `--table segments` has the other metrics
ab-note-late = { $customers ->
        [one] { $customers } customer was
       *[other] { $customers } customers were
    } assigned after the last day and left out
ab-note-interaction = the relative effect of { $treatment } on { $metric } differs between the { $groups } groups (test of one ratio for all, { $p }); the intervals of the groups hold for all of them together
ab-note-no-interaction = no difference in the relative effect of { $treatment } on { $metric } between the { $groups } groups can be told (test of one ratio for all, { $p }); the effect over all customers is the better guess for each
ab-fishing = { $standing_out } of { $groups } groups { $standing_out ->
        [one] stands
       *[other] stand
    } out from the whole, but the groups together do not differ: among so many that happens by chance; ask it again in a test of that group alone
ab-note-control = the others are compared with { $control } (`--control` names another); intervals are at { $confidence }, p-values adjusted for the number of tests
ab-note-blanks = { $blanks ->
        [one] { $blanks } blank value counts
       *[other] { $blanks } blank values count
    } as nought
ab-note-all = all { $customers } assigned customers count, buyers or not; { $seen } of them are in the log
ab-cut-short = the log ends before { $end }, so the test is looked at early
ab-uneven-split = the variants are not as large as planned ({ $p }): some customers were lost or added on the way, or `--shares` is not what was planned
ab-in-several = { $customers ->
        [one] { $customers } customer is
       *[other] { $customers } customers are
    } in several variants ({ $share }) and left out
ab-early-orders = { $share } of the orders since the start came before their customer was assigned; they are left out, but why are there so many?
ab-not-alike = the groups already differed before the test ({ $p })
ab-few-conversions = in one variant only { $conversions ->
        [one] { $conversions } customer has
       *[other] { $conversions } customers have
    } any { $metric }, fewer than 25
ab-large-effect = an effect of { $effect } is hard to believe; look for a mistake in the data before the champagne
ab-loses-money = { $treatment } is better by { $metric }, which decides as the first metric, but brings less revenue; put `--metric revenue` first if money is to decide
ab-no-relative = there is no relative effect of { $metric }, as the control's value is not surely above nought
better = better
worse = worse
undecided = undecided
safe = safe
harmed = harmed
no_purchase_before = No purchase before
score = score
welch = Welch
welch-winsorised = Welch, cut
cuped = CUPED
cuped-winsorised = CUPED, cut
delta = delta method
fisher = Fisher
newcombe = Newcombe
wald = Wald
fieller = Fieller
mann-whitney = Mann-Whitney
confidence-sequence = sequence
msprt = mSPRT
heading-metric = metric
heading-ab-effect = effect
heading-treatment = treatment
heading-control = control
heading-with-treatment = treatment
heading-relative = relative
heading-interval = interval
heading-interval-all = interval
heading-in-control = customers
heading-in-treatment = treated
heading-p = p
heading-p-adjusted = adjusted
heading-variant = variant
heading-share = share
heading-planned = planned
heading-conversions = conversions
heading-best = P(best)

## Check

check-title = Data check   { $files ->
        [one] { $files } file
       *[other] { $files } files
    }, { $rows ->
        [one] { $rows } row
       *[other] { $rows } rows
    }
check-headline =
    { $used } of { $rows } rows count: { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    } with { $orders ->
        [one] { $orders } order
       *[other] { $orders } orders
    } worth { $spent }, from { $first } to { $last }.
check-headline-no-amount =
    { $used } of { $rows } rows count: { $customers ->
        [one] { $customers } customer
       *[other] { $customers } customers
    } with { $orders ->
        [one] { $orders } order
       *[other] { $orders } orders
    } from { $first } to { $last }; there is no amount.
check-headline-nothing = None of the { $rows } rows is a purchase that counts.
check-read-as = { $line }
check-gaps =
    { $days ->
        [one] { $days } day between the first and the last has no row
       *[other] { $days } days between the first and the last have no row
    }; the longest gap is { $longest ->
        [one] { $from }
       *[other] { $longest } days, { $from } to { $to }
    }
check-totals-agree = the lines of all { $orders } orders with a total add up to it (column `{ $column }`)
check-totals-differ =
    { $differ ->
        [one] the lines of { $differ } of { $orders } orders do
       *[other] the lines of { $differ } of { $orders } orders do
    } not add up to column `{ $column }`; taken together they differ by { $money }, which may be postage, vouchers or rows left out
check-ready = good for { $ready }
check-partly-ready = good for { $ready }; { $lacking }
check-unreadable =
    { $rows ->
        [one] { $rows } row cannot be read, and other commands stop at it
       *[other] { $rows } rows cannot be read, and other commands stop at them
    }; `--table rejects` lists them, `--max-rejects { $rows }` sets them aside
check-undated =
    { $rows ->
        [one] { $rows } row has no date, and neither has its order
       *[other] { $rows } rows have no date, and neither have their orders
    }
check-currencies = { $column ->
        [none] amounts are in several currencies, which cannot be added up: { $found }
       *[other] column `{ $column }` holds several currencies, which cannot be added up: { $found }; `--where` keeps one
    }
check-no-purchase = no row is a purchase that counts
large-customer = customer `{ $customer }` has { $share } of all orders; if that is whoever pays at the till, leave it out with `--where`
stray-dates =
    { $days ->
        [one] { $first } is more than a year away from all other days; is it a slip of the pen?
       *[other] { $days } days, { $first } to { $last }, are more than a year away from all others; are they slips of the pen?
    } `--from` and `--as-of` leave them out
check-large-row = one row of { $amount } is { $share } of revenue
unreadable = unreadable
description = description of the columns
footer = total at the foot
not-a-sale = no sale and no refund
cancelled = cancelled
unpaid = never paid
refunded = given back as a whole
with-order = of an order left out
left-out-by-where = left out by --where
before-from = before --from
after-as-of = after --as-of
guest = without a customer
without-date = without a date
duplicate = copy of another row
in-several-files = in several files
negative-amount = amount below zero
zero-amount = amount of zero
used = used
heading-rows = rows
heading-left-out = left out
heading-amount = amount
heading-unreadable-row = unreadable row
heading-column = column
heading-value = value
heading-why = why

## What preparing the data did

files-without-order-ids =
    { $rows } rows, worth { $money }, stand in several files; without order ids setia cannot tell copies from equal purchases and counts them all

note-preset = read as an export of { $name } (`{ $id }`); `--preset none` reads it as any other file
orders-differ-across-files =
    { $orders ->
        [one] { $orders } order stands in several files with different money: the lines of all of them count, each as often as in the file where it occurs most
       *[other] { $orders } orders stand in several files with different money: the lines of all of them count, each as often as in the file where it occurs most
    }
repeated-totals = in { $equal } of { $orders } orders with several rows, every row has the same amount: if that is the total of the order, money is counted several times; name the amount of the line with `--amount`
note-rejected =
    { $rows ->
        [one] { $rows } row of { $all }, worth { $money }, could not be read and is left out
       *[other] { $rows } rows of { $all }, worth { $money }, could not be read and are left out
    }
note-description = { $rows ->
        [one] { $rows } row below the header describes the columns and is left out
       *[other] { $rows } rows below the headers describe the columns and are left out
    }
note-unread-discounts =
    { $rows ->
        [one] 1 discount
       *[other] { $rows } discounts
    } could not be read as amounts and count as none
note-unread-quantities =
    { $rows ->
        [one] 1 quantity
       *[other] { $rows } quantities
    } could not be read as numbers and count as none
attributes-missing =
    the table of customers lacks { $missing ->
        [one] 1 customer
       *[other] { $missing } customers
    } of the log
note-attributes-missing = { attributes-missing }
note-attributes-both = { attributes-missing }, and has { $unknown } that the log lacks
note-sheets = not read of the workbook { $file }, because the columns are others: { $sheets }
note-unknown-status = status words that setia does not know count as sales: { $words }; `--where` leaves rows out
note-footer =
    { $rows ->
        [one] { $rows } row of totals at the foot of the file, worth { $money }, is left out
       *[other] { $rows } rows of totals, worth { $money }, are left out
    }
note-not-a-sale =
    { $rows ->
        [one] { $rows } row that is no sale and no refund, worth { $money }, is left out
       *[other] { $rows } rows that are no sales and no refunds, worth { $money }, are left out
    }
note-cancelled =
    { $rows ->
        [one] { $rows } cancelled row, worth { $money }, is left out by its status
       *[other] { $rows } cancelled rows, worth { $money }, are left out by their status
    }
note-unpaid =
    { $rows ->
        [one] { $rows } row never paid, worth { $money }, is left out by its status
       *[other] { $rows } rows never paid, worth { $money }, are left out by their status
    }
note-refunded =
    { $rows ->
        [one] { $rows } row given back as a whole, worth { $money }, is left out by its status
       *[other] { $rows } rows given back as a whole, worth { $money }, are left out by their status
    }
note-across-files =
    { $rows ->
        [one] { $rows } row, worth { $money }, stands in several files by its order id and counts once
       *[other] { $rows } rows, worth { $money }, stand in several files by their order ids and count once
    }
note-duplicates =
    { $rows ->
        [one] { $rows } row, worth { $money }, equals another row of its file in every value and is kept; `--dedupe` removes it
       *[other] { $rows } rows, worth { $money }, equal another row of their file in every value and are kept; `--dedupe` removes them
    }
note-duplicates-removed =
    { $rows ->
        [one] { $rows } row, worth { $money }, equals another row of its file in every value and is removed
       *[other] { $rows } rows, worth { $money }, equal another row of their file in every value and are removed
    }
note-undated =
    { $rows ->
        [one] { $rows } row, worth { $money }, has no date, and neither has its order; it is left out
       *[other] { $rows } rows, worth { $money }, have no date, and neither have their orders; they are left out
    }
note-stated-refunds =
    { $rows ->
        [one] { $rows } refund in a column of its own, worth { $money }, lowers its order
       *[other] { $rows } refunds in a column of their own, worth { $money }, lower their orders
    }
note-refunds-dropped =
    { $rows ->
        [one] { $rows } refund, worth { $money }, is left out by `--refunds drop`
       *[other] { $rows } refunds, worth { $money }, are left out by `--refunds drop`
    }
note-with-order =
    { $rows ->
        [one] { $rows } row, worth { $money }, goes with an order that is left out by its status
       *[other] { $rows } rows, worth { $money }, go with orders that are left out by their status
    }
note-filtered =
    { $rows ->
        [one] { $rows } row, worth { $money }, is left out by `--where`
       *[other] { $rows } rows, worth { $money }, are left out by `--where`
    }
note-before =
    { $rows ->
        [one] { $rows } row before `--from`, worth { $money }, is left out
       *[other] { $rows } rows before `--from`, worth { $money }, are left out
    }
note-after =
    { $rows ->
        [one] { $rows } row after `--as-of`, worth { $money }, is left out
       *[other] { $rows } rows after `--as-of`, worth { $money }, are left out
    }
note-guests =
    { $rows ->
        [one] { $rows } row without a customer id, worth { $money } ({ $share } of revenue), is left out
       *[other] { $rows } rows without a customer id, worth { $money } ({ $share } of revenue), are left out
    }
note-refunds-matched =
    { $rows ->
        [one] { $rows } negative row, worth { $money }, lowers its order
       *[other] { $rows } negative rows, worth { $money }, lower their orders
    }
note-refunds-unmatched =
    { $rows ->
        [one] { $rows } negative row, worth { $money }, belongs to no order: it lowers what the customer spent, not the number of orders
       *[other] { $rows } negative rows, worth { $money }, belong to no order: they lower what the customers spent, not the number of orders
    }
note-filled =
    { $count ->
        [one] { $count } row without a customer id takes that of its order
       *[other] { $count } rows without a customer id take that of their orders
    }
note-rounded =
    { $count ->
        [one] { $count } amount has more than four decimals and is rounded
       *[other] { $count } amounts have more than four decimals and are rounded
    }
note-cancelled-orders =
    { $count ->
        [one] { $count } order refunded in full is not counted
       *[other] { $count } orders refunded in full are not counted
    }
note-refunded-customers =
    { $count ->
        [one] { $count } customer without an order left is left out
       *[other] { $count } customers without an order left are left out
    }
note-zero-orders =
    { $count ->
        [one] { $count } order of 0 counts as an order
       *[other] { $count } orders of 0 count as orders
    }
note-joined-rows =
    there is no order id, so rows of one customer with the same time are one order; { $count ->
        [one] { $count } row was joined
       *[other] { $count } rows were joined
    }

## Warnings

few-customers =
    { $customers ->
        [one] { $customers } customer is few: a score stands for a handful of people
       *[other] { $customers } customers are few: a score stands for a handful of people
    }

spend-without-mean = spend differs so much among customers (Gamma-Gamma q at most 1) that it has no mean; the mean seen stands in for customers of whom nothing is known
beaten-by-a-rule =
    a plain rule foretold better than { $model } who would buy between { $cut } and { $until }: { $rule } has a Brier score of { $rule_brier }, the model { $brier }
few-repeat-buyers =
    { $repeat ->
        [one] { $repeat } customer bought again, which makes the parameters rough
       *[other] { $repeat } customers bought again, few enough to make the parameters rough
    }
open-parameters = the data leave { $parameters } open (standard error above three on the scale of its logarithm): forecasts may hold, the parameters mean little
far-ahead = the horizon is { $times } times as long as the log, so the forecast is an extrapolation
spend-depends-on-frequency =
    frequency and spend go together (rank correlation { $rho }), while Gamma-Gamma takes them for independent: values of frequent buyers are biased

## Headings

heading-fifth = fifth
heading-group = group
heading-driver = goes along with leaving
heading-leavers-had = leavers
heading-stayers-had = stayers
heading-difference = difference
heading-effect = effect size
heading-contact = contact
heading-value-if-active = value if active
heading-profit = expected profit
heading-break-even = break-even uplift
heading-cost-so-far = cost so far
heading-profit-so-far = profit so far
heading-band-before = band before
heading-foretold-away = foretold away
heading-stayed-away = stayed away
heading-from-band = from band
heading-to-band = to band
heading-share-of-band = share of band
heading-second-within = days after first
heading-bought-again = bought again
heading-again-30 = in 30 d
heading-again-90 = in 90 d
heading-again-365 = in 365 d
heading-median-days-again = median days
heading-band = band
heading-leavers = expected leavers
heading-most-to-lose = most to lose
heading-highest-risk = highest risk
heading-next-purchase = next purchase
heading-at-risk = at risk
heading-share-of-risk = share of it
heading-reason = why
heading-cut = known to
heading-until = until
heading-lift = lift
heading-log-loss = log loss
heading-total-clv = total CLV
heading-at-least = at least
heading-at-most = at most
heading-period = period
heading-window = window
heading-method = method
heading-predicted = foretold
heading-actual = made
heading-total-error = error
heading-mae = MAE
heading-rmse = RMSE
heading-auc = AUC
heading-brier = Brier
heading-p-alive = P(alive)
heading-churn-risk = churn risk
heading-purchases = purchases
heading-clv = CLV
heading-share-of-value = share of value
heading-frequency = frequency
heading-age = age
heading-spend-each = spend each
heading-simple-clv = simple CLV

heading-segment = segment
heading-customers = customers
heading-revenue = revenue
heading-median-days =
    median
    days silent
heading-median-orders =
    median
    orders
heading-median-spent =
    median
    spent
heading-top-customers = top customers
heading-spent = spent
heading-orders = orders
heading-last-purchase = last order
heading-rfm = RFM

label-note = note
label-notes = Notes
label-definitions = Definitions
label-warning = warning
label-columns = columns

## Terms

champions = Champions
loyal_customers = Loyal customers
loyal = Loyal
recent = Recent
inactive = Inactive
potential_loyalists = Potential loyalists
new_customers = New customers
promising = Promising
need_attention = Need attention
about_to_sleep = About to sleep
at_risk = At risk
cant_lose_them = Can't lose them
hibernating = Hibernating
lost = Lost
others = Others
days_since_last = days since last
orders = orders
spent = spent

## Simulate

simulate-title = Synthetic shop   seed { $seed }   { $from } to { $until }   { $customers } customers
simulate-headline =
    { $rows } rows: { $orders } orders of customers, { $guests } of guests, { $refunds } refunds, { $duplicates } rows written twice; { $gone } of customers have left for good
