//! The equations of the additive models (HKOS 2008, table 2.2). A model without a trend has a trend of nought and no weight on
//! it, one without a season a season of one value, nought.

use super::smoothing::{States, Weights};

/// The states of several series that are followed side by side; all but the last one are series of noughts.
pub(super) struct Paths {
    pub(super) level: Vec<f64>,
    pub(super) trend: Vec<f64>,
    /// One row for each value of the season.
    pub(super) seasonal: Vec<f64>,
}

impl Paths {
    /// All states at nought.
    pub(super) fn noughts(width: usize, season: usize) -> Paths {
        Paths { level: vec![0.0; width], trend: vec![0.0; width], seasonal: vec![0.0; width * season] }
    }

    /// Puts one path at its states.
    pub(super) fn set(&mut self, path: usize, states: &States) {
        let width = self.level.len();
        self.level[path] = states.level;
        self.trend[path] = states.trend;
        for (row, part) in self.seasonal.chunks_exact_mut(width).zip(&states.seasonal) {
            row[path] = *part;
        }
    }

    /// Goes along the series and calls `visit` with the errors one step ahead of all paths at each value.
    pub(super) fn follow(&mut self, weights: &Weights, series: &[f64], mut visit: impl FnMut(&[f64])) {
        let Weights { alpha, beta, gamma, phi } = *weights;
        let width = self.level.len();
        let season = self.seasonal.len() / width;
        let mut errors = vec![0.0; width];
        for (time, &value) in series.iter().enumerate() {
            errors.fill(0.0);
            errors[width - 1] = value;
            let row = &mut self.seasonal[time % season * width..][..width];
            let states = self.level.iter_mut().zip(&mut self.trend).zip(row);
            for (((level, trend), seasonal), error) in states.zip(&mut errors) {
                let drift = phi * *trend;
                *error -= *level + drift + *seasonal;
                *level += drift + alpha * *error;
                *trend = drift + beta * *error;
                *seasonal += gamma * *error;
            }
            visit(&errors);
        }
    }
}
