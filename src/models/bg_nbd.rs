//! BG/NBD (Fader, Hardie & Lee 2005, "Counting Your Customers" the Easy Way): purchases at a rate λ ~ Gamma(r, α)
//! while alive; after each repeat purchase a customer leaves with probability p ~ Beta(a, b). P(alive) of a customer
//! who has bought once is 1: nobody can leave before a second purchase.

use super::beta_geometric::{BetaGeometric, Kind, Relative};
use crate::error::Result;

/// Parameters: all above zero; `alpha` in units of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BgNbd {
    /// Shape of the rates.
    pub r: f64,
    /// Inverse scale of the rates, in units of time.
    pub alpha: f64,
    /// First shape of the probability to leave.
    pub a: f64,
    /// Second shape of the probability to leave.
    pub b: f64,
}

impl BgNbd {
    pub(super) const KIND: Kind = Kind { k: 1, modified: false };

    /// A model with these parameters.
    ///
    /// # Errors
    /// A parameter that is not above zero and finite.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<BgNbd> {
        let model = BgNbd { r, alpha, a, b };
        model.inner().checked("BG/NBD").map(|_| model)
    }
}

impl Relative for BgNbd {
    fn inner(&self) -> BetaGeometric {
        BetaGeometric { r: self.r, alpha: self.alpha, a: self.a, b: self.b, kind: BgNbd::KIND }
    }
}
