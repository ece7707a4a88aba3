//! The search of Nelder and Mead (1965) for the lowest point of a function on the unit cube; deterministic, and without
//! derivatives. What would leave the cube ends at its wall.

/// A point of the cube. A function that has fewer coordinates leaves the others alone.
pub(super) type Point = [f64; 4];

/// The corners are equally low if they differ by less than this part.
const NEGLIGIBLE: f64 = 1e-9;

/// The lowest point found from `start`, with its value, moving only along the coordinates that are `free`; the first corners
/// are `reach` away. At most `steps` are taken.
pub(super) fn minimise(
    start: Point,
    free: &[usize],
    reach: f64,
    steps: usize,
    function: impl Fn(&Point) -> f64,
) -> (f64, Point) {
    let valued = |point: Point| (function(&point), point);
    let mut corners = vec![valued(start)];
    for &k in free {
        let mut corner = start;
        corner[k] += if start[k] < 0.5 { reach } else { -reach };
        corners.push(valued(corner));
    }
    let last = free.len();
    for _ in 0..steps {
        corners.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (best, worst) = (corners[0], corners[last]);
        if worst.0 - best.0 <= NEGLIGIBLE * best.0 {
            break;
        }
        let middle = middle(&corners[..last]);
        let beyond = |factor: f64| {
            valued(std::array::from_fn(|k| (middle[k] + factor * (middle[k] - worst.1[k])).clamp(0.0, 1.0)))
        };
        let mirrored = beyond(1.0);
        if mirrored.0 < best.0 {
            let further = beyond(2.0);
            corners[last] = if further.0 < mirrored.0 { further } else { mirrored };
        } else if mirrored.0 < corners[last - 1].0 {
            corners[last] = mirrored;
        } else {
            let (short, bar) =
                if mirrored.0 < worst.0 { (beyond(0.5), mirrored.0) } else { (beyond(-0.5), worst.0) };
            if short.0 < bar {
                corners[last] = short;
            } else {
                for corner in &mut corners[1..] {
                    *corner = valued(std::array::from_fn(|k| f64::midpoint(best.1[k], corner.1[k])));
                }
            }
        }
    }
    corners.into_iter().min_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or_else(|| valued(start))
}

#[expect(clippy::cast_precision_loss, reason = "a handful of corners")]
fn middle(corners: &[(f64, Point)]) -> Point {
    std::array::from_fn(|k| corners.iter().map(|(_, point)| point[k]).sum::<f64>() / corners.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The valley of Rosenbrock (1960), its lowest point (1, 1) put at (0.6, 0.6).
    #[test]
    fn a_curved_valley() {
        let valley = |p: &Point| {
            let (x, y) = (p[0] / 0.6, p[2] / 0.6);
            (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2)
        };
        let (value, point) = minimise([0.1, 0.7, 0.9, 0.0], &[0, 2], 0.2, 300, valley);
        assert!(value < 1e-12, "{value}");
        assert!((point[0] - 0.6).abs() < 1e-6 && (point[2] - 0.6).abs() < 1e-6, "{point:?}");
        assert!((point[1] - 0.7).abs() < 1e-15 && point[3].abs() < 1e-15, "{point:?}");
    }

    #[test]
    fn a_corner_of_the_cube_and_a_line() {
        let slope = |p: &Point| 1.0 + p[0] - p[1] + 0.5 * p[2] + p[3];
        let (value, point) = minimise([0.5; 4], &[0, 1, 2, 3], 0.2, 300, slope);
        assert!(value < 1e-6, "{value} at {point:?}");
        let (_, point) = minimise([0.5, 0.0, 0.0, 0.0], &[0], 0.2, 300, |p| 1.0 + (p[0] - 0.3).powi(2));
        assert!((point[0] - 0.3).abs() < 1e-3, "{point:?}");
    }

    #[test]
    fn no_number_anywhere() {
        assert!(minimise([0.5; 4], &[0, 1], 0.2, 300, |_| f64::NAN).0.is_nan());
    }
}
