//! Values of the papers, figures of high precision, and limits.

use super::*;
use crate::models::fit::{Fit, Likelihood, fit};
use crate::models::testing::{check_derivatives, close, golden, number};
use crate::models::{Boundary, Histories};
use crate::stats::Stop;

fn published() -> BgBb {
    BgBb::new(1.2, 0.75, 0.66, 2.78).unwrap()
}

/// Donors of 1995 over the six years that followed (Fader, Hardie & Shang 2010, table 2).
fn donations() -> Histories {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/donations.csv");
    let text = std::fs::read_to_string(path).unwrap();
    let each: Vec<History> = text
        .lines()
        .skip(1)
        .flat_map(|line| {
            let cells: Vec<u16> = line.split(',').map(|cell| cell.parse().unwrap()).collect();
            let (t_x, age) = (f64::from(cells[1]), f64::from(cells[2]));
            std::iter::repeat_n(History { x: u32::from(cells[0]), t_x, age }, usize::from(cells[3]))
        })
        .collect();
    Histories::compress(&each)
}

fn fitted(histories: &Histories) -> Fit<BgBb> {
    fit(&BgBbLikelihood::new(histories), &[])
}

#[test]
#[expect(clippy::cast_sign_loss, reason = "counts")]
fn golden_rows() {
    let model = published();
    for row in golden()["bg_bb"]["rows"].as_array().unwrap() {
        let history =
            History { x: number(&row["x"]) as u32, t_x: number(&row["tx"]), age: number(&row["n"]) };
        close(model.ln_likelihood(&history), number(&row["ll"]), 1e-14, "ln L");
        close(model.p_alive_after(&history, 1.0), number(&row["p_alive_next"]), 1e-13, "P(alive at n+1)");
        close(model.expected_purchases(&history, 5.0), number(&row["cet5"]), 1e-10, "E[Y]");
        // a horizon is rounded to whole opportunities
        close(model.expected_purchases(&history, 5.4), number(&row["cet5"]), 1e-10, "E[Y]");
    }
}

#[test]
fn donations_fit() {
    let fit = fitted(&donations());
    let expected = &golden()["fits"]["donations"]["BG/BB"];
    assert_eq!((fit.stop, fit.starts, fit.customers, fit.boundaries.len()), (Stop::Converged, 8, 11_104, 0));
    close(fit.log_likelihood, number(&expected["LL"]), 2e-11, "ln L");
    for parameter in &fit.parameters {
        close(parameter.estimate, number(&expected[parameter.name]), 5e-7, parameter.name);
    }
}

/// One draw: α, β, γ, δ; x, `t_x`, n; the opportunities m of the horizon and the discount; and by sums of 60
/// digits ln L, ln P(alive), P(alive after m), E[Y(m)], P(no purchase in m), discounted E[Y(m)].
type Draw = ([f64; 4], [f64; 3], [f64; 2], [f64; 6]);

#[rustfmt::skip]
const DRAWS: [Draw; 24] = [
    ([0.17, 0.896, 1.31, 1.67], [2.0, 2.0, 2.0], [1.0, 0.674],
        [-3.382_783_810_536_148, 0.0, 0.736_947_791_164_658_6,
        0.521_584_053_107_406_7, 0.478_415_946_892_593_2, 0.265_833_570_223_878_3]),
    ([0.0241, 3210.0, 11.4, 4850.0], [1.0, 3.0, 3.0], [61.0, 0.0137],
        [-11.807_256_851_770_148, 0.0, 0.867_405_840_236_667,
        0.018_099_423_203_618_19, 0.982_228_304_402_829_5, 0.012_303_259_912_074_099]),
    ([0.0436, 0.0342, 0.004_44, 0.0399], [23.0, 28.0, 47.0], [1.0, 0.228],
        [-25.606_948_093_967, -11.399_873_048_228_553, 1.119_584_946_610_109e-5,
        5.480_134_516_843_334e-6, 0.999_994_519_865_483_2, 4.362_868_036_020_62e-6]),
    ([0.155, 0.837, 0.144, 3.66], [0.0, 0.0, 41.0], [10.0, 0.128],
        [-0.577_202_133_426_354_3, -0.489_389_350_134_608_7, 0.595_270_828_082_662_9,
        0.022_254_431_514_788_345, 0.980_111_511_894_410_8, 0.011_801_291_869_990_072]),
    ([26.1, 0.009_37, 1.0, 0.002_83], [156.0, 206.0, 338.0], [3.0, 0.0195],
        [-142.786_871_066_288_06, -127.255_508_669_068_39, 5.367_810_141_430_27e-56,
        8.077_453_149_172_122_5e-56, 1.0, 7.769_778_033_208_563_5e-56]),
    ([1210.0, 2.9, 0.112, 10.8], [48.0, 48.0, 48.0], [77.0, 0.0415],
        [-0.306_337_373_596_143_4, 0.0, 0.910_073_722_778_411_3,
        72.791_669_733_671_72, 0.001_905_445_116_582_036_3, 21.868_907_081_820_7]),
    ([0.508, 4.27, 0.678, 0.1], [1.0, 241.0, 241.0], [3.0, 0.0464],
        [-14.059_379_217_672_287, 0.0, 0.991_645_256_582_869_6,
        0.018_304_095_400_044_36, 0.981_880_707_202_855_4, 0.016_695_323_484_879_475]),
    ([5.37, 8170.0, 1.000_001, 0.006_68], [0.0, 0.0, 367.0], [3.0, 0.224],
        [-2.726_458_350_394_667_3e-5, -11.149_896_656_670_458, 1.426_020_631_762_722_6e-5,
        2.696_624_247_030_734_7e-8, 0.999_999_973_053_821_7, 1.752_525_546_604_030_2e-8]),
    ([0.0196, 0.0156, 0.002_54, 8670.0], [0.0, 0.0, 102.0], [167.0, 0.0202],
        [-0.914_842_355_951_271_8, -3.073_670_277_597_142e-5, 0.999_921_362_096_633_7,
        0.032_077_364_299_936_22, 0.981_117_917_080_367_4, 0.009_090_682_066_347_102]),
    ([5.9, 0.877, 0.676, 1.21], [7.0, 7.0, 7.0], [1.0, 0.000_119],
        [-2.056_542_038_419_25, 0.0, 0.923_925_275_714_607_3,
        0.865_111_131_357_946_8, 0.134_888_868_642_053_18, 0.865_008_189_258_491_7]),
    ([1.19, 4.81, 8.06, 365.0], [49.0, 49.0, 201.0], [4.0, 0.396],
        [-19.015_987_353_152_692, -98.074_881_668_345_37, 2.410_577_131_173_404_3e-43,
        2.388_116_501_594_514_7e-43, 1.0, 9.832_309_324_044_407e-44]),
    ([0.004_89, 15.4, 0.331, 0.0355], [2.0, 2.0, 6.0], [58.0, 0.0419],
        [-13.786_812_512_729_897, -0.519_831_251_183_944_8, 0.267_577_441_284_225_6,
        1.896_489_090_996_268_2, 0.587_502_329_691_617_2, 0.795_465_649_186_983_1]),
    ([8.73, 5.63, 4.86, 2.08], [1.0, 280.0, 595.0], [2.0, 0.522],
        [-55.737_512_539_879_454, -9.727_001_685_804_563, 5.869_232_932_116_273e-5,
        1.881_963_530_522_840_8e-6, 0.999_998_134_511_791_1, 8.905_007_026_863_806e-7]),
    ([342.0, 0.0105, 2260.0, 167.0], [10.0, 10.0, 10.0], [157.0, 0.000_222],
        [-26.518_502_528_074_855, 0.0, 6.989_483_509_978_287e-158,
        0.078_350_916_479_833_89, 0.927_371_725_573_474_9, 0.078_332_153_811_871_36]),
    ([1.73, 70_700.0, 6370.0, 0.004_11], [0.0, 0.0, 1.0], [62.0, 0.000_142],
        [-1.578_767_478_978_713_4e-11, -14.253_712_113_526_579, 2.121_351_902_219_523e-157,
        2.488_922_912_277_783_5e-15, 0.999_999_999_999_997_6, 2.488_569_399_111_004e-15]),
    ([1.85, 4.47, 1.22, 2.17], [1.0, 1.0, 1.0], [49.0, 0.000_655],
        [-1.674_636_322_908_523_3, 0.0, 0.034_041_137_216_730_875,
        2.467_157_559_301_402_3, 0.470_776_781_108_986, 2.445_906_659_619_427_4]),
    ([34.9, 791.0, 0.396, 0.0687], [7.0, 13.0, 28.0], [32.0, 0.0169],
        [-25.525_484_050_070_418, -0.464_583_085_575_393_9, 0.463_871_840_966_655_5,
        0.830_751_642_936_496_3, 0.563_258_786_164_390_6, 0.644_786_902_698_035_6]),
    ([0.0367, 372.0, 0.0494, 81.5], [314.0, 314.0, 959.0], [165.0, 0.005_22],
        [-486.076_285_644_945_4, -246.147_107_306_926_4, 1.248_850_111_569_827e-107,
        4.878_843_498_165_793e-106, 1.0, 3.263_774_298_120_847e-106]),
    ([3.92, 7.54, 0.489, 0.195], [0.0, 0.0, 6.0], [4.0, 0.000_906],
        [-0.205_804_932_877_170_14, -3.957_222_040_586_940_3, 0.014_865_335_371_358_496,
        0.014_554_946_959_729_243, 0.989_974_646_668_016_7, 0.014_522_987_888_751_948]),
    ([34_600.0, 6.9, 285.0, 0.171], [0.0, 0.0, 3.0], [21.0, 0.005_35],
        [-0.000_599_700_932_059_621_2, -42.973_278_765_168_04, 4.469_496_344_157_741e-49,
        2.424_911_087_723_206_8e-21, 1.0, 2.411_782_794_921_626e-21]),
    ([15.8, 2.39, 1.59, 3700.0], [1.0, 1.0, 2.0], [13.0, 0.003_39],
        [-2.221_373_599_437_131_8, -0.003_443_555_918_953_665, 0.991_023_729_014_060_1,
        10.747_744_791_382_589, 0.003_957_722_546_222_904, 10.496_760_988_106_896]),
    ([0.333, 8.6, 0.408, 0.37], [1.0, 28.0, 34.0], [21.0, 0.003_57],
        [-7.424_636_388_705_721, -0.089_034_118_883_151_56, 0.752_070_676_774_247_2,
        0.534_954_306_726_044_4, 0.650_967_523_365_703_2, 0.515_092_211_503_731_7]),
    ([17_800.0, 0.967, 0.134, 94_800.0], [2.0, 2.0, 2.0], [40.0, 0.000_376],
        [-0.000_111_472_669_837_796_08, 0.0, 0.999_943_474_372_351_1,
        39.996_668_525_945_836, 1.413_547_074_445_530_4e-6, 39.689_935_978_487_71]),
    ([0.002_42, 41.4, 0.56, 38_200.0], [0.0, 0.0, 445.0], [59.0, 0.000_353],
        [-0.005_976_869_356_024_935, -0.006_498_090_067_868_804, 0.992_674_558_026_511_9,
        0.000_291_514_979_328_374_13, 0.999_724_621_965_305_6, 0.000_288_449_763_859_628_9]),
];

#[test]
#[expect(clippy::cast_sign_loss, reason = "counts")]
fn draws_over_eight_decades() {
    for ([alpha, beta, gamma, delta], [x, t_x, age], [m, discount], expected) in DRAWS {
        let model = BgBb::new(alpha, beta, gamma, delta).unwrap();
        let history = History { x: x as u32, t_x, age };
        let what = format!("{model:?} {history:?} {m}");
        let [ln_l, ln_alive, after, purchases, none, discounted] = expected;
        let found = model.ln_likelihood(&history);
        assert!((found - ln_l).abs() < 1e-11 * ln_l.abs().max(1.0), "{what}: {found} is not {ln_l}");
        close(model.p_alive(&history), ln_alive.exp(), 1e-11, &what);
        close(model.p_alive_after(&history, m), after, 1e-11, &what);
        let forecast = model.forecasts(&[history], m, discount)[0];
        close(forecast.purchases, purchases, 1e-9, &what);
        close(forecast.discounted, discounted, 1e-9, &what);
        let found = model.p_no_purchase(&history, m);
        assert!((found - none).abs() < 1e-12, "{what}: {found} is not {none}");
        let pmf = model.pmf(&history, m, 0.0);
        let counted: f64 = pmf.iter().zip(0_u32..).map(|(p, y)| f64::from(y) * p).sum();
        assert!((pmf.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{what}");
        assert!((pmf[0] - none).abs() < 1e-12, "{what}");
        assert!((counted - purchases).abs() < 1e-9 * purchases + 1e-12, "{what}");
    }
}

/// Derivatives in closed form against differences of the likelihood.
#[test]
fn derivatives() {
    let mut each: Vec<History> = Vec::new();
    for (x, t_x, age) in
        [(0, 0.0, 9.0), (3, 7.0, 9.0), (3, 4.0, 9.0), (9, 9.0, 9.0), (5, 20.0, 40.0), (0, 0.0, 0.0)]
    {
        each.push(History { x, t_x, age });
        each.push(History { x, t_x, age: age + 1.0 });
    }
    let histories = Histories::compress(&each);
    let likelihood = BgBbLikelihood::new(&histories);
    check_derivatives(&likelihood, &[[0.4, 0.6, -1.5, 1.2], [-2.0, 3.0, 0.5, -1.0], [2.0, -2.0, -4.0, 5.0]]);
    let sum: f64 = {
        let model = likelihood.model(&[0.4, 0.6, -1.5, 1.2]);
        each.iter().map(|history| model.ln_likelihood(history)).sum()
    };
    close(likelihood.evaluate(&[0.4, 0.6, -1.5, 1.2]).value, sum, 1e-13, "ln L");
}

/// DERT (eq. 14): δ is the discount of an opportunity; without one the sum ends only if γ > 1.
#[test]
fn without_end() {
    let history = History { x: 3, t_x: 4.0, age: 6.0 };
    let model = published();
    let forever = model.discounted_purchases(&history, f64::INFINITY, 0.1);
    close(forever, 1.559_630_094_311_395_2, 1e-9, "DERT");
    close(model.discounted_purchases(&history, 1e3, 0.1), forever, 1e-12, "DERT");
    assert!(model.expected_purchases(&history, f64::INFINITY).is_infinite());
    let model = BgBb { gamma: 2.5, ..model };
    let all = model.expected_purchases(&history, f64::INFINITY);
    close(model.expected_purchases(&history, 1e7), all, 1e-8, "E[Y]");
    assert!(model.p_alive_after(&history, f64::INFINITY) < f64::MIN_POSITIVE);
    // the sum and the quadrature that takes its place
    let (sum, quadrature) = (model.p_no_purchase(&history, 4096.0), model.p_no_purchase(&history, 4097.0));
    close(quadrature, sum, 1e-9, "P(no purchase)");
    close(model.p_no_purchase(&history, f64::INFINITY), sum, 1e-4, "P(no purchase)");
}

/// If rates and leaving are all but the same for everybody, a change of theirs is that of the parameters.
#[test]
fn changes() {
    let model = BgBb { alpha: 0.3e9, beta: 0.7e9, gamma: 0.1e9, delta: 0.9e9 };
    let changed = BgBb { alpha: 0.6e9, beta: 0.4e9, gamma: 0.05e9, delta: 0.95e9 };
    let histories = [History::NEW];
    let found = model.forecasts_if(Change { rate: 2.0, leaving: 0.5 }, &histories, 12.0, 0.01)[0];
    let expected = changed.forecasts(&histories, 12.0, 0.01)[0];
    close(found.purchases, expected.purchases, 1e-7, "E[Y]");
    close(found.discounted, expected.discounted, 1e-7, "discounted");
    // nobody buys more often than at each opportunity
    let always = model.forecasts_if(Change { rate: 9.0, leaving: 1.0 }, &histories, 12.0, 0.0)[0];
    close(always.purchases, (1..=12).map(|i| 0.9_f64.powi(i)).sum(), 1e-7, "E[Y]");
    let model = published();
    let often = model.forecasts_if(Change { rate: 1.0 + 1e-12, leaving: 1.0 }, &histories, 12.0, 0.0)[0];
    close(often.purchases, model.expected_purchases(&History::NEW, 12.0), 1e-10, "E[Y]");
}

#[test]
fn extremes_stay_in_range() {
    let shapes = [1e-8, 1e-3, 1.0, 1e4, 1e10];
    let histories = [(0, 0.0, 0.0), (0, 0.0, 1e3), (1, 1.0, 1e3), (1, 1e3, 1e3), (1000, 1e3, 1e3)];
    for (place, alpha) in shapes.iter().enumerate() {
        for (x, t_x, age) in histories {
            for (beta, gamma) in shapes.iter().zip(shapes.iter().cycle().skip(place)) {
                for delta in shapes {
                    let model = BgBb::new(*alpha, *beta, *gamma, delta).unwrap();
                    let history = History { x, t_x, age };
                    let what = format!("{model:?} {history:?}");
                    assert!(model.ln_likelihood(&history) <= 1e-9, "{what}");
                    for t in [0.0, 1.0, 13.0, 1e5, f64::INFINITY] {
                        for p in [
                            model.p_alive(&history),
                            model.p_alive_after(&history, t),
                            model.p_no_purchase(&history, t),
                        ] {
                            assert!((0.0..=1.0).contains(&p), "{what} {t} {p}");
                        }
                        let Forecast { purchases, discounted } = model.forecasts(&[history], t, 0.01)[0];
                        assert!(purchases >= 0.0 && purchases <= t && discounted.is_finite(), "{what} {t}");
                        assert!(discounted >= 0.0 && discounted <= purchases * (1.0 + 1e-9), "{what} {t}");
                    }
                    assert!(
                        model.pmf(&history, 13.0, 1e-9).iter().all(|p| (0.0..=1.0).contains(p)),
                        "{what}"
                    );
                }
            }
        }
    }
}

/// Customers who never miss an opportunity: all alike, and nobody leaves.
#[test]
fn a_boundary_has_a_name() {
    let each = [History { x: 8, t_x: 8.0, age: 8.0 }; 50];
    let fit = fitted(&Histories::compress(&each));
    assert_eq!(fit.stop, Stop::Converged);
    assert!(fit.boundaries.contains(&Boundary::NobodyLeaves), "{:?}", fit.boundaries);
}
