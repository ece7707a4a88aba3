//! Points in groups: k-means, how well groups are told apart, how much two groupings agree.

mod agreement;
mod kmeans;
mod silhouette;

pub use agreement::adjusted_rand;
pub use kmeans::{Clusters, KMeans, SEARCHED, sample};
pub use silhouette::silhouette;

/// Points of one dimension, one after the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Points {
    dimension: usize,
    values: Vec<f64>,
}

impl Points {
    /// Out of the coordinates of each dimension, all of one length.
    #[must_use]
    pub fn of(coordinates: &[Vec<f64>]) -> Points {
        let count = coordinates.first().map_or(0, Vec::len);
        let mut values = Vec::with_capacity(count * coordinates.len());
        for place in 0..count {
            values.extend(coordinates.iter().map(|coordinate| coordinate[place]));
        }
        Points { dimension: coordinates.len().max(1), values }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len() / self.dimension
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The point at a place.
    #[must_use]
    pub fn at(&self, place: usize) -> &[f64] {
        &self.values[place * self.dimension..(place + 1) * self.dimension]
    }

    /// The place of the point nearest to another, the first of equals.
    #[must_use]
    pub fn nearest(&self, other: &[f64]) -> usize {
        let distance = |place: usize| squared_distance(self.at(place), other);
        (0..self.len()).min_by(|&a, &b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
    }

    /// Those at some places.
    #[must_use]
    pub fn pick(&self, places: &[usize]) -> Points {
        let values = places.iter().flat_map(|&place| self.at(place)).copied().collect();
        Points { dimension: self.dimension, values }
    }
}

/// The square of the distance of two points.
fn squared_distance(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| (a - b) * (a - b)).sum()
}
