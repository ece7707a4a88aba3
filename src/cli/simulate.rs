//! `setia simulate`: the arguments of a synthetic shop, and its files.

use std::collections::HashSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Args, FromArgMatches, ValueEnum};

use super::output;
use super::printer::{self, ColorChoice, Printer};
use super::progress::Step;
use super::provenance::command_line;
use super::shared::{day, format_of, share};
use crate::analysis::ab_test::variant_column;
use crate::analysis::{SEED, Spec, TableSpec};
use crate::document::{Document, Message, Provenance, Value};
use crate::error::{Error, Result};
use crate::input::Sheet;
use crate::render::{Format, Language, RenderOptions, Words};
use crate::simulate::{CsvLog, LOG_COLUMNS, Leaving, ParquetLog, Row, Shop, TRUTH_COLUMNS, Truth};
use crate::units::{Day, Span, TimeUnit};

/// What is said of it.
pub(super) static SPEC: Spec = Spec {
    command: "simulate",
    about: "A synthetic shop with known truth, to try things on",
    examples: &[
        ("setia simulate -o tx.csv", "a shop with 1,000 customers"),
        ("setia simulate -o tx.csv --truth truth.csv", "and what is true of each of them"),
        ("setia simulate --lines --refunds 3% --guests 10% -o tx.csv", "a messier export"),
        ("setia simulate --v 200000 --decimals 0 -o tx.csv", "amounts in rupiah"),
        ("setia simulate --promo 2026-03-01 --promo-effect 30% -o tx.csv", "a promo to be found again"),
        ("setia simulate --customers 1000000 --r 2 -o tx.parquet", "millions of rows"),
    ],
    tables: &[
        TableSpec { name: "transactions", needs: None, columns: LOG_COLUMNS },
        TableSpec { name: "truth", needs: None, columns: TRUTH_COLUMNS },
    ],
    method: "BG/NBD, MBG/NBD, Pareto/NBD or NBD purchases, Gamma-Gamma spend; the season bends time",
};

#[derive(Debug, Args)]
pub(super) struct SimulateArgs {
    /// How many customers
    #[arg(long, value_name = "N", default_value_t = 1_000, help_heading = "Shop")]
    customers: u32,
    /// First day of the log
    #[arg(long, value_name = "DATE", default_value = "2025-01-01", value_parser = day, help_heading = "Shop")]
    from: Day,
    /// Last day of the log
    #[arg(long, value_name = "DATE", default_value = "2026-06-30", value_parser = day, help_heading = "Shop")]
    until: Day,
    /// Span within which customers buy for the first time [default: the whole log]
    #[arg(long, value_name = "SPAN", help_heading = "Shop")]
    acquired_within: Option<Span>,
    /// Strength of weekdays, paydays, Lebaran and the end of the year; 0 for none
    #[arg(long, value_name = "N", default_value_t = 1.0, help_heading = "Shop")]
    season: f64,
    /// Part of the orders that are sent back
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = share, help_heading = "Shop")]
    refunds: f64,
    /// Part of the orders that come without a customer
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = share, help_heading = "Shop")]
    guests: f64,
    /// Part of the rows that are written twice
    #[arg(long, value_name = "SHARE", default_value = "0%", value_parser = share, help_heading = "Shop")]
    duplicates: f64,
    /// A row for each line of an order, with product, quantity and unit price
    #[arg(long, help_heading = "Shop")]
    lines: bool,

    /// First day of a promo
    #[arg(long, value_name = "DATE", value_parser = day, help_heading = "Promo")]
    promo: Option<Day>,
    /// How many days it lasts
    #[arg(long, value_name = "N", default_value_t = 14, help_heading = "Promo")]
    promo_days: u16,
    /// Part of the customers who get it
    #[arg(long, value_name = "SHARE", default_value = "50%", value_parser = share, help_heading = "Promo")]
    promo_share: f64,
    /// Who gets it instead of a part by lot: customer id and variant, as `setia ab-test assign` writes them
    #[arg(
        long,
        value_name = "FILE",
        requires = "promo",
        requires = "promo_variant",
        conflicts_with = "promo_share",
        help_heading = "Promo"
    )]
    promo_groups: Option<PathBuf>,
    /// The variant of that file that gets it
    #[arg(long, value_name = "NAME", requires = "promo_groups", help_heading = "Promo")]
    promo_variant: Option<String>,
    /// By how much it raises their purchase rate
    #[arg(long, value_name = "SHARE", default_value = "20%", value_parser = share, help_heading = "Promo")]
    promo_effect: f64,
    /// What it takes off their orders
    #[arg(long, value_name = "SHARE", default_value = "10%", value_parser = share, help_heading = "Promo")]
    promo_discount: f64,

    /// How customers buy and leave: bg-nbd, mbg-nbd, pareto-nbd or nbd
    #[arg(
        long,
        value_name = "MODEL",
        value_enum,
        default_value = "bg-nbd",
        hide_possible_values = true,
        help_heading = "Model"
    )]
    model: Model,
    /// Shape of the purchase rates
    #[arg(long, value_name = "N", default_value_t = 0.6, help_heading = "Model")]
    r: f64,
    /// Inverse scale of the purchase rates, in weeks
    #[arg(long, value_name = "N", default_value_t = 5.0, help_heading = "Model")]
    alpha: f64,
    /// First shape of leaving after a purchase
    #[arg(long, value_name = "N", default_value_t = 0.6, help_heading = "Model")]
    a: f64,
    /// Second shape of leaving after a purchase
    #[arg(long, value_name = "N", default_value_t = 3.5, help_heading = "Model")]
    b: f64,
    /// Shape of leaving at any time (pareto-nbd)
    #[arg(long, value_name = "N", default_value_t = 0.6, help_heading = "Model")]
    s: f64,
    /// Inverse scale of leaving at any time, in weeks (pareto-nbd)
    #[arg(long, value_name = "N", default_value_t = 20.0, help_heading = "Model")]
    beta: f64,
    /// Shape of the value of an order
    #[arg(long, value_name = "N", default_value_t = 6.0, help_heading = "Model")]
    p: f64,
    /// Shape of the customers' mean values
    #[arg(long, value_name = "N", default_value_t = 4.0, help_heading = "Model")]
    q: f64,
    /// Scale of the customers' mean values; an average order is p·v/(q−1)
    #[arg(long, value_name = "N", default_value_t = 15.0, help_heading = "Model")]
    v: f64,
    /// What everything is drawn from
    #[arg(long, value_name = "N", default_value_t = SEED, help_heading = "Model")]
    seed: u64,

    /// Write the log to this file, .csv or .parquet [default: CSV to standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Write what is true of each customer to this file, .csv, .json or .parquet
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    truth: Option<PathBuf>,
    /// Days after the log for which the truth counts orders and money
    #[arg(long, value_name = "N", default_value_t = 365, help_heading = "Output")]
    ahead: u16,
    /// Decimals of money
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = clap::value_parser!(u32).range(0..=2), help_heading = "Output")]
    decimals: u32,
    /// Letters before the customers' numbers
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true, help_heading = "Output")]
    id_prefix: String,
    /// Say nothing but errors
    #[arg(short, long, help_heading = "Output")]
    quiet: bool,
}

/// The numbers of the customers of a variant.
fn promo_to(shop: &Shop, sheet: &Sheet, variant: &str) -> Result<HashSet<u32>> {
    let columns = sheet.customer_column().zip(variant_column(sheet));
    let Some((customer, column)) = columns else {
        return Err(Error::Usage {
            message: format!("`{}` has no columns of customers and variants", sheet.name),
            hints: vec![format!("columns: {}", sheet.header.join(", "))],
        });
    };
    let rows = (0..sheet.len()).filter(|&row| sheet.cell(row, column) == variant);
    let chosen: HashSet<&str> = rows.map(|row| sheet.cell(row, customer)).collect();
    let found: HashSet<u32> =
        (0..shop.customers).filter(|&number| chosen.contains(shop.customer_id(number).as_str())).collect();
    if found.is_empty() {
        return Err(Error::Usage {
            message: format!("no customer of this shop has the variant `{variant}` in `{}`", sheet.name),
            hints: vec![
                "is the variant written so, and are the shop's --customers and --id-prefix the same?"
                    .to_owned(),
            ],
        });
    }
    Ok(found)
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Model {
    BgNbd,
    MbgNbd,
    ParetoNbd,
    Nbd,
}

/// Reads the arguments, makes the shop and writes its files.
pub(super) fn run(matches: &ArgMatches, words: &[std::ffi::OsString]) -> Result<()> {
    let args = SimulateArgs::from_arg_matches(matches)
        .map_err(|problem| super::diagnose::usage_error(&problem, words))?;
    let shop = args.shop()?;
    shop.check()?;
    let log = args.output.as_deref().map_or(Ok(Format::Csv), log_format)?;
    let truth_format = args.truth.as_deref().map(truth_format).transpose()?;
    if args.output.is_some() && args.output == args.truth {
        let message = "`--output` and `--truth` name the same file".to_owned();
        return Err(Error::Usage { message, hints: vec!["name two files".to_owned()] });
    }
    let mut truth = None;
    let step = Step::begin("simulating", args.quiet || args.output.is_none());
    let write = |out: &mut dyn Write| {
        truth = Some(write_log(&shop, log, out)?);
        Ok(())
    };
    match &args.output {
        Some(path) => output::write_file(path, write)?,
        None => printer::to_stdout(write)?,
    }
    drop(step);
    // whoever reads only the head of the log has had enough
    let Some(truth) = truth else { return Ok(()) };
    let talk = Printer::new(ColorChoice::Auto, args.quiet);
    let document = document(&shop, &truth, words);
    if let (Some(path), Some(format)) = (&args.truth, truth_format) {
        let options = RenderOptions::default();
        output::write_file(path, |out| format.renderer().render(&document, &options, out))?;
    }
    for path in [&args.output, &args.truth].into_iter().flatten() {
        talk.note(&format!("wrote `{}`", path.display()));
    }
    talk.note(&Words::of(Language::English, None).message(&document.headline));
    Ok(())
}

fn log_format(path: &Path) -> Result<Format> {
    match format_of(path) {
        Ok(format @ (Format::Csv | Format::Parquet)) => Ok(format),
        // a device
        Ok(Format::Terminal) if path.extension().is_none() => Ok(Format::Csv),
        _ => Err(Error::Usage {
            message: format!("the log is CSV or Parquet, which `{}` does not say", path.display()),
            hints: vec!["name the file `tx.csv` or `tx.parquet`".to_owned()],
        }),
    }
}

fn truth_format(path: &Path) -> Result<Format> {
    match format_of(path) {
        Ok(format @ (Format::Csv | Format::Json | Format::Ndjson | Format::Parquet)) => Ok(format),
        _ => Err(Error::Usage {
            message: format!("the truth is CSV, JSON or Parquet, which `{}` does not say", path.display()),
            hints: vec!["name the file `truth.csv`".to_owned()],
        }),
    }
}

fn write_log(shop: &Shop, format: Format, out: &mut dyn Write) -> Result<Truth> {
    if format == Format::Parquet {
        let mut log = ParquetLog::new(shop, out)?;
        let truth = shop.simulate(&mut |rows: &[Row]| log.write(rows))?;
        log.finish()?;
        return Ok(truth);
    }
    let mut log = CsvLog::new(shop, out)?;
    shop.simulate(&mut |rows: &[Row]| log.write(rows))
}

/// What is true, as a result like any other.
fn document(shop: &Shop, truth: &Truth, words: &[std::ffi::OsString]) -> Document {
    let left = truth.customers.iter().filter(|life| life.left.is_some()).count();
    #[expect(clippy::cast_precision_loss, reason = "a share of customers")]
    let gone = left as f64 / f64::from(shop.customers);
    let counts = truth.counts;
    Document {
        command: SPEC.command,
        version: 1,
        title: Message::new("simulate-title")
            .text("seed", shop.seed.to_string())
            .with("from", Value::Date(shop.from))
            .with("until", Value::Date(shop.until))
            .count("customers", u64::from(shop.customers)),
        headline: Message::new("simulate-headline")
            .count("rows", counts.rows)
            .count("orders", counts.orders)
            .count("guests", counts.guests)
            .count("refunds", counts.refunds)
            .count("duplicates", counts.duplicates)
            .share("gone", gone),
        tables: vec![truth.table(shop)],
        views: Vec::new(),
        notes: Vec::new(),
        warnings: Vec::new(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance {
            setia: env!("CARGO_PKG_VERSION"),
            command_line: command_line(words),
            as_of: shop.until.to_string(),
            time_unit: TimeUnit::Week.name(),
            seed: shop.seed,
            ..Provenance::default()
        },
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    }
}

impl SimulateArgs {
    fn shop(&self) -> Result<Shop> {
        let shop = Shop {
            customers: self.customers,
            from: self.from,
            until: self.until,
            r: self.r,
            alpha: self.alpha,
            leaving: match self.model {
                Model::BgNbd => Leaving::AfterRepeatPurchase { a: self.a, b: self.b },
                Model::MbgNbd => Leaving::AfterPurchase { a: self.a, b: self.b },
                Model::ParetoNbd => Leaving::AnyTime { s: self.s, beta: self.beta },
                Model::Nbd => Leaving::Never,
            },
            p: self.p,
            q: self.q,
            v: self.v,
            season: self.season,
            refunds: self.refunds,
            guests: self.guests,
            duplicates: self.duplicates,
            lines: self.lines,
            decimals: self.decimals,
            id_prefix: self.id_prefix.clone(),
            ahead: usize::from(self.ahead),
            seed: self.seed,
            ..Shop::default()
        };
        let acquired = self.acquired_within.map(|span| span.days_from(self.from));
        let shop = Shop {
            acquired: acquired
                .and_then(|days| usize::try_from(days).ok())
                .unwrap_or(shop.days())
                .min(shop.days()),
            ..shop
        };
        let shop = match (&self.promo_groups, &self.promo_variant) {
            (Some(path), Some(variant)) => {
                let sheet = Sheet::at(&path.display().to_string())?;
                Shop { promo_to: Some(promo_to(&shop, &sheet, variant)?), ..shop }
            }
            _ => shop,
        };
        match self.promo {
            Some(first) => shop.with_promo(
                first,
                usize::from(self.promo_days),
                self.promo_share,
                self.promo_effect,
                self.promo_discount,
            ),
            None => Ok(shop),
        }
    }
}
