//! `--where`: an SQL expression over the columns of a row, evaluated by polars on the typed columns of a block.
//!
//! Columns with a role have its type (dates, amounts); the others are text, and are read as numbers where they
//! are compared with one, so that `quantity > 3` means what it says.

use polars::prelude::*;
use polars::sql::sql_expr;

use crate::error::{Error, Result};
use crate::input::dates::{self, DateFormat};

/// A row filter.
#[derive(Debug, Clone)]
pub struct Filter {
    text: String,
    expr: Expr,
    columns: Vec<String>,
}

impl Filter {
    /// Parses an SQL expression that is true or false for one row.
    ///
    /// # Errors
    /// Text that is no expression, and expressions over several rows such as `SUM(amount) > 3`.
    pub fn parse(text: &str) -> Result<Filter> {
        let expr = sql_expr(text).map_err(|problem| bad(text, &plain_reason(&problem)))?;
        let mut columns: Vec<String> = Vec::new();
        for part in &expr {
            match part {
                Expr::Column(name) if name.as_str() == "*" => {
                    return Err(bad(text, "`*` stands for no column"));
                }
                Expr::Column(name) if !columns.iter().any(|known| known == name.as_str()) => {
                    columns.push(name.to_string());
                }
                Expr::Agg(AggExpr::Implode { .. }) => {}
                Expr::Agg(_) | Expr::Over { .. } | Expr::Len | Expr::Sort { .. } | Expr::SubPlan(..) => {
                    return Err(bad(text, "it needs several rows, and a filter sees one row at a time"));
                }
                _ => {}
            }
        }
        if columns.is_empty() {
            return Err(bad(text, "it names no column"));
        }
        Ok(Filter { text: text.to_owned(), expr, columns })
    }

    /// As the user wrote it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Place in `header` of each column that the expression names.
    pub(super) fn places(&self, path: &str, header: &[String]) -> Result<Vec<usize>> {
        self.columns
            .iter()
            .map(|name| {
                header.iter().position(|column| column == name).ok_or_else(|| Error::NoSuchColumn {
                    path: path.to_owned(),
                    asked_by: "--where".to_owned(),
                    column: name.clone(),
                    found: header.to_vec(),
                })
            })
            .collect()
    }

    /// Which rows of `frame` to keep; a row for which the expression is unknown (null) is left out.
    pub(super) fn mask(&self, frame: &DataFrame) -> Result<Vec<bool>> {
        let expr = self.typed(frame.schema());
        let kept = frame
            .clone()
            .lazy()
            .select([expr.alias("keep")])
            .collect()
            .map_err(|problem| bad(&self.text, &plain_reason(&problem)))?;
        let keep = kept.column("keep").and_then(|column| column.bool().cloned());
        let keep = keep.map_err(|_| bad(&self.text, "it is not true or false"))?;
        Ok(keep.iter().map(|keep| keep == Some(true)).collect())
    }

    /// The expression with text read as numbers or dates where it is compared with one.
    fn typed(&self, schema: &Schema) -> Expr {
        let type_of = |expr: &Expr| match expr {
            Expr::Column(name) => schema.get(name.as_str()).cloned(),
            _ => None,
        };
        let convert = |expr: &Expr, other: &Expr| match (type_of(expr), expr, other) {
            (Some(DataType::String), _, other) if is_number(other) => {
                expr.clone().strict_cast(DataType::Float64)
            }
            (None, Expr::Literal(literal), Expr::Column(_)) => {
                match (type_of(other), literal.extract_str()) {
                    (Some(DataType::Datetime(..)), Some(text)) => {
                        moment(text).unwrap_or_else(|| expr.clone())
                    }
                    _ => expr.clone(),
                }
            }
            _ => expr.clone(),
        };
        self.expr.clone().map_expr(|part| match part {
            Expr::BinaryExpr { left, op, right } => Expr::BinaryExpr {
                left: convert(&left, &right).into(),
                op,
                right: convert(&right, &left).into(),
            },
            Expr::Function { mut input, function } => {
                if let [first, rest @ ..] = input.as_mut_slice() {
                    let original = first.clone();
                    if let Some(other) = rest.iter().find(|other| is_number(other)) {
                        *first = convert(&original, other);
                    }
                    for other in rest {
                        *other = convert(other, &original);
                    }
                }
                Expr::Function { input, function }
            }
            other => other,
        })
    }
}

/// A number, or the list of numbers behind `IN`.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(literal) => literal.get_datatype().is_numeric(),
        Expr::Agg(AggExpr::Implode { input, .. }) => is_number(input),
        _ => false,
    }
}

/// A literal moment, if `text` is an ISO date.
fn moment(text: &str) -> Option<Expr> {
    let moment = dates::parse(text.as_bytes(), &DateFormat::YearMonthDay).ok()?;
    Some(lit(moment.0).cast(DataType::Datetime(TimeUnit::Microseconds, None)))
}

fn bad(expression: &str, reason: &str) -> Error {
    Error::BadExpression { expression: expression.to_owned(), reason: reason.to_owned() }
}

/// What went wrong, without the names of the engine.
fn plain_reason(problem: &PolarsError) -> String {
    let text = problem.to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("sql parser error: ");
    if line.contains("conversion from `str` to `f64`") {
        return "a text value is compared with a number; `TRY_CAST(column AS DOUBLE)` reads what it can"
            .to_owned();
    }
    if line.starts_with("unable to parse") {
        return "it is no SQL expression, or only a part of one".to_owned();
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> DataFrame {
        let date = Series::new("date".into(), [0_i64, 86_400_000_000, 172_800_000_000])
            .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
            .unwrap();
        df!(
            "channel" => ["web", "shop", "web"],
            "qty" => ["2", "10", "3"],
            "amount" => [1.5, 20.0, 7.0],
        )
        .unwrap()
        .with_column(date.into())
        .unwrap()
        .clone()
    }

    fn mask(text: &str) -> Result<Vec<bool>> {
        Filter::parse(text)?.mask(&frame())
    }

    #[test]
    fn rows_are_kept_by_what_the_expression_says() {
        for (text, expected) in [
            ("channel = 'web'", [true, false, true]),
            ("qty > 2", [false, true, true]),
            ("3 <= qty AND amount < 10", [false, false, true]),
            ("qty BETWEEN 3 AND 9", [false, false, true]),
            ("date >= '1970-01-02'", [false, true, true]),
            ("channel IN ('shop', 'app')", [false, true, false]),
            ("qty IN (3, 10)", [false, true, true]),
            ("NOT (qty = 2)", [false, true, true]),
            ("channel LIKE 'w%' AND amount > 2", [false, false, true]),
            ("qty = '10'", [false, true, false]),
        ] {
            assert_eq!(mask(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_row_filter_is_refused() {
        for text in ["", "channel =", "SUM(amount) > 3", "1 = 1", "amount", "channel > 3"] {
            assert!(matches!(mask(text), Err(Error::BadExpression { .. })), "{text}");
        }
    }
}
