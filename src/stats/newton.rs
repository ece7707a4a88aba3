//! Newton's method with a safeguard: a step that is not uphill is turned towards the gradient, a step that is too
//! long is shortened. Deterministic; says why it stopped.

use super::matrix::{Matrix, solve};

/// A function's value, gradient and matrix of second derivatives at a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Evaluation<const N: usize> {
    /// Value.
    pub value: f64,
    /// First derivatives.
    pub gradient: [f64; N],
    /// Second derivatives.
    pub hessian: Matrix<N>,
}

/// Why a search stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// The gradient is nothing against the curvature.
    Converged,
    /// No step improves the value any more, although the gradient says there should be one.
    Stalled,
    /// A coordinate ran off towards infinity.
    Boundary,
    /// Too many steps.
    Iterations,
}

/// Where a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Maximum<const N: usize> {
    /// The point.
    pub point: [f64; N],
    /// The function there.
    pub at: Evaluation<N>,
    /// Why the search stopped.
    pub stop: Stop,
    /// Steps taken.
    pub iterations: u32,
    /// Half the squared length of the gradient in the metric of the curvature: how much could still be gained.
    pub decrement: f64,
}

const MAX_ITERATIONS: u32 = 200;
/// Longest step of a coordinate; all coordinates are logarithms or log-odds.
const LONGEST_STEP: f64 = 2.0;
/// Coordinates beyond this are at a boundary.
const FARTHEST: f64 = 30.0;
/// A search that stalls beyond this was on its way to a boundary.
const FAR: f64 = 9.0;
/// A gain that a sum of thousands of terms cannot resolve.
const NEGLIGIBLE: f64 = 1e-11;

/// Climbs from `start` to a maximum of `function`.
pub fn maximise<const N: usize>(
    start: [f64; N],
    function: impl Fn(&[f64; N]) -> Evaluation<N>,
) -> Maximum<N> {
    let mut point = start;
    let mut at = function(&point);
    let mut decrement = f64::INFINITY;
    for iterations in 0..MAX_ITERATIONS {
        let end = |stop, decrement| Maximum { point, at, stop, iterations, decrement };
        let (step, newton) = uphill(&at);
        if newton {
            decrement = 0.5 * dot(&step, &at.gradient);
            if decrement < NEGLIGIBLE * (1.0 + at.value.abs() * 1e-4) {
                // one more step doubles the digits of the point, if the value can still tell
                let last: [f64; N] = std::array::from_fn(|k| point[k] + step[k]);
                let there = function(&last);
                if there.value >= at.value {
                    (point, at) = (last, there);
                }
                return Maximum { point, at, stop: Stop::Converged, iterations: iterations + 1, decrement };
            }
        }
        let longest = step.iter().fold(0.0, |longest: f64, part| longest.max(part.abs()));
        let mut length = (LONGEST_STEP / longest).min(1.0);
        let slope = dot(&step, &at.gradient);
        let next = loop {
            let next: [f64; N] = std::array::from_fn(|k| point[k] + length * step[k]);
            let there = function(&next);
            if there.value >= at.value + 1e-4 * length * slope {
                break Some((next, there));
            }
            length *= 0.5;
            if length < 1e-10 {
                break None;
            }
        };
        let Some((next, there)) = next else {
            // the value has no more digits to show an improvement; the curvature decides whether that is the top
            let top = newton && decrement < 1e-6;
            let far = point.iter().any(|coordinate| coordinate.abs() > FAR);
            let reason = match (top, far) {
                (true, _) => Stop::Converged,
                (false, true) => Stop::Boundary,
                (false, false) => Stop::Stalled,
            };
            return end(reason, decrement);
        };
        (point, at) = (next, there);
        if point.iter().any(|coordinate| coordinate.abs() > FARTHEST) {
            return Maximum { point, at, stop: Stop::Boundary, iterations: iterations + 1, decrement };
        }
    }
    Maximum { point, at, stop: Stop::Iterations, iterations: MAX_ITERATIONS, decrement }
}

/// Newton's step, or one bent towards the gradient where the function is not concave; and which of the two it is.
fn uphill<const N: usize>(at: &Evaluation<N>) -> ([f64; N], bool) {
    let scale = (0..N).map(|k| at.hessian[k][k].abs()).fold(1e-8, f64::max);
    let mut damping = 0.0;
    loop {
        let mut curvature = at.hessian.map(|row| row.map(|entry| -entry));
        for (k, row) in curvature.iter_mut().enumerate() {
            row[k] += damping;
        }
        if let Some(step) = solve(&curvature, &at.gradient) {
            return (step, damping == 0.0);
        }
        damping = if damping == 0.0 { scale * 1e-4 } else { damping * 4.0 };
        if !damping.is_finite() {
            return (at.gradient, false);
        }
    }
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// −(x−1)⁴ − (y+2)² + …, not concave everywhere: Rosenbrock's valley, turned over.
    fn valley(point: &[f64; 2]) -> Evaluation<2> {
        let [x, y] = *point;
        let bend = y - x * x;
        Evaluation {
            value: -(1.0 - x).powi(2) - 100.0 * bend * bend,
            gradient: [2.0 * (1.0 - x) + 400.0 * x * bend, -200.0 * bend],
            hessian: [[-2.0 + 400.0 * bend - 800.0 * x * x, 400.0 * x], [400.0 * x, -200.0]],
        }
    }

    #[test]
    fn it_climbs_out_of_a_bent_valley() {
        let top = maximise([-1.2, 1.0], valley);
        assert_eq!(top.stop, Stop::Converged);
        assert!((top.point[0] - 1.0).abs() < 1e-6 && (top.point[1] - 1.0).abs() < 1e-6, "{top:?}");
    }

    #[test]
    fn a_slope_without_a_top_is_a_boundary() {
        let slope = |point: &[f64; 1]| {
            let rest = 1e13 * (-point[0]).exp();
            Evaluation { value: -rest, gradient: [rest], hessian: [[-rest]] }
        };
        assert_eq!(maximise([0.0], slope).stop, Stop::Boundary);
    }
}
