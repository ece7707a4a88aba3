//! Hermite's cubics: from one value to another, given value and slope of both.

/// A cubic over an interval.
#[derive(Debug, Clone, Copy)]
pub struct Hermite {
    left: f64,
    rise: f64,
    square: f64,
    cube: f64,
}

impl Hermite {
    /// The cubic with this value and slope at one end, and those at the other, so far away.
    #[must_use]
    pub fn between(left: (f64, f64), right: (f64, f64), width: f64) -> Hermite {
        let (rise, end) = (left.1 * width, right.1 * width);
        Hermite {
            left: left.0,
            rise,
            square: 3.0 * (right.0 - left.0) - 2.0 * rise - end,
            cube: 2.0 * (left.0 - right.0) + rise + end,
        }
    }

    /// Its value a part of the way, from 0 to 1.
    #[must_use]
    pub fn at(&self, t: f64) -> f64 {
        self.left + t * (self.rise + t * (self.square + t * self.cube))
    }

    /// How fast it rises there, for the whole of the way.
    #[must_use]
    pub fn rise(&self, t: f64) -> f64 {
        self.rise + t * (2.0 * self.square + 3.0 * t * self.cube)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cubic_is_itself() {
        let at = |x: f64| (1.0 + x - 2.0 * x * x + 0.5 * x * x * x, 1.0 - 4.0 * x + 1.5 * x * x);
        let cubic = Hermite::between(at(1.0), at(3.0), 2.0);
        for t in [0.0, 0.3, 1.0] {
            let (value, slope) = at(1.0 + 2.0 * t);
            assert!((cubic.at(t) - value).abs() < 1e-14 && (cubic.rise(t) - 2.0 * slope).abs() < 1e-14);
        }
    }
}
