//! Means over a beta distribution by quadrature, with few nodes.
//!
//! In z = logit p the density p^a (1−p)^b is log-concave and analytic, so that equal steps in z converge
//! geometrically (the trapezoidal rule). Where a small shape leaves a long flat tail in which the function
//! is all but constant, the rest of the steps is a measure in geometric progression, and Gauss' rule for it
//! has two nodes.

/// Places in (0, 1) and their share of the mean.
#[derive(Debug, Clone)]
pub struct BetaNodes {
    nodes: Vec<(f64, f64)>,
}

/// No function of interest bends at a smaller p than one over this.
const FARTHEST: f64 = 1e15;

impl BetaNodes {
    /// Nodes for Beta(a, b) and any function that bends at p above 1e−15, to 1e-10.
    #[must_use]
    pub fn new(a: f64, b: f64) -> BetaNodes {
        BetaNodes::reaching(a, b, FARTHEST, 1e-10)
    }

    /// Nodes for Beta(a, b) and functions like e^(−p·`reach`), (1 − e^(−p·`reach`))/p or those of a smaller
    /// reach, so that their mean and the first two moments are within `error` of their size. The fewer the
    /// less is asked for.
    #[must_use]
    pub fn reaching(a: f64, b: f64, reach: f64, error: f64) -> BetaNodes {
        let error = 0.25 * error;
        let depth = -error.ln();
        let reach = reach.min(FARTHEST);
        // as far down the left tail as there is weight, a function may take the place of b in bending the
        // density
        let bend = (b * (depth / a).exp()).min(reach).max(b);
        let step = step(a.max(1.0) + 2.0, bend.max(1.0) + 2.0, depth);
        // Gauss' rule with two nodes errs by some f⁗ of the last node that has its own place
        let part = 0.5 * (1200.0 * error).powf(0.25);
        let odds = (a + 1.0) / (b + 1.0);
        let low = Side { a, b, odds, step, depth, end: part / (b + reach + 1.0), growth: odds * reach };
        let high = Side { a: b, b: a, odds: 1.0 / odds, end: part / (a + 2.0), growth: 0.0, ..low };
        let mut nodes = vec![(odds / (1.0 + odds), 1.0)];
        low.walk(|odds, weight| nodes.push((odds / (1.0 + odds), weight)));
        high.walk(|odds, weight| nodes.push((1.0 / (1.0 + odds), weight)));
        let all: f64 = nodes.iter().map(|&(_, weight)| weight).sum();
        nodes.retain(|&(_, weight)| weight > all * 1e-290);
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

/// The steps from the middle of Beta(a, b) down to 0, in the logit of p.
#[derive(Clone, Copy)]
struct Side {
    a: f64,
    b: f64,
    /// p/(1−p) of the middle.
    odds: f64,
    step: f64,
    /// A density that is lower than that of the middle by e to this is nothing.
    depth: f64,
    /// The odds below which all steps are taken together.
    end: f64,
    /// By how much a function like 1/p may grow from the middle on.
    growth: f64,
}

impl Side {
    /// Calls `visit` with the odds of each node but the middle, and the weight relative to that of the middle.
    fn walk(&self, mut visit: impl FnMut(f64, f64)) {
        let Side { a, b, odds, .. } = *self;
        let ln_growth = self.growth.ln_1p();
        let mut down = 0.0;
        loop {
            down += self.step;
            let fall = f64::exp(-down);
            let here = odds * fall;
            if here < self.end {
                for (place, weight) in geometric_rule(a * self.step, self.step) {
                    let spread = (a + b) * ((here * place).ln_1p() - odds.ln_1p());
                    visit(here * place, weight * (-a * down - spread).exp());
                }
                return;
            }
            // a ln p + b ln(1−p) less the same of the middle, from its nearer end, so that large shapes
            // cancel exactly
            let ln_density = if odds <= 1.0 {
                -a * down - (a + b) * (odds / (1.0 + odds) * f64::exp_m1(-down)).ln_1p()
            } else {
                b * down - (a + b) * (1.0 / (1.0 + odds) * f64::exp_m1(down)).ln_1p()
            };
            visit(here, ln_density.exp());
            if ln_density + down.min(ln_growth) < -self.depth - 2.0 {
                return;
            }
        }
    }
}

/// Gauss' rule with two nodes for weights e^(−i·`decay`) at e^(−i·`step`), i = 0, 1, 2 …
fn geometric_rule(decay: f64, step: f64) -> [(f64, f64); 2] {
    let moment = |n: f64| -1.0 / f64::exp_m1(-decay - n * step);
    let [zeroth, first, second, third] = [0.0, 1.0, 2.0, 3.0].map(moment);
    // the polynomial x² − sum·x + product that is orthogonal to 1 and x
    let determinant = zeroth * second - first * first;
    let half_sum = 0.5 * (zeroth * third - first * second) / determinant;
    let product = (first * third - second * second) / determinant;
    let large = half_sum + (half_sum * half_sum - product).max(0.0).sqrt();
    let small = product / large;
    let of_large = (first - zeroth * small) / (large - small);
    [(small, zeroth - of_large), (large, of_large)]
}

/// The step in z at which the trapezoidal rule for Beta(a, b) errs by e^−`depth`: 2π/ω where the
/// characteristic function of z, |Γ(a+iω) Γ(b−iω)| / (Γ(a) Γ(b)), has fallen so far; by Stirling's formula,
/// and by Newton's method.
fn step(a: f64, b: f64, depth: f64) -> f64 {
    // ln of the gamma functions' ratio, and its derivative by ω
    let fall = |a: f64, omega: f64| {
        let ratio = omega / a;
        let angle = ratio.atan();
        let value = (a - 0.5) * 0.5 * (ratio * ratio).ln_1p() - omega * angle;
        (value, -angle - 0.5 * ratio / (a * (1.0 + ratio * ratio)))
    };
    // a bell curve's, to start with
    let mut omega = (2.0 * depth * (a / (a + b) * b)).sqrt() + depth;
    for _ in 0..8 {
        let ((left, left_slope), (right, right_slope)) = (fall(a, omega), fall(b, omega));
        let off = left + right + depth;
        omega -= off / (left_slope + right_slope);
        if off.abs() < 1e-3 * depth {
            break;
        }
    }
    2.0 * std::f64::consts::PI / omega
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, tolerance: f64, what: &str) {
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} is not {expected}");
    }

    #[test]
    fn the_first_two_moments_are_those_of_the_distribution() {
        let shapes = [1e-3, 0.03, 0.5, 1.0, 2.0, 7.0, 60.0, 1e3, 1e5, 1e6];
        for a in shapes {
            for b in shapes {
                let near = BetaNodes::reaching(a, b, 0.0, 1e-10);
                let rough = BetaNodes::reaching(a, b, 0.0, 1e-4);
                for (nodes, error) in [(&BetaNodes::new(a, b), 1e-10), (&near, 1e-10), (&rough, 1e-4)] {
                    let what = format!("{a} {b} with {} nodes", nodes.nodes.len());
                    let mean = a / (a + b);
                    close(nodes.mean(|p| p), mean, error, &what);
                    close(nodes.mean(|p| p * p), mean * (a + 1.0) / (a + b + 1.0), error, &what);
                }
                assert!(
                    near.nodes.len() <= 40 && rough.nodes.len() <= 14,
                    "{} {}",
                    near.nodes.len(),
                    rough.nodes.len()
                );
            }
        }
    }

    /// a, b, k, u, E[(1 − (1+pu)^−k) / p], E[(1+pu)^−k], by hypergeometric functions of 60 digits.
    #[rustfmt::skip]
    const MEANS: [(f64, f64, f64, f64, f64, f64); 17] = [
        (0.217, 0.575, 0.0532, 0.000_255, 1.356_550_093_635_847_3e-5, 0.999_996_283_391_952_3),
        (1980.0, 8.43, 0.086, 9990.0, 0.549_231_368_380_800_2, 0.453_098_200_186_901_17),
        (8.85, 89.1, 15.3, 0.736, 7.032_415_360_951_331, 0.391_232_861_393_965_57),
        (0.179, 3.08, 58.4, 1.32, 49.804_320_671_484_746, 0.546_575_870_444_286_5),
        (21_000.0, 261.0, 0.0235, 0.356, 0.007_143_494_193_274_293, 0.992_944_199_905_339_6),
        (84.8, 0.21, 1.02, 25.0, 0.966_290_620_621_634_3, 0.036_123_749_650_073_346),
        (0.0719, 36_100.0, 213.0, 0.239, 50.904_408_452_069_696, 0.999_898_686_162_636),
        (6.49, 0.345, 0.034, 151.0, 0.164_863_608_616_613_6, 0.844_575_599_088_981),
        (823.0, 33_400.0, 0.0374, 317_000.0, 11.829_009_424_750_923, 0.715_839_708_780_359),
        (6.11, 0.852, 230.0, 19.7, 1.166_731_898_238_747_6, 3.041_431_988_665_208e-20),
        (265.0, 0.016, 0.0156, 1.71, 0.015_432_431_865_101_221, 0.984_568_501_155_438_1),
        (0.0434, 11_100.0, 0.369, 3480.0, 1_274.279_791_850_574_4, 0.995_766_994_540_937_5),
        (3.98, 37.0, 210.0, 0.0573, 7.330_552_580_211_609, 0.355_301_322_069_263_9),
        (158.0, 0.002_94, 0.557, 885.0, 0.977_199_963_166_764_2, 0.022_818_334_129_523_395),
        (11.6, 1.27, 6.23, 0.000_25, 0.001_556_232_099_171_560_6, 0.998_597_344_497_418_1),
        (0.102, 22.4, 2.81, 0.112, 0.314_418_147_601_383_65, 0.998_587_452_797_036_3),
        (0.0414, 0.589, 0.0205, 0.314, 0.006_377_025_765_018_568, 0.999_614_585_304_962_2),
    ];

    #[test]
    fn functions_that_bend_within_reach() {
        for (a, b, k, u, saturating, falling) in MEANS {
            let reach = u * k.max(1.0);
            for (nodes, error) in [
                (BetaNodes::new(a, b), 1e-10),
                (BetaNodes::reaching(a, b, reach, 1e-10), 1e-10),
                (BetaNodes::reaching(a, b, reach, 1e-7), 1e-7),
                (BetaNodes::reaching(a, b, reach, 1e-4), 1e-4),
            ] {
                let what = format!("{a} {b} {k} {u} to {error}");
                let found = nodes.mean(|p| -(-k * (p * u).ln_1p()).exp_m1() / p);
                close(found, saturating, error, &what);
                let found = nodes.mean(|p| (-k * (p * u).ln_1p()).exp());
                assert!((found - falling).abs() <= error, "{what}: {found} is not {falling}");
            }
        }
    }

    #[test]
    fn extremes_stay_in_range() {
        let shapes = [1e-8, 1e-5, 0.3, 1.0, 30.0, 1e8, 1e12];
        for a in shapes {
            for b in shapes {
                for nodes in [BetaNodes::new(a, b), BetaNodes::reaching(a, b, 1.0, 1e-4)] {
                    let what = format!("{a} {b}");
                    assert!((5..400).contains(&nodes.nodes.len()), "{what} {}", nodes.nodes.len());
                    assert!(nodes.nodes.iter().all(|&(p, w)| (0.0..=1.0).contains(&p) && w >= 0.0), "{what}");
                    close(nodes.mean(|_| 1.0), 1.0, 1e-14, &what);
                    close(nodes.mean(|p| p), a / (a + b), 1e-3, &what);
                }
            }
        }
    }
}
