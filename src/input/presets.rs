//! Known export formats: which column plays which role, and what a format says only between the lines.
//!
//! A format is a data file in `presets/`, recognised by the names in its header and not by their places, since
//! exports grow columns over the years. What the user names wins over it.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::columns::fold_name;

/// An export format.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// What `--preset` takes.
    pub id: String,
    /// What shops call it.
    pub name: String,
    /// What a row is.
    pub grain: Grain,
    /// Names that have to be in the header.
    header: Vec<String>,
    /// Why it cannot be used, and what to export instead.
    pub refuse: Option<String>,
    #[serde(default)]
    pub(super) columns: PresetColumns,
    #[serde(default)]
    pub(super) reading: Reading,
}

/// What a row of an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grain {
    /// A whole order.
    Order,
    /// A line of an order.
    Line,
}

/// The columns that play a role.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PresetColumns {
    pub(super) customer: Vec<String>,
    pub(super) order: Option<String>,
    pub(super) date: Option<String>,
    pub(super) time: Option<String>,
    pub(super) amount: Option<String>,
    pub(super) refund: Option<String>,
    pub(super) status: Vec<String>,
    pub(super) currency: Option<String>,
    pub(super) product: Option<String>,
    pub(super) quantity: Option<String>,
    category: Option<String>,
    channel: Option<String>,
    pub(super) discount: Option<String>,
}

impl PresetColumns {
    /// What the format calls `channel` or `category`.
    pub(super) fn label(&self, name: &str) -> Option<&str> {
        match name {
            "channel" => self.channel.as_deref(),
            "category" => self.category.as_deref(),
            _ => None,
        }
    }
}

/// What the values mean.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Reading {
    amount_on: Option<AmountOn>,
    pub(super) cancelled_if_filled: Vec<String>,
    pub(super) guests: Vec<String>,
    pub(super) sales: Option<Vec<String>>,
    pub(super) dates: Option<DateOrder>,
    pub(super) decimal: Option<String>,
    pub(super) money: Option<String>,
    pub(super) utc: bool,
}

impl Reading {
    /// Whether lines but the first of an order leave the amount blank.
    pub(super) fn first_line_only(&self) -> bool {
        self.amount_on == Some(AmountOn::FirstLine)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum AmountOn {
    FirstLine,
}

/// Day before month, or after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum DateOrder {
    #[serde(rename = "DD/MM/YYYY")]
    DayFirst,
    #[serde(rename = "MM/DD/YYYY")]
    MonthFirst,
}

/// What a status says of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    Sale,
    Refunded,
    Unpaid,
    Cancelled,
}

macro_rules! texts {
    ($($id:literal),* $(,)?) => { &[$(include_str!(concat!("presets/", $id, ".toml"))),*] };
}

/// The data files, in the order in which they are listed.
const TEXTS: &[&str] = texts![
    "shopify-orders",
    "shopify-customers",
    "woocommerce-analytics",
    "woocommerce-wt",
    "square-items",
    "square-transactions",
    "stripe-payments",
    "stripe-balance-history",
    "stripe-itemized-balance",
    "bigcommerce-orders",
    "magento2-sales-grid",
    "amazon-flat-orders",
    "shopee-id-2026",
    "shopee-id-legacy",
    "shopee-th",
    "shopee-vn",
    "shopee-br",
    "tokopedia-legacy",
    "tiktok-shop",
    "lazada",
    "moka-transactions",
    "moka-items",
    "etsy-items",
    "uci-online-retail",
    "uci-online-retail-ii",
    "olist-orders",
];

static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| {
    let parsed = TEXTS.iter().map(|text| toml::from_str(text));
    parsed.collect::<Result<_, _>>().unwrap_or_default()
});

/// Every known format.
#[must_use]
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

impl Preset {
    /// The format of that name.
    pub(super) fn named(id: &str) -> Option<&'static Preset> {
        presets().iter().find(|preset| preset.id == id)
    }

    /// The format that a header shows: the one that asks for most names and finds them all.
    pub(super) fn of(header: &[String]) -> Option<&'static Preset> {
        let names: Vec<String> = header.iter().map(|name| fold_name(name)).collect();
        let fits = |preset: &&Preset| preset.header.iter().all(|name| names.contains(&fold_name(name)));
        presets().iter().filter(fits).max_by_key(|preset| preset.header.len())
    }
}

#[derive(Deserialize)]
struct StatusLists {
    cancelled: Vec<String>,
    unpaid: Vec<String>,
    refunded: Vec<String>,
    sale: Vec<String>,
}

static STATUSES: LazyLock<HashMap<String, Class>> = LazyLock::new(|| {
    let Ok(lists) = toml::from_str::<StatusLists>(include_str!("presets/statuses.toml")) else {
        return HashMap::new();
    };
    let classes = [
        (lists.sale, Class::Sale),
        (lists.refunded, Class::Refunded),
        (lists.unpaid, Class::Unpaid),
        (lists.cancelled, Class::Cancelled),
    ];
    classes
        .into_iter()
        .flat_map(|(words, class)| words.into_iter().map(move |word| (fold_name(&word), class)))
        .collect()
});

/// What a status says; none if nobody has heard of it.
pub(super) fn class(status: &str) -> Option<Class> {
    STATUSES.get(&fold_name(status)).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_data_file_is_sound() {
        for text in TEXTS {
            let preset: Preset = toml::from_str(text).unwrap_or_else(|problem| panic!("{problem}: {text}"));
            assert!(preset.refuse.is_some() || !preset.columns.customer.is_empty(), "{}", preset.id);
            assert!(preset.header.len() >= 3, "{}", preset.id);
        }
        toml::from_str::<StatusLists>(include_str!("presets/statuses.toml")).unwrap();
        assert_eq!(class("Batal"), Some(Class::Cancelled));
        assert_eq!(class("wc-completed"), Some(Class::Sale));
        assert_eq!(class("Selesai"), Some(Class::Sale));
        assert_eq!(class("flying"), None);
    }

    #[test]
    fn a_generic_header_is_no_format() {
        let header = ["order_id", "customer_id", "date", "amount", "status", "product", "quantity"];
        assert!(Preset::of(&header.map(str::to_owned)).is_none());
    }
}
