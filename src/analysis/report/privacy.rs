//! What a report does not tell: customers nobody asked for, who they are, and groups so small that their figures are those
//! of a person.

use crate::document::{Document, Label, Message, Table, Value, Values};
use crate::error::{Error, Result};

/// Which customers are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CustomerRows {
    /// The first of each list.
    #[default]
    Top,
    /// Nobody.
    None,
    /// All of each list.
    All,
}

/// Tables with a row for each of some groups, and the column of how many customers are in it.
const GROUPS: [(&str, &str); 4] = [
    ("segments", "customers"),
    ("migration", "customers"),
    ("bands", "customers"),
    ("cohorts", "cohort_size"),
];

/// Takes out the rows of groups of fewer than `least` customers, and cells about fewer. Where one row alone of
/// a whole is taken out, the smallest of the others goes too, since sums would give it away.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
pub(super) fn suppress(document: &mut Document, least: u64) {
    if least < 2 {
        return;
    }
    let mut taken = 0;
    let mut cut: Vec<&str> = Vec::new();
    for table in &mut document.tables {
        if let Some((_, size)) = GROUPS.iter().find(|(name, _)| *name == table.name) {
            let all = table.rows();
            *table = without_small(table, size, least);
            taken += all - table.rows();
            if table.rows() < all {
                cut.push(table.name);
            }
            blank_cells(table, least);
        }
    }
    // a tenth of few customers is a handful
    let tenth = document.table("concentration").and_then(|table| table.column("customers")?.number(0));
    if tenth.is_some_and(|tenth| tenth < least as f64) {
        document.tables.retain(|table| table.name != "concentration");
        cut.push("concentration");
    }
    // sentences would tell what the tables do not
    for section in &mut document.sections {
        if [("segments", "segments"), ("churn", "bands"), ("value", "concentration")]
            .iter()
            .any(|(name, table)| *name == section.name && cut.contains(table))
        {
            section.text = vec![Message::new("report-small-groups-here")];
        }
    }
    document
        .notes
        .push(Message::new("report-small-groups").count("least", least).count("rows", taken as u64));
}

/// Rows of one whole that sums are known of: all of them, and of moves those from each segment and those to each.
fn wholes(table: &Table) -> Vec<Vec<usize>> {
    let mut wholes = vec![(0..table.rows()).collect()];
    for side in ["from", "to"] {
        let keys: Vec<String> = match table.column(side) {
            Some(Values::Term(keys)) => keys.iter().map(|key| (*key).to_owned()).collect(),
            Some(Values::Text(keys)) => keys.iter().map(str::to_owned).collect(),
            _ => continue,
        };
        let mut seen: Vec<&String> = keys.iter().collect();
        seen.sort();
        seen.dedup();
        wholes.extend(seen.into_iter().map(|key| (0..keys.len()).filter(|row| keys[*row] == *key).collect()));
    }
    wholes
}

#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn without_small(table: &Table, size: &str, least: u64) -> Table {
    let size = |row: usize| table.column(size).and_then(|values| values.number(row)).unwrap_or(0.0);
    let mut out: Vec<bool> =
        (0..table.rows()).map(|row| size(row) > 0.0 && size(row) < least as f64).collect();
    let wholes = wholes(table);
    // what is taken out of one whole may leave another with one row out
    loop {
        let alone = |whole: &&Vec<usize>| whole.iter().filter(|row| out[**row]).count() == 1;
        let next = wholes.iter().filter(alone).find_map(|whole| {
            let kept = whole.iter().copied().filter(|row| !out[*row] && size(*row) > 0.0);
            kept.min_by(|a, b| size(*a).total_cmp(&size(*b)))
        });
        match next {
            Some(row) => out[row] = true,
            None => break,
        }
    }
    let kept: Vec<usize> = (0..table.rows()).filter(|row| !out[*row]).collect();
    table.select(&kept)
}

/// Figures of fewer customers within rows that stay: those of then in segments, those who came back in cohorts.
#[expect(clippy::cast_precision_loss, reason = "customers stay below 2^53")]
fn blank_cells(table: &mut Table, least: u64) {
    let is_small = |count: f64| count > 0.0 && count < least as f64;
    let sizes: Vec<f64> = (0..table.rows())
        .map(|row| table.column("cohort_size").and_then(|values| values.number(row)).unwrap_or(0.0))
        .collect();
    let previous = |row: usize| table.column("previous_customers").and_then(|values| values.number(row));
    let mut before: Vec<bool> = (0..table.rows()).map(|row| previous(row).is_some_and(is_small)).collect();
    if before.iter().filter(|small| **small).count() == 1 {
        let others =
            (0..before.len()).filter(|row| !before[*row] && previous(*row).is_some_and(|count| count > 0.0));
        let smallest =
            others.min_by(|a, b| previous(*a).unwrap_or(0.0).total_cmp(&previous(*b).unwrap_or(0.0)));
        if let Some(smallest) = smallest {
            before[smallest] = true;
        }
    }
    let is_all: Vec<bool> = match table.column("cohort") {
        Some(Values::Label(labels)) => labels.iter().map(|label| matches!(label, Label::Term(_))).collect(),
        _ => vec![false; table.rows()],
    };
    for column in &mut table.columns {
        match (column.name, &mut column.values) {
            ("period", Values::Series(rows, _)) => {
                let mut hidden: Vec<usize> = Vec::new();
                for (row, size) in rows.iter_mut().zip(&sizes) {
                    for (place, share) in row.iter_mut().enumerate() {
                        // half a customer off is rounding
                        if share.is_some_and(|share| is_small((share * size).round())) {
                            *share = None;
                            hidden.push(place);
                        }
                    }
                }
                // what is known of all would give it away
                for (row, _) in rows.iter_mut().zip(&is_all).filter(|(_, is_all)| **is_all) {
                    for place in &hidden {
                        if let Some(share) = row.get_mut(*place) {
                            *share = None;
                        }
                    }
                }
            }
            ("previous_customers" | "change", Values::Figure(values)) => {
                let hidden = values.iter_mut().zip(&before).filter(|(_, small)| **small);
                hidden.for_each(|((value, _), _)| *value = None);
            }
            ("previous_customers" | "change", Values::Number(values)) => {
                let hidden = before.iter().take(values.len()).enumerate().filter(|(_, small)| **small);
                hidden.for_each(|(row, _)| values.remove(row));
            }
            _ => {}
        }
    }
}

/// Says what is to be said of a customer without saying who it is.
pub(super) fn leave_unnamed(messages: &mut [Message]) {
    for message in messages {
        if message.key == "large-customer" {
            message.key = "report-large-customer";
            message.values.retain(|(name, _)| *name != "customer");
        }
    }
}

/// A secret that ids are hidden by: who has it can tell again which customer a pseudonym stands for, nobody else can.
#[derive(Clone, PartialEq, Eq)]
pub struct Key([u8; blake3::KEY_LEN]);

impl std::fmt::Debug for Key {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Key(…)")
    }
}

/// Hexadecimal digits of a pseudonym: 80 bits, so that a million customers hardly ever share one.
const DIGITS: usize = 20;

impl Key {
    /// Out of the text of a key file: 64 hexadecimal digits.
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(text: &str) -> Result<Key> {
        let text = text.trim();
        let byte = |place: usize| u8::from_str_radix(text.get(2 * place..2 * place + 2)?, 16).ok();
        let bytes: Option<Vec<u8>> = (0..blake3::KEY_LEN).map(byte).collect();
        match bytes.and_then(|bytes| bytes.try_into().ok()) {
            Some(bytes) if text.len() == 2 * blake3::KEY_LEN => Ok(Key(bytes)),
            _ => Err(Error::Usage {
                message: "the file of `--pseudonymize` is no key".to_owned(),
                hints: vec!["make one with `setia key new FILE`".to_owned()],
            }),
        }
    }

    /// What stands for an id.
    #[must_use]
    pub fn pseudonym(&self, id: &str) -> String {
        let hash = blake3::keyed_hash(&self.0, id.as_bytes()).to_hex();
        format!("p_{}", &hash[..DIGITS])
    }

    /// Puts pseudonyms in the place of ids, in tables and in sentences.
    pub(super) fn hide(&self, document: &mut Document) {
        for column in document.tables.iter_mut().flat_map(|table| &mut table.columns) {
            if let ("customer_id", Values::Text(ids)) = (column.name, &mut column.values) {
                *ids = ids.iter().map(|id| self.pseudonym(id)).collect();
            }
        }
        let sections = document
            .sections
            .iter_mut()
            .flat_map(|section| section.text.iter_mut().chain(&mut section.notes));
        let messages = document.notes.iter_mut().chain(&mut document.warnings).chain(sections);
        for (name, value) in messages.flat_map(|message| &mut message.values) {
            if let ("customer", Value::Text(id)) = (*name, &mut *value) {
                *id = self.pseudonym(id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_depends_on_the_key_and_on_nothing_else() {
        let key = |digit: &str| Key::parse(&format!("{}\n", digit.repeat(64))).unwrap();
        assert_eq!(key("a").pseudonym("0017"), key("A").pseudonym("0017"));
        assert_ne!(key("a").pseudonym("0017"), key("b").pseudonym("0017"));
        assert_ne!(key("a").pseudonym("0017"), key("a").pseudonym("17"));
        assert_eq!(key("a").pseudonym("0017").len(), 2 + DIGITS);
        for text in ["", "a", &"a".repeat(63), &"a".repeat(65), &"g".repeat(64), &"é".repeat(32)] {
            assert!(Key::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_small_group_cannot_be_had_back_from_the_sum() {
        let table = |sizes: Vec<u64>| Table::new("segments", vec![("customers", Values::Count(sizes))]);
        let kept =
            |sizes: Vec<u64>| (without_small(&table(sizes), "customers", 5)).column("customers").cloned();
        assert_eq!(kept(vec![90, 3, 7]), Some(Values::Count(vec![90])));
        assert_eq!(kept(vec![90, 3, 7, 2]), Some(Values::Count(vec![90, 7])));
        assert_eq!(kept(vec![90, 0, 7]), Some(Values::Count(vec![90, 0, 7])));
        // a to b is small; so one of what leaves a goes, and one of what comes to b
        let moves = Table::new(
            "migration",
            vec![
                ("from", Values::Term(vec!["a", "a", "a", "b", "b"])),
                ("to", Values::Term(vec!["a", "b", "c", "b", "c"])),
                ("customers", Values::Count(vec![50, 2, 9, 40, 30])),
            ],
        );
        let kept = without_small(&moves, "customers", 5);
        assert_eq!(kept.column("customers"), Some(&Values::Count(vec![50])));
    }
}
