//! The command line of `setia report`.

use std::path::{Path, PathBuf};

use clap::builder::PossibleValue;
use clap::{Args, FromArgMatches, ValueEnum};

use super::{CustomerRows, Earlier, GivenTest, Key, Month, Report, SECTIONS};
use crate::analysis::ab_test::Assigned;
use crate::analysis::trend::HolidayList;
use crate::cli::{Arguments, BuildError, PublishArgs, SharedArgs, confidence, day};
use crate::error::Error;
use crate::input::{DateFormat, Sheet};
use crate::units::{Day, Span};

pub(super) const ARGUMENTS: Arguments = Arguments {
    augment: |command| {
        let command = ReportArgs::augment_args(SharedArgs::augment_args(command));
        let command = PublishArgs::augment_args(command);
        command.mut_arg("files", |files| files.required(false).required_unless_present("verify"))
    },
    build: |matches| {
        let args = ReportArgs::from_arg_matches(matches)?;
        let dates = matches.get_one::<DateFormat>("date_format");
        let test = args.test(dates)?;
        Ok(Box::new(Report {
            month: args.month,
            sections: args.sections,
            lapsed_after: args.lapsed_after,
            within: args.within,
            confidence: args.confidence,
            holidays: args.holidays,
            test,
            earlier: args.compare,
            customer_rows: args.customer_rows,
            top: args.top,
            min_group: args.min_group,
            key: args.pseudonymize.as_deref().map(key).transpose()?,
        }))
    },
};

#[derive(Debug, Args)]
#[command(next_help_heading = "Report")]
struct ReportArgs {
    /// The month, e.g. 2026-10 [default: the last one that is over in the data]
    #[arg(long, value_name = "YYYY-MM", conflicts_with = "as_of")]
    month: Option<Month>,
    /// What it is about, in this order: overview, customers, trend, cohorts, segments, value, churn, people, test, quality
    /// [default: all]
    #[arg(long, value_name = "NAME,…", value_delimiter = ',', default_value = "overview,customers,trend,cohorts,segments,value,churn,people,test,quality", hide_default_value = true, value_parser = section)]
    sections: Vec<&'static str>,
    /// The JSON of an earlier report, to show what moved since; it need not be there yet
    #[arg(long, value_name = "FILE", value_parser = earlier)]
    compare: Option<Earlier>,
    /// How long without a purchase a customer is one
    #[arg(long, value_name = "SPAN", default_value = "90d")]
    lapsed_after: Span,
    /// Span of the churn risk
    #[arg(long, value_name = "SPAN", default_value = "90d")]
    within: Span,
    /// Probability that an interval holds what it is about
    #[arg(long, value_name = "P", default_value = "0.95", value_parser = confidence, hide_short_help = true)]
    confidence: f64,
    /// Days of your own beside the holidays that are known, in a table with date and name; `none` knows none
    #[arg(long, value_name = "FILE", default_value = "ready", hide_default_value = true, value_parser = holidays, hide_short_help = true)]
    holidays: HolidayList,
    /// A test: who was assigned to which variant, customer id and variant
    #[arg(long, value_name = "FILE", requires = "start", help_heading = "Test")]
    assignments: Option<PathBuf>,
    /// The first day of the test
    #[arg(long, value_name = "DATE", value_parser = day, requires = "assignments", help_heading = "Test")]
    start: Option<Day>,
    /// The last day of the test [default: the last day of the log]
    #[arg(long, value_name = "DATE", value_parser = day, requires = "assignments", help_heading = "Test")]
    end: Option<Day>,
    /// Column of variants [default: detected]
    #[arg(long, value_name = "NAME", requires = "assignments", help_heading = "Test")]
    variant: Option<String>,
    /// Which customers are named: top, none or all
    #[arg(
        long,
        value_name = "WHICH",
        value_enum,
        default_value_t,
        hide_possible_values = true,
        help_heading = "Privacy"
    )]
    customer_rows: CustomerRows,
    /// Customers in each list
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Privacy")]
    top: usize,
    /// Put pseudonyms in the place of customer ids, by a key that `setia key new FILE` makes
    #[arg(long, value_name = "KEYFILE", help_heading = "Privacy")]
    pseudonymize: Option<PathBuf>,
    /// Leave out the figures of groups of fewer customers
    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, help_heading = "Privacy")]
    min_group: u64,
}

impl ReportArgs {
    fn test(&self, dates: Option<&DateFormat>) -> Result<Option<GivenTest>, BuildError> {
        let (Some(path), Some(start)) = (&self.assignments, self.start) else { return Ok(None) };
        let sheet = Sheet::at(&path.display().to_string())?;
        let days = (start, self.end, Span::Days(28));
        let assigned = Assigned::of(&sheet, (self.variant.as_deref(), None, dates), days)?;
        Ok(Some((Box::new(assigned), self.variant.clone())))
    }
}

fn section(text: &str) -> Result<&'static str, String> {
    SECTIONS
        .into_iter()
        .find(|section| *section == text)
        .ok_or_else(|| format!("there are: {}", SECTIONS.join(", ")))
}

fn earlier(path: &str) -> Result<Earlier, String> {
    Earlier::at(Path::new(path))
}

fn holidays(text: &str) -> Result<HolidayList, String> {
    match text {
        "ready" => Ok(HolidayList::Ready),
        "none" => Ok(HolidayList::Nothing),
        path => HolidayList::at(Path::new(path)).map_err(|problem| problem.to_string()),
    }
}

/// The key in a file that nobody else can read.
fn key(path: &Path) -> Result<Key, Error> {
    let unreadable = |problem: std::io::Error| Error::Usage {
        message: format!(
            "cannot read the key `{}`: {}",
            path.display(),
            crate::error::plain_reason(&problem)
        ),
        hints: vec!["make one with `setia key new FILE`".to_owned()],
    };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = path.metadata().map_err(unreadable)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(Error::Usage {
                message: format!("others can read the key `{}`", path.display()),
                hints: vec![format!("`chmod 600 {}`", path.display())],
            });
        }
    }
    Key::parse(&text)
}

impl ValueEnum for CustomerRows {
    fn value_variants<'a>() -> &'a [CustomerRows] {
        &[CustomerRows::Top, CustomerRows::None, CustomerRows::All]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(match self {
            CustomerRows::Top => "top",
            CustomerRows::None => "none",
            CustomerRows::All => "all",
        }))
    }
}
