//! Gauss-Legendre quadrature with 16 points a panel (Abramowitz & Stegun 25.4.30).

/// Positive nodes on (−1, 1) and their weights; the rule is symmetric.
pub const LEGENDRE_16: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_6),
    (0.458_016_777_657_227_4, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_89),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// Calls `visit` with each node between `from` and `to` and its weight.
pub fn integrate(from: f64, to: f64, mut visit: impl FnMut(f64, f64)) {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    for (node, weight) in LEGENDRE_16 {
        visit(middle - half * node, half * weight);
        visit(middle + half * node, half * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_up_to_degree_31_are_exact() {
        let mut integral = 0.0;
        integrate(0.0, 2.0, |x, weight| integral += weight * x.powi(31));
        let exact = 2.0_f64.powi(32) / 32.0;
        assert!((integral / exact - 1.0).abs() < 1e-13, "{integral}");
    }
}
