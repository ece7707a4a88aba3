//! Segments by RFM scores: a built-in map or one of the user's own, scores by rank, by fixed cuts, or nested.

use std::path::Path;

use serde::Deserialize;

use super::files::{self, Segments};
use super::split::{Basis, Extra, Names, Split};
use super::standing::Standing;
use crate::analysis::rfm::{Better, FrequencyCuts, Map, Rfm, by_cuts, by_rank};
use crate::document::Message;
use crate::error::Result;

/// How customers are scored and which segment their scores are.
#[derive(Debug, Clone)]
pub struct ByRfm {
    /// The map.
    pub map: SegmentMap,
    /// How scores are found.
    pub scores: Scoring,
}

/// From scores to segments.
#[derive(Debug, Clone)]
pub enum SegmentMap {
    /// One that comes along.
    BuiltIn(Map),
    /// The user's: segments with their cells, the first that has the cell counts.
    Own(Vec<(String, Vec<Cells>)>),
}

/// Ranges of the three scores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cells {
    r: (u8, u8),
    f: (u8, u8),
    m: (u8, u8),
}

/// How scores are found.
#[derive(Debug, Clone, PartialEq)]
pub enum Scoring {
    /// By rank over all customers.
    Rank,
    /// Frequency by rank among those of equal recency, money among those of equal recency and frequency.
    Nested,
    /// By the values at which the scores 2, 3, 4 and 5 begin: of days since the last order (falling), orders, money.
    Breaks([Vec<f64>; 3]),
}

const BINS: u8 = 5;
/// What a file looks like.
const EXAMPLE: &str = "a segment is `[[segment]]`, `name = \"Stars\"` and `cells = \"555 554\"`, or ranges: `r = \"4-5\"`, `f = \"3-5\"`, `m = \"1-5\"`";
const OTHERS: &str = "Others";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    cells: Option<String>,
    r: Option<String>,
    f: Option<String>,
    m: Option<String>,
}

impl SegmentMap {
    /// Out of a file.
    ///
    /// # Errors
    /// Files that cannot be read, and cells that are none.
    pub fn at(path: &Path) -> Result<SegmentMap> {
        let shown = path.display().to_string();
        let bad = |message: String| files::bad(&shown, message, EXAMPLE);
        let file: Segments<Written> = files::parse(&files::text(path, EXAMPLE)?, &shown, EXAMPLE)?;
        let segment = |written: Written| {
            let cells =
                cells(&written).ok_or_else(|| bad(format!("segment `{}` has no cells", written.name)))?;
            Ok((written.name, cells))
        };
        let segments: Vec<(String, Vec<Cells>)> =
            file.segment.into_iter().map(segment).collect::<Result<_>>()?;
        if segments.is_empty() {
            Err(bad("it has no segment".to_owned()))
        } else {
            Ok(SegmentMap::Own(segments))
        }
    }
}

/// The cells that are written as digits or as ranges.
fn cells(written: &Written) -> Option<Vec<Cells>> {
    let score = |letter: char| {
        letter
            .to_digit(10)
            .and_then(|score| u8::try_from(score).ok())
            .filter(|score| (1..=BINS).contains(score))
    };
    if let Some(cells) = &written.cells {
        let cell = |text: &str| {
            let scores: Option<Vec<u8>> = text.chars().map(score).collect();
            match scores?.as_slice() {
                [r, f, m] => Some(Cells { r: (*r, *r), f: (*f, *f), m: (*m, *m) }),
                [r, f] => Some(Cells { r: (*r, *r), f: (*f, *f), m: (1, BINS) }),
                _ => None,
            }
        };
        return cells
            .split_whitespace()
            .map(cell)
            .collect::<Option<Vec<Cells>>>()
            .filter(|cells| !cells.is_empty());
    }
    let range = |text: &Option<String>| -> Option<(u8, u8)> {
        let Some(text) = text else { return Some((1, BINS)) };
        let scores: Option<Vec<u8>> =
            text.split('-').map(|part| score(part.trim().chars().next()?)).collect();
        match scores?.as_slice() {
            [one] => Some((*one, *one)),
            [low, high] if low <= high => Some((*low, *high)),
            _ => None,
        }
    };
    let some = written.r.is_some() || written.f.is_some() || written.m.is_some();
    some.then_some(())?;
    Some(vec![Cells { r: range(&written.r)?, f: range(&written.f)?, m: range(&written.m)? }])
}

impl Cells {
    fn has(self, r: u8, f: u8, m: u8) -> bool {
        let within = |score: u8, (low, high): (u8, u8)| (low..=high).contains(&score);
        within(r, self.r) && within(f, self.f) && within(m, self.m)
    }
}

/// The three scores of each customer, and what they are made of.
type Scored = ([Vec<u8>; 3], Basis);

impl ByRfm {
    fn scored(&self, standing: &Standing) -> Scored {
        let [days, orders, spent] = ["days_since_last", "orders", "spent"].map(|name| standing.numbers(name));
        match &self.scores {
            Scoring::Rank => {
                let map = if let SegmentMap::BuiltIn(map) = self.map { map } else { Map::Rfm11 };
                let rfm = Rfm { map, frequency_cuts: FrequencyCuts::Auto, top: 0 };
                let found = rfm.score(&standing.customers, standing.day);
                let mut basis = Basis::default();
                for (what, scores) in
                    [("days_since_last", &found.r), ("orders", &found.f), ("spent", &found.m)]
                {
                    for bounds in &scores.thresholds {
                        let numbers = [None, bounds.lower, bounds.upper];
                        basis.push(&bounds.score.to_string(), what, numbers, bounds.customers);
                    }
                }
                ([found.r.scores, found.f.scores, found.m.scores], basis)
            }
            Scoring::Nested => {
                let bins = if let SegmentMap::BuiltIn(map) = self.map { map.bins() } else { BINS };
                let r = by_rank(&days, bins, Better::Lower).scores;
                let f = within(&orders, &r.iter().map(|&r| u16::from(r)).collect::<Vec<_>>(), bins);
                let both: Vec<u16> =
                    r.iter().zip(&f).map(|(&r, &f)| u16::from(r) * 10 + u16::from(f)).collect();
                let m = within(&spent, &both, bins);
                ([r, f, m], Basis::default())
            }
            Scoring::Breaks([r, f, m]) => {
                let mut basis = Basis::default();
                let mut score = |what: &str, values: &[f64], cuts: &[f64]| {
                    let found = by_cuts(values, cuts);
                    for bounds in &found.thresholds {
                        let numbers = [None, bounds.lower, bounds.upper];
                        basis.push(&bounds.score.to_string(), what, numbers, bounds.customers);
                    }
                    found.scores
                };
                // fewer days are better: the cuts are of their opposite
                let fresh: Vec<f64> = days.iter().map(|days| -days).collect();
                let fresh_cuts: Vec<f64> = r.iter().rev().map(|days| -days).collect();
                let scores = [
                    score("days_since_last", &fresh, &fresh_cuts),
                    score("orders", &orders, f),
                    score("spent", &spent, m),
                ];
                (scores, basis)
            }
        }
    }

    /// The segment of each customer.
    #[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
    pub(super) fn split(&self, standing: &Standing) -> Split {
        let ([r, f, m], basis) = self.scored(standing);
        let rfm = r.iter().zip(&f).zip(&m).map(|((r, f), m)| format!("{r}{f}{m}")).collect();
        let mut notes = Vec::new();
        let (names, of_customer) = match &self.map {
            SegmentMap::BuiltIn(map) => {
                let segments = map.segments();
                let place = |((r, f), m): ((&u8, &u8), &u8)| {
                    let segment = map.segment(*r, *f, *m);
                    segments.iter().position(|known| *known == segment).unwrap_or(0)
                };
                let of_customer = r.iter().zip(&f).zip(&m).map(place).collect();
                (Names::Terms(segments), of_customer)
            }
            SegmentMap::Own(segments) => {
                let others = segments.len();
                let place = |((r, f), m): ((&u8, &u8), &u8)| {
                    segments
                        .iter()
                        .position(|(_, cells)| cells.iter().any(|cell| cell.has(*r, *f, *m)))
                        .unwrap_or(others)
                };
                let of_customer: Vec<usize> = r.iter().zip(&f).zip(&m).map(place).collect();
                let left = of_customer.iter().filter(|segment| **segment == others).count() as u64;
                if left > 0 {
                    notes.push(
                        Message::new("segment-note-left-out")
                            .count("customers", left)
                            .share("share", left as f64 / standing.len() as f64),
                    );
                }
                let names =
                    segments.iter().map(|(name, _)| name.clone()).chain([OTHERS.to_owned()]).collect();
                (Names::Texts(names), of_customer)
            }
        };
        Split {
            names,
            of_customer,
            extra: Extra { rfm: Some(rfm), ..Extra::default() },
            basis,
            notes,
            warnings: Vec::new(),
        }
    }
}

/// Scores by rank among those of one group each.
fn within(values: &[f64], groups: &[u16], bins: u8) -> Vec<u8> {
    let mut scores = vec![1; values.len()];
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|&place| (groups[place], place));
    for members in order.chunk_by(|&a, &b| groups[a] == groups[b]) {
        let of_group: Vec<f64> = members.iter().map(|&place| values[place]).collect();
        for (&place, score) in members.iter().zip(by_rank(&of_group, bins, Better::Higher).scores) {
            scores[place] = score;
        }
    }
    scores
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_as_digits_and_as_ranges() {
        let of = |cells: Option<&str>, r: Option<&str>| {
            super::cells(&Written {
                name: "x".to_owned(),
                cells: cells.map(str::to_owned),
                r: r.map(str::to_owned),
                f: None,
                m: None,
            })
        };
        assert!(of(Some("555 51"), None).unwrap().iter().any(|cell| cell.has(5, 1, 3)));
        assert!(of(None, Some("4-5")).unwrap()[0].has(4, 1, 5));
        for bad in [of(Some("556"), None), of(Some("5"), None), of(None, Some("5-4")), of(None, None)] {
            assert_eq!(bad, None);
        }
    }

    #[test]
    fn nested_scores_are_ranks_within_groups() {
        assert_eq!(within(&[1.0, 2.0, 1.0, 2.0], &[1, 1, 2, 2], 2), [1, 2, 1, 2]);
    }
}
