//! Whether a row is a sale, by its status: the columns that say so and what their words mean.

use super::columns::{Mapping, fold_name};
use super::ids::is_missing;
use super::presets::{Class, Preset, class};
use super::trouble::Trouble;
use std::collections::BTreeMap;

/// Judges rows of one file by their status.
#[derive(Debug)]
pub(super) struct Standing<'a> {
    status: &'a [usize],
    cancelled: &'a [usize],
    /// The words of the first status column that are sales or refunds; none takes all.
    sales: Option<Vec<String>>,
    /// The column of money given back: a refunded row that says how much still counts.
    refund: Option<usize>,
    /// Words that came by, and what they mean.
    known: Vec<(Vec<u8>, Judgement)>,
    /// Rows with words that nobody knows.
    pub(super) unknown: BTreeMap<String, u64>,
}

#[derive(Debug, Clone, Copy)]
struct Judgement {
    sale: bool,
    class: Option<Class>,
}

/// Words are remembered up to this many; statuses are a handful.
const REMEMBERED: usize = 64;

impl<'a> Standing<'a> {
    pub(super) fn of(mapping: &'a Mapping, preset: Option<&Preset>) -> Standing<'a> {
        let sales = preset.and_then(|preset| preset.reading.sales.as_ref());
        Standing {
            status: &mapping.status,
            cancelled: &mapping.cancelled,
            sales: sales.map(|sales| sales.iter().map(|word| fold_name(word)).collect()),
            refund: mapping.refund,
            known: Vec::new(),
            unknown: BTreeMap::new(),
        }
    }

    /// Calls `seen` with all that the status says of a row, and returns what it is left out for.
    pub(super) fn judge<'r>(
        &mut self,
        cell: impl Fn(usize) -> std::borrow::Cow<'r, [u8]>,
        mut seen: impl FnMut(Trouble),
    ) -> Option<Trouble> {
        let says_how_much =
            self.refund.is_some_and(|place| cell(place).iter().any(|byte| matches!(byte, b'1'..=b'9')));
        let mut worst: Option<Trouble> = None;
        let mut add = |trouble: Trouble, out: bool| {
            seen(trouble);
            if out && worst.is_none_or(|worst| (trouble as usize) < worst as usize) {
                worst = Some(trouble);
            }
        };
        for (which, &place) in self.status.iter().enumerate() {
            let Judgement { sale, class } = self.look_up(&cell(place));
            if which == 0 && !sale {
                add(Trouble::NotASale, true);
            }
            match class {
                Some(Class::Cancelled) => add(Trouble::Cancelled, true),
                Some(Class::Unpaid) => add(Trouble::Unpaid, true),
                Some(Class::Refunded) => add(Trouble::Refunded, !says_how_much),
                None if self.sales.is_none() && !is_missing(&cell(place)) => {
                    let word = String::from_utf8_lossy(&cell(place)).into_owned();
                    if self.unknown.len() < REMEMBERED || self.unknown.contains_key(&word) {
                        *self.unknown.entry(word).or_default() += 1;
                    }
                }
                Some(Class::Sale) | None => {}
            }
        }
        if self.cancelled.iter().any(|&place| !is_missing(&cell(place))) {
            add(Trouble::Cancelled, true);
        }
        worst
    }

    fn look_up(&mut self, word: &[u8]) -> Judgement {
        if let Some((_, judgement)) = self.known.iter().find(|(known, _)| known == word) {
            return *judgement;
        }
        let text = String::from_utf8_lossy(word);
        let sale = self.sales.as_ref().is_none_or(|sales| sales.contains(&fold_name(&text)));
        let judgement = Judgement { sale, class: class(&text) };
        if self.known.len() < REMEMBERED {
            self.known.push((word.to_vec(), judgement));
        }
        judgement
    }
}
