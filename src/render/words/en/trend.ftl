# Words of `setia trend`.

trend-title = Trend of { $measure } by { $grain }   { $from } to { $as_of }   { $orders ->
        [one] { $orders } order
       *[other] { $orders } orders
    }
trend-headline = { $measure } in { $period }: { $value }, { $change } on the { $grain } before. { $next }
trend-headline-year = { $measure } in { $period }: { $value }, { $change } on the { $grain } before and { $yearly } on a year before. { $next }
trend-headline-first = { $measure } in { $period }: { $value }. { $next }
trend-next = { $period } is expected to bring { $forecast } ({ $confidence } interval { $lower } to { $upper }).
trend-next-certain = { $period } is expected to bring { $forecast }, as every one before.
trend-nothing-over = No { $grain } is covered by the log from its first day to its last, so there is nothing to compare; `--period week` or `--period day` looks closer.

trend-note-not-over = { $period } is not over on { $as_of }, so it is neither compared nor forecast from; if the log is complete, say so: `--as-of { $end }`
trend-note-begins = { $period } is not covered from its first day, so it is neither compared nor forecast from
trend-note-better = the forecast is by `{ $method }`, which was closest in the past; { $forecasts } forecasts, made at { $origins } points in time from what was known then, were { $error } off on average, { $benchmark } { $benchmark_error }; { $within } came within the interval they had then
trend-note-no-better = the forecast is by `{ $method }`, but forecasts are no better here than { $benchmark }: { $forecasts } of them, made at { $origins } points in time from what was known then, were { $error } off on average, { $benchmark } { $benchmark_error }; { $within } came within the interval they had then
benchmark-seasonal-naive = taking the value of a season before
benchmark-naive = taking the last value
trend-note-untested = the log is too short to see how forecasts of its past would have come out, so take the forecast with care
trend-note-widened = intervals are { $times } times as wide as the model's own, since past forecasts missed by more than it allows for
trend-note-lebaran = the weeks around Lebaran, which moves through the months, were taken out before forecasting and put back after
trend-note-short = { $periods } whole { $periods ->
        [one] { $grain } is
       *[other] { $grain }s are
    } too few for a forecast, which needs { $needed }
trend-note-no-months = months of the year are not compared, since some months without purchases leave nothing to compare with
trend-note-expected = what is unusual is looked for from { $period } on, since it is measured by forecasts made before; `--table peaks` looks at all days
trend-note-new = { $period } has { $customers } new customers, many of whom may have bought before the log begins
trend-note-cut = the forecast ends after { $periods } { $grain }s, beyond which nothing can be foretold
trend-note-seen-once = a month of the year has an interval once it was seen in three years, each with a whole year around it; until then what lies over or under the average may be chance
trend-note-two-years = months of the year are compared from two years of data on; the log has { $months ->
        [one] { $months } whole month
       *[other] { $months } whole months
    }
trend-note-from = the trend begins on { $from }; what was before is only used to know who had bought

heading-measure = measure
heading-year-on-year =
    on a year
    before
heading-series = the last whole periods
heading-unusual = unusual
heading-season = season
heading-over-average =
    over its
    average
heading-seen =
    times
    seen
heading-stands-out = stands out
heading-counted = counted
heading-expected = expected
heading-times = times
heading-holiday = near
heading-days-to =
    days
    to it
heading-forecast = forecast
heading-holidays = holidays
peak = peak
dip = dip
revenue = revenue
customers = customers
weekday = day of the week
month_of_year = month of the year
week_of_lebaran = week around Lebaran
monday = Monday
tuesday = Tuesday
wednesday = Wednesday
thursday = Thursday
friday = Friday
saturday = Saturday
sunday = Sunday
january = January
february = February
march = March
april = April
may = May
june = June
july = July
august = August
september = September
october = October
november = November
december = December
lebaran_minus_4 = Lebaran, 4 weeks before
lebaran_minus_3 = Lebaran, 3 weeks before
lebaran_minus_2 = Lebaran, 2 weeks before
lebaran_minus_1 = Lebaran, the week before
lebaran_0 = Lebaran, its week
lebaran_plus_1 = Lebaran, the week after
lebaran_plus_2 = Lebaran, 2 weeks after
heading-ci = interval
title-orders = Orders
title-customers = Customers who bought
title-revenue = Revenue
