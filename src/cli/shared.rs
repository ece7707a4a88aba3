//! The arguments that every analysis shares, and what they mean.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use chrono::format::{Item, StrftimeItems};
use clap::Args;
use clap::builder::PossibleValue;

use super::printer::ColorChoice;
use crate::error::{Error, Result};
use crate::input::{
    Amounts, DateFormat, DecimalMark, Encoding, Filter, Measured, NamedColumns, ReadOptions, RefundPolicy,
    Zone,
};
use crate::pipeline::MaxRejects;
use crate::render::{Format, Language};
use crate::transactions::Window;
use crate::units::Day;

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct SharedArgs {
    /// CSV or Parquet, also .gz and .zst; a directory, a pattern, or `-` for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<String>,

    /// Customer id [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    customer: Option<String>,
    /// Purchase date [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    date: Option<String>,
    /// Amount, or a product such as `quantity*unit_price` [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    amount: Option<String>,
    /// Order id; else rows of one customer and time are an order [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    order: Option<String>,

    /// Whether an order was paid, cancelled, refunded [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    status: Option<String>,
    /// What was taken off the price, where a command uses it [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns", hide_short_help = true)]
    discount: Option<String>,
    /// A table of customers (age, city, level, …) to compare them by, joined by customer id
    #[arg(long, value_name = "FILE", help_heading = "Rows", hide_short_help = true)]
    pub(super) customers: Option<PathBuf>,
    /// How many things were bought, where a command uses it [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns", hide_short_help = true)]
    quantity: Option<String>,
    /// Export format, see `setia check --presets`; `none` uses none [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "Columns")]
    preset: Option<String>,

    /// How dates are written, e.g. %d/%m/%Y [default: detected]
    #[arg(long, value_name = "FORMAT", help_heading = "File format", value_parser = date_format)]
    date_format: Option<DateFormat>,
    /// Mark before decimals, `.` or `,` [default: detected]
    #[arg(long, value_name = "MARK", help_heading = "File format", value_parser = decimal)]
    decimal: Option<DecimalMark>,
    /// Mark between values, e.g. ';' or tab [default: detected]
    #[arg(long, value_name = "MARK", help_heading = "File format", value_parser = delimiter)]
    delimiter: Option<u8>,

    /// How characters are written: utf-8, windows-1252, utf-16le, utf-16be [default: detected]
    #[arg(long, value_name = "NAME", help_heading = "File format", value_enum, hide_possible_values = true)]
    encoding: Option<Encoding>,
    /// Count days in this time zone, e.g. Asia/Jakarta [default: as written]
    #[arg(long, value_name = "ZONE", help_heading = "File format", value_parser = Zone::named)]
    tz: Option<Zone>,

    /// Count time up to this day, leave out the rest [default: last day in the data]
    #[arg(long, value_name = "DATE", help_heading = "Rows", value_parser = day)]
    as_of: Option<Day>,
    /// Leave out what comes before this day
    #[arg(long, value_name = "DATE", help_heading = "Rows", value_parser = day)]
    from: Option<Day>,
    /// Keep the rows for which this is true, e.g. "channel = 'web'"
    #[arg(long = "where", value_name = "SQL", help_heading = "Rows", allow_hyphen_values = true)]
    filter: Option<String>,
    /// Refunds: net lowers their orders, drop leaves them out, error refuses them
    #[arg(
        long,
        value_name = "RULE",
        help_heading = "Rows",
        value_enum,
        default_value = "net",
        hide_possible_values = true
    )]
    refunds: RefundPolicy,
    /// Remove rows that equal another row of their file in every value
    #[arg(long, help_heading = "Rows")]
    pub(super) dedupe: bool,
    /// Tolerate up to N, or P%, rows that cannot be read
    #[arg(long, value_name = "N|P%", help_heading = "Rows", default_value = "0", value_parser = max_rejects)]
    pub(crate) max_rejects: MaxRejects,
    /// Write the rows that cannot be read to this CSV file
    #[arg(long, value_name = "FILE", help_heading = "Rows")]
    pub(super) rejects: Option<PathBuf>,

    /// Write the result to this file; its extension chooses the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// table, csv, json, ndjson, markdown, html, parquet or xlsx [default: table]
    #[arg(long, value_name = "FORMAT", help_heading = "Output", hide_possible_values = true)]
    pub(super) format: Option<Format>,
    /// One table only; csv, ndjson and parquet hold one [default: the first]
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    pub(super) table: Option<String>,
    /// Language of the result: en or id
    #[arg(
        long,
        value_name = "CODE",
        help_heading = "Output",
        value_enum,
        default_value_t,
        hide_possible_values = true
    )]
    pub(super) lang: Language,
    /// Currency of the amounts, e.g. IDR [default: as the files say]
    #[arg(long, value_name = "CODE", help_heading = "Output", value_parser = currency, hide_short_help = true)]
    pub(super) currency: Option<String>,
    /// Color on the terminal: auto, always or never
    #[arg(
        long,
        value_name = "WHEN",
        help_heading = "Output",
        default_value = "auto",
        hide_possible_values = true
    )]
    pub(super) color: ColorChoice,
    /// Keep to ASCII
    #[arg(long, help_heading = "Output")]
    pub(super) ascii: bool,

    /// Exit with status 1 if there is a warning
    #[arg(long, help_heading = "Run")]
    pub(super) strict: bool,
    /// Processor threads [default: all]
    #[arg(long, value_name = "N", help_heading = "Run", default_value = "0", hide_default_value = true, value_parser = threads)]
    pub(super) threads: usize,
    /// Memory to do with, e.g. 4G: rows beyond a quarter of it wait in temporary files [default: no limit]
    #[arg(long, value_name = "SIZE", help_heading = "Run", value_parser = memory, hide_short_help = true)]
    memory_limit: Option<u64>,
    /// Settings [default: setia.toml in this folder, if there is one]
    #[arg(long, value_name = "FILE", help_heading = "Run")]
    pub(super) config: Option<PathBuf>,
    /// Say nothing but the result and errors
    #[arg(short, long, help_heading = "Run")]
    pub(super) quiet: bool,
    /// Say how the files are read
    #[arg(short, long, help_heading = "Run")]
    pub(super) verbose: bool,
}

impl SharedArgs {
    pub(super) fn window(&self) -> Result<Window> {
        if let (Some(from), Some(as_of)) = (self.from, self.as_of)
            && from > as_of
        {
            return Err(Error::Usage {
                message: format!("`--from {from}` is after `--as-of {as_of}`"),
                hints: vec![format!("did you mean `--from {as_of} --as-of {from}`?")],
            });
        }
        Ok(Window { from: self.from, as_of: self.as_of })
    }

    pub(super) fn read_options(&self, amounts: Amounts) -> Result<ReadOptions> {
        Ok(ReadOptions {
            columns: NamedColumns {
                customer: self.customer.clone(),
                order: self.order.clone(),
                date: self.date.clone(),
                amount: self.amount.clone(),
                status: self.status.clone(),
                discount: self.discount.clone(),
                quantity: self.quantity.clone(),
            },
            amounts,
            delimiter: self.delimiter,
            decimal: self.decimal,
            date_format: self.date_format.clone(),
            encoding: self.encoding,
            preset: self.preset.clone(),
            tz: self.tz.clone(),
            tagged: self.dedupe,
            census: false,
            measures: Measured::default(),
            labels: Vec::new(),
            refunds: self.refunds,
            filter: self.filter.as_deref().map(Filter::parse).transpose()?,
            keep_all_rejects: self.rejects.is_some(),
            threads: self.threads,
            memory: self.memory_limit,
        })
    }

    /// The format that was asked for, by name or by the extension of the output file.
    pub(super) fn format(&self) -> Result<Format> {
        if let Some(format) = self.format {
            return Ok(format);
        }
        self.output.as_deref().map_or(Ok(Format::Terminal), format_of)
    }
}

/// The format that the extension of an output file stands for; a device takes text.
pub(super) fn format_of(output: &Path) -> Result<Format> {
    let formats = || Format::ALL.map(Format::name).join(", ");
    let extension = output.extension().map(|extension| extension.to_string_lossy().into_owned());
    match extension {
        None if !output.is_file() && output.exists() => Ok(Format::Terminal),
        None => Err(Error::Usage {
            message: format!("`{}` has no extension to choose a format", output.display()),
            hints: vec![format!("say which: `--format` {}", formats())],
        }),
        Some(extension) => Format::of_extension(&extension).ok_or_else(|| Error::Usage {
            message: format!("`.{extension}` is no format that setia writes"),
            hints: vec![format!("say which: `--format` {}", formats())],
        }),
    }
}

impl clap::ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Format] {
        &Format::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

impl clap::ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Language] {
        &Language::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.code()))
    }
}

fn currency(text: &str) -> std::result::Result<String, String> {
    if text.len() == 3 && text.bytes().all(|letter| letter.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err("write its code of three letters, e.g. IDR".to_owned())
    }
}

pub(crate) fn day(text: &str) -> std::result::Result<Day, String> {
    match NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        Ok(date) => Ok(Day::from(date)),
        Err(problem) if problem.kind() == chrono::format::ParseErrorKind::OutOfRange => {
            Err("no such day".to_owned())
        }
        Err(_) => Err("write it as YYYY-MM-DD, e.g. 2026-10-31".to_owned()),
    }
}

impl clap::ValueEnum for RefundPolicy {
    fn value_variants<'a>() -> &'a [RefundPolicy] {
        &[RefundPolicy::Net, RefundPolicy::Drop, RefundPolicy::Refuse]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            RefundPolicy::Net => "net",
            RefundPolicy::Drop => "drop",
            RefundPolicy::Refuse => "error",
        }))
    }
}

impl clap::ValueEnum for Encoding {
    fn value_variants<'a>() -> &'a [Encoding] {
        &Encoding::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name()))
    }
}

fn date_format(text: &str) -> std::result::Result<DateFormat, String> {
    let mut specifiers = 0;
    for item in StrftimeItems::new(text) {
        match item {
            Item::Error => return Err("write it with %d, %m, %Y, %H, %M, e.g. %d/%m/%Y".to_owned()),
            Item::Numeric(..) | Item::Fixed(_) => specifiers += 1,
            _ => {}
        }
    }
    if specifiers == 0 {
        Err("write it with %d, %m, %Y, %H, %M, e.g. %d/%m/%Y".to_owned())
    } else {
        Ok(DateFormat::Pattern(text.to_owned()))
    }
}

fn decimal(text: &str) -> std::result::Result<DecimalMark, String> {
    match text {
        "." | "point" => Ok(DecimalMark::Point),
        "," | "comma" => Ok(DecimalMark::Comma),
        _ => Err("it is `.` or `,`".to_owned()),
    }
}

fn delimiter(text: &str) -> std::result::Result<u8, String> {
    match text.as_bytes() {
        b"tab" | b"TAB" | b"\\t" => Ok(b'\t'),
        [b'"' | b'\n' | b'\r'] => Err("rows could not be told apart".to_owned()),
        [mark] if mark.is_ascii() => Ok(*mark),
        _ => Err("it is one ASCII character, or tab".to_owned()),
    }
}

fn max_rejects(text: &str) -> std::result::Result<MaxRejects, String> {
    let complaint = || "write a number of rows, e.g. 10, or a share, e.g. 0.5%".to_owned();
    if let Some(percent) = text.strip_suffix('%') {
        let share = percent.trim().parse::<f64>().map_err(|_| complaint())?;
        return if (0.0..=100.0).contains(&share) {
            Ok(MaxRejects::Share(share / 100.0))
        } else {
            Err(complaint())
        };
    }
    text.parse().map(MaxRejects::Rows).map_err(|_| complaint())
}

fn threads(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(threads) if threads <= 1024 => Ok(threads),
        _ => Err("write a number from 1 to 1024, or 0 for all".to_owned()),
    }
}

/// `512M`, `4G`, `1.5GB`, or bytes.
fn memory(text: &str) -> std::result::Result<u64, String> {
    let letters = text.trim_start_matches(|letter: char| letter.is_ascii_digit() || letter == '.');
    let shift = match letters.trim().to_ascii_uppercase().trim_end_matches('B').trim_end_matches('I') {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => 64,
    };
    let number = text[..text.len() - letters.len()].parse::<f64>().ok();
    #[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "about so much")]
    let bytes = number.filter(|_| shift < 64).map(|number| (number * (1_u64 << shift) as f64) as u64);
    bytes
        .filter(|bytes| *bytes >= 1 << 20)
        .ok_or("write an amount of at least 1M, e.g. 512M or 4G".to_owned())
}

/// A share from 0 to 1, `0.3` or `30%`.
pub(crate) fn share(text: &str) -> std::result::Result<f64, String> {
    part(text).filter(|share| *share <= 1.0).ok_or("write a share from 0 to 1, e.g. 0.3 or 30%".to_owned())
}

/// The probability that an interval holds what it is about, `0.9` or `90%`.
pub(crate) fn confidence(text: &str) -> std::result::Result<f64, String> {
    share(text)
        .ok()
        .filter(|confidence| (0.5..=0.9999).contains(confidence))
        .ok_or("write a probability from 0.5 to 0.9999, e.g. 0.9 or 95%".to_owned())
}

/// An amount of money: `25000`, `25rb` (ribu), `5jt` (juta), `2k`, `1.5m`.
pub(crate) fn amount(text: &str) -> std::result::Result<f64, String> {
    let lower = text.trim().to_ascii_lowercase();
    let units = [("rb", 1e3), ("jt", 1e6), ("k", 1e3), ("m", 1e6)];
    let unit = units.into_iter().find_map(|(unit, scale)| Some((lower.strip_suffix(unit)?, scale)));
    let (number, scale) = unit.unwrap_or((&lower, 1.0));
    let number = number.trim().parse::<f64>().ok().filter(|number| *number >= 0.0 && number.is_finite());
    number.map(|number| number * scale).ok_or("write an amount, e.g. 25000, 25rb, 5jt, 2k or 1.5m".to_owned())
}

/// `0.1` or `10%`.
pub(crate) fn part(text: &str) -> Option<f64> {
    let (number, scale) = text.strip_suffix('%').map_or((text, 1.0), |number| (number, 100.0));
    number.trim().parse::<f64>().ok().map(|part| part / scale).filter(|part| *part >= 0.0)
}
