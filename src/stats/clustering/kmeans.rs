//! k-means: Lloyd's algorithm (1982) from greedy k-means++ starts (Arthur & Vassilvitskii 2007), the best of several.

use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::{Points, squared_distance};

/// How clusters are sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KMeans {
    /// How many clusters.
    pub k: usize,
    /// How many starts.
    pub starts: u64,
    /// What the starts are drawn from.
    pub seed: u64,
}

/// Clusters of points.
#[derive(Debug, Clone, PartialEq)]
pub struct Clusters {
    /// The means.
    pub centres: Points,
    /// The place of the centre of each point.
    pub of_point: Vec<usize>,
    /// The sum of squared distances of the points from their centres.
    pub inertia: f64,
}

/// So many points are searched from every start; of more a sample is, and its best few centres go on with all.
pub const SEARCHED: usize = 20_000;
const GO_ON: usize = 3;
const MOST_STEPS: usize = 300;
/// Points summed up together, whatever the number of threads, so that the sums are the same.
const CHUNK: usize = 8_192;

impl KMeans {
    /// The clusters with the smallest inertia found. The same seed finds the same, whatever the number of threads.
    #[must_use]
    pub fn fit(&self, points: &Points) -> Clusters {
        if points.len() <= SEARCHED {
            let found: Vec<Clusters> = (0..self.starts)
                .into_par_iter()
                .map(|start| lloyd(points, self.start(points, start)))
                .collect();
            return best(found).unwrap_or_else(|| lloyd(points, points.pick(&[])));
        }
        let sample = points.pick(&sample(points.len(), SEARCHED, self.seed));
        let mut found: Vec<Clusters> = (0..self.starts)
            .into_par_iter()
            .map(|start| lloyd(&sample, self.start(&sample, start)))
            .collect();
        found.sort_by(|a, b| a.inertia.total_cmp(&b.inertia));
        found.truncate(GO_ON);
        let found = found.into_iter().map(|clusters| lloyd(points, clusters.centres)).collect();
        best(found).unwrap_or_else(|| lloyd(points, points.pick(&[])))
    }

    /// Centres to start from: each drawn with a probability that grows with the squared distance from those before, the best of a few draws.
    fn start(&self, points: &Points, start: u64) -> Points {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(
            self.seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(start),
        );
        let n = points.len();
        let mut chosen = vec![rng.random_range(0..n)];
        let mut nearest: Vec<f64> =
            (0..n).map(|place| squared_distance(points.at(place), points.at(chosen[0]))).collect();
        let draws = 2 + self.k.ilog2() as usize;
        while chosen.len() < self.k {
            let whole: f64 = nearest.iter().sum();
            let mut best: Option<(f64, usize, Vec<f64>)> = None;
            for _ in 0..draws {
                let place = if whole > 0.0 {
                    draw(&nearest, rng.random::<f64>() * whole)
                } else {
                    rng.random_range(0..n)
                };
                let closer: Vec<f64> = nearest
                    .iter()
                    .enumerate()
                    .map(|(other, near)| near.min(squared_distance(points.at(other), points.at(place))))
                    .collect();
                let left: f64 = closer.iter().sum();
                if best.as_ref().is_none_or(|(least, ..)| left < *least) {
                    best = Some((left, place, closer));
                }
            }
            if let Some((_, place, closer)) = best {
                chosen.push(place);
                nearest = closer;
            }
        }
        points.pick(&chosen)
    }
}

/// Some of the places, in order; the same for a seed.
#[must_use]
pub fn sample(of: usize, size: usize, seed: u64) -> Vec<usize> {
    if of <= size {
        return (0..of).collect();
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(seed);
    // Knuth's algorithm S: each place with the probability that fills the sample
    let mut places = Vec::with_capacity(size);
    for place in 0..of {
        if rng.random_range(0..of - place) < size - places.len() {
            places.push(place);
        }
    }
    places
}

/// The place at which a running sum passes a mark.
fn draw(weights: &[f64], mark: f64) -> usize {
    let mut sum = 0.0;
    let found = weights.iter().position(|weight| {
        sum += weight;
        sum > mark
    });
    found.unwrap_or(weights.len() - 1)
}

fn best(found: Vec<Clusters>) -> Option<Clusters> {
    // the first of equals, so that the order of threads does not matter
    found.into_iter().reduce(|best, other| if other.inertia < best.inertia { other } else { best })
}

/// Sums of a chunk of points by cluster.
struct Part {
    of_point: Vec<usize>,
    sums: Vec<f64>,
    counts: Vec<usize>,
    inertia: f64,
    /// The farthest point and its squared distance, to fill a cluster that lost all its points.
    farthest: (f64, usize),
}

fn lloyd(points: &Points, mut centres: Points) -> Clusters {
    let (k, dimension) = (centres.len(), points.dimension);
    let mut before = f64::INFINITY;
    for _ in 0..MOST_STEPS {
        let parts = assign(points, &centres);
        let mut sums = vec![0.0; k * dimension];
        let mut counts = vec![0; k];
        let (mut inertia, mut farthest) = (0.0, (f64::NEG_INFINITY, 0));
        for part in &parts {
            inertia += part.inertia;
            sums.iter_mut().zip(&part.sums).for_each(|(sum, more)| *sum += more);
            counts.iter_mut().zip(&part.counts).for_each(|(count, more)| *count += more);
            if part.farthest.0 > farthest.0 {
                farthest = part.farthest;
            }
        }
        if inertia >= before * (1.0 - 1e-9) {
            break;
        }
        before = inertia;
        #[expect(clippy::cast_precision_loss, reason = "a number of points")]
        for (cluster, &count) in counts.iter().enumerate() {
            let target = cluster * dimension..(cluster + 1) * dimension;
            if count == 0 {
                centres.values[target].copy_from_slice(points.at(farthest.1));
                continue;
            }
            for place in target {
                centres.values[place] = sums[place] / count as f64;
            }
        }
    }
    let parts = assign(points, &centres);
    let inertia = parts.iter().map(|part| part.inertia).sum();
    let of_point = parts.into_iter().flat_map(|part| part.of_point).collect();
    Clusters { centres, of_point, inertia }
}

/// The nearest centre of each point, chunk by chunk.
fn assign(points: &Points, centres: &Points) -> Vec<Part> {
    let (k, dimension) = (centres.len(), points.dimension);
    let chunk = |(number, values): (usize, &[f64])| {
        let mut part = Part {
            of_point: Vec::with_capacity(values.len() / dimension),
            sums: vec![0.0; k * dimension],
            counts: vec![0; k],
            inertia: 0.0,
            farthest: (f64::NEG_INFINITY, 0),
        };
        for (place, point) in values.chunks_exact(dimension).enumerate() {
            let (mut nearest, mut least) = (0, f64::INFINITY);
            for (cluster, centre) in centres.values.chunks_exact(dimension).enumerate() {
                let distance = squared_distance(point, centre);
                if distance < least {
                    (nearest, least) = (cluster, distance);
                }
            }
            if least > part.farthest.0 {
                part.farthest = (least, number * CHUNK + place);
            }
            part.of_point.push(nearest);
            part.inertia += least;
            if k > 0 {
                part.counts[nearest] += 1;
                let sums = &mut part.sums[nearest * dimension..(nearest + 1) * dimension];
                sums.iter_mut().zip(point).for_each(|(sum, value)| *sum += value);
            }
        }
        part
    };
    points.values.par_chunks(CHUNK * dimension).enumerate().map(chunk).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three heaps of points.
    pub(super) fn heaps(each: usize) -> Points {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(3);
        let mut coordinates = vec![Vec::new(), Vec::new()];
        for (x, y) in [(0.0, 0.0), (10.0, 0.0), (0.0, 10.0)] {
            for _ in 0..each {
                coordinates[0].push(x + rng.random::<f64>());
                coordinates[1].push(y + rng.random::<f64>());
            }
        }
        Points::of(&coordinates)
    }

    #[test]
    fn heaps_are_found() {
        let points = heaps(50);
        let found = KMeans { k: 3, starts: 10, seed: 1 }.fit(&points);
        for heap in 0..3 {
            let of_heap = &found.of_point[heap * 50..(heap + 1) * 50];
            assert!(of_heap.iter().all(|cluster| *cluster == of_heap[0]));
        }
        let by_hand: f64 = (0..150)
            .map(|place| squared_distance(points.at(place), found.centres.at(found.of_point[place])))
            .sum();
        assert!((found.inertia - by_hand).abs() < 1e-9);
        assert_eq!(found, KMeans { k: 3, starts: 10, seed: 1 }.fit(&points));
    }

    #[test]
    fn many_points_are_searched_by_a_sample() {
        let points = heaps(30_000);
        let found = KMeans { k: 3, starts: 10, seed: 1 }.fit(&points);
        assert_eq!(found.of_point.len(), 90_000);
        let mut counts = [0; 3];
        found.of_point.iter().for_each(|&cluster| counts[cluster] += 1);
        assert_eq!(counts, [30_000; 3]);
    }

    #[test]
    fn degenerate_points() {
        let same = Points::of(&[vec![2.0; 20]]);
        let found = KMeans { k: 3, starts: 10, seed: 1 }.fit(&same);
        assert!(found.inertia < 1e-12 && found.of_point.len() == 20);
        let one = KMeans { k: 1, starts: 10, seed: 1 }.fit(&Points::of(&[vec![1.0, 3.0]]));
        assert!((one.inertia - 2.0).abs() < 1e-12);
    }

    #[test]
    fn samples_are_in_order_and_of_their_size() {
        let places = sample(1000, 100, 7);
        assert_eq!(places.len(), 100);
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(sample(5, 100, 7), [0, 1, 2, 3, 4]);
    }
}
