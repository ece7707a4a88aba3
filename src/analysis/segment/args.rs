//! The command line of `setia segment`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, ValueEnum};

use super::{
    Actions, ByRfm, Clustering, Compare, Counts, Earlier, Method, RuleSet, Scoring, Segment, SegmentMap,
    Tiers,
};
use crate::analysis::SEED;
use crate::analysis::rfm::Map;
use crate::cli::{Arguments, BuildError, SharedArgs, amount, day};
use crate::input::Sheet;
use crate::units::{Day, Span};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| SegmentArgs::augment_args(SharedArgs::augment_args(command)),
    build: |matches| {
        let args = SegmentArgs::from_arg_matches(matches)?;
        let compare = match (&args.compare_to, &args.compare) {
            (Some(day), _) => Some(Compare::Day(*day)),
            (None, Some(path)) => {
                Some(Compare::Earlier(Earlier::of(&Sheet::at(&path.display().to_string())?)?))
            }
            (None, None) => None,
        };
        let profile = match (&args.actions, args.profile) {
            (Some(path), _) => Some(Actions::at(path)?),
            (None, true) => Some(Actions::ready()?),
            (None, false) => None,
        };
        let top = args.top;
        Ok(Box::new(Segment { method: args.method()?, compare, profile, top }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Segments")]
struct SegmentArgs {
    /// How segments are made: rules, rfm, kmeans or tiers
    #[arg(long, value_name = "METHOD", value_enum, default_value = "rules", hide_possible_values = true)]
    method: MethodName,
    /// Rules of your own, in TOML, instead of the ready ones
    #[arg(long, value_name = "FILE")]
    rules: Option<PathBuf>,
    /// Of rfm: rfm11, rf10, klaviyo, rfm-r, or a TOML file with your own cells [default: rfm11]
    #[arg(long, value_name = "MAP")]
    map: Option<String>,
    /// Of rfm: where the scores 2 to 5 begin, e.g. r:180,90,60,30 f:2,3,4,6 m:50,100,200,500
    #[arg(long, value_name = "CUTS", value_parser = breaks, conflicts_with = "nested")]
    breaks: Option<Breaks>,
    /// Of rfm: frequency by rank among equal recency, money among equal recency and frequency
    #[arg(long)]
    nested: bool,
    /// Of kmeans: how many clusters [default: 2 to 10, as many as are told apart best]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=20))]
    k: Option<u32>,
    /// Of kmeans: what customers are clustered by
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', default_value = "days_since_last,orders,spent", value_parser = Clustering::feature)]
    features: Vec<&'static str>,
    /// Of kmeans: seed of the starts
    #[arg(long, value_name = "N", default_value_t = SEED)]
    seed: u64,
    /// Of tiers: names and what they take, e.g. Silver:500rb,Gold:2jt [default: made out of the customers]
    #[arg(long, value_name = "NAME:AMOUNT,…", value_parser = tiers)]
    tiers: Option<Steps>,
    /// Of tiers: what counts, spend or orders
    #[arg(long, value_name = "WHAT", value_enum, default_value = "spend", hide_possible_values = true)]
    tier_by: CountsName,
    /// Of tiers: over how long it counts
    #[arg(long, value_name = "SPAN", default_value = "12m")]
    tier_window: Span,
    /// Of tiers: months that a tier is kept after it is no longer earned
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(0..=60))]
    grace: u32,
    /// Of tiers: fall to what is earned at once, not by one tier at a time
    #[arg(long)]
    hard_landing: bool,
    /// Say what each segment is like, with churn risk and value, loyal customers beside new ones, and what to do
    #[arg(long, help_heading = "Profile")]
    profile: bool,
    /// What to do for each segment, in TOML, instead of the ready suggestions; implies --profile
    #[arg(long, value_name = "FILE", help_heading = "Profile")]
    actions: Option<PathBuf>,
    /// Compare with the same log on this day
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = "Compare", conflicts_with = "compare")]
    compare_to: Option<Day>,
    /// Compare with customers and segments that an earlier run wrote with `-o`
    #[arg(long, value_name = "FILE", help_heading = "Compare")]
    compare: Option<PathBuf>,
    /// Customers listed on screen; files always hold all
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    top: usize,
}

impl SegmentArgs {
    fn method(self) -> Result<Method, BuildError> {
        let conflict =
            |message: &str| -> BuildError { clap::Error::raw(ErrorKind::ArgumentConflict, message).into() };
        let only = |given: bool, option: &str, of: &str| {
            if given {
                Err(conflict(&format!("`{option}` is for `--method {of}`; add that")))
            } else {
                Ok(())
            }
        };
        let is = |method: MethodName| self.method == method;
        only(self.rules.is_some() && !is(MethodName::Rules), "--rules", "rules")?;
        only(self.map.is_some() && !is(MethodName::Rfm), "--map", "rfm")?;
        only(self.breaks.is_some() && !is(MethodName::Rfm), "--breaks", "rfm")?;
        only(self.nested && !is(MethodName::Rfm), "--nested", "rfm")?;
        only(self.k.is_some() && !is(MethodName::Kmeans), "--k", "kmeans")?;
        only(self.tiers.is_some() && !is(MethodName::Tiers), "--tiers", "tiers")?;
        Ok(match self.method {
            MethodName::Rules => Method::Rules(match &self.rules {
                Some(path) => RuleSet::at(path)?,
                None => RuleSet::ready()?,
            }),
            MethodName::Rfm => {
                let map = match &self.map {
                    None => SegmentMap::BuiltIn(Map::default()),
                    Some(name) => match Map::value_variants().iter().find(|map| map.name() == name) {
                        Some(map) => SegmentMap::BuiltIn(*map),
                        None => SegmentMap::at(&PathBuf::from(name))?,
                    },
                };
                let three = matches!(map, SegmentMap::BuiltIn(Map::Klaviyo));
                let scores = match (self.breaks, self.nested) {
                    (Some(_), _) if three => {
                        return Err(conflict("`--map klaviyo` has three scores, and `--breaks` makes five"));
                    }
                    (Some(breaks), _) => Scoring::Breaks(breaks.0),
                    (None, true) => Scoring::Nested,
                    (None, false) => Scoring::Rank,
                };
                Method::Rfm(ByRfm { map, scores })
            }
            MethodName::Kmeans => Method::KMeans(Clustering {
                features: self.features,
                k: self.k.map(|k| k as usize),
                seed: self.seed,
            }),
            MethodName::Tiers => Method::Tiers(Tiers {
                by: match self.tier_by {
                    CountsName::Spend => Counts::Spend,
                    CountsName::Orders => Counts::Orders,
                },
                tiers: self.tiers.map(|steps| steps.0).unwrap_or_default(),
                window: self.tier_window,
                grace: self.grace,
                soft: !self.hard_landing,
            }),
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MethodName {
    Rules,
    Rfm,
    Kmeans,
    Tiers,
}

impl ValueEnum for MethodName {
    fn value_variants<'a>() -> &'a [MethodName] {
        &[MethodName::Rules, MethodName::Rfm, MethodName::Kmeans, MethodName::Tiers]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            MethodName::Rules => "rules",
            MethodName::Rfm => "rfm",
            MethodName::Kmeans => "kmeans",
            MethodName::Tiers => "tiers",
        }))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum CountsName {
    Spend,
    Orders,
}

/// Where the scores 2 to 5 begin.
#[derive(Debug, Clone)]
struct Breaks([Vec<f64>; 3]);

/// `r:180,90,60,30 f:2,3,4,6 m:50,100,200,500`.
fn breaks(text: &str) -> Result<Breaks, String> {
    let read = || {
        let mut cuts: [Option<Vec<f64>>; 3] = [None, None, None];
        for part in text.split_whitespace() {
            let (score, values) = part.split_once(':')?;
            let place = ["r", "f", "m"].iter().position(|known| score.eq_ignore_ascii_case(known))?;
            let values: Option<Vec<f64>> = values.split(',').map(|value| amount(value).ok()).collect();
            cuts[place] = values.filter(|values| values.len() == 4);
        }
        let [Some(mut r), Some(f), Some(m)] = cuts else { return None };
        r.reverse();
        let rises = |values: &[f64]| values.windows(2).all(|pair| pair[0] < pair[1]);
        (rises(&r) && rises(&f) && rises(&m)).then_some(Breaks([r, f, m]))
    };
    read().ok_or(
        "write four cuts of each, r falling, f and m rising: r:180,90,60,30 f:2,3,4,6 m:50,100,200,500"
            .to_owned(),
    )
}

/// Tiers and what they take.
#[derive(Debug, Clone)]
struct Steps(Vec<(String, f64)>);

fn tiers(text: &str) -> Result<Steps, String> {
    let step = |text: &str| {
        let (name, takes) = text.rsplit_once(':')?;
        let name = name.trim().to_owned();
        (!name.is_empty()).then_some((name, amount(takes).ok()?))
    };
    let steps: Option<Vec<(String, f64)>> = text.split(',').map(step).collect();
    let complaint = || "write names and what they take, rising: Silver:500rb,Gold:2jt".to_owned();
    let steps = steps.ok_or_else(complaint)?;
    let rises = steps.windows(2).all(|pair| pair[0].1 < pair[1].1);
    if rises { Ok(Steps(steps)) } else { Err(complaint()) }
}
