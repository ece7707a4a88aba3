//! Small symmetric matrices: Cholesky's factor, solving, inverting.

/// A square matrix, row by row.
pub type Matrix<const N: usize> = [[f64; N]; N];

/// The lower Cholesky factor of a symmetric matrix, or `None` if it is not positive definite.
fn cholesky<const N: usize>(matrix: &Matrix<N>) -> Option<Matrix<N>> {
    let mut lower = [[0.0; N]; N];
    for row in 0..N {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let rest = matrix[row][column] - known;
            if row == column {
                if !(rest > 0.0 && rest.is_finite()) {
                    return None;
                }
                lower[row][row] = rest.sqrt();
            } else {
                lower[row][column] = rest / lower[column][column];
            }
        }
    }
    Some(lower)
}

/// Solves `matrix` · x = `right` for a symmetric positive definite matrix.
pub(super) fn solve<const N: usize>(matrix: &Matrix<N>, right: &[f64; N]) -> Option<[f64; N]> {
    let lower = cholesky(matrix)?;
    let mut half = [0.0; N];
    for row in 0..N {
        let known: f64 = (0..row).map(|k| lower[row][k] * half[k]).sum();
        half[row] = (right[row] - known) / lower[row][row];
    }
    let mut solution = [0.0; N];
    for row in (0..N).rev() {
        let known: f64 = (row + 1..N).map(|k| lower[k][row] * solution[k]).sum();
        solution[row] = (half[row] - known) / lower[row][row];
    }
    Some(solution)
}

/// The lower Cholesky factor of a symmetric matrix of any size, or `None` if it is not positive definite.
#[must_use]
pub fn cholesky_of(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let mut lower = vec![vec![0.0; matrix.len()]; matrix.len()];
    for row in 0..matrix.len() {
        for column in 0..=row {
            let known: f64 = (0..column).map(|k| lower[row][k] * lower[column][k]).sum();
            let rest = matrix[row][column] - known;
            lower[row][column] = if row == column {
                (rest > 0.0 && rest.is_finite()).then(|| rest.sqrt())?
            } else {
                rest / lower[column][column]
            };
        }
    }
    Some(lower)
}

/// The inverse of a symmetric positive definite matrix.
#[must_use]
pub fn invert<const N: usize>(matrix: &Matrix<N>) -> Option<Matrix<N>> {
    let mut inverse = [[0.0; N]; N];
    for column in 0..N {
        let mut unit = [0.0; N];
        unit[column] = 1.0;
        let solution = solve(matrix, &unit)?;
        for row in 0..N {
            inverse[row][column] = solution[row];
        }
    }
    Some(inverse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_inverse_undoes_its_matrix() {
        let matrix = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]];
        let inverse = invert(&matrix).unwrap();
        for (row, left) in matrix.iter().enumerate() {
            for column in 0..3 {
                let product: f64 = left.iter().zip(&inverse).map(|(left, right)| left * right[column]).sum();
                let expected = if row == column { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-14);
            }
        }
        assert_eq!(invert(&[[1.0, 2.0], [2.0, 1.0]]), None);
    }
}
