//! Means over a beta distribution by quadrature: to 1e-13 for usual shapes, to 1e-11 for shapes of a hundredth.

use super::{LEGENDRE_16, integrate, softplus};

/// Places in (0, 1) and their share of the mean.
#[derive(Debug, Clone)]
pub struct BetaNodes {
    nodes: Vec<(f64, f64)>,
}

impl BetaNodes {
    /// Nodes for Beta(a, b). In z = logit p the density e^(a ln p + b ln(1−p)) is log-concave: Gauss-Legendre panels
    /// widen away from its mode and end at e^−37 of it.
    #[must_use]
    pub fn new(a: f64, b: f64) -> BetaNodes {
        let mode = (a / b).ln();
        let ln_density = |z: f64| -a * softplus(-z) - b * softplus(z);
        let top = ln_density(mode);
        let width = ((a + b) / (a * b)).sqrt().min(3.0);
        let mut nodes = Vec::new();
        for side in [-1.0, 1.0] {
            let (mut near, mut panel) = (0.0, 1.2 * width);
            while ln_density(mode + side * near) > top - 37.0 {
                let far = near + panel;
                integrate(LEGENDRE_16, mode + side * near, mode + side * far, |z, weight| {
                    nodes.push((1.0 / (1.0 + (-z).exp()), weight.abs() * (ln_density(z) - top).exp()));
                });
                (near, panel) = (far, panel * 1.6);
            }
        }
        let all: f64 = nodes.iter().map(|&(_, weight)| weight).sum();
        nodes.retain(|&(_, weight)| weight > all * 1e-15);
        for (_, weight) in &mut nodes {
            *weight /= all;
        }
        BetaNodes { nodes }
    }

    /// E[value(p)].
    pub fn mean(&self, value: impl Fn(f64) -> f64) -> f64 {
        self.nodes.iter().map(|&(p, weight)| weight * value(p)).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_two_moments_are_those_of_the_distribution() {
        for (a, b) in [(0.01, 0.02), (0.5, 3.0), (1.0, 1.0), (2.0, 1e4), (1e5, 1e5), (7.0, 1e12)] {
            let nodes = BetaNodes::new(a, b);
            let (first, second) = (nodes.mean(|p| p), nodes.mean(|p| p * p));
            let mean = a / (a + b);
            assert!((first / mean - 1.0).abs() < 1e-11, "{a} {b} {first}");
            assert!((second / (mean * (a + 1.0) / (a + b + 1.0)) - 1.0).abs() < 1e-11, "{a} {b} {second}");
        }
    }
}
