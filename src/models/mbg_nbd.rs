//! MBG/NBD (Batislam, Denizel & Filiztekin 2007, Empirical validation and comparison of models for customer base
//! analysis; Hoppe & Wagner 2007): BG/NBD in which a customer may also leave right after the first purchase.

use super::beta_geometric::{BetaGeometric, Kind, Relative};
use crate::error::Result;

/// Parameters: all above zero; `alpha` in units of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MbgNbd {
    /// Shape of the rates.
    pub r: f64,
    /// Inverse scale of the rates, in units of time.
    pub alpha: f64,
    /// First shape of the probability to leave.
    pub a: f64,
    /// Second shape of the probability to leave.
    pub b: f64,
}

impl MbgNbd {
    pub(super) const KIND: Kind = Kind { k: 1, modified: true };

    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<MbgNbd> {
        let model = MbgNbd { r, alpha, a, b };
        model.inner().checked("MBG/NBD").map(|_| model)
    }
}

impl Relative for MbgNbd {
    fn inner(&self) -> BetaGeometric {
        BetaGeometric { r: self.r, alpha: self.alpha, a: self.a, b: self.b, kind: MbgNbd::KIND }
    }
}
