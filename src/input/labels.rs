//! Columns that an analysis groups by: channel, category, city, whatever the log has.

use super::columns::{find_name, fold_name};
use super::ids::is_missing;
use super::intern::{Ids, Interner};
use super::kinds::Plan;
use super::presets::Preset;
use super::rows::Key;
use super::sources::Source;
use crate::error::{Error, Result};

/// A column that an analysis groups by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// As the user wrote it; `channel` and `category` stand for whatever a format calls them.
    pub name: String,
    /// The option that asks for it.
    pub asked_by: &'static str,
    /// Whether it is an error if a file lacks it.
    pub needed: bool,
}

/// A column to group by and where it stands in each file.
#[derive(Debug, Clone)]
pub(super) struct LabelColumn {
    pub(super) name: String,
    pub(super) places: Vec<usize>,
}

const CHANNEL_NAMES: &str = "
    channel sales_channel order_channel channel_name source order_source saluran kanal platform marketplace outlet
    store store_id store_name toko cabang branch sumber
";
const CATEGORY_NAMES: &str = "
    category product_category item_category category_name department kategori kategori_produk kategori_barang jenis
    product_type
";

/// The place of a column in one file.
pub(super) fn place(
    path: &str,
    header: &[String],
    preset: Option<&Preset>,
    label: &Label,
) -> Result<Option<usize>> {
    let named = |name: &str| header.iter().position(|column| fold_name(column) == fold_name(name));
    let exact = header.iter().position(|column| *column == label.name);
    let of_format = || preset.and_then(|preset| named(preset.columns.label(&label.name)?));
    let synonyms = match fold_name(&label.name).as_str() {
        "channel" => CHANNEL_NAMES,
        "category" => CATEGORY_NAMES,
        _ => "",
    };
    let place = exact
        .or_else(|| named(&label.name))
        .or_else(of_format)
        .or_else(|| find_name(header, synonyms.split_whitespace()));
    if place.is_none() && label.needed {
        return Err(Error::NoSuchColumn {
            path: path.to_owned(),
            asked_by: label.asked_by.to_owned(),
            column: label.name.clone(),
            found: header.to_vec(),
        });
    }
    Ok(place)
}

/// Where the columns to group by stand in each file.
pub(super) fn columns(files: &[(Source, Plan)], labels: &[Label]) -> Result<Vec<LabelColumn>> {
    let mut found = Vec::new();
    for label in labels {
        let places: Vec<Option<usize>> = files
            .iter()
            .map(|(source, plan)| place(&source.name, plan.header(), plan.preset(), label))
            .collect::<Result<_>>()?;
        let places: Option<Vec<usize>> = places.into_iter().collect();
        found.extend(places.map(|places| LabelColumn { name: label.name.clone(), places }));
    }
    Ok(found)
}

/// Between the values of several columns in the text of a label.
const BETWEEN: char = '\u{1f}';

/// The key of what a row says in the columns.
pub(super) fn key<C: AsRef<[u8]>>(ids: &Interner<'_>, cells: impl Iterator<Item = C>) -> Key {
    let mut text = Vec::new();
    for (place, cell) in cells.enumerate() {
        if place > 0 {
            text.push(BETWEEN as u8);
        }
        let cell = cell.as_ref();
        text.extend(if is_missing(cell) { &[] } else { cell });
    }
    ids.customer(&text)
}

/// What the key says of each column; blank where nothing is said.
#[must_use]
pub fn values_of(ids: &Ids, label: Key, columns: usize) -> Vec<String> {
    let text = ids.text(label);
    let mut values: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
    values.resize(columns, String::new());
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_says_what_its_columns_say() {
        let ids = Ids::default();
        for cells in [vec!["web"], vec!["web", "Kopi"], vec!["", "Kopi"], vec!["", ""], vec!["007", ""]] {
            let key = key(&Interner::new(&ids), cells.iter());
            assert_eq!(values_of(&ids, key, cells.len()), cells);
        }
        let missing = key(&Interner::new(&ids), ["NULL", "web"].iter());
        assert_eq!(values_of(&ids, missing, 2), ["", "web"]);
    }

    #[test]
    fn channel_and_category_go_by_many_names() {
        let header: Vec<String> = ["Tanggal", "Saluran", "Kategori Produk", "Kota"].map(str::to_owned).into();
        let found = |name: &str| {
            let label = Label { name: name.to_owned(), asked_by: "--by", needed: true };
            place("f.csv", &header, None, &label)
        };
        assert_eq!(found("channel").unwrap(), Some(1));
        assert_eq!(found("category").unwrap(), Some(2));
        assert_eq!(found("kota").unwrap(), Some(3));
        assert!(matches!(found("city"), Err(Error::NoSuchColumn { .. })));
    }
}
