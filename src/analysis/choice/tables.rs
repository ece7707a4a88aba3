//! The model that was taken, and the windows that it was judged by, as typed tables.

use super::{Backtest, Chosen, Method, Score};
use crate::analysis::TableSpec;
use crate::document::{Reals, Table, Values};
use crate::models::{Fit, GammaGamma};
use crate::stats::{Calibration, z_of};

/// Standard error of a parameter's logarithm from which the data leave it open.
pub(in crate::analysis) const OPEN: f64 = 3.0;

/// A kind of column.
type Kind = fn(Reals) -> Values;

/// The parameters of both models with intervals on the scale of their logarithms, which never reach below zero.
pub(in crate::analysis) fn fit_table(
    chosen: &Chosen,
    spend: Option<&Fit<GammaGamma>>,
    confidence: f64,
) -> Table {
    let mut rows: Vec<FitRow> = Vec::new();
    let fit = &chosen.fit;
    let model = fit.model.family.name();
    if fit.model.family.is_regular() {
        rows.push(FitRow { model, parameter: "k", estimate: f64::from(fit.model.k), std_error: None });
    }
    add_fit(&mut rows, model, fit);
    if let Some(spend) = spend {
        add_fit(&mut rows, "gamma-gamma", spend);
    }
    let z = z_of(confidence);
    let numbers = |value: &dyn Fn(&FitRow) -> Option<f64>| Values::Estimate(rows.iter().map(value).collect());
    Table::new(
        "fit",
        vec![
            ("model", Values::Term(rows.iter().map(|row| row.model).collect())),
            ("parameter", Values::Term(rows.iter().map(|row| row.parameter).collect())),
            ("estimate", numbers(&|row| Some(row.estimate))),
            ("std_error", numbers(&|row| row.std_error)),
            ("ci_lower", numbers(&|row| row.bound(-z))),
            ("ci_upper", numbers(&|row| row.bound(z))),
        ],
    )
}

struct FitRow {
    model: &'static str,
    parameter: &'static str,
    estimate: f64,
    std_error: Option<f64>,
}

impl FitRow {
    /// An end of the interval; none where the data leave the parameter open.
    fn bound(&self, errors: f64) -> Option<f64> {
        let error = self.std_error? / self.estimate;
        (error <= OPEN).then(|| self.estimate * (errors * error).exp())
    }
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn add_fit<M>(rows: &mut Vec<FitRow>, model: &'static str, fit: &Fit<M>) {
    for parameter in &fit.parameters {
        let (estimate, std_error) = (parameter.estimate, parameter.std_error);
        rows.push(FitRow { model, parameter: parameter.name, estimate, std_error });
    }
    for (parameter, estimate) in [
        ("log_likelihood", fit.log_likelihood),
        ("bic", fit.bic()),
        ("customers", fit.customers as f64),
        ("distinct_histories", fit.distinct_histories as f64),
    ] {
        rows.push(FitRow { model, parameter, estimate, std_error: None });
    }
}

/// The windows by their names.
fn windows(chosen: &Chosen) -> impl Iterator<Item = (&'static str, &Backtest)> {
    let choice = chosen.choice.iter().map(|backtest| ("choice", backtest));
    let holdout = chosen.holdout.iter().map(|backtest| ("holdout", backtest));
    choice.chain(holdout).chain(chosen.rolling.iter().map(|backtest| (ROLLING, backtest)))
}

const ROLLING: &str = "rolling";

/// The windows that the models were judged by.
pub(in crate::analysis) fn backtest_table(chosen: &Chosen) -> Table {
    let rows: Vec<(&'static str, &Backtest, &Score)> = windows(chosen)
        .flat_map(|(window, backtest)| backtest.scores.iter().map(move |score| (window, backtest, score)))
        .collect();
    let taken = |backtest: &Backtest, score: &Score| match score.method {
        Method::Model(family) if backtest.chosen == Some(family) => "yes",
        _ => "no",
    };
    let numbers = |kind: Kind, value: fn(&Score) -> Option<f64>| {
        kind(rows.iter().map(|(.., score)| value(score)).collect())
    };
    let counts = |value: fn(&Backtest) -> u64| Values::Count(rows.iter().map(|row| value(row.1)).collect());
    Table::new(
        "backtest",
        vec![
            ("window", Values::Term(rows.iter().map(|row| row.0).collect())),
            ("cut", Values::Date(rows.iter().map(|row| Some(row.1.cut)).collect())),
            ("until", Values::Date(rows.iter().map(|row| Some(row.1.until)).collect())),
            ("method", Values::Term(rows.iter().map(|row| row.2.method.name()).collect())),
            ("chosen", Values::Term(rows.iter().map(|row| taken(row.1, row.2)).collect())),
            ("customers", counts(|backtest| backtest.customers)),
            ("unseen", counts(|backtest| backtest.unseen)),
            ("actual", counts(|backtest| backtest.actual)),
            ("predicted", numbers(Values::Number, |score| score.predicted)),
            ("total_error", numbers(Values::Share, |score| score.total_error)),
            ("mae", numbers(Values::Estimate, |score| score.mae)),
            ("rmse", numbers(Values::Estimate, |score| score.rmse)),
            ("auc", numbers(Values::Estimate, |score| score.auc)),
            ("lift", numbers(Values::Estimate, |score| score.lift)),
            ("brier", numbers(Values::Estimate, |score| score.brier)),
            ("log_loss", numbers(Values::Estimate, |score| score.log_loss)),
            ("log_likelihood", numbers(Values::Estimate, |score| score.log_likelihood)),
            ("bic", numbers(Values::Estimate, |score| score.bic)),
        ],
    )
}

/// Foretold and found shares of customers who came back, by the model that was taken.
pub(in crate::analysis) fn calibration_table(chosen: &Chosen) -> Table {
    let rows: Vec<(&'static str, u64, &Calibration)> = windows(chosen)
        .filter(|(window, _)| *window != ROLLING)
        .filter_map(|(window, backtest)| Some((window, backtest.chosen_score()?)))
        .flat_map(|(window, score)| {
            (1..).zip(&score.calibration).map(move |(tenth, group)| (window, tenth, group))
        })
        .collect();
    let shares = |value: fn(&Calibration) -> f64| {
        Values::Probability(rows.iter().map(|row| Some(value(row.2))).collect())
    };
    Table::new(
        "calibration",
        vec![
            ("window", Values::Term(rows.iter().map(|row| row.0).collect())),
            ("tenth", Values::Code(rows.iter().map(|row| row.1).collect())),
            ("customers", Values::Count(rows.iter().map(|row| row.2.customers).collect())),
            ("predicted", shares(|group| group.predicted)),
            ("observed", shares(|group| group.observed)),
            ("ci_lower", shares(|group| group.lower)),
            ("ci_upper", shares(|group| group.upper)),
        ],
    )
}

pub(in crate::analysis) const FIT: TableSpec = TableSpec {
    name: "fit",
    needs: None,
    columns: &[
        ("model", "the purchase model, or gamma-gamma"),
        ("parameter", "letter of the papers; k, log_likelihood, bic, customers, distinct_histories"),
        ("estimate", "maximum-likelihood estimate, or the figure"),
        ("std_error", "standard error"),
        ("ci_lower", "lower end of the interval"),
        ("ci_upper", "upper end of the interval"),
    ],
};

pub(in crate::analysis) const BACKTEST: TableSpec = TableSpec {
    name: "backtest",
    needs: None,
    columns: &[
        ("window", "choice (the model was chosen by it), holdout, or rolling"),
        ("cut", "last day that the methods knew"),
        ("until", "last day that they foretold"),
        ("method", "a model, or a plain rule: recency, overdue, constant-rate, simple-clv"),
        ("chosen", "yes for the model that was taken"),
        ("customers", "customers known at the cut"),
        ("unseen", "customers who first bought after it, and are left out"),
        ("actual", "purchases made between cut and until"),
        ("predicted", "purchases foretold"),
        ("total_error", "predicted over actual, less one"),
        ("mae", "mean absolute error of a customer's purchases"),
        ("rmse", "root mean square error of a customer's purchases"),
        ("auc", "chance that one who came back was ranked above one who did not"),
        ("lift", "how many times as often the tenth with the highest risk stayed away as all"),
        ("brier", "mean squared error of the probability of buying again"),
        ("log_loss", "mean log loss of it"),
        ("log_likelihood", "of the model on what was known at the cut"),
        ("bic", "Bayes' information criterion of it"),
    ],
};

pub(in crate::analysis) const CALIBRATION: TableSpec = TableSpec {
    name: "calibration",
    needs: None,
    columns: &[
        ("window", "choice or holdout"),
        ("tenth", "customers by their probability of buying again, the lowest first"),
        ("customers", "customers in it"),
        ("predicted", "mean probability of buying again"),
        ("observed", "share who bought again"),
        ("ci_lower", "lower end of the interval of that share"),
        ("ci_upper", "upper end of it"),
    ],
};
