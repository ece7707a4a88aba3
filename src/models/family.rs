//! The list of purchase models: names, fits, and which of two is right where one is the limit of the other.

use std::ops::Deref;
use std::sync::Arc;

use super::beta_geometric::{self, BetaGeometric, BetaGeometricLikelihood, Kind, MOST_REGULAR};
use super::bg_bb::{self, BgBbLikelihood};
use super::fit::{Boundary, Fit, fit, stays_below};
use super::nbd::{self, NbdLikelihood};
use super::pareto_nbd::{self, ParetoNbdLikelihood};
use super::{BgCnbd, BgNbd, Clock, Histories, MbgCnbd, MbgNbd, PurchaseModel};
use crate::error::{Error, Result};

/// A kind of purchase model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Family {
    /// NBD.
    Nbd,
    /// BG/NBD.
    BgNbd,
    /// MBG/NBD.
    MbgNbd,
    /// Pareto/NBD.
    ParetoNbd,
    /// BG/CNBD-k.
    BgCnbd,
    /// MBG/CNBD-k.
    MbgCnbd,
    /// BG/BB.
    BgBb,
}

/// A model of some family.
#[derive(Debug, Clone)]
pub struct Purchases {
    /// Its family.
    pub family: Family,
    /// Steps from a purchase to the next; 1 where the family knows no regularity.
    pub k: u32,
    model: Arc<dyn PurchaseModel>,
}

impl Deref for Purchases {
    type Target = dyn PurchaseModel;

    fn deref(&self) -> &Self::Target {
        self.model.as_ref()
    }
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 7] = [
        Family::Nbd,
        Family::BgNbd,
        Family::MbgNbd,
        Family::ParetoNbd,
        Family::BgCnbd,
        Family::MbgCnbd,
        Family::BgBb,
    ];

    /// As typed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Family::Nbd => "nbd",
            Family::BgNbd => "bg-nbd",
            Family::MbgNbd => "mbg-nbd",
            Family::ParetoNbd => "pareto-nbd",
            Family::BgCnbd => "bg-cnbd",
            Family::MbgCnbd => "mbg-cnbd",
            Family::BgBb => "bg-bb",
        }
    }

    /// As the papers write it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Family::Nbd => "NBD",
            Family::BgNbd => "BG/NBD",
            Family::MbgNbd => "MBG/NBD",
            Family::ParetoNbd => "Pareto/NBD",
            Family::BgCnbd => "BG/CNBD",
            Family::MbgCnbd => "MBG/CNBD",
            Family::BgBb => "BG/BB",
        }
    }

    /// Whether it knows regular customers.
    #[must_use]
    pub fn is_regular(self) -> bool {
        matches!(self, Family::BgCnbd | Family::MbgCnbd)
    }

    /// How its histories count time.
    #[must_use]
    pub fn clock(self) -> Clock {
        if self == Family::BgBb { Clock::Periods } else { Clock::Days }
    }

    /// Fits the family by maximum likelihood; `k` is chosen by likelihood unless given. Where the data have nobody
    /// leave, the answer is NBD.
    ///
    /// # Errors
    /// No customer with a repeat purchase, from whom alone rates can be learnt; a regularity to choose without the
    /// times between purchases.
    pub fn fit(self, histories: &Histories, k: Option<u32>) -> Result<Fit<Purchases>> {
        if histories.repeat() == 0 {
            return Err(Error::Untrusted {
                message: "nobody bought twice, so no purchase rate can be learnt".to_owned(),
                evidence: vec![format!("{} customers, none with a repeat purchase", histories.customers())],
            });
        }
        let parts = histories.parts();
        let fitted = match self {
            Family::Nbd => {
                let parts: Vec<NbdLikelihood> = parts.iter().map(NbdLikelihood).collect();
                fit(&NbdLikelihood(histories), &parts).map(|model| self.of(model))
            }
            Family::ParetoNbd => {
                let parts: Vec<ParetoNbdLikelihood> = parts.iter().map(ParetoNbdLikelihood::new).collect();
                fit(&ParetoNbdLikelihood::new(histories), &parts).map(|model| self.of(model))
            }
            Family::BgBb => {
                let parts: Vec<BgBbLikelihood> = parts.iter().map(BgBbLikelihood::new).collect();
                fit(&BgBbLikelihood::new(histories), &parts).map(|model| self.of(model))
            }
            Family::BgNbd | Family::MbgNbd => self.regular(histories, &parts, 1),
            Family::BgCnbd | Family::MbgCnbd => match k {
                Some(k) => self.regular(histories, &parts, k),
                None => self.most_likely(histories, &parts)?,
            },
        };
        if !fitted.boundaries.contains(&Boundary::NobodyLeaves) {
            return Ok(fitted);
        }
        if fitted.model.k == 1 && self.clock() == Clock::Days {
            let mut nested = Family::Nbd.fit(histories, None)?;
            nested.boundaries.insert(0, Boundary::NobodyLeaves);
            return Ok(nested);
        }
        // where nobody leaves nobody leaves like another
        let idle = [Boundary::EqualDropout, Boundary::LeaveAtOnceOrNever];
        let boundaries =
            fitted.boundaries.iter().copied().filter(|boundary| !idle.contains(boundary)).collect();
        Ok(Fit { boundaries, ..fitted })
    }

    /// The most likely model of regular customers of this family, k above 1, if it is more likely than `plain`, that of
    /// k = 1; none if it is not. Of many histories a k that falls far short is not fitted.
    ///
    /// # Errors
    /// Those of [`Family::fit`].
    pub fn fit_beyond(self, histories: &Histories, plain: &Fit<Purchases>) -> Result<Option<Fit<Purchases>>> {
        let pilot = histories.pilot();
        let (mut best, mut worse): (Option<Fit<Purchases>>, u32) = (None, 0);
        for k in 2..=MOST_REGULAR {
            let least = best.as_ref().map_or(plain.log_likelihood, |best| best.log_likelihood);
            let hopeless =
                pilot.as_ref().is_some_and(|pilot| self.stays_below(least, k, plain, histories, pilot));
            let next = if hopeless { None } else { Some(self.fit(histories, Some(k))?) };
            match next.filter(|next| next.log_likelihood > least) {
                Some(next) => (best, worse) = (Some(next), 0),
                None => worse += 1,
            }
            if worse == 2 {
                break;
            }
        }
        Ok(best)
    }

    /// Whether the likelihood of k stays far below `least`, for all that a part of the histories tells, on which it is
    /// climbed from the fit of k = 1.
    fn stays_below(
        self,
        least: f64,
        k: u32,
        plain: &Fit<Purchases>,
        histories: &Histories,
        pilot: &Histories,
    ) -> bool {
        // a step is k times as quick as a purchase
        let &[shape, rate, leaving, certainty] = plain.theta.as_slice() else { return false };
        let start = [shape, rate + f64::from(k).ln(), leaving, certainty];
        let of = |histories| BetaGeometricLikelihood::new(histories, self.kind(k));
        let gaps = of_gaps(&beta_geometric::model(&start, self.kind(k)), histories);
        stays_below(&of(histories), &of(pilot), start, least - gaps)
    }

    fn kind(self, k: u32) -> Kind {
        Kind { k, modified: matches!(self, Family::MbgNbd | Family::MbgCnbd) }
    }

    /// The most likely regularity: it is tried until two in a row are worse.
    fn most_likely(self, histories: &Histories, parts: &[Histories]) -> Result<Fit<Purchases>> {
        if histories.ln_gaps.is_none() {
            return Err(Error::Usage {
                message: format!("{} needs the times between purchases to choose k", self.title()),
                hints: vec!["give one, e.g. `--k 2`".to_owned()],
            });
        }
        let mut best = self.regular(histories, parts, 1);
        let mut worse = 0;
        for k in 2..=MOST_REGULAR {
            let next = self.regular(histories, parts, k);
            if next.log_likelihood > best.log_likelihood {
                (best, worse) = (next, 0);
            } else {
                worse += 1;
                if worse == 2 {
                    break;
                }
            }
        }
        Ok(best)
    }

    fn regular(self, histories: &Histories, parts: &[Histories], k: u32) -> Fit<Purchases> {
        let of = |histories| BetaGeometricLikelihood::new(histories, self.kind(k));
        let parts: Vec<BetaGeometricLikelihood> = parts.iter().map(of).collect();
        let mut fitted = fit(&of(histories), &parts);
        fitted.log_likelihood += of_gaps(&fitted.model, histories);
        fitted.map(|model| self.of_relative(model))
    }

    /// The model of the family at θ, the coordinates in which it is fitted; none if θ is not of its length.
    #[must_use]
    pub fn at(self, k: u32, theta: &[f64]) -> Option<Purchases> {
        let coordinates = if self == Family::Nbd { 2 } else { 4 };
        let sound = theta.len() == coordinates && theta.iter().all(|coordinate| coordinate.is_finite());
        (sound && (1..=MOST_REGULAR).contains(&k)).then(|| self.of_theta(k, theta))
    }

    pub(super) fn of_theta(self, k: u32, theta: &[f64]) -> Purchases {
        let four = || [theta[0], theta[1], theta[2], theta[3]];
        match self {
            Family::Nbd => self.of(nbd::model(&[theta[0], theta[1]])),
            Family::ParetoNbd => self.of(pareto_nbd::model(&four())),
            Family::BgBb => self.of(bg_bb::model(&four())),
            Family::BgNbd | Family::MbgNbd | Family::BgCnbd | Family::MbgCnbd => {
                self.of_relative(beta_geometric::model(&four(), self.kind(k)))
            }
        }
    }

    fn of(self, model: impl PurchaseModel + 'static) -> Purchases {
        Purchases { family: self, k: 1, model: Arc::new(model) }
    }

    fn of_relative(self, model: BetaGeometric) -> Purchases {
        let BetaGeometric { r, alpha, a, b, kind } = model;
        let k = kind.k;
        let model: Arc<dyn PurchaseModel> = match self {
            Family::BgNbd => Arc::new(BgNbd { r, alpha, a, b }),
            Family::MbgNbd => Arc::new(MbgNbd { r, alpha, a, b }),
            Family::BgCnbd => Arc::new(BgCnbd { k, r, alpha, a, b }),
            _ => Arc::new(MbgCnbd { k, r, alpha, a, b }),
        };
        Purchases { family: self, k, model }
    }
}

/// What the times between purchases add to ln of the likelihood, if they are known.
#[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
fn of_gaps(model: &BetaGeometric, histories: &Histories) -> f64 {
    let Some(ln_gaps) = histories.ln_gaps else { return 0.0 };
    let each = histories.distinct.iter().zip(&histories.weights);
    let purchases = each.map(|(history, &weight)| f64::from(history.x) * weight as f64).sum();
    model.of_gaps(ln_gaps, purchases)
}
