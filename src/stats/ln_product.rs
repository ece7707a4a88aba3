//! Sums of many logarithms, as the logarithms of products.

/// A product is turned into a logarithm before it is beyond this.
const LARGE: f64 = 1e290;
/// And by no factor beyond the first, and the power of none beyond the second.
const ROOM: f64 = 1e15;
const ROOM_OF_FEW: f64 = 60.0;
const FEW: u64 = 8;

/// Σ ln(1 + e) of many e, mostly from 0 to 1, by products.
#[derive(Debug, Clone, Copy)]
pub struct LnProduct {
    sum: f64,
    product: f64,
}

impl LnProduct {
    /// Of none.
    pub const NONE: LnProduct = LnProduct { sum: 0.0, product: 1.0 };

    /// Adds one so many times.
    #[inline]
    pub fn add(&mut self, weight: u64, e: f64) {
        if (weight == 1 && e < ROOM) || (weight <= FEW && e < ROOM_OF_FEW) {
            (0..weight).for_each(|_| self.product *= 1.0 + e);
            if self.product > LARGE {
                self.sum += self.product.ln();
                self.product = 1.0;
            }
        } else {
            #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
            let weight = weight as f64;
            self.sum += weight * e.ln_1p();
        }
    }

    /// The sum.
    #[must_use]
    pub fn ln(&self) -> f64 {
        self.sum + self.product.ln()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_logarithms() {
        let terms = [(1, 0.5), (3, 1e-9), (8, 59.0), (9, 0.1), (1, 1e14), (2, 1e40), (1, 1e200), (0, 3.0)];
        let (mut product, mut sum) = (LnProduct::NONE, 0.0);
        for _ in 0..300 {
            for (weight, e) in terms {
                product.add(weight, e);
                sum += f64::from(weight as u32) * f64::ln_1p(e);
            }
        }
        assert!((product.ln() / sum - 1.0).abs() < 1e-13, "{} {sum}", product.ln());
    }
}
