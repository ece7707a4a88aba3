//! Gauss-Legendre quadrature with 4, 8 or 16 points a panel (Abramowitz & Stegun 25.4.30, table 25.4).

/// The positive half of a rule on (−1, 1): nodes and their weights.
pub type Rule = [(f64, f64)];

/// Exact for polynomials up to degree 7.
pub const LEGENDRE_4: &Rule = &[
    (0.339_981_043_584_856_26, 0.652_145_154_862_546_1),
    (0.861_136_311_594_052_6, 0.347_854_845_137_453_9),
];

/// Exact for polynomials up to degree 15.
pub const LEGENDRE_8: &Rule = &[
    (0.183_434_642_495_649_8, 0.362_683_783_378_362),
    (0.525_532_409_916_329, 0.313_706_645_877_887_3),
    (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
    (0.960_289_856_497_536_3, 0.101_228_536_290_376_3),
];

/// Exact for polynomials up to degree 31.
pub const LEGENDRE_16: &Rule = &[
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
pub fn integrate(rule: &Rule, from: f64, to: f64, mut visit: impl FnMut(f64, f64)) {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    for &(node, weight) in rule {
        visit(middle - half * node, half * weight);
        visit(middle + half * node, half * weight);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn polynomials_up_to_the_degree_of_the_rule_are_exact() {
        for (rule, degree) in [(LEGENDRE_4, 7), (LEGENDRE_8, 15), (LEGENDRE_16, 31)] {
            let mut integral = 0.0;
            integrate(rule, 0.0, 2.0, |x, weight| integral += weight * x.powi(degree));
            let exact = 2.0_f64.powi(degree + 1) / f64::from(degree + 1);
            assert!((integral / exact - 1.0).abs() < 1e-13, "{integral}");
        }
    }
}
