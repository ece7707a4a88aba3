//! The figures an owner is asked for every month: for each period that is over, and for the log as a whole.
//!
//! Shares have the interval of Wilson, ratios that of the bootstrap over customers or of the delta method, medians that of
//! the binomial distribution; numbers of customers are counted, not estimated, and have none.

use super::bridge::Step;
use crate::customers::Customers;
use crate::document::Unit;
use crate::periods::Grain;
use crate::stats::{Ratio, RatioInterval, median_interval, quantile, wilson, z_of};
use crate::units::{Day, Span};

/// A figure of a period.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Kpi {
    /// Its key in the catalogue.
    pub key: &'static str,
    pub unit: Unit,
    /// The period; none is the log as a whole.
    pub period: Option<i32>,
    pub value: Option<f64>,
    pub interval: Option<(f64, f64)>,
    /// How the interval came about.
    pub method: &'static str,
    /// The customers it is about.
    pub basis: u64,
}

/// How they are reckoned.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub grain: Grain,
    pub lapsed_after: Span,
    pub confidence: f64,
    pub seed: u64,
    /// Whether there are amounts.
    pub has_money: bool,
    /// The first day that figures of the log as a whole are about; of who had bought before it all is known.
    pub from: Day,
}

/// What the customers of a period did in it.
#[derive(Debug, Clone, Default)]
struct Doings {
    /// Orders of each customer who bought.
    frequency: Ratio,
    /// Their money over their orders.
    order_value: Ratio,
    /// Money of those who had bought on two days or more, over that of all.
    repeat_money: Ratio,
    /// Customers whose first purchase it holds, and whose second purchase day.
    first: u64,
    second: u64,
    /// Customers whose time for a second purchase ended in it.
    ripe: u64,
    /// Days to the second purchase of those of them who came back.
    gaps: Vec<f64>,
}

/// Of all periods that the bridge has, then of the log as a whole.
pub(super) fn kpis(
    customers: &Customers,
    first: i32,
    steps: &[Step],
    as_of: Day,
    settings: &Settings,
) -> Vec<Kpi> {
    let (mut of_period, mut whole) = doings(customers, first, steps.len(), as_of, settings);
    let reckon = Reckon { settings, z: z_of(settings.confidence) };
    let mut kpis = Vec::new();
    let (mut known, mut repeat) = (0, 0);
    for (number, (step, doings)) in steps.iter().zip(&mut of_period).enumerate() {
        known += doings.first;
        repeat += doings.second;
        let before = number.checked_sub(1).map(|before| steps[before].buyers());
        let period = Some(first + number as i32);
        kpis.extend(Reckon::counts(step, period));
        kpis.extend(reckon.movement(step, before, period));
        kpis.push(reckon.share("repeat_purchase_rate", period, repeat, known));
        kpis.extend(reckon.doings(doings, period));
    }
    kpis.push(reckon.share("repeat_purchase_rate", None, whole.second, whole.first));
    kpis.extend(reckon.doings(&mut whole, None));
    kpis
}

struct Reckon<'a> {
    settings: &'a Settings,
    z: f64,
}

impl Reckon<'_> {
    fn share(&self, key: &'static str, period: Option<i32>, part: u64, of: u64) -> Kpi {
        #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
        let value = (of > 0).then(|| part as f64 / of as f64);
        let interval = value.map(|_| wilson(part, of, self.z));
        Kpi { key, unit: Unit::Share, period, value, interval, method: "wilson", basis: of }
    }

    fn ratio(&self, key: &'static str, unit: Unit, period: Option<i32>, ratio: &Ratio) -> Kpi {
        let found = ratio.interval(self.settings.confidence, self.settings.seed);
        let method = match found {
            Some((_, RatioInterval::Delta)) => "delta",
            _ => "bootstrap",
        };
        let within = |end: f64| if unit == Unit::Share { end.clamp(0.0, 1.0) } else { end };
        let interval = found.map(|(found, _)| (within(found.lower), within(found.upper)));
        Kpi { key, unit, period, value: ratio.value(), interval, method, basis: ratio.count() }
    }

    fn counts(step: &Step, period: Option<i32>) -> Vec<Kpi> {
        let count = |(key, count): (&'static str, u64)| Kpi {
            key,
            unit: Unit::Count,
            period,
            #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
            value: Some(count as f64),
            interval: None,
            method: "count",
            basis: count,
        };
        let counts = [
            ("active_customers", step.end),
            ("buyers", step.buyers()),
            ("new_customers", step.new),
            ("returning_customers", step.returning),
            ("reactivated_customers", step.reactivated),
            ("lost_customers", step.lost),
        ];
        counts.into_iter().map(count).collect()
    }

    fn movement(&self, step: &Step, buyers_before: Option<u64>, period: Option<i32>) -> Vec<Kpi> {
        let churned = self.share("churned_share", period, step.lost_of_start, step.start);
        let days = f64::from(period.map_or(0, |period| self.settings.grain.days(period)));
        // nobody lost has no half-life; all lost within the period have one of it at most
        let half_life = |share: f64| {
            (share > 0.0 && share < 1.0).then(|| days * std::f64::consts::LN_2 / -(-share).ln_1p())
        };
        let ends = churned.interval.map(|(lower, upper)| (half_life(upper), half_life(lower)));
        let half_life = Kpi {
            key: "customer_half_life_days",
            unit: Unit::Count,
            value: churned.value.and_then(half_life),
            interval: ends.map(|(lower, upper)| (lower.unwrap_or(0.0), upper.unwrap_or(f64::INFINITY))),
            ..churned.clone()
        };
        let half_life =
            Kpi { interval: half_life.interval.filter(|_| half_life.value.is_some()), ..half_life };
        vec![
            self.share("retention_rate", period, step.bought_again, buyers_before.unwrap_or(0)),
            churned,
            half_life,
            self.share("reactivation_rate", period, step.reactivated, step.known - step.start),
            self.share("returning_customer_rate", period, step.buyers() - step.new, step.buyers()),
        ]
    }

    fn doings(&self, doings: &mut Doings, period: Option<i32>) -> Vec<Kpi> {
        doings.gaps.sort_unstable_by(f64::total_cmp);
        let gaps = &doings.gaps;
        let days = Kpi {
            key: "days_to_second_purchase",
            unit: Unit::Count,
            period,
            value: (!gaps.is_empty()).then(|| quantile(gaps, 0.5)),
            interval: median_interval(gaps, self.settings.confidence),
            method: "binomial",
            basis: gaps.len() as u64,
        };
        let money = |kpi: Kpi| {
            if self.settings.has_money { kpi } else { Kpi { value: None, interval: None, ..kpi } }
        };
        vec![
            self.share("second_purchase_rate", period, gaps.len() as u64, doings.ripe),
            days,
            self.ratio("purchase_frequency", Unit::Number, period, &doings.frequency),
            money(self.ratio("average_order_value", Unit::Money, period, &doings.order_value)),
            money(self.ratio("repeat_revenue_share", Unit::Share, period, &doings.repeat_money)),
        ]
    }
}

/// What was done in each of so many periods from the first on, and in the log as a whole.
fn doings(
    customers: &Customers,
    first: i32,
    count: usize,
    as_of: Day,
    settings: &Settings,
) -> (Vec<Doings>, Doings) {
    let Settings { grain, lapsed_after, .. } = *settings;
    let mut periods = vec![Doings::default(); count];
    let mut whole = Doings::default();
    let Some(visits) = &customers.visits else { return (periods, whole) };
    let number = |day: Day| usize::try_from(grain.of(day) - first).unwrap_or(usize::MAX);
    for place in 0..customers.len() {
        let days = visits.days(place);
        let second = days.get(1).copied();
        let begin = days[0];
        let time_for_second = lapsed_after.days_from(begin);
        let ripe = Day(begin.0.saturating_add(time_for_second - 1));
        let gap = second.map(|day| day.days_since(begin)).filter(|gap| *gap < time_for_second).map(f64::from);
        if begin >= settings.from {
            whole.first += 1;
            whole.second += u64::from(second.is_some());
            if ripe <= as_of {
                whole.ripe += 1;
                whole.gaps.extend(gap);
            }
        }
        if let Some(doings) = periods.get_mut(number(begin)) {
            doings.first += 1;
        }
        if let Some(doings) = second.and_then(|day| periods.get_mut(number(day))) {
            doings.second += 1;
        }
        if let Some(doings) = periods.get_mut(number(ripe)) {
            doings.ripe += 1;
            doings.gaps.extend(gap);
        }
        let mut all = (0.0, 0.0);
        let visits: Vec<_> = visits.between(place, begin, as_of).collect();
        for in_period in visits.chunk_by(|a, b| grain.of(a.day) == grain.of(b.day)) {
            let orders: f64 = in_period.iter().map(|visit| f64::from(visit.orders)).sum();
            let spent: f64 = in_period.iter().map(|visit| visit.spent.to_f64()).sum();
            let last = in_period[in_period.len() - 1].day;
            for visit in in_period.iter().filter(|visit| visit.day >= settings.from) {
                all = (all.0 + f64::from(visit.orders), all.1 + visit.spent.to_f64());
            }
            if let Some(doings) = periods.get_mut(number(last)) {
                doings.add(orders, spent, second.is_some_and(|second| second <= last));
            }
        }
        if all.0 > 0.0 {
            whole.add(all.0, all.1, second.is_some());
        }
    }
    (periods, whole)
}

impl Doings {
    fn add(&mut self, orders: f64, spent: f64, is_repeat: bool) {
        self.frequency.add(orders, 1.0);
        self.order_value.add(spent, orders);
        self.repeat_money.add(if is_repeat { spent } else { 0.0 }, spent);
    }
}
