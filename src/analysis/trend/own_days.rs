//! Which holidays are known: the ready ones, none, or those and days of the user's own.

use std::path::{Path, PathBuf};

use crate::calendar::holidays::Holidays;
use crate::error::{Error, Result};
use crate::input::Sheet;
use crate::units::Day;

/// Which holidays are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HolidayList {
    /// Those that come along: Indonesian and international ones, and the sale days of marketplaces.
    #[default]
    Ready,
    /// None.
    Nothing,
    /// Those that come along, and dates with names.
    And(Vec<(Day, String)>),
}

/// Names of the columns of a file of holidays.
const DATES: [&str; 4] = ["date", "tanggal", "day", "hari"];
const NAMES: [&str; 6] = ["name", "holiday", "nama", "hari_libur", "event", "promo"];

impl HolidayList {
    /// Those that come along, and those of a table with a date and a name in each row.
    ///
    /// # Errors
    /// Files that cannot be read, that lack a column, or have a row without a date.
    pub fn at(path: &Path) -> Result<HolidayList> {
        let name = path.display().to_string();
        let sheet = Sheet::at(&name)?;
        let bad = |message: String| Error::Settings {
            path: name.clone(),
            message,
            hints: vec!["write a header and a row for each day: date,name and 2026-03-21,Lebaran".to_owned()],
        };
        let dates = sheet.find(&DATES).ok_or_else(|| bad("there is no column `date`".to_owned()))?;
        let names = sheet.find(&NAMES).ok_or_else(|| bad("there is no column `name`".to_owned()))?;
        let days = sheet
            .days(dates, None)
            .map_err(|problem| bad(format!("{problem}; write dates as 2026-03-21")))?;
        let day = |(row, day): (usize, Option<Day>)| {
            let said = sheet.cell(row, names).trim().to_owned();
            match day {
                Some(day) if !said.is_empty() => Ok((day, said)),
                Some(_) => Err(bad(format!("row {} has no name", row + 2))),
                None => Err(bad(format!("row {} has no date", row + 2))),
            }
        };
        days.into_iter().enumerate().map(day).collect::<Result<Vec<_>>>().map(HolidayList::And)
    }

    pub(super) fn holidays(&self) -> Result<Holidays> {
        let ready = || Holidays::ready().map_err(Error::Internal);
        Ok(match self {
            HolidayList::Ready => ready()?,
            HolidayList::Nothing => Holidays::none(),
            HolidayList::And(days) => {
                ready()?.with(days.iter().map(|(day, name)| (day.date(), name.clone())).collect())
            }
        })
    }
}

/// What the option says: `none`, or a file.
pub(super) fn named(text: &str) -> Option<PathBuf> {
    (text != "none").then(|| PathBuf::from(text))
}
