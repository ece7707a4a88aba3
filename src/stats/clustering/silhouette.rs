//! How well clusters are told apart.

use rayon::prelude::*;

use super::{Points, squared_distance};

/// The mean silhouette (Rousseeuw 1987): of each point (b − a) / max(a, b), a being the mean distance from the others of its cluster, b that
/// from the nearest other cluster; nought for a point alone in its cluster. None for fewer than two clusters with points.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "a number of points")]
pub fn silhouette(points: &Points, of_point: &[usize]) -> Option<f64> {
    let clusters = of_point.iter().max()? + 1;
    let mut sizes = vec![0_usize; clusters];
    for &cluster in of_point {
        sizes[cluster] += 1;
    }
    if sizes.iter().filter(|size| **size > 0).count() < 2 {
        return None;
    }
    let of = |place: usize| {
        let own = of_point[place];
        if sizes[own] < 2 {
            return 0.0;
        }
        let mut sums = vec![0.0; clusters];
        for (other, &cluster) in of_point.iter().enumerate() {
            sums[cluster] += squared_distance(points.at(place), points.at(other)).sqrt();
        }
        let within = sums[own] / (sizes[own] - 1) as f64;
        let others = (0..clusters).filter(|&cluster| cluster != own && sizes[cluster] > 0);
        let nearest =
            others.map(|cluster| sums[cluster] / sizes[cluster] as f64).fold(f64::INFINITY, f64::min);
        let larger = within.max(nearest);
        if larger > 0.0 { (nearest - within) / larger } else { 0.0 }
    };
    let each: Vec<f64> = (0..points.len()).into_par_iter().map(of).collect();
    Some(each.iter().sum::<f64>() / points.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By hand: points 0, 1 and 5 with clusters {0, 1} and {5}: 0 has a = 1, b = 5; 1 has a = 1, b = 4; 5 stands alone.
    #[test]
    fn by_hand() {
        let found = silhouette(&Points::of(&[vec![0.0, 1.0, 5.0]]), &[0, 0, 1]).unwrap();
        assert!((found - (0.8 + 0.75) / 3.0).abs() < 1e-12);
    }

    #[test]
    fn one_cluster_has_none() {
        assert_eq!(silhouette(&Points::of(&[vec![0.0, 1.0]]), &[0, 0]), None);
        assert_eq!(silhouette(&Points::of(&[vec![]]), &[]), None);
    }
}
