//! A table with a row for each customer: the variant, and columns of what was measured.

use hashbrown::HashMap;

use super::AbTest;
use super::experiment::{Arm, Each, Experiment, Metric, check_arms, control_first, control_of, planned};
use crate::analysis::groups::Grouping;
use crate::document::Unit;
use crate::error::{Error, Result};
use crate::input::Sheet;
use crate::nearest::nearest;
use crate::stats::experiment::foretold;

const VARIANT_NAMES: &[&str] =
    &["variant", "arm", "group", "varian", "kelompok", "grup", "treatment", "bucket", "test_group"];

/// The place of the column of variants, if one is named so.
#[must_use]
pub fn variant_column(sheet: &Sheet) -> Option<usize> {
    sheet.find(VARIANT_NAMES)
}

/// The customers of a table by variant: the names in order, and the variant of each row; none of rows that are left out.
pub(super) struct Split {
    pub names: Vec<String>,
    pub of_row: Vec<Option<usize>>,
    /// Customers in several variants.
    pub twice: u64,
}

impl Split {
    /// By a column; customers by another, if there is one.
    ///
    /// # Errors
    /// No such columns, rows without a variant, and customers on several rows of one variant.
    pub(super) fn of(sheet: &Sheet, variant: Option<&str>, id: Option<usize>) -> Result<Split> {
        let column = match variant {
            Some(name) => column_named(sheet, name, "--variant")?,
            None => variant_column(sheet).ok_or_else(|| Error::Usage {
                message: format!("`{}` has no column of variants that could be detected", sheet.name),
                hints: vec![
                    "name it with `--variant`; for a log of transactions add `--assignments` and `--start`"
                        .to_owned(),
                    format!("columns: {}", sheet.header.join(", ")),
                ],
            })?,
        };
        let rows = 0..sheet.len();
        if let Some(row) = rows.clone().find(|&row| sheet.cell(row, column).is_empty()) {
            return Err(unreadable(sheet, row, "no variant"));
        }
        let mut names: Vec<String> = rows.clone().map(|row| sheet.cell(row, column).to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        check_arms(&names, &format!("`{}`", sheet.name))?;
        if names.len() > MOST_VARIANTS {
            let message = format!(
                "`{}` has {} variants in the column `{}`, more than {MOST_VARIANTS}",
                sheet.name,
                names.len(),
                sheet.header[column]
            );
            return Err(Error::Usage { message, hints: vec!["name the column with `--variant`".to_owned()] });
        }
        let place =
            |row: usize| names.binary_search_by(|name| name.as_str().cmp(sheet.cell(row, column))).ok();
        let mut of_row: Vec<Option<usize>> = rows.map(place).collect();
        let twice = id.map_or(Ok(0), |id| leave_out_twice(sheet, id, &mut of_row))?;
        Ok(Split { names, of_row, twice })
    }
}

const MOST_VARIANTS: usize = 20;

/// Customers in several variants belong to none.
fn leave_out_twice(sheet: &Sheet, id: usize, of_row: &mut [Option<usize>]) -> Result<u64> {
    let mut first: HashMap<&str, usize> = HashMap::with_capacity(of_row.len());
    let mut twice: HashMap<&str, ()> = HashMap::new();
    for (row, variant) in of_row.iter().enumerate() {
        let customer = sheet.cell(row, id);
        if customer.is_empty() {
            return Err(unreadable(sheet, row, "no customer id"));
        }
        let before = *first.entry(customer).or_insert(row);
        if before != row && of_row[before] == *variant {
            let message = format!("`{}` has customer `{customer}` on several rows", sheet.name);
            let hint = "add them up to one row for each customer, as customers were split and not rows";
            return Err(Error::Usage { message, hints: vec![hint.to_owned()] });
        }
        if before != row {
            twice.insert(customer, ());
        }
    }
    if !twice.is_empty() {
        for (row, variant) in of_row.iter_mut().enumerate() {
            if twice.contains_key(sheet.cell(row, id)) {
                *variant = None;
            }
        }
    }
    Ok(twice.len() as u64)
}

fn column_named(sheet: &Sheet, name: &str, asked_by: &str) -> Result<usize> {
    sheet.find(&[name]).ok_or_else(|| Error::NoSuchColumn {
        path: sheet.name.clone(),
        asked_by: asked_by.to_owned(),
        column: name.to_owned(),
        found: sheet.header.clone(),
    })
}

fn unreadable(sheet: &Sheet, row: usize, what: &str) -> Error {
    Error::CannotRead { path: sheet.name.clone(), reason: format!("row {} has {what}", row + 2) }
}

pub(super) fn read(test: &AbTest, sheet: &Sheet) -> Result<Experiment> {
    let variant = test.variant.as_deref();
    let id = match &test.customer {
        Some(name) => Some(column_named(sheet, name, "--customer")?),
        None => sheet.customer_column(),
    };
    let split = Split::of(sheet, variant, id)?;
    let control = control_of(&split.names, test.control.as_deref())?;
    let shares = planned(&split.names, &test.shares)?;
    let order = control_first(split.names.len(), control);
    let members: Vec<Vec<usize>> = order
        .iter()
        .map(|&arm| (0..sheet.len()).filter(|&row| split.of_row[row] == Some(arm)).collect())
        .collect();
    let mut columns =
        Columns { sheet, test, members: &members, of_row: &split.of_row, blanks: 0, counted: Vec::new() };
    let covariates: Vec<usize> = test
        .covariates
        .iter()
        .map(|name| column_named(sheet, name, "--covariates"))
        .collect::<Result<_>>()?;
    let known: Vec<Vec<f64>> =
        covariates.iter().map(|&column| columns.values(column)).collect::<Result<_>>()?;
    let mut names = test.metrics.clone();
    if names.is_empty() {
        let variant = variant.map_or_else(|| variant_column(sheet), |name| sheet.find(&[name]));
        let by = test.by.as_deref().and_then(|by| sheet.find(&[by]));
        for column in 0..sheet.header.len() {
            let taken = [id, variant, by].contains(&Some(column)) || covariates.contains(&column);
            // one whose numbers cannot be told is asked about, not passed over
            let measured = sheet.check_numbers(column).is_err()
                || (0..sheet.len()).all(|row| columns.is_measured(row, column));
            if !taken && measured {
                names.push(sheet.header[column].clone());
            }
        }
    }
    if names.is_empty() {
        let message = format!("`{}` has no column of numbers or of yes and no", sheet.name);
        return Err(Error::Usage {
            message,
            hints: vec![format!("name one with `--metric`; columns: {}", sheet.header.join(", "))],
        });
    }
    let names = test.with_guardrails(names)?;
    if let Some(cost) = test.less_is_better.iter().find(|cost| !names.contains(cost)) {
        return Err(Error::Usage {
            message: format!("`--less-is-better {cost}` is no metric of this test"),
            hints: vec![match nearest(cost, &names) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!("metrics: {}", names.join(", ")),
            }],
        });
    }
    let metrics = names.iter().map(|name| columns.metric(name, &known)).collect::<Result<_>>()?;
    let by = test.by.as_deref().map(|by| grouping(sheet, by)).transpose()?;
    let blanks = columns.blanks;
    let arms = order.iter().zip(&members).map(|(&arm, members)| Arm {
        name: split.names[arm].clone(),
        customers: members.len() as u64,
        planned: shares[arm],
    });
    Ok(Experiment {
        arms: arms.collect(),
        metrics,
        twice: split.twice,
        blanks,
        period: None,
        members,
        by,
        late: 0,
    })
}

fn grouping(sheet: &Sheet, by: &str) -> Result<Grouping> {
    let column = column_named(sheet, by, "--by")?;
    let texts: Vec<&str> = (0..sheet.len()).map(|row| sheet.cell(row, column)).collect();
    Ok(Grouping::of_texts(&sheet.header[column], &texts))
}

struct Columns<'a> {
    sheet: &'a Sheet,
    test: &'a AbTest,
    /// The rows of each variant.
    members: &'a [Vec<usize>],
    /// The variant of each row.
    of_row: &'a [Option<usize>],
    blanks: u64,
    /// The columns whose blanks have been counted.
    counted: Vec<usize>,
}

impl Columns<'_> {
    fn is_measured(&self, row: usize, column: usize) -> bool {
        self.sheet.cell(row, column).is_empty() || self.value(row, column).is_some()
    }

    /// A number, or yes and no.
    fn value(&self, row: usize, column: usize) -> Option<f64> {
        let cell = self.sheet.cell(row, column);
        match cell.to_ascii_lowercase().as_str() {
            "true" | "yes" | "y" | "ya" => Some(1.0),
            "false" | "no" | "n" | "tidak" => Some(0.0),
            _ => self.sheet.number(row, column),
        }
    }

    /// The values of a column, nought in rows that are left out.
    fn values(&mut self, column: usize) -> Result<Vec<f64>> {
        self.sheet.check_numbers(column)?;
        let is_new = !self.counted.contains(&column);
        self.counted.push(column);
        let mut values = vec![0.0; self.sheet.len()];
        for (row, target) in values.iter_mut().enumerate().filter(|(row, _)| self.of_row[*row].is_some()) {
            let blank = self.sheet.cell(row, column).is_empty();
            self.blanks += u64::from(blank && is_new);
            *target = match self.value(row, column) {
                Some(value) => value,
                None if blank => 0.0,
                None => {
                    let (cell, name) = (self.sheet.cell(row, column), &self.sheet.header[column]);
                    return Err(unreadable(
                        self.sheet,
                        row,
                        &format!("`{cell}` for `{name}`, which is neither a number nor yes or no"),
                    ));
                }
            };
        }
        Ok(values)
    }

    fn metric(&mut self, name: &str, known: &[Vec<f64>]) -> Result<Metric> {
        let is_cost = self.test.less_is_better.iter().any(|cost| cost == name);
        let of = |unit: Unit, each: Each, members: &[Vec<usize>]| {
            Ok(Metric::of_each(name, unit, is_cost, each, members))
        };
        if let Some(column) = self.sheet.find(&[name]) {
            let values = self.values(column)?;
            if values.iter().all(|value| [0.0, 1.0].contains(value)) {
                let each = Each::Flags(values.into_iter().map(|value| value > 0.5).collect());
                return of(Unit::Share, each, self.members);
            }
            let before = self.before(&values, known)?;
            return of(Unit::Number, Each::Numbers { values, before }, self.members);
        }
        let parts = name.split_once('/').map(|(above, below)| (above.trim(), below.trim()));
        let Some((above, below)) = parts else {
            let known: Vec<&str> = self.sheet.header.iter().map(String::as_str).collect();
            return Err(Error::Usage {
                message: format!("`{}` has no column `{name}` to measure", self.sheet.name),
                hints: vec![match nearest(name, &known) {
                    Some(nearest) => format!("did you mean `--metric {nearest}`?"),
                    None => format!("columns: {}", known.join(", ")),
                }],
            });
        };
        let above = column_named(self.sheet, above, "--metric")?;
        let below = column_named(self.sheet, below, "--metric")?;
        let (above, below) = (self.values(above)?, self.values(below)?);
        of(Unit::Number, Each::Ratios(above.into_iter().zip(below).collect()), self.members)
    }

    /// What is known from before of a metric: the covariate, or what all of them together foretell.
    fn before(&self, values: &[f64], known: &[Vec<f64>]) -> Result<Vec<f64>> {
        match known {
            [] => Ok(Vec::new()),
            [one] => Ok(one.clone()),
            several => foretold(values, several, self.members).ok_or_else(|| Error::Usage {
                message: "the columns of `--covariates` say the same, or nothing".to_owned(),
                hints: vec!["leave out the one that follows from the others".to_owned()],
            }),
        }
    }
}
