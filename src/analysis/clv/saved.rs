//! A fitted model in a file, to score next month's customers without fitting again, and what has to match for that.

use serde::{Deserialize, Serialize};

use super::estimate::{Clv, ClvResult};
use crate::analysis::outlook::Buyers;
use crate::error::{Error, Result};
use crate::models::{Boundary, Clock, Family, Fit, GammaGamma, Parameter, Purchases};
use crate::stats::Stop;

/// What the file is, with the version of its layout.
const KIND: &str = "setia-clv-model/1";
/// What a purchase is.
fn event(family: Family) -> &'static str {
    match family.clock() {
        Clock::Days => "day",
        Clock::Periods => "period",
    }
}

/// Fitted models of purchases and of spend, with what they are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SavedModel {
    kind: String,
    setia: String,
    time_unit: String,
    event: String,
    currency: Option<String>,
    /// The last day of the log that they were fitted to.
    pub as_of: Option<String>,
    purchases: SavedFit,
    spend: Option<SavedFit>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SavedFit {
    model: String,
    k: u32,
    /// For the reader; θ is what counts.
    parameters: Vec<SavedParameter>,
    theta: Vec<f64>,
    theta_covariance: Option<Vec<Vec<f64>>>,
    weights: Vec<f64>,
    boundaries: Vec<String>,
    log_likelihood: f64,
    customers: u64,
    distinct_histories: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct SavedParameter {
    name: String,
    estimate: f64,
    std_error: Option<f64>,
}

impl SavedModel {
    /// The models of a result.
    pub(super) fn of(
        clv: &Clv,
        buyers: &Buyers,
        result: &ClvResult,
        currency: Option<&str>,
        as_of: Option<String>,
    ) -> SavedModel {
        let fit = &result.chosen.fit;
        let weights = fit.posterior(&result.histories).weights();
        let purchases = SavedFit::of(fit, fit.model.family.name(), fit.model.k, &weights);
        let spend = result.spend.as_ref();
        let spend = spend.map(|fit| {
            let weights = fit.posterior(&buyers.spends().unwrap_or_default()).weights();
            SavedFit::of(fit, "gamma-gamma", 1, &weights)
        });
        SavedModel {
            kind: KIND.to_owned(),
            setia: env!("CARGO_PKG_VERSION").to_owned(),
            time_unit: clv.ahead.time_unit.name().to_owned(),
            event: event(fit.model.family).to_owned(),
            currency: currency.map(str::to_owned),
            as_of,
            purchases,
            spend,
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// None that can happen: a number that is not finite is written as nothing.
    pub fn to_text(&self) -> Result<String> {
        let text = serde_json::to_string_pretty(self);
        text.map(|text| text + "\n").map_err(|problem| Error::Internal(problem.to_string()))
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// Text that is not a saved model, in words for the command line.
    pub fn parse(text: &str) -> std::result::Result<SavedModel, String> {
        let saved: SavedModel =
            serde_json::from_str(text).map_err(|_| "it is no model that `--save-model` wrote".to_owned())?;
        if saved.kind != KIND {
            return Err(format!("it is a `{}`, not a `{KIND}`", saved.kind));
        }
        saved.purchases().map_err(|_| "its parameters are damaged".to_owned())?;
        Ok(saved)
    }

    /// Refuses a model of another unit of time, grain or currency, or one that lacks what is asked for.
    pub(super) fn check(&self, clv: &Clv, currency: Option<&str>, amounts: bool) -> Result<()> {
        let refuse =
            |message: String, hint: &str| Err(Error::Usage { message, hints: vec![hint.to_owned()] });
        if self.time_unit != clv.ahead.time_unit.name() {
            return Err(Error::Usage {
                message: format!(
                    "the saved model counts in units of a {}, not of a {}",
                    self.time_unit,
                    clv.ahead.time_unit.name()
                ),
                hints: vec![format!("`--time-unit {}`", self.time_unit)],
            });
        }
        let grain = self.family().map_or("", event);
        if self.event != grain {
            let message = format!("the saved model counts one purchase a {}, not one a {grain}", self.event);
            return refuse(message, "fit it again on this log and save it with `--save-model`");
        }
        if let (Some(saved), Some(found)) = (&self.currency, currency)
            && saved != found
        {
            let message = format!("the saved model is of amounts in {saved}, these are in {found}");
            return refuse(message, "fit a model to these amounts and save it with `--save-model`");
        }
        if amounts && self.spend.is_none() {
            let message = "the saved model knows nothing of amounts, and there are some".to_owned();
            return refuse(message, "fit a model to these amounts and save it with `--save-model`");
        }
        Ok(())
    }

    /// The kind of the model of purchases.
    pub(super) fn family(&self) -> Option<Family> {
        Family::ALL.into_iter().find(|family| family.name() == self.purchases.model)
    }

    /// The model of purchases.
    pub(super) fn purchases(&self) -> Result<Fit<Purchases>> {
        let saved = &self.purchases;
        let model = self.family().and_then(|family| family.at(saved.k, &saved.theta));
        saved.fit(model.ok_or_else(damaged)?)
    }

    /// The model of spend.
    pub(super) fn spend(&self) -> Result<Option<Fit<GammaGamma>>> {
        let Some(saved) = &self.spend else { return Ok(None) };
        let model = GammaGamma::at(&saved.theta).ok_or_else(damaged)?;
        saved.fit(model).map(Some)
    }
}

fn damaged() -> Error {
    Error::Usage {
        message: "the saved model is damaged".to_owned(),
        hints: vec!["save it again with `--save-model`".to_owned()],
    }
}

impl SavedFit {
    fn of<M>(fit: &Fit<M>, model: &str, k: u32, weights: &[f64]) -> SavedFit {
        let parameter = |parameter: &Parameter| SavedParameter {
            name: parameter.name.to_owned(),
            estimate: parameter.estimate,
            std_error: parameter.std_error,
        };
        SavedFit {
            model: model.to_owned(),
            k,
            parameters: fit.parameters.iter().map(parameter).collect(),
            theta: fit.theta.clone(),
            theta_covariance: fit.theta_covariance.clone(),
            weights: weights.to_vec(),
            boundaries: fit.boundaries.iter().map(|boundary| boundary.name().to_owned()).collect(),
            log_likelihood: fit.log_likelihood,
            customers: fit.customers,
            distinct_histories: fit.distinct_histories,
        }
    }

    fn fit<M>(&self, model: M) -> Result<Fit<M>> {
        let parameter = |saved: &SavedParameter| {
            let name = LETTERS.into_iter().find(|letter| *letter == saved.name).ok_or_else(damaged)?;
            Ok(Parameter { name, estimate: saved.estimate, std_error: saved.std_error })
        };
        let square = self.theta_covariance.as_ref().is_none_or(|rows| {
            rows.len() == self.theta.len() && rows.iter().all(|row| row.len() == self.theta.len())
        });
        if !square {
            return Err(damaged());
        }
        Ok(Fit {
            model,
            parameters: self.parameters.iter().map(parameter).collect::<Result<_>>()?,
            covariance: None,
            theta: self.theta.clone(),
            theta_covariance: self.theta_covariance.clone(),
            weights: Some(self.weights.clone()),
            boundaries: self.boundaries.iter().filter_map(|name| Boundary::named(name)).collect(),
            log_likelihood: self.log_likelihood,
            stop: Stop::Converged,
            iterations: 0,
            starts: 0,
            decrement: 0.0,
            customers: self.customers,
            distinct_histories: self.distinct_histories,
        })
    }
}

/// Letters of the parameters of all models.
const LETTERS: [&str; 13] = ["r", "alpha", "a", "b", "s", "beta", "gamma", "delta", "p", "q", "v", "k", "x"];
