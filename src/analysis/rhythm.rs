//! How often customers buy: the time between two purchases of each, and how late the next one is.

use rayon::prelude::*;

use crate::stats::ln_of_whole;
use crate::units::Day;

/// The rhythm of all customers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rhythm {
    /// ln of the time between purchases, in days, of the customer in the middle.
    ln_middle: f64,
    /// Times between purchases that it weighs as much as.
    weight: f64,
}

/// Of a customer's own times between purchases, at least so many are outweighed by all customers, and at most so many.
const LEAST_WEIGHT: f64 = 0.1;
const MOST_WEIGHT: f64 = 100.0;

impl Rhythm {
    /// Of customers who bought on these days; none if nobody came back.
    ///
    /// How much a customer's own times weigh follows from how they differ within and among customers (one-way analysis of
    /// variance of their logarithms): with a variance σ² within and τ² among, all customers weigh as much as σ²/τ² of them.
    pub(super) fn of<'a>(customers: impl Iterator<Item = &'a [Day]>) -> Option<Rhythm> {
        let customers: Vec<&[Day]> = customers.collect();
        let times: Vec<Option<Times>> = customers.into_par_iter().map(Times::of).collect();
        Rhythm::of_times(&times)
    }

    /// The same, and the typical time between the purchases of each.
    pub(super) fn of_each(customers: &[&[Day]]) -> Option<(Rhythm, Vec<f64>)> {
        let times: Vec<Option<Times>> = customers.par_iter().map(|days| Times::of(days)).collect();
        let rhythm = Rhythm::of_times(&times)?;
        let typical = |times: &Option<Times>| {
            let (middle, gaps) =
                times.as_ref().map_or((None, 0.0), |times| (Some(times.middle), times.count));
            rhythm.shrunk(middle, gaps)
        };
        Some((rhythm, times.par_iter().map(typical).collect()))
    }

    #[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
    fn of_times(times: &[Option<Times>]) -> Option<Rhythm> {
        let mut middles = Vec::with_capacity(times.len());
        let (mut gaps, mut squares_of_counts) = (0.0, 0.0);
        let (mut sum, mut sum_of_means, mut within) = (0.0, 0.0, 0.0);
        for times in times.iter().flatten() {
            let &Times { middle, count, mean, squares } = times;
            middles.push(middle);
            within += squares;
            gaps += count;
            squares_of_counts += count * count;
            sum += count * mean;
            sum_of_means += count * mean * mean;
        }
        let customers = middles.len() as f64;
        let among = (sum_of_means - sum * sum / gaps) / (customers - 1.0);
        let within = within / (gaps - customers);
        let per_customer = (gaps - squares_of_counts / gaps) / (customers - 1.0);
        let spread = (among - within) / per_customer;
        let weight = if within.is_finite() && spread.is_finite() { within / spread.max(0.0) } else { 1.0 };
        let half = middles.len() / 2;
        if middles.is_empty() {
            return None;
        }
        let ln_middle = *middles.select_nth_unstable_by(half, f64::total_cmp).1;
        Some(Rhythm { ln_middle, weight: weight.clamp(LEAST_WEIGHT, MOST_WEIGHT) })
    }

    /// Days between purchases, of the customer in the middle.
    pub(super) fn middle(&self) -> f64 {
        self.ln_middle.exp()
    }

    /// The typical time between the purchases of a customer who bought on these days, in days: the own median shrunk to
    /// that of all, on the scale of logarithms.
    #[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
    pub(super) fn typical_gap(&self, days: &[Day]) -> f64 {
        self.shrunk(ln_median_gap(days), days.len().saturating_sub(1) as f64)
    }

    /// The same, of a customer of whom only the mean time between `gaps` purchases is known.
    pub(super) fn typical_gap_by_mean(&self, mean: f64, gaps: f64) -> f64 {
        self.shrunk((mean > 0.0).then(|| mean.ln()), gaps)
    }

    /// A rhythm where only the mean times between purchases are known; of a day where there is none.
    pub(super) fn of_means(mut means: Vec<f64>) -> Rhythm {
        means.retain(|mean| *mean > 0.0);
        means.sort_unstable_by(f64::total_cmp);
        let middle = means.get(means.len() / 2).copied().unwrap_or(1.0);
        Rhythm { ln_middle: middle.ln(), weight: 1.0 }
    }

    fn shrunk(&self, own: Option<f64>, gaps: f64) -> f64 {
        let own = own.unwrap_or(self.ln_middle);
        ((gaps * own + self.weight * self.ln_middle) / (gaps + self.weight)).exp()
    }
}

/// Times between the purchases of a customer.
struct Times {
    /// ln of their median.
    middle: f64,
    /// How many there are.
    count: f64,
    /// The mean of their logarithms.
    mean: f64,
    /// Squares of how far these are from their mean, added up.
    squares: f64,
}

impl Times {
    /// None without a repeat purchase.
    #[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
    fn of(days: &[Day]) -> Option<Times> {
        let middle = ln_median_gap(days)?;
        let logs: Vec<f64> =
            days.windows(2).map(|pair| ln_of_whole(pair[1].days_since(pair[0]).unsigned_abs())).collect();
        let count = logs.len() as f64;
        let mean = logs.iter().sum::<f64>() / count;
        let squares = logs.iter().map(|ln| (ln - mean) * (ln - mean)).sum();
        Some(Times { middle, count, mean, squares })
    }
}

/// ln of the median time between the purchases of a customer; none without a repeat purchase.
fn ln_median_gap(days: &[Day]) -> Option<f64> {
    let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1].days_since(pair[0])).collect();
    if gaps.is_empty() {
        return None;
    }
    gaps.sort_unstable();
    let (low, high) = (gaps[(gaps.len() - 1) / 2], gaps[gaps.len() / 2]);
    Some(f64::midpoint(f64::from(low), f64::from(high)).ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(gaps: &[i32]) -> Vec<Day> {
        let mut now = 0;
        let rest = gaps.iter().map(|gap| {
            now += gap;
            Day(now)
        });
        std::iter::once(Day(0)).chain(rest).collect()
    }

    fn rhythm(customers: &[Vec<Day>]) -> Rhythm {
        Rhythm::of(customers.iter().map(Vec::as_slice)).unwrap()
    }

    #[test]
    fn regular_customers_go_by_their_own_rhythm() {
        let customers: Vec<Vec<Day>> = [7, 14, 30].iter().map(|&gap| days(&[gap; 6])).collect();
        let rhythm = rhythm(&customers);
        assert!((rhythm.middle() - 14.0).abs() < 1e-9);
        // nothing differs within a customer, so that all others hardly matter
        assert!((rhythm.typical_gap(&customers[2]) - 30.0).abs() < 0.5);
        assert!((rhythm.typical_gap(&days(&[])) - 14.0).abs() < 1e-9);
    }

    #[test]
    fn where_customers_do_not_differ_all_are_one() {
        let customers: Vec<Vec<Day>> = (0..20).map(|_| days(&[5, 40, 10, 20])).collect();
        let rhythm = rhythm(&customers);
        assert!((rhythm.weight - MOST_WEIGHT).abs() < 1e-9);
        let odd = rhythm.typical_gap(&days(&[100]));
        assert!(odd > 15.0 && odd < 16.0, "{odd}");
    }

    /// σ² and τ² by hand: two customers with logs (0, 2 ln 2) and (4 ln 2, 6 ln 2).
    #[test]
    fn the_weight_is_the_ratio_of_variances() {
        let rhythm = rhythm(&[days(&[1, 4]), days(&[16, 64])]);
        let ln = 2.0_f64.ln();
        let (within, among) = (2.0 * ln * ln, 2.0 * (2.0 * ln) * (2.0 * ln) * 2.0);
        let spread = (among - within) / 2.0;
        assert!((rhythm.weight - within / spread).abs() < 1e-12, "{}", rhythm.weight);
    }

    #[test]
    fn nobody_came_back() {
        assert_eq!(Rhythm::of([&days(&[])[..]].into_iter()), None);
        assert!((Rhythm::of_means(vec![0.0]).middle() - 1.0).abs() < 1e-12);
    }
}
