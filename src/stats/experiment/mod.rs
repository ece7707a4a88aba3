//! Experiments: two groups of customers and what they did, with how sure one can be.

mod adjust;
mod assignment;
mod bayes;
mod bootstrap;
#[cfg(test)]
mod golden;
mod interaction;
mod means;
mod power;
mod proportions;
mod ranks;
mod sequential;
mod split;

pub use adjust::Correction;
pub use assignment::{assignment, assignment_bits, variant_of};
pub use bayes::{Belief, chance_to_beat, chances_to_be_best, expected_loss};
pub use bootstrap::bootstrap;
pub(super) use bootstrap::interval as bootstrap_interval;
pub use interaction::common_ratio_test;
pub use means::{
    Cuped, Estimate, Pairs, cuped, delta_relative, fieller_relative, foretold, student_p, welch_p, welch_test,
};
pub use power::{TwoMeans, TwoProportions};
pub use proportions::{
    Proportion, Test, fisher_exact, log_ratio, score_difference, score_ratio, score_test, wald_difference,
};
pub use ranks::mann_whitney;
pub use sequential::{AlwaysValid, confidence_sequence, msprt};
pub use split::{chi_square_above, split_test};
