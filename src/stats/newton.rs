//! Newton's method inside a box: a step that is not uphill is turned towards the gradient, one that is too long is
//! shortened, one that would leave the box ends at its wall. Deterministic; says why it stopped and at which walls.

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
    /// The gradient along the free coordinates is nothing against the curvature.
    Converged,
    /// No step improves the value any more, although the gradient says there should be one.
    Stalled,
    /// Too many steps.
    Iterations,
}

/// A wall of the box.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wall {
    /// The lowest value of a coordinate.
    Low,
    /// The highest.
    High,
}

/// The lowest and the highest value of each coordinate.
pub type Limits<const N: usize> = [(f64, f64); N];

/// Where a search ended.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Maximum<const N: usize> {
    /// The point.
    pub point: [f64; N],
    /// The function there.
    pub at: Evaluation<N>,
    /// The wall that a coordinate leans against, with the function still rising beyond it.
    pub walls: [Option<Wall>; N],
    /// Why the search stopped.
    pub stop: Stop,
    /// Steps taken.
    pub iterations: u32,
    /// Half the squared length of the gradient in the metric of the curvature: how much could still be gained.
    pub decrement: f64,
}

const MAX_ITERATIONS: u32 = 300;
/// Longest step of a coordinate; all coordinates are logarithms or log-odds.
const LONGEST_STEP: f64 = 2.0;
/// A gain that a sum of thousands of terms cannot resolve.
const NEGLIGIBLE: f64 = 1e-11;
/// A step so short that neither the value nor the curvature shows it.
const NOTHING: f64 = 1e-6;

/// Climbs from `start` to a maximum of `function` inside `limits`.
pub fn maximise<const N: usize>(
    start: [f64; N],
    limits: &Limits<N>,
    function: impl Fn(&[f64; N]) -> Evaluation<N>,
) -> Maximum<N> {
    let inside =
        |point: [f64; N]| -> [f64; N] { std::array::from_fn(|k| point[k].clamp(limits[k].0, limits[k].1)) };
    let mut point = inside(start);
    let mut at = function(&point);
    let mut decrement = f64::INFINITY;
    for iterations in 0..MAX_ITERATIONS {
        let walls = walls(&point, &at.gradient, limits);
        let end = |stop, decrement| Maximum { point, at, walls, stop, iterations, decrement };
        let (step, newton) = uphill(&at, &walls);
        if newton {
            decrement = 0.5 * dot(&step, &at.gradient);
            if decrement < NEGLIGIBLE * (1.0 + at.value.abs() * 1e-4) {
                // one more step doubles the digits of the point, if the value can still tell
                let last = inside(std::array::from_fn(|k| point[k] + step[k]));
                if step.iter().all(|part| part.abs() < NOTHING) {
                    point = last;
                } else {
                    let there = function(&last);
                    if there.value >= at.value {
                        (point, at) = (last, there);
                    }
                }
                return Maximum {
                    point,
                    at,
                    walls,
                    stop: Stop::Converged,
                    iterations: iterations + 1,
                    decrement,
                };
            }
        }
        let longest = step.iter().fold(0.0, |longest: f64, part| longest.max(part.abs()));
        let mut length = (LONGEST_STEP / longest).min(1.0);
        let next = loop {
            let next = inside(std::array::from_fn(|k| point[k] + length * step[k]));
            let there = function(&next);
            let way: [f64; N] = std::array::from_fn(|k| next[k] - point[k]);
            if there.value >= at.value + 1e-4 * dot(&way, &at.gradient) {
                break Some((next, there));
            }
            length *= 0.5;
            if length < 1e-10 {
                break None;
            }
        };
        let Some((next, there)) = next else {
            // the value has no more digits to show an improvement; the curvature decides whether that is the top
            let top = newton && negligible(decrement, &at);
            return end(if top { Stop::Converged } else { Stop::Stalled }, decrement);
        };
        // where the curvature is slight, rounding of the gradient feigns a gain that the value does not show
        if newton && there.value <= at.value && negligible(decrement, &at) {
            return end(Stop::Converged, decrement);
        }
        (point, at) = (next, there);
    }
    let walls = walls(&point, &at.gradient, limits);
    let stop = if negligible(decrement, &at) { Stop::Converged } else { Stop::Iterations };
    Maximum { point, at, walls, stop, iterations: MAX_ITERATIONS, decrement }
}

/// Whether what could still be gained is less than the digits of the value can show.
fn negligible<const N: usize>(decrement: f64, at: &Evaluation<N>) -> bool {
    decrement < 1e-6 * (1.0 + at.value.abs() * 1e-6)
}

/// The walls a point leans against.
fn walls<const N: usize>(point: &[f64; N], gradient: &[f64; N], limits: &Limits<N>) -> [Option<Wall>; N] {
    std::array::from_fn(|k| {
        if point[k] <= limits[k].0 && gradient[k] <= 0.0 {
            Some(Wall::Low)
        } else if point[k] >= limits[k].1 && gradient[k] >= 0.0 {
            Some(Wall::High)
        } else {
            None
        }
    })
}

/// Newton's step along the free coordinates, or one bent towards the gradient where the function is not concave; and
/// which of the two it is.
fn uphill<const N: usize>(at: &Evaluation<N>, walls: &[Option<Wall>; N]) -> ([f64; N], bool) {
    let free = |k: usize| walls[k].is_none();
    let gradient: [f64; N] = std::array::from_fn(|k| if free(k) { at.gradient[k] } else { 0.0 });
    let scale = (0..N).filter(|&k| free(k)).map(|k| at.hessian[k][k].abs()).fold(1e-8, f64::max);
    let mut damping = 0.0;
    loop {
        let mut curvature = free_curvature(at, walls);
        for (k, row) in curvature.iter_mut().enumerate() {
            row[k] += damping;
        }
        if let Some(step) = solve(&curvature, &gradient) {
            return (step, damping == 0.0);
        }
        damping = if damping == 0.0 { scale * 1e-4 } else { damping * 4.0 };
        if !damping.is_finite() {
            return (gradient, false);
        }
    }
}

/// The negative second derivatives along the free coordinates, and ones on the diagonal of the others.
#[must_use]
pub fn free_curvature<const N: usize>(at: &Evaluation<N>, walls: &[Option<Wall>; N]) -> Matrix<N> {
    std::array::from_fn(|i| {
        std::array::from_fn(|j| match (walls[i], walls[j]) {
            (None, None) => -at.hessian[i][j],
            _ if i == j => 1.0,
            _ => 0.0,
        })
    })
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: (f64, f64) = (-30.0, 30.0);

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
        let top = maximise([-1.2, 1.0], &[WIDE; 2], valley);
        assert_eq!((top.stop, top.walls), (Stop::Converged, [None, None]));
        assert!((top.point[0] - 1.0).abs() < 1e-6 && (top.point[1] - 1.0).abs() < 1e-6, "{top:?}");
    }

    /// With x at most ½ the valley's floor is highest at (½, ¼).
    #[test]
    fn it_slides_along_a_wall() {
        let top = maximise([-1.2, 1.0], &[(-30.0, 0.5), WIDE], valley);
        assert_eq!((top.stop, top.walls), (Stop::Converged, [Some(Wall::High), None]));
        assert!((top.point[1] - 0.25).abs() < 1e-9, "{top:?}");
    }

    #[test]
    fn a_slope_without_a_top_ends_at_a_wall() {
        let slope = |point: &[f64; 1]| {
            let rest = 1e13 * (-point[0]).exp();
            Evaluation { value: -rest, gradient: [rest], hessian: [[-rest]] }
        };
        let top = maximise([0.0], &[WIDE], slope);
        assert_eq!((top.stop, top.walls), (Stop::Converged, [Some(Wall::High)]));
    }
}
