//! BG/CNBD-k and MBG/CNBD-k (Reutterer, Platzer & Schröder 2021, Leveraging purchase regularity for predicting customer
//! behavior the easy way): BG/NBD and MBG/NBD for customers who buy at regular times. Between two purchases lie k steps
//! at a rate λ ~ Gamma(r, α), so that the gaps are Erlang-k; k = 1 is BG/NBD, the larger k the more regular.

use super::beta_geometric::{BetaGeometric, Kind, Relative};
use crate::error::Result;

/// BG/CNBD-k: customers may leave after each repeat purchase. Parameters above
/// zero; `alpha` in units of time; k from 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgCnbd {
    /// Steps from a purchase to the next.
    pub k: u32,
    /// Shape of the rates of steps.
    pub r: f64,
    /// Inverse scale of the rates of steps, in units of time.
    pub alpha: f64,
    /// First shape of the probability to leave.
    pub a: f64,
    /// Second shape of the probability to leave.
    pub b: f64,
}

impl BgCnbd {
    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite, and a k out of range.
    pub fn new(k: u32, r: f64, alpha: f64, a: f64, b: f64) -> Result<BgCnbd> {
        let model = BgCnbd { k, r, alpha, a, b };
        model.inner().checked("BG/CNBD-k").map(|_| model)
    }
}

impl Relative for BgCnbd {
    fn inner(&self) -> BetaGeometric {
        let kind = Kind { k: self.k, modified: false };
        BetaGeometric { r: self.r, alpha: self.alpha, a: self.a, b: self.b, kind }
    }
}

/// MBG/CNBD-k: customers may leave after each purchase, the first one too. Parameters above
/// zero; `alpha` in units of time; k from 1 to 8.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MbgCnbd {
    /// Steps from a purchase to the next.
    pub k: u32,
    /// Shape of the rates of steps.
    pub r: f64,
    /// Inverse scale of the rates of steps, in units of time.
    pub alpha: f64,
    /// First shape of the probability to leave.
    pub a: f64,
    /// Second shape of the probability to leave.
    pub b: f64,
}

impl MbgCnbd {
    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite, and a k out of range.
    pub fn new(k: u32, r: f64, alpha: f64, a: f64, b: f64) -> Result<MbgCnbd> {
        let model = MbgCnbd { k, r, alpha, a, b };
        model.inner().checked("MBG/CNBD-k").map(|_| model)
    }
}

impl Relative for MbgCnbd {
    fn inner(&self) -> BetaGeometric {
        let kind = Kind { k: self.k, modified: true };
        BetaGeometric { r: self.r, alpha: self.alpha, a: self.a, b: self.b, kind }
    }
}
