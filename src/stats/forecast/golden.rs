//! Comparison with statsmodels 0.15 (`ETSModel`, additive errors) on two series, and intervals on simulated ones.

use super::{Method, Smoothing, States, Weights};

/// Thousands of airline passengers a month, 1949 to 1960 (Box & Jenkins 1976, series G).
#[rustfmt::skip]
const AIR: [f64; 144] = [
    112.0, 118.0, 132.0, 129.0, 121.0, 135.0, 148.0, 148.0, 136.0, 119.0, 104.0, 118.0,
    115.0, 126.0, 141.0, 135.0, 125.0, 149.0, 170.0, 170.0, 158.0, 133.0, 114.0, 140.0,
    145.0, 150.0, 178.0, 163.0, 172.0, 178.0, 199.0, 199.0, 184.0, 162.0, 146.0, 166.0,
    171.0, 180.0, 193.0, 181.0, 183.0, 218.0, 230.0, 242.0, 209.0, 191.0, 172.0, 194.0,
    196.0, 196.0, 236.0, 235.0, 229.0, 243.0, 264.0, 272.0, 237.0, 211.0, 180.0, 201.0,
    204.0, 188.0, 235.0, 227.0, 234.0, 264.0, 302.0, 293.0, 259.0, 229.0, 203.0, 229.0,
    242.0, 233.0, 267.0, 269.0, 270.0, 315.0, 364.0, 347.0, 312.0, 274.0, 237.0, 278.0,
    284.0, 277.0, 317.0, 313.0, 318.0, 374.0, 413.0, 405.0, 355.0, 306.0, 271.0, 306.0,
    315.0, 301.0, 356.0, 348.0, 355.0, 422.0, 465.0, 467.0, 404.0, 347.0, 305.0, 336.0,
    340.0, 318.0, 362.0, 348.0, 363.0, 435.0, 491.0, 505.0, 404.0, 359.0, 310.0, 337.0,
    360.0, 342.0, 406.0, 396.0, 420.0, 472.0, 548.0, 559.0, 463.0, 407.0, 362.0, 405.0,
    417.0, 391.0, 419.0, 461.0, 472.0, 535.0, 622.0, 606.0, 508.0, 461.0, 390.0, 432.0,
];

/// Flow of the Nile at Aswan a year, 1871 to 1920, 10⁸ m³ (Cobb 1978).
#[rustfmt::skip]
const NILE: [f64; 50] = [
    1120.0, 1160.0, 963.0, 1210.0, 1160.0, 1160.0, 813.0, 1230.0, 1370.0, 1140.0,
    995.0, 935.0, 1110.0, 994.0, 1020.0, 960.0, 1180.0, 799.0, 958.0, 1140.0,
    1100.0, 1210.0, 1150.0, 1250.0, 1260.0, 1220.0, 1030.0, 1100.0, 774.0, 840.0,
    874.0, 694.0, 940.0, 833.0, 701.0, 916.0, 692.0, 1020.0, 1050.0, 969.0,
    831.0, 726.0, 456.0, 824.0, 702.0, 1120.0, 1100.0, 832.0, 764.0, 821.0,
];

/// Series simulated of each model.
const SERIES: usize = 150;

/// The parts of a year that the comparison starts from.
const YEAR: [f64; 12] = [-0.09, -0.11, 0.02, -0.01, -0.01, 0.11, 0.21, 0.21, 0.07, -0.07, -0.21, -0.12];

fn ln_air() -> Vec<f64> {
    AIR.iter().map(|passengers| passengers.ln()).collect()
}

fn squares(fitted: &Smoothing) -> f64 {
    fitted.residuals.iter().map(|error| error * error).sum()
}

/// Sum of squares, forecasts 1, 2, 12, 13 and 30 steps ahead, and their deviations against that of one step.
struct Reference {
    method: Method,
    weights: Weights,
    squares: f64,
    values: [f64; 5],
    widths: [f64; 5],
}

const REFERENCES: [Reference; 4] = [
    Reference {
        method: Method::Simple,
        weights: Weights { alpha: 0.3, beta: 0.0, gamma: 0.0, phi: 1.0 },
        squares: 1_396_233.391_637_975,
        values: [847.715_016_604_286_2; 5],
        widths: [1.0, 1.044_030_650_891_054_8, 1.410_673_597_966_588_3, 1.442_220_510_185_595_6, 1.9],
    },
    Reference {
        method: Method::DampedTrend,
        weights: Weights { alpha: 0.3, beta: 0.1, gamma: 0.0, phi: 0.9 },
        squares: 1_646_521.242_223_935_7,
        values: [
            869.453_634_670_884_4,
            868.384_975_699_346_5,
            862.120_610_044_257_3,
            861.785_253_535_382,
            859.270_397_084_445_8,
        ],
        widths: [
            1.0,
            1.073_359_212_938_520_3,
            2.571_687_955_640_846,
            2.740_098_896_259_312_7,
            5.261_287_482_625_761,
        ],
    },
    Reference {
        method: Method::Seasonal,
        weights: Weights { alpha: 0.4, beta: 0.0, gamma: 0.2, phi: 1.0 },
        squares: 0.306_195_251_620_404_73,
        values: [
            6.102_402_284_075_969,
            6.056_321_629_496_153,
            6.072_304_648_911_949,
            6.102_402_284_075_969,
            6.327_031_444_284_146,
        ],
        widths: [
            1.0,
            1.077_032_961_426_902_7,
            1.661_324_772_583_615_8,
            1.766_352_173_265_573_4,
            2.457_641_145_488_900_7,
        ],
    },
    Reference {
        method: Method::DampedSeasonal,
        weights: Weights { alpha: 0.4, beta: 0.05, gamma: 0.2, phi: 0.95 },
        squares: 0.278_862_806_939_608_96,
        values: [
            6.122_645_444_725_944,
            6.083_901_696_606_563,
            6.134_709_991_219_039,
            6.174_263_923_581_84,
            6.439_804_636_996_457,
        ],
        widths: [
            1.0,
            1.095_562_070_354_756_2,
            2.384_137_696_076_903,
            2.599_763_871_999_563,
            4.989_954_431_081_389,
        ],
    },
];

/// With weights and start states that are given; the widths there are by the closed forms of Hyndman & Athanasopoulos 2021,
/// table 8.8.
#[test]
fn given_weights_and_states() {
    for reference in REFERENCES {
        let Reference { method, weights, squares: expected, values, widths } = reference;
        let trended = method.trended();
        let (series, start) = if method.seasonal() {
            let trend = if trended { 0.02 } else { 0.0 };
            (ln_air(), States { level: 4.8, trend, seasonal: YEAR.to_vec() })
        } else {
            let trend = if trended { -5.0 } else { 0.0 };
            (NILE.to_vec(), States { level: 1100.0, trend, seasonal: vec![0.0] })
        };
        let smoothed = Smoothing::given(method, weights, &start, &series);
        assert!((squares(&smoothed) / expected - 1.0).abs() < 1e-12, "{method:?}: {}", squares(&smoothed));
        let ahead = smoothed.ahead(30);
        for ((step, value), width) in [1, 2, 12, 13, 30].into_iter().zip(values).zip(widths) {
            let found = ahead[step - 1];
            assert!((found.value / value - 1.0).abs() < 1e-12, "{method:?} {step}: {found:?}");
            assert!(
                (found.deviation / ahead[0].deviation / width - 1.0).abs() < 1e-12,
                "{method:?} {step}: {found:?}"
            );
        }
    }
}

/// The sums of squares that statsmodels ends at with all start states estimated; ours are no greater. It stops early or in
/// another valley where they are less.
#[test]
fn no_worse_a_fit() {
    let air = ln_air();
    for (method, series, peer) in [
        (Method::Simple, &NILE[..], 1_399_005.08),
        (Method::DampedTrend, &NILE[..], 1_399_016.16),
        (Method::Simple, &air, 1.625_108_257),
        (Method::DampedTrend, &air, 1.618_472_267),
        (Method::Seasonal, &air, 0.208_507_985),
        (Method::DampedSeasonal, &air, 0.205_608_586),
        (Method::Seasonal, &air[..60], 0.077_126_490),
        (Method::DampedSeasonal, &air[..60], 0.061_956_607),
    ] {
        let found = squares(&Smoothing::fit(method, series, 12).unwrap());
        assert!(found <= peer * (1.0 + 1e-6), "{method:?}: {found} against {peer}");
    }
}

/// About normal numbers from a congruential generator (Knuth's MMIX): the sum of twelve uniform ones, less six.
struct Noise(u64);

impl Noise {
    #[expect(clippy::cast_precision_loss, reason = "53 bits")]
    fn next(&mut self) -> f64 {
        let uniform = |_| {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..12).map(uniform).sum::<f64>() - 6.0
    }
}

/// A series of a model, by its equations.
fn simulated(weights: Weights, seasonal: &[f64], length: usize, noise: &mut Noise) -> Vec<f64> {
    let (mut level, mut trend, mut seasonal) = (50.0, 0.0, seasonal.to_vec());
    let season = seasonal.len();
    let value = |time: usize| {
        let (error, before) = (noise.next(), weights.phi * trend);
        let value = level + before + seasonal[time % season] + error;
        level += before + weights.alpha * error;
        trend = before + weights.beta * error;
        seasonal[time % season] += weights.gamma * error;
        value
    };
    (0..length).map(value).collect()
}

/// 95 of 100 intervals hold the value that comes, about; a few less, for what is estimated is taken as known.
#[test]
#[expect(clippy::cast_precision_loss, reason = "some thousands")]
fn intervals_hold_what_they_say() {
    let mut noise = Noise(20_261);
    for (method, beta, gamma) in [
        (Method::Simple, 0.0, 0.0),
        (Method::DampedTrend, 0.1, 0.0),
        (Method::Seasonal, 0.0, 0.2),
        (Method::DampedSeasonal, 0.1, 0.2),
    ] {
        let phi = if method.trended() { 0.9 } else { 1.0 };
        let weights = Weights { alpha: 0.3, beta, gamma, phi };
        let seasonal = if method.seasonal() { &[-3.0, 1.0, 4.0, -2.0][..] } else { &[0.0] };
        let (mut within, mut all, mut sigma) = (0, 0_usize, 0.0);
        for _ in 0..SERIES {
            let series = simulated(weights, seasonal, 88, &mut noise);
            let fitted = Smoothing::fit(method, &series[..80], 4).unwrap();
            sigma += fitted.sigma / SERIES as f64;
            for (forecast, actual) in fitted.ahead(8).iter().zip(&series[80..]) {
                within += usize::from((actual - forecast.value).abs() <= 1.96 * forecast.deviation);
                all += 1;
            }
        }
        let share = within as f64 / all as f64;
        assert!(share > 0.90 && share < 0.98, "{method:?}: {share}");
        assert!((sigma - 1.0).abs() < 0.05, "{method:?}: {sigma}");
    }
}
