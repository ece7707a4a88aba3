//! The form of a value, whatever its column's format: what evidence is made of, and what a misfit is told by.

use super::calendar::split_numbers;
use super::{DateFormat, DateProblem, named, plain};

/// How one value writes its date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    YearFirst,
    /// The year is last and has four digits.
    Long(Order),
    /// The same with two digits.
    Short(Order),
    Compact,
    Named,
    Seconds,
    Millis,
    Serial,
    /// Three numbers that are none of the above.
    Odd,
}

/// Which of the two numbers before the year is the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    /// `26/10/05`: the day, or the year of a date that ends with its day.
    DayOrYearFirst,
    MonthFirst,
    Open,
    Neither,
}

impl Form {
    pub(super) fn of(value: &[u8]) -> Option<Form> {
        let Some((numbers, _)) = split_numbers(value).filter(|(numbers, _)| numbers.third_len > 0) else {
            return plain::form(value).or_else(|| named::split(value).map(|_| Form::Named));
        };
        let order = Order::of(numbers.first, numbers.second);
        Some(match (numbers.first_len, numbers.third_len) {
            (4, 1 | 2) => Form::YearFirst,
            (1 | 2, 4) => Form::Long(order),
            (1 | 2, 2) if order == Order::DayFirst && (1..=12).contains(&numbers.third) => {
                Form::Short(Order::DayOrYearFirst)
            }
            (1 | 2, 2) => Form::Short(order),
            _ => Form::Odd,
        })
    }

    /// The format that reads such a value; day first where the order is open.
    pub(super) fn format(self) -> Option<DateFormat> {
        match self {
            Form::YearFirst => Some(DateFormat::YearMonthDay),
            Form::Long(Order::MonthFirst) => Some(DateFormat::MonthDayYear),
            Form::Long(_) => Some(DateFormat::DayMonthYear),
            Form::Short(Order::MonthFirst) => Some(DateFormat::MonthDayShortYear),
            Form::Short(_) => Some(DateFormat::DayMonthShortYear),
            Form::Compact => Some(DateFormat::Compact),
            Form::Named => Some(DateFormat::Named),
            Form::Seconds => Some(DateFormat::EpochSeconds),
            Form::Millis => Some(DateFormat::EpochMillis),
            Form::Serial => Some(DateFormat::SpreadsheetSerial),
            Form::Odd => None,
        }
    }
}

impl Order {
    fn of(first: u32, second: u32) -> Order {
        match (first, second) {
            (..=12, ..=12) => Order::Open,
            (13..=31, ..=12) => Order::DayFirst,
            (..=12, 13..=31) => Order::MonthFirst,
            _ => Order::Neither,
        }
    }
}

/// Why a value is not a date of the column's format: it has another form, or is a date in none.
#[cold]
pub(super) fn misfit(value: &[u8], format: &DateFormat) -> DateProblem {
    let Some(form) = Form::of(value) else { return DateProblem::NotADate };
    match (form, format) {
        (Form::Long(_), DateFormat::DayMonthYear | DateFormat::MonthDayYear)
        | (Form::Short(_), DateFormat::DayMonthShortYear | DateFormat::MonthDayShortYear) => {
            DateProblem::NotADate
        }
        (Form::Long(Order::Open) | Form::Short(Order::Open), DateFormat::YearMonthDay) => {
            DateProblem::UnclearOrder
        }
        (Form::Short(_), _) => DateProblem::TwoDigitYear,
        _ if form.format().as_ref() == Some(format) => DateProblem::NotADate,
        _ => DateProblem::OtherForm,
    }
}
