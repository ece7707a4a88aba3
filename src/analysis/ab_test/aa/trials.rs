//! Customers split at random again and again, and what is found of nothing, and of a known effect.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::Aa;
use crate::analysis::ab_test::deeds::{self, Deeds, DuringAndBefore};
use crate::analysis::ab_test::estimates::{both, method, p_to_go_by};
use crate::analysis::ab_test::experiment::{Each, Observed};
use crate::analysis::ab_test::log::days_before;
use crate::error::{Error, Result};
use crate::input::Role;
use crate::pipeline::Prepared;
use crate::stats::experiment::Proportion;
use crate::units::Day;

/// What came of all splits.
#[derive(Debug, Clone)]
pub(super) struct Trials {
    /// The days that stand for those of a test.
    pub window: (Day, Day),
    /// Days before it that customers are known by.
    pub before: u32,
    pub customers: u64,
    pub splits: u64,
    /// How often each is looked at: no oftener than there are days.
    pub looks: u32,
    pub metrics: Vec<Trial>,
}

/// What came of them for one metric.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub metric: String,
    pub method: &'static str,
    /// Splits with something found where nothing was.
    pub false_positives: u64,
    /// Splits in which the effect put in was found, and as what it is.
    pub found: u64,
}

/// Splits: as many as `QUICK` customers allow, between these.
const MOST: u64 = 10_000;
const FEWEST: u64 = 1_000;
const QUICK: u64 = 1_000_000_000;
/// Fewer customers say nothing.
const FEWEST_CUSTOMERS: usize = 100;

pub(super) fn run(aa: &Aa, data: &Prepared) -> Result<Trials> {
    let mut metrics = aa.metrics.clone();
    if metrics.is_empty() {
        metrics.push("conversion".to_owned());
        metrics.extend(data.has(Role::Amount).then(|| "revenue".to_owned()));
    }
    deeds::check(&metrics, "--metric", data)?;
    let all = &data.collected.customers;
    let days = aa.window.days_from(aa.window.before(data.as_of));
    let window = (Day(data.as_of.0 - days + 1), data.as_of);
    let customers: Vec<usize> = (0..all.len()).filter(|&place| all.first[place] < window.0).collect();
    if customers.len() < FEWEST_CUSTOMERS {
        return Err(Error::NoComparison {
            message: format!(
                "only {} customers had bought before the {days} days up to {}; at least {FEWEST_CUSTOMERS} are needed",
                customers.len(),
                data.as_of
            ),
        });
    }
    let before = days_before(window.0, aa.before, data);
    let looks = aa.looks.0.min(days.unsigned_abs());
    let work = customers.len() as u64 * u64::from(looks) * metrics.len() as u64;
    let splits = aa.splits.unwrap_or((QUICK / work).clamp(FEWEST, MOST));
    // what each customer has done by each look
    let by_look: Vec<Vec<DuringAndBefore>> = (1..=looks)
        .map(|look| {
            let end = Day(window.0.0 + (days.unsigned_abs() * look / looks) as i32 - 1);
            customers
                .par_iter()
                .map(|&place| {
                    let begin = Day(window.0.0 - before as i32);
                    let earlier = Deeds::of(all, place, begin, Day(window.0.0 - 1));
                    (Deeds::of(all, place, window.0, end), earlier)
                })
                .collect()
        })
        .collect();
    let trial = |metric: &String| {
        let each: Vec<Each> =
            by_look.iter().map(|deeds| deeds::measured(metric, deeds, before > 0)).collect();
        check_effect(aa, metric, &each[each.len() - 1])?;
        let (false_positives, found) = (0..splits)
            .into_par_iter()
            .map(|split| one(aa, &each, customers.len(), split))
            .reduce(|| (0, 0), |(a, b), (c, d)| (a + c, b + d));
        let method = method(&each[0], &aa.settings);
        Ok(Trial { metric: metric.clone(), method, false_positives, found })
    };
    Ok(Trials {
        window,
        before,
        customers: customers.len() as u64,
        splits,
        looks,
        metrics: metrics.iter().map(trial).collect::<Result<_>>()?,
    })
}

/// More customers can do it only as far as there are customers who did not.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn check_effect(aa: &Aa, metric: &str, each: &Each) -> Result<()> {
    let Each::Flags(flags) = each else { return Ok(()) };
    let share = flags.iter().filter(|did| **did).count() as f64 / flags.len() as f64;
    if share * (1.0 + aa.effect) <= 1.0 {
        return Ok(());
    }
    Err(Error::Usage {
        message: format!(
            "{metric} is {:.1}% already and cannot rise by {:.0}%",
            share * 100.0,
            aa.effect * 100.0
        ),
        hints: vec!["put in a smaller `--effect`, or take a shorter `--window`".to_owned()],
    })
}

/// One split: whether something is found of nothing, and whether the effect is.
fn one(aa: &Aa, looks: &[Each], customers: usize, split: u64) -> (u64, u64) {
    let seed = aa.settings.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(split);
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut arms = [Vec::with_capacity(customers), Vec::with_capacity(customers)];
    for place in 0..customers {
        arms[usize::from(rng.random::<f64>() < aa.share)].push(place);
    }
    let luck: Vec<f64> = match looks[0] {
        Each::Flags(_) => arms[1].iter().map(|_| rng.random::<f64>()).collect(),
        _ => Vec::new(),
    };
    let alpha = 1.0 - aa.settings.confidence;
    let is_found = |observed: &Observed| p_to_go_by(observed, 1, &aa.settings).is_some_and(|p| p < alpha);
    let rises =
        |observed: &Observed| both(observed, 1, None).is_some_and(|(one, other)| one.value > other.value);
    let (mut of_nothing, mut of_effect) = (false, false);
    for each in looks {
        let observed = each.of(&arms);
        of_nothing |= is_found(&observed);
        let changed = with_effect(observed, each, &arms[1], &luck, aa.effect);
        // found as what it is, and not the other way round
        of_effect |= is_found(&changed) && rises(&changed);
    }
    (u64::from(of_nothing), u64::from(of_effect))
}

/// The same with an effect in the treatment: numbers are that much larger, and so many more customers do it, the same ones at every look.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn with_effect(observed: Observed, each: &Each, treated: &[usize], luck: &[f64], effect: f64) -> Observed {
    match (observed, each) {
        (Observed::Shares(mut arms), Each::Flags(flags)) => {
            let all: u64 = arms.iter().map(|arm| arm.successes).sum();
            let share = all as f64 / flags.len() as f64;
            let more = (share * effect / (1.0 - share)).min(1.0);
            let does = |(place, luck): &(&usize, &f64)| flags[**place] || **luck < more;
            let successes = treated.iter().zip(luck).filter(does).count() as u64;
            arms[1] = Proportion { successes, trials: treated.len() as u64 };
            Observed::Shares(arms)
        }
        (Observed::Means(mut arms), _) => {
            arms[1].values.iter_mut().for_each(|value| *value *= 1.0 + effect);
            Observed::Means(arms)
        }
        (Observed::Ratios(mut arms), Each::Ratios(pairs)) => {
            arms[1] =
                treated.iter().map(|&place| (pairs[place].0 * (1.0 + effect), pairs[place].1)).collect();
            Observed::Ratios(arms)
        }
        (other, _) => other,
    }
}
