//! Reading opened files on all cores: one thread cuts, the others parse and hand rows to their sinks.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::BatchParser;
use super::blocks::{Block, Blocks};
use super::parquet::{ParquetPlan, Slice};
use super::parse::{PartReport, TextParser};
use super::plan::TextPlan;
use super::rejects::{self, Rejects};
use super::sources::{Format, Source};
use super::text::{self, cut_error};
use super::{Filter, Ids, Progress, ReadOptions, Role, Row};
use crate::error::{Error, Result, UnreadableRows};
use crate::units::Money;
use crossbeam_channel::{Receiver, Sender};

/// Takes the rows that one parsing thread produces.
pub trait RowSink: Send {
    /// Takes a batch of rows, in no particular order.
    fn rows(&mut self, rows: &[Row]);
}

/// Opened files: how each is read is decided, no row is parsed yet.
#[derive(Debug)]
pub struct Input {
    files: Vec<(Source, Plan)>,
    filter: Option<Filter>,
    keep_all_rejects: bool,
    threads: usize,
}

#[derive(Debug)]
enum Plan {
    Text(Box<TextPlan>),
    Parquet(Box<ParquetPlan>),
}

impl Plan {
    fn header(&self) -> &[String] {
        match self {
            Plan::Text(plan) => &plan.header,
            Plan::Parquet(plan) => &plan.header,
        }
    }

    fn columns(&self) -> Vec<(Role, String)> {
        match self {
            Plan::Text(plan) => plan.columns(),
            Plan::Parquet(plan) => plan.mapping.describe(&plan.header),
        }
    }
}

/// What became of the rows of one file.
#[derive(Debug)]
pub struct FileReport {
    /// Rows in the file.
    pub rows: u64,
    rejects: Rejects,
}

impl FileReport {
    /// Rows that could not be read.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.rejects.total()
    }
}

/// What became of the rows of all files.
#[derive(Debug)]
pub struct ReadReport {
    /// One entry for each file.
    pub files: Vec<FileReport>,
    /// Amounts whose decimals beyond the fourth were rounded away.
    pub rounded: u64,
    /// Rows left out by the filter.
    pub filtered: u64,
    /// Their money.
    pub filtered_amount: Money,
}

impl ReadReport {
    /// Rows in all files.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.files.iter().map(|file| file.rows).sum()
    }

    /// Rows that could not be read.
    #[must_use]
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(FileReport::rejected).sum()
    }

    /// Money in rejected rows whose amount could be read.
    #[must_use]
    pub fn rejected_amount(&self) -> Money {
        Money::saturating_from(self.files.iter().map(|file| file.rejects.amount).sum())
    }
}

/// A piece of work for a parsing thread: file, number of the part, content.
type Part = (usize, usize, Content);

enum Content {
    Text(Block),
    Slice(Slice),
}

impl Input {
    /// Opens files and decides how each is read.
    ///
    /// # Errors
    /// Files that cannot be read, lack a column, or can be read in more than one way.
    pub fn open(sources: Vec<Source>, options: &ReadOptions) -> Result<Input> {
        let mut files = Vec::with_capacity(sources.len());
        for source in sources {
            let plan = if source.format == Format::Parquet {
                Plan::Parquet(Box::new(ParquetPlan::make(&source, options)?))
            } else {
                Plan::Text(Box::new(TextPlan::make(&source, options)?))
            };
            if let Some(filter) = &options.filter {
                filter.places(&source.name, plan.header())?;
            }
            files.push((source, plan));
        }
        let threads = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        Ok(Input {
            files,
            filter: options.filter.clone(),
            keep_all_rejects: options.keep_all_rejects,
            threads,
        })
    }

    /// The files.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        self.files.iter().map(|(source, _)| source)
    }

    /// Bytes on disk, for a progress bar.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.sources().map(|source| source.bytes).sum()
    }

    /// The columns that play each role; more than one where files differ.
    #[must_use]
    pub fn columns(&self) -> Vec<(Role, Vec<String>)> {
        let mut all: Vec<(Role, Vec<String>)> = Vec::new();
        for role in Role::ALL {
            let mut names: Vec<String> = Vec::new();
            for (_, plan) in &self.files {
                let found = plan.columns().into_iter().find(|(other, _)| *other == role);
                if let Some((_, name)) = found
                    && !names.contains(&name)
                {
                    names.push(name);
                }
            }
            if !names.is_empty() {
                all.push((role, names));
            }
        }
        all
    }

    /// Whether every file has a column for that role.
    #[must_use]
    pub fn has(&self, role: Role) -> bool {
        self.files.iter().all(|(_, plan)| plan.columns().iter().any(|(other, _)| *other == role))
    }

    /// How each file is read, for those who want to see it: delimiter, date format, decimal mark.
    #[must_use]
    pub fn dialects(&self) -> Vec<String> {
        self.files
            .iter()
            .map(|(source, plan)| match plan {
                Plan::Text(plan) => {
                    let delimiter = crate::error::show_delimiter(plan.delimiter as char);
                    let dates = plan.date_format.name();
                    let mut marks: Vec<&str> = plan.decimal_marks.iter().map(|mark| mark.name()).collect();
                    marks.dedup();
                    let decimals = if marks.is_empty() {
                        String::new()
                    } else {
                        format!(", decimal {}", marks.join(" and "))
                    };
                    format!("{}: delimiter `{delimiter}`, dates {dates}{decimals}", source.name)
                }
                Plan::Parquet(plan) => format!("{}: Parquet, {} rows", source.name, plan.rows),
            })
            .collect()
    }

    /// Reads all rows; each parsing thread feeds a sink of its own.
    ///
    /// # Errors
    /// Files that break off, and filters that do not fit the values. Rejected rows are no error here: they are
    /// counted in the report.
    pub fn read<S: RowSink>(
        &self,
        ids: &Ids,
        progress: &dyn Progress,
        new_sink: impl Fn() -> S + Sync,
    ) -> Result<(Vec<S>, ReadReport)> {
        let (send, receive) = crossbeam_channel::bounded::<Part>(self.threads * 2);
        let stop = AtomicBool::new(false);
        let (cut, parsed) = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.threads)
                .map(|_| {
                    let (receive, new_sink, stop) = (receive.clone(), &new_sink, &stop);
                    scope.spawn(move || {
                        let parsed = self.parse_parts(&receive, ids, new_sink());
                        if parsed.is_err() {
                            stop.store(true, Ordering::Relaxed);
                            receive.iter().for_each(drop);
                        }
                        parsed
                    })
                })
                .collect();
            drop(receive);
            let cut = self.cut(&send, progress, &stop);
            drop(send);
            let parsed: Vec<_> = workers.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
            (cut, parsed)
        });
        let mut sinks = Vec::new();
        let mut parts = BTreeMap::new();
        for worker in parsed {
            let (sink, reports) = worker.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
            sinks.push(sink);
            parts.extend(reports);
        }
        cut?;
        Ok((sinks, self.report(parts)))
    }

    fn cut(&self, send: &Sender<Part>, progress: &dyn Progress, stop: &AtomicBool) -> Result<()> {
        for (file, (source, plan)) in self.files.iter().enumerate() {
            match plan {
                Plan::Text(plan) => {
                    let mut blocks = Blocks::new(text::open(source, progress)?, plan.delimiter);
                    let mut part = 0;
                    while let Some(block) = blocks.next().map_err(|problem| cut_error(source, problem))? {
                        if stop.load(Ordering::Relaxed)
                            || send.send((file, part, Content::Text(block))).is_err()
                        {
                            return Ok(());
                        }
                        part += 1;
                    }
                }
                Plan::Parquet(plan) => {
                    for (part, slice) in plan.slices().into_iter().enumerate() {
                        if stop.load(Ordering::Relaxed)
                            || send.send((file, part, Content::Slice(slice))).is_err()
                        {
                            return Ok(());
                        }
                        progress.advance(source.bytes * slice.1 as u64 / plan.rows as u64);
                    }
                }
            }
        }
        Ok(())
    }

    fn filter_places(&self, file: usize) -> Result<Option<(&Filter, Vec<usize>)>> {
        let (source, plan) = &self.files[file];
        let Some(filter) = &self.filter else { return Ok(None) };
        Ok(Some((filter, filter.places(&source.name, plan.header())?)))
    }

    #[expect(clippy::type_complexity, reason = "a sink and the reports of the parts it was fed with")]
    fn parse_parts<S: RowSink>(
        &self,
        parts: &Receiver<Part>,
        ids: &Ids,
        mut sink: S,
    ) -> Result<(S, Vec<((usize, usize), PartReport)>)> {
        let mut reports = Vec::new();
        let mut rows = Vec::new();
        let keep_all_rejects = self.keep_all_rejects;
        for (file, part, content) in parts {
            let filter = self.filter_places(file)?;
            rows.clear();
            let (source, plan) = &self.files[file];
            let report = match (plan, content) {
                (Plan::Text(plan), Content::Text(block)) => {
                    let skip = if part == 0 { plan.header_end } else { 0 };
                    TextParser { plan, ids, filter, keep_all_rejects }.parse(&block, skip, &mut rows)?
                }
                (Plan::Parquet(plan), Content::Slice(slice)) => {
                    let places = filter.as_ref().map_or(&[][..], |(_, places)| places);
                    let frame = plan.frame(source, slice, places)?;
                    BatchParser { plan, ids, filter, keep_all_rejects }.parse(frame, &mut rows)?
                }
                _ => return Err(Error::Internal("a part of another kind than its file".to_owned())),
            };
            sink.rows(&rows);
            reports.push(((file, part), report));
        }
        Ok((sink, reports))
    }

    /// Puts the parts back in order, so that row numbers count from the top of each file.
    fn report(&self, parts: BTreeMap<(usize, usize), PartReport>) -> ReadReport {
        let mut report = ReadReport {
            files: self.files.iter().map(|_| FileReport { rows: 0, rejects: Rejects::default() }).collect(),
            rounded: 0,
            filtered: 0,
            filtered_amount: Money(0),
        };
        let mut filtered_amount = 0;
        let mut lines: Vec<u64> =
            self.files.iter().map(|(_, plan)| u64::from(matches!(plan, Plan::Parquet(_)))).collect();
        for ((file, _), part) in parts {
            let target = &mut report.files[file];
            target.rows += part.rows;
            target.rejects.append(part.rejects, lines[file]);
            lines[file] += part.lines;
            report.rounded += part.rounded;
            report.filtered += part.filtered;
            filtered_amount += part.filtered_amount;
        }
        report.filtered_amount = Money::saturating_from(filtered_amount);
        report
    }

    fn with_rejects<'a>(
        &'a self,
        report: &'a ReadReport,
    ) -> impl Iterator<Item = (&'a str, &'a [String], &'a Rejects)> {
        self.files
            .iter()
            .zip(&report.files)
            .map(|((source, plan), file)| (source.name.as_str(), plan.header(), &file.rejects))
    }

    /// The rejected rows as evidence.
    #[must_use]
    pub fn unreadable(&self, report: &ReadReport) -> UnreadableRows {
        rejects::unreadable(self.with_rejects(report), report.rows())
    }

    /// Writes the rejected rows as CSV: file, row, column, value, reason, and the row as it stands.
    ///
    /// # Errors
    /// What writing to `out` returns.
    pub fn write_rejects(&self, report: &ReadReport, out: impl Write) -> std::io::Result<()> {
        rejects::write(out, self.with_rejects(report)).map_err(std::io::Error::other)
    }
}
