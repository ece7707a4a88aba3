//! The customers to assign: a list with a row for each, or everyone in a log.

use hashbrown::HashMap;

use super::Assign;
use crate::analysis::groups::Grouping;
use crate::error::{Error, Result};
use crate::input::{Role, Sheet};
use crate::pipeline::Prepared;

/// Customers, and what is known of them.
pub(super) struct List<'a> {
    pub ids: Vec<&'a str>,
    /// The column they stand in.
    pub column: String,
    pub strata: Option<Grouping>,
    pub features: Vec<Feature>,
    pub header: Vec<String>,
    /// The values of a customer under the header.
    pub record: Box<dyn Fn(usize) -> Vec<String> + 'a>,
}

/// A number known of customers before the test.
pub(super) struct Feature {
    pub name: String,
    pub values: Vec<Option<f64>>,
}

/// Out of a table with a row for each customer.
pub(super) fn of_sheet<'a>(assign: &Assign, sheet: &'a Sheet) -> Result<List<'a>> {
    let named = |name: &str, asked_by: &str| {
        sheet.find(&[name]).ok_or_else(|| Error::NoSuchColumn {
            path: sheet.name.clone(),
            asked_by: asked_by.to_owned(),
            column: name.to_owned(),
            found: sheet.header.clone(),
        })
    };
    let id = match &assign.customer {
        Some(name) => named(name, "--customer")?,
        None => sheet.customer_column().ok_or_else(|| Error::MissingRole {
            path: sheet.name.clone(),
            role: Role::Customer,
            found: sheet.header.clone(),
        })?,
    };
    let ids = sheet.ids(id)?;
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(ids.len());
    for (row, id) in ids.iter().enumerate() {
        if let Some(before) = first.insert(id, row) {
            let (before, row) = (before + 2, row + 2);
            return Err(Error::Usage {
                message: format!("`{}` has customer `{id}` on several rows, {before} and {row}", sheet.name),
                hints: vec![
                    "keep one row for each customer; for a log of transactions add `--log`".to_owned(),
                ],
            });
        }
    }
    if ids.is_empty() {
        return Err(Error::HeaderOnly { path: sheet.name.clone() });
    }
    let stratum = assign.stratify.as_deref().map(|name| named(name, "--stratify")).transpose()?;
    let strata = stratum.map(|column| {
        let texts: Vec<&str> = (0..sheet.len()).map(|row| sheet.cell(row, column)).collect();
        Grouping::of_texts(&sheet.header[column], &texts)
    });
    let features = (0..sheet.header.len())
        .filter(|&column| column != id && Some(column) != stratum && is_measured(sheet, column))
        .map(|column| Feature {
            name: sheet.header[column].clone(),
            values: (0..sheet.len()).map(|row| sheet.number(row, column)).collect(),
        });
    Ok(List {
        ids,
        column: sheet.header[id].clone(),
        strata,
        features: features.collect(),
        header: sheet.header.clone(),
        record: Box::new(move |row| {
            (0..sheet.header.len()).map(|column| sheet.cell(row, column).to_owned()).collect()
        }),
    })
}

/// Whether a column holds numbers to compare, and no numbers that are names, such as those of telephones.
fn is_measured(sheet: &Sheet, column: usize) -> bool {
    let mut varies = false;
    let first = sheet.cell(0, column);
    for row in 0..sheet.len() {
        let cell = sheet.cell(row, column);
        let digits = cell.bytes().filter(u8::is_ascii_digit).count();
        let is_name = digits == cell.len() && (digits > 10 || (digits > 1 && cell.starts_with('0')));
        if !cell.is_empty() && (is_name || sheet.number(row, column).is_none()) {
            return false;
        }
        varies |= cell != first;
    }
    varies
}

/// Everyone in a log.
pub(super) fn of_log<'a>(assign: &Assign, data: &'a Prepared) -> Result<List<'a>> {
    let customers = &data.collected.customers;
    let strata = assign.stratify.as_deref().map(|by| Grouping::of(by, data)).transpose()?;
    let feature = |name: &str, value: &dyn Fn(usize) -> f64| Feature {
        name: name.to_owned(),
        values: (0..customers.len()).map(|place| Some(value(place))).collect(),
    };
    let since = |place: usize| data.as_of.days_since(customers.last[place]);
    let mut features = Vec::new();
    if data.has(Role::Amount) {
        features.push(feature("spent", &|place| customers.spent[place].to_f64()));
    }
    features.push(feature("orders", &|place| f64::from(customers.orders[place])));
    features.push(feature("days_since_last", &|place| f64::from(since(place))));
    let column = data.input.columns().into_iter().find(|(role, _)| *role == Role::Customer);
    Ok(List {
        ids: customers.id.iter().collect(),
        column: column.map_or(String::new(), |(_, names)| names.join(", ")),
        strata,
        features,
        header: ["customer_id", "last_purchase", "orders", "spent"].map(str::to_owned).into(),
        record: Box::new(move |place| {
            vec![
                customers.id[place].to_owned(),
                customers.last[place].to_string(),
                customers.orders[place].to_string(),
                customers.spent[place].to_f64().to_string(),
            ]
        }),
    })
}
