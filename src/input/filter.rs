//! `--where`: an SQL expression over the columns of a row, evaluated by polars on the typed columns of a block.
//!
//! Columns with a role have its type (dates, amounts); the others are text, and are read as numbers where they
//! are compared or reckoned with, so that `quantity > 3` means what it says. Blank is null.

use polars::prelude::*;
use polars::sql::sql_expr;

use crate::error::{Error, Result};
use crate::input::dates::{self, DateFormat, Zones};

/// A row filter.
#[derive(Debug, Clone)]
pub struct Filter {
    text: String,
    expr: Expr,
    columns: Vec<String>,
    numeric: Vec<String>,
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
        let mut numeric = Vec::new();
        (&expr).into_iter().for_each(|part| add_numeric(part, &mut numeric));
        Ok(Filter { text: text.to_owned(), expr, columns, numeric })
    }

    /// Whether the values of `column` have to be numbers.
    pub(super) fn compares_with_number(&self, column: &str) -> bool {
        self.numeric.iter().any(|name| name == column)
    }

    /// The columns that it names.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
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
    pub(crate) fn mask(&self, frame: &DataFrame) -> Result<Vec<bool>> {
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

    /// The expression with columns of text read as numbers where they have to be (a typed file's own text), and
    /// text read as dates where it is compared with one.
    fn typed(&self, schema: &Schema) -> Expr {
        let is_moment = |expr: &Expr| matches!(expr, Expr::Column(name) if matches!(schema.get(name.as_str()), Some(DataType::Datetime(..))));
        let as_moment = |expr: &Expr, other: &Expr| match expr {
            Expr::Literal(literal) if is_moment(other) => literal.extract_str().and_then(moment),
            _ => None,
        };
        self.expr.clone().map_expr(|part| match part {
            Expr::Column(name)
                if self.compares_with_number(&name)
                    && schema.get(name.as_str()) == Some(&DataType::String) =>
            {
                Expr::Column(name).strict_cast(DataType::Float64)
            }
            // `DATE '2026-01-31'`
            Expr::Cast { ref expr, .. } => match &**expr {
                Expr::Literal(literal) => literal.extract_str().and_then(moment).unwrap_or(part),
                _ => part,
            },
            Expr::BinaryExpr { left, op, right } => Expr::BinaryExpr {
                left: as_moment(&left, &right).map_or_else(|| left.clone(), Into::into),
                op,
                right: as_moment(&right, &left).map_or_else(|| right.clone(), Into::into),
            },
            Expr::Function { mut input, function } => {
                if let [first, rest @ ..] = input.as_mut_slice() {
                    for other in rest {
                        if let Some(moment) = as_moment(other, first) {
                            *other = moment;
                        }
                    }
                }
                Expr::Function { input, function }
            }
            other => other,
        })
    }
}

/// Adds the columns that `part` compares with a number or reckons with.
fn add_numeric(part: &Expr, numeric: &mut Vec<String>) {
    let mut add = |expr: &Expr| {
        if let Expr::Column(name) = expr {
            numeric.push(name.to_string());
        }
    };
    match part {
        Expr::BinaryExpr { left, op, right }
            if (op.is_arithmetic() || is_number(left) || is_number(right)) =>
        {
            add(left);
            add(right);
        }
        Expr::Function { input, function: FunctionExpr::Boolean(_) }
            if input.iter().skip(1).any(is_number) =>
        {
            add(&input[0]);
        }
        _ => {}
    }
}

/// A number, a sum or product of some, or the list of numbers behind `IN`.
fn is_number(expr: &Expr) -> bool {
    match expr {
        Expr::Literal(literal) => literal.get_datatype().is_numeric(),
        Expr::BinaryExpr { op, .. } => op.is_arithmetic(),
        Expr::Agg(AggExpr::Implode { input, .. }) => is_number(input),
        _ => false,
    }
}

/// A literal moment, if `text` is an ISO date.
fn moment(text: &str) -> Option<Expr> {
    let moment = dates::parse(text.as_bytes(), &DateFormat::YearMonthDay, &Zones::default()).ok()?;
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
        return "a text value is compared with a number".to_owned();
    }
    if line.contains("to a string value") {
        return "a date is compared with text that is no date; write it as 'YYYY-MM-DD'".to_owned();
    }
    if line.starts_with("unable to parse") {
        return "it is no SQL expression, or only a part of one".to_owned();
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(filter: &Filter) -> DataFrame {
        let date = Series::new("date".into(), [0_i64, 86_400_000_000, 172_800_000_000])
            .cast(&DataType::Datetime(TimeUnit::Microseconds, None))
            .unwrap();
        let qty = Column::new("qty".into(), ["2", "10", "3"]);
        let qty =
            if filter.compares_with_number("qty") { qty.cast(&DataType::Float64).unwrap() } else { qty };
        let columns = vec![
            Column::new("channel".into(), [Some("web"), Some("shop"), None]),
            qty,
            Column::new("amount".into(), [1.5, 20.0, 7.0]),
            date.into(),
        ];
        DataFrame::new(3, columns).unwrap()
    }

    fn mask(text: &str) -> Result<Vec<bool>> {
        let filter = Filter::parse(text)?;
        filter.mask(&frame(&filter))
    }

    #[test]
    fn rows_are_kept_by_what_the_expression_says() {
        for (text, expected) in [
            ("channel = 'web'", [true, false, false]),
            ("channel IS NULL", [false, false, true]),
            ("qty > 2", [false, true, true]),
            ("3 <= qty AND amount < 10", [false, false, true]),
            ("amount / qty > 1.9", [false, true, true]),
            ("qty * 2 > 5", [false, true, true]),
            ("qty BETWEEN 3 AND 9", [false, false, true]),
            ("qty IN (3, 10)", [false, true, true]),
            ("qty = '10'", [false, true, false]),
            ("NOT (qty = 2)", [false, true, true]),
            ("date >= '1970-01-02'", [false, true, true]),
            ("date > DATE '1970-01-02'", [false, false, true]),
            ("date BETWEEN '1970-01-01' AND '1970-01-02'", [true, true, false]),
            ("channel IN ('shop', 'app')", [false, true, false]),
            ("channel LIKE 'w%' AND amount > 1", [true, false, false]),
            ("UPPER(channel) = 'WEB'", [true, false, false]),
        ] {
            assert_eq!(mask(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_is_no_row_filter_is_refused() {
        for text in ["", "channel =", "SUM(amount) > 3", "1 = 1", "amount", "date > '1970-02-30'"] {
            assert!(matches!(mask(text), Err(Error::BadExpression { .. })), "{text}");
        }
    }
}
