//! Segments by k-means over facts on the scale of logarithms, named by what sets them apart.

use super::split::{Basis, Extra, Names, Split};
use super::standing::Standing;
use crate::document::{Message, Table, Value, Values};
use crate::error::{Error, Result};
use crate::nearest::nearest;
use crate::stats::clustering::{KMeans, Points, SEARCHED, adjusted_rand, sample, silhouette};
use crate::stats::quantile;

/// How clusters are sought.
#[derive(Debug, Clone, PartialEq)]
pub struct Clustering {
    /// The facts they are sought in.
    pub features: Vec<&'static str>,
    /// How many; none for as many as are told apart best.
    pub k: Option<usize>,
    /// What starts are drawn from.
    pub seed: u64,
}

/// A fact to cluster by, and the words for very little, little, much and very much of it.
type Feature = (&'static str, [&'static str; 4]);

const FEATURES: [Feature; 9] = [
    ("days_since_last", ["bought_just_now", "bought_lately", "long_silent", "very_long_silent"]),
    ("orders", ["very_few_orders", "few_orders", "many_orders", "very_many_orders"]),
    ("spent", ["very_little_spent", "little_spent", "much_spent", "very_much_spent"]),
    ("average_order_value", ["very_small_orders", "small_orders", "large_orders", "very_large_orders"]),
    ("mean_gap_days", ["very_short_gaps", "short_gaps", "long_gaps", "very_long_gaps"]),
    ("days_since_first", ["very_new_here", "new_here", "long_here", "very_long_here"]),
    ("discount_share", ["always_full_price", "full_price", "discounted", "much_discounted"]),
    ("refund_share", ["very_few_refunds", "few_refunds", "many_refunds", "very_many_refunds"]),
    ("promo_season_share", ["never_in_promo_season", "off_season", "promo_season", "only_in_promo_season"]),
];
/// Farther from the middle it is very little or very much.
const VERY: f64 = 1.5;
/// Nearer to the middle nothing is called little or much.
const BARELY: f64 = 0.15;
/// What stands out from nothing.
const MIDDLING: &str = "middling";
/// Told apart by number where nothing else does.
const NUMBERED: [&str; 20] = [
    "group_1", "group_2", "group_3", "group_4", "group_5", "group_6", "group_7", "group_8", "group_9",
    "group_10", "group_11", "group_12", "group_13", "group_14", "group_15", "group_16", "group_17",
    "group_18", "group_19", "group_20",
];

/// Clusters sought.
const MOST: usize = 10;
const STARTS: u64 = 20;
/// Points whose silhouettes are looked at.
const LOOKED_AT: usize = 5_000;
/// Fewer clusters are taken if they are told apart nearly as well.
const NEARLY: f64 = 0.02;
/// Resamples that stability is judged by, and starts in each.
const RESAMPLES: u64 = 20;
const FEW_STARTS: u64 = 4;
/// A cluster that holds more is no finding.
pub(super) const NEARLY_ALL: f64 = 0.95;
/// Below these the clusters are hardly there.
const WEAK: f64 = 0.25;
const UNSTABLE: f64 = 0.75;

impl Clustering {
    /// The feature of that name.
    ///
    /// # Errors
    /// Others, with the nearest name.
    pub fn feature(name: &str) -> std::result::Result<&'static str, String> {
        let found = FEATURES.iter().find(|(known, ..)| *known == name);
        let names = || FEATURES.iter().map(|(known, ..)| *known);
        found.map(|(known, ..)| *known).ok_or_else(|| match nearest(name, names()) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("one of: {}", names().collect::<Vec<_>>().join(", ")),
        })
    }
}

/// What clusters were found, so that customers of another day can be placed in them.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    scales: Vec<Scale>,
    centres: Points,
    names: Names,
    /// What was tried.
    pub tried: Vec<Tried>,
    pub stability: f64,
}

/// A number of clusters that was tried.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tried {
    pub k: usize,
    pub inertia: f64,
    pub silhouette: Option<f64>,
    pub chosen: bool,
}

/// How a fact becomes a coordinate: ln(1 + fact), less the median, over the interquartile range of a bell.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Scale {
    name: &'static str,
    middle: f64,
    width: f64,
}

impl Scale {
    fn of(name: &'static str, values: &[f64]) -> Option<Scale> {
        let mut logs: Vec<f64> = values.iter().map(|value| value.max(0.0).ln_1p()).collect();
        logs.sort_unstable_by(f64::total_cmp);
        let [low, middle, high] = [0.25, 0.5, 0.75].map(|part| quantile(&logs, part));
        let spread = (high - low) / 1.349;
        // where half of all are alike the quartiles are too
        let width = if spread > 0.0 { spread } else { deviation(&logs) };
        (width > 0.0).then_some(Scale { name, middle, width })
    }

    fn coordinate(&self, value: f64) -> f64 {
        (value.max(0.0).ln_1p() - self.middle) / self.width
    }

    /// The fact at a coordinate.
    fn fact(&self, coordinate: f64) -> f64 {
        (coordinate * self.width + self.middle).exp_m1()
    }
}

fn deviation(values: &[f64]) -> f64 {
    values.iter().copied().collect::<crate::stats::Moments>().variance().max(0.0).sqrt()
}

/// Fewer customers make no clusters.
const FEWEST: usize = 20;

/// The clusters of the customers.
pub(super) fn fit(clustering: &Clustering, standing: &Standing) -> Result<Fitted> {
    let too_few = |message: String| Error::Untrusted { message, evidence: Vec::new() };
    if standing.len() < FEWEST {
        return Err(too_few(format!(
            "{} customers are too few for clusters; {FEWEST} are needed",
            standing.len()
        )));
    }
    let mut scales = Vec::new();
    for name in &clustering.features {
        if standing.facts.numbers(name).is_none() {
            return Err(Error::Usage {
                message: format!("nothing is known of `{name}` to cluster by"),
                hints: vec![format!(
                    "leave it out of `--features`; known: {}",
                    standing.facts.names().collect::<Vec<_>>().join(", ")
                )],
            });
        }
        // what does not vary tells nobody apart
        scales.extend(Scale::of(name, &standing.numbers(name)));
    }
    if scales.is_empty() {
        return Err(too_few("all customers are alike in what they are to be clustered by".to_owned()));
    }
    let all = points(&scales, standing);
    // how many clusters there are can be seen on a sample of very many customers
    let points = all.pick(&sample(all.len(), SEARCHED, clustering.seed));
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    let scale = all.len() as f64 / points.len() as f64;
    let looked_at = sample(points.len(), LOOKED_AT, clustering.seed);
    let seen = points.pick(&looked_at);
    let candidates = clustering.k.map_or(2..=MOST, |k| k..=k);
    let mut found = Vec::new();
    for k in candidates.filter(|&k| k <= points.len()) {
        let clusters = KMeans { k, starts: STARTS, seed: clustering.seed }.fit(&points);
        let of_seen: Vec<usize> = looked_at.iter().map(|&place| clusters.of_point[place]).collect();
        let score = silhouette(&seen, &of_seen);
        found.push((k, clusters, score, of_seen));
    }
    let best = found.iter().filter_map(|(_, _, score, _)| *score).fold(f64::NEG_INFINITY, f64::max);
    let is_nearly = |score: &Option<f64>| score.is_some_and(|score| score >= best - NEARLY);
    let chosen = found.iter().position(|(_, _, score, _)| is_nearly(score)).unwrap_or(0);
    let tried = found.iter().enumerate().map(|(place, (k, clusters, silhouette, _))| Tried {
        k: *k,
        inertia: clusters.inertia * scale,
        silhouette: *silhouette,
        chosen: place == chosen,
    });
    let tried = tried.collect();
    let Some((k, clusters, _, of_seen)) = found.into_iter().nth(chosen) else {
        return Err(too_few("there are fewer customers than clusters".to_owned()));
    };
    let stability = stability(k, clustering.seed, &seen, &of_seen);
    let clusters = if points.len() < all.len() {
        KMeans { k, starts: STARTS, seed: clustering.seed }.fit(&all)
    } else {
        clusters
    };
    // the most spent first
    let spent = standing.numbers("spent");
    let mut sums = vec![(0.0, 0.0); k];
    for (place, &cluster) in clusters.of_point.iter().enumerate() {
        sums[cluster].0 += spent[place];
        sums[cluster].1 += 1.0;
    }
    let mean = |cluster: usize| sums[cluster].0 / f64::max(sums[cluster].1, 1.0);
    let mut order: Vec<usize> = (0..k).collect();
    order.sort_by(|&a, &b| mean(b).total_cmp(&mean(a)).then(a.cmp(&b)));
    let centres = clusters.centres.pick(&order);
    let names = Names::Phrases(names(&scales, &centres));
    Ok(Fitted { scales, centres, names, tried, stability })
}

fn points(scales: &[Scale], standing: &Standing) -> Points {
    let coordinates: Vec<Vec<f64>> = scales
        .iter()
        .map(|scale| standing.numbers(scale.name).into_iter().map(|value| scale.coordinate(value)).collect())
        .collect();
    Points::of(&coordinates)
}

/// How much the clusters of resampled customers agree with these: the mean adjusted Rand index.
#[expect(clippy::cast_precision_loss, reason = "a handful of resamples")]
fn stability(k: usize, seed: u64, points: &Points, of_point: &[usize]) -> f64 {
    use rand::{RngExt, SeedableRng};
    let agreement = |resample: u64| {
        let mut rng = rand_xoshiro::Xoshiro256PlusPlus::seed_from_u64(seed ^ (resample + 1) << 32);
        let drawn: Vec<usize> = (0..points.len()).map(|_| rng.random_range(0..points.len())).collect();
        let clusters = KMeans { k, starts: FEW_STARTS, seed: seed ^ resample }.fit(&points.pick(&drawn));
        let placed: Vec<usize> =
            (0..points.len()).map(|place| clusters.centres.nearest(points.at(place))).collect();
        adjusted_rand(of_point, &placed)
    };
    (0..RESAMPLES).map(agreement).sum::<f64>() / RESAMPLES as f64
}

/// What sets each centre apart from the middle: the facts that lie far off, the farthest first, and as many more as it takes to tell it from the others.
fn names(scales: &[Scale], centres: &Points) -> Vec<Vec<&'static str>> {
    let words = |cluster: usize, far: f64| -> Vec<&'static str> {
        let mut off: Vec<(f64, &'static str)> = scales
            .iter()
            .zip(centres.at(cluster))
            .filter(|(_, coordinate)| coordinate.abs() >= far)
            .filter_map(|(scale, coordinate)| {
                let (_, words) = FEATURES.iter().find(|(name, _)| *name == scale.name)?;
                let word = match *coordinate {
                    off if off <= -VERY => 0,
                    off if off < 0.0 => 1,
                    off if off < VERY => 2,
                    _ => 3,
                };
                Some((coordinate.abs(), words[word]))
            })
            .collect();
        off.sort_by(|a, b| b.0.total_cmp(&a.0));
        off.into_iter().map(|(_, word)| word).collect()
    };
    // what is nowhere far off is named by what is farthest, if anything is
    let words = |cluster: usize, far: f64| -> Vec<&'static str> {
        let found = words(cluster, far);
        let farthest = || words(cluster, BARELY).into_iter().take(1).collect::<Vec<_>>();
        let found = if found.is_empty() { farthest() } else { found };
        if found.is_empty() { vec![MIDDLING] } else { found }
    };
    let mut names: Vec<Vec<&'static str>> = (0..centres.len()).map(|cluster| words(cluster, 0.6)).collect();
    for far in [0.4, 0.2, 0.0] {
        for cluster in 0..names.len() {
            let is_taken = names
                .iter()
                .enumerate()
                .any(|(other, name)| other != cluster && alike(name, &names[cluster]));
            if is_taken {
                names[cluster] = words(cluster, far);
            }
        }
    }
    for cluster in 1..names.len() {
        if (0..cluster).any(|other| alike(&names[other], &names[cluster])) {
            names[cluster].push(NUMBERED[cluster.min(NUMBERED.len() - 1)]);
        }
    }
    names
}

/// The same words, in whatever order.
fn alike(one: &[&str], other: &[&str]) -> bool {
    one.len() == other.len() && one.iter().all(|word| other.contains(word))
}

impl Fitted {
    /// The customers in their nearest clusters.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn split(&self, standing: &Standing) -> Split {
        let points = points(&self.scales, standing);
        let of_customer: Vec<usize> =
            (0..points.len()).map(|place| self.centres.nearest(points.at(place))).collect();
        let count = |cluster: usize| of_customer.iter().filter(|other| **other == cluster).count();
        let mut basis = Basis::default();
        for cluster in 0..self.names.len() {
            for (scale, coordinate) in self.scales.iter().zip(self.centres.at(cluster)) {
                let numbers = [Some(scale.fact(*coordinate)), None, None];
                basis.push(&self.names.key(cluster), scale.name, numbers, count(cluster) as u64);
            }
        }
        let largest = (0..self.names.len()).map(count).max().unwrap_or(0) as f64 / points.len() as f64;
        let chosen = self.tried.iter().find(|tried| tried.chosen);
        let score = chosen.and_then(|tried| tried.silhouette);
        let mut warnings = Vec::new();
        if largest > NEARLY_ALL {
            warnings.push(Message::new("segment-one-cluster").share("share", largest));
        }
        if score.is_some_and(|score| score < WEAK) {
            warnings.push(
                Message::new("segment-weak").with("silhouette", Value::Decimal(score.unwrap_or(0.0), 2)),
            );
        }
        if self.stability < UNSTABLE {
            warnings
                .push(Message::new("segment-unstable").with("stability", Value::Decimal(self.stability, 2)));
        }
        let features: Vec<&str> = self.scales.iter().map(|scale| scale.name).collect();
        let notes = vec![
            Message::new("segment-note-kmeans")
                .text("features", features.join(", "))
                .count("clusters", self.names.len() as u64)
                .text("silhouette", score.map_or("–".to_owned(), |score| format!("{score:.2}")))
                .with("stability", Value::Decimal(self.stability, 2)),
        ];
        Split { names: self.names.clone(), of_customer, extra: Extra::default(), basis, notes, warnings }
    }

    /// The numbers of clusters that were tried, as a table.
    pub(super) fn table(tried: &[Tried]) -> Table {
        Table::new(
            "clusters",
            vec![
                ("k", Values::Code(tried.iter().map(|tried| tried.k as u64).collect())),
                ("inertia", Values::Number(tried.iter().map(|tried| Some(tried.inertia)).collect())),
                ("silhouette", Values::Number(tried.iter().map(|tried| tried.silhouette).collect())),
                (
                    "chosen",
                    Values::Term(tried.iter().map(|tried| if tried.chosen { "yes" } else { "no" }).collect()),
                ),
            ],
        )
    }
}
