//! Nodes of the integral over the moment at which a silent customer left.
//!
//! In u = ln(c+τ), c the smaller of α and β, the integrand over its value for a customer alive is
//! f(u) = exp{ R ln((α+T)/(α+τ)) + s ln((β+T)/(β+τ)) + ln((c+τ)/(β+τ)) }: log-concave, so that it has one top, found by
//! Newton's method, and falls off on both sides; Gauss-Legendre panels widen away from the top and end where nothing is
//! left.

use super::{History, ParetoNbd};
use crate::stats::{LEGENDRE_16, integrate};

/// Where the integral is taken.
pub(super) struct Silence {
    shape: f64,
    model: ParetoNbd,
    /// The smaller of α and β.
    c: f64,
    age: f64,
    /// Ends of the panels, in u.
    edges: Vec<f64>,
    /// ln of the integrand at its top, over its value for a customer alive.
    pub(super) ln_top: f64,
}

/// What is e^−`NOTHING` of the top adds nothing.
const NOTHING: f64 = 36.0;

impl Silence {
    pub(super) fn of(model: &ParetoNbd, history: &History) -> Silence {
        let c = model.alpha.min(model.beta);
        let mut silence = Silence {
            shape: model.shape(history),
            model: *model,
            c,
            age: history.age,
            edges: Vec::new(),
            ln_top: f64::NEG_INFINITY,
        };
        let (low, high) = ((c + history.t_x).ln(), (c + history.age).ln());
        let length = ((history.age - history.t_x) / (c + history.t_x)).ln_1p();
        if length <= 0.0 {
            return silence;
        }
        let top = silence.top(low, high);
        silence.ln_top = silence.ln_integrand(top);
        silence.edges = silence.panels(top, low, low + length);
        silence
    }

    pub(super) fn is_empty(&self) -> bool {
        self.edges.len() < 2
    }

    /// α + τ and β + τ at u.
    fn at(&self, u: f64) -> (f64, f64) {
        let c_tau = u.exp();
        (c_tau + (self.model.alpha - self.c), c_tau + (self.model.beta - self.c))
    }

    fn ln_integrand(&self, u: f64) -> f64 {
        let (alpha_tau, beta_tau) = self.at(u);
        self.shape * ((self.model.alpha + self.age) / alpha_tau).ln()
            + self.model.s * ((self.model.beta + self.age) / beta_tau).ln()
            + u
            - beta_tau.ln()
    }

    /// First and second derivative of `ln_integrand` by u.
    fn slope(&self, u: f64) -> (f64, f64) {
        let c_tau = u.exp();
        let (alpha_tau, beta_tau) = self.at(u);
        let (of_alpha, of_beta) = (c_tau / alpha_tau, c_tau / beta_tau);
        let power = self.model.s + 1.0;
        (
            1.0 - self.shape * of_alpha - power * of_beta,
            -self.shape * of_alpha * (1.0 - of_alpha) - power * of_beta * (1.0 - of_beta),
        )
    }

    /// Where the integrand is highest between two ends.
    fn top(&self, low: f64, high: f64) -> f64 {
        if self.slope(low).0 <= 0.0 {
            return low;
        }
        if self.slope(high).0 >= 0.0 {
            return high;
        }
        let (mut low, mut high) = (low, high);
        for _ in 0..50 {
            let middle = f64::midpoint(low, high);
            if self.slope(middle).0 > 0.0 {
                low = middle;
            } else {
                high = middle;
            }
            if high - low < 1e-3 {
                break;
            }
        }
        f64::midpoint(low, high)
    }

    /// Edges of panels from `low` to `high` that are as wide as the integrand is at the top, and wider away from it.
    fn panels(&self, top: f64, low: f64, high: f64) -> Vec<f64> {
        let (slope, bend) = self.slope(top);
        // the length over which the integrand changes by a factor e^4 or so
        let steep = 6.0 / slope.abs().max(1e-300);
        let round = 3.0 / (-bend).max(1e-300).sqrt();
        let width = steep.min(round).min(3.0);
        let mut edges = vec![top];
        for side in [-1.0, 1.0] {
            let end = if side < 0.0 { low } else { high };
            let (mut place, mut panel) = (top, width);
            while side * (end - place) > 0.0 && self.ln_integrand(place) > self.ln_top - NOTHING {
                let next = place + side * panel;
                place = if side * (end - next) < 0.1 * panel { end } else { next };
                edges.push(place);
                panel = (panel * 1.5).min(4.0);
            }
        }
        edges.sort_unstable_by(f64::total_cmp);
        edges.dedup();
        edges
    }

    /// The integral over e^`ln_top`.
    pub(super) fn mass(&self) -> f64 {
        let mut mass = 0.0;
        for panel in self.edges.windows(2) {
            integrate(LEGENDRE_16, panel[0], panel[1], |u, weight| {
                mass += weight * (self.ln_integrand(u) - self.ln_top).exp();
            });
        }
        mass
    }
}
