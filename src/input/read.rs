//! Reading opened files on all cores: one thread cuts, the others parse and hand rows to their sinks.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};

use super::batch::BatchParser;
use super::blocks::{Block, Blocks};
use super::intern::Interner;
use super::kinds::Plan;
use super::labels::{self, LabelColumn};
use super::measures::{Measure, Measured};
use super::numbers::Currency;
use super::parquet::{ParquetPlan, Slice};
use super::parse::{Job, PartReport, TextParser};
use super::plan::TextPlan;
use super::rejects::{self, Rejects};
use super::report::{FileReport, ReadReport, Reading, RejectedRow};
use super::rows::Batch;
use super::sources::{Format, Source};
use super::text::{self, cut_error};
use super::{Filter, Ids, Preset, Progress, ReadOptions, Role};
use crate::error::{Error, Result, UnreadableRows};
use crossbeam_channel::{Receiver, Sender};
use polars::prelude::DataFrame;

/// Takes the rows that one parsing thread produces.
pub trait RowSink: Send {
    /// Takes a batch of rows, in no particular order.
    ///
    /// # Errors
    /// No room for them.
    fn rows(&mut self, batch: &Batch) -> Result<()>;
}

/// Opened files: how each is read is decided, no row is parsed yet.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a wish of its own")]
pub struct Input {
    files: Vec<(Source, Plan)>,
    filter: Option<Filter>,
    keep_all_rejects: bool,
    tagged: bool,
    census: bool,
    /// Whether every file names the product of a row.
    products: bool,
    labels: Vec<LabelColumn>,
    threads: usize,
    memory: Option<u64>,
}

/// One part in so many of the memory is for rows. The other parts are for what is made of them.
const ROWS_SHARE: usize = 4;

/// File, part of it, piece of that.
type PartPlace = (usize, usize, usize);

/// Rows that are parsed together: few enough to stay in the cache of a core.
const PIECE_ROWS: usize = 1 << 14;

/// A batch in pieces.
fn pieces(frame: &DataFrame) -> impl Iterator<Item = DataFrame> {
    (0..frame.height())
        .step_by(PIECE_ROWS)
        .map(|first| frame.slice(i64::try_from(first).unwrap_or(i64::MAX), PIECE_ROWS))
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
        let products = files.iter().all(|(_, plan): &(Source, Plan)| plan.mapping().product.is_some());
        let threads = match options.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        Ok(Input {
            filter: options.filter.clone(),
            keep_all_rejects: options.keep_all_rejects,
            tagged: options.tagged || options.census,
            census: options.census,
            products,
            labels: labels::columns(&files, &options.labels)?,
            threads,
            memory: options.memory,
            files,
        })
    }

    /// The numbers beside the amount that are read and that some file has.
    #[must_use]
    pub fn measures(&self) -> Measured<bool> {
        Measure::ALL.map(|measure| {
            self.files.iter().any(|(_, plan)| plan.mapping().measures[measure.place()].is_some())
        })
    }

    /// The columns that customers are grouped by: as asked for, and as the files call them. Those that were not needed
    /// and that a file lacks are not there.
    #[must_use]
    pub fn labels(&self) -> Vec<(String, Vec<String>)> {
        let columns = |label: &LabelColumn| {
            let mut names: Vec<String> = Vec::new();
            for (&place, (_, plan)) in label.places.iter().zip(&self.files) {
                let name = &plan.header()[place];
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
            names
        };
        self.labels.iter().map(|label| (label.name.clone(), columns(label))).collect()
    }

    /// The columns that have the total of an order beside the amounts of its lines.
    #[must_use]
    pub fn order_totals(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for (_, plan) in &self.files {
            let name = plan.mapping().order_total(plan.header()).map(|place| plan.header()[place].clone());
            names.extend(name.filter(|name| !names.contains(name)));
        }
        names
    }

    /// Bytes of rows that each parsing thread may hold in memory.
    #[must_use]
    pub fn memory_of_a_thread(&self) -> usize {
        self.memory.map_or(usize::MAX, |bytes| bytes as usize / ROWS_SHARE / self.threads)
    }

    /// Whether every row is looked at for copies.
    #[must_use]
    pub fn takes_census(&self) -> bool {
        self.census
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

    /// The export format of each file, where one was recognised.
    #[must_use]
    pub fn presets(&self) -> Vec<&'static Preset> {
        let mut presets: Vec<&'static Preset> = Vec::new();
        for preset in self.files.iter().filter_map(|(_, plan)| plan.preset()) {
            if !presets.iter().any(|known| known.id == preset.id) {
                presets.push(preset);
            }
        }
        presets
    }

    /// How each file is read, for those who want to see it: format, encoding, delimiter, dates, decimal mark.
    #[must_use]
    pub fn dialects(&self) -> Vec<String> {
        let dialect = |(source, plan): &(Source, Plan)| {
            let sheet = source.sheets().map_or(String::new(), |sheets| format!("sheet `{sheets}`, "));
            format!("{}: {sheet}{}", source.name, plan.dialect())
        };
        self.files.iter().map(dialect).collect()
    }

    /// Amounts of several currencies are no amounts: those that columns, marks and formats say.
    ///
    /// # Errors
    /// More than one currency.
    pub fn check_currencies(&self, report: &ReadReport) -> Result<()> {
        let all = self.currencies(report);
        let names: Vec<&String> = all.keys().collect();
        let agree = |one: &String| names.iter().all(|other| Currency::agree(one, other));
        if names.iter().all(|name| agree(name)) {
            return Ok(());
        }
        // one column of every file, or none that could be filtered by
        let column = self
            .columns()
            .into_iter()
            .find(|(role, names)| *role == Role::Currency && names.len() == 1 && self.has(Role::Currency));
        let mut found: Vec<(String, u64)> = all.into_iter().filter(|(_, rows)| *rows > 0).collect();
        found.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Err(Error::MixedCurrencies {
            path: self.sources().map(|source| source.name.as_str()).collect::<Vec<_>>().join(", "),
            column: column.map(|(_, names)| names.join(", ")),
            found,
        })
    }

    /// The currency of all amounts, if the files say it.
    #[must_use]
    pub fn currency(&self, report: &ReadReport) -> Option<String> {
        self.currencies(report).into_iter().find(|(_, rows)| *rows > 0).map(|(name, _)| name)
    }

    /// Rows in each currency that columns, marks and formats say.
    fn currencies(&self, report: &ReadReport) -> BTreeMap<String, u64> {
        let mut all: BTreeMap<String, u64> = BTreeMap::new();
        for ((_, plan), file) in self.files.iter().zip(&report.files) {
            for (name, rows) in &file.currencies {
                let name = if name == "RP" { "IDR" } else { name };
                *all.entry(name.to_owned()).or_default() += rows;
            }
            if let Some(mark) = plan.currency() {
                *all.entry(mark.to_owned()).or_default() +=
                    if file.currencies.is_empty() { file.rows } else { 0 };
            }
        }
        all
    }

    /// Roles and columns of each file, with the way their values are written.
    #[must_use]
    pub fn readings(&self) -> Vec<Reading> {
        let mut readings = Vec::new();
        for (source, plan) in &self.files {
            for (role, column) in plan.columns() {
                let format = plan.format_of(role);
                readings.push(Reading { file: source.name.clone(), role, column, format });
            }
        }
        readings
    }

    /// The rejected rows that were kept: file, row, column, value, reason.
    #[must_use]
    pub fn rejected_rows(&self, report: &ReadReport) -> Vec<RejectedRow> {
        let each = self.with_rejects(report).flat_map(|(file, header, rejects)| {
            rejects.kept.iter().map(move |reject| RejectedRow {
                file: file.to_owned(),
                row: reject.row,
                column: reject.column.map_or_else(String::new, |place| header[place].clone()),
                value: reject.value.clone(),
                reason: reject.reason.clone(),
            })
        });
        each.collect()
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
        let (give_back, used) = crossbeam_channel::unbounded::<Vec<u8>>();
        let stop = AtomicBool::new(false);
        let (cut, parsed) = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..self.threads)
                .map(|_| {
                    let (receive, new_sink, stop) = (receive.clone(), &new_sink, &stop);
                    let give_back = give_back.clone();
                    scope.spawn(move || {
                        let parsed = self.parse_parts(&receive, &give_back, progress, ids, new_sink());
                        if parsed.is_err() {
                            stop.store(true, Ordering::Relaxed);
                            receive.iter().for_each(drop);
                        }
                        parsed
                    })
                })
                .collect();
            drop(receive);
            let cut = self.cut(&send, &used, progress, &stop);
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

    fn cut(
        &self,
        send: &Sender<Part>,
        used: &Receiver<Vec<u8>>,
        progress: &dyn Progress,
        stop: &AtomicBool,
    ) -> Result<()> {
        for (file, (source, plan)) in self.files.iter().enumerate() {
            match plan {
                Plan::Text(plan) => {
                    let stream = text::open(source, plan.form, progress)?;
                    let mut blocks = Blocks::new(stream, plan.delimiter).reusing(used.clone());
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
                        progress.advance(source.bytes * slice.rows as u64 / plan.rows as u64);
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

    fn parse_parts<S: RowSink>(
        &self,
        parts: &Receiver<Part>,
        give_back: &Sender<Vec<u8>>,
        progress: &dyn Progress,
        ids: &Ids,
        mut sink: S,
    ) -> Result<(S, Vec<(PartPlace, PartReport)>)> {
        let mut reports = Vec::new();
        let mut batch = Batch::default();
        let ids = Interner::new(ids);
        for (file, part, content) in parts {
            let filter = self.filter_places(file)?;
            batch.clear();
            let (source, plan) = &self.files[file];
            let job = Job {
                ids: &ids,
                filter,
                keep_all_rejects: self.keep_all_rejects,
                tagged: self.tagged.then_some(file as u32),
                census: self.census,
                products: self.products,
                measures: self.measures(),
                labels: self.labels.iter().map(|label| label.places[file]).collect(),
                file: file as u32,
            };
            let report = match (plan, content) {
                (Plan::Text(plan), Content::Text(block)) => {
                    let skip = if part == 0 { plan.rows_begin } else { 0 };
                    let report = TextParser { plan, job }.parse(&block, skip, &mut batch)?;
                    // nobody may be waiting for it any more
                    let _ = give_back.send(block.bytes);
                    report
                }
                (Plan::Parquet(plan), Content::Slice(slice)) => {
                    let places = job.filter.as_ref().map_or(&[][..], |(_, places)| places);
                    let frame = plan.frame(source, slice, places, &job.labels)?;
                    let parser = BatchParser { plan, job };
                    for (piece, frame) in pieces(&frame).enumerate() {
                        batch.clear();
                        let report = parser.parse(frame, &mut batch)?;
                        sink.rows(&batch)?;
                        progress.rows(report.rows);
                        reports.push(((file, part, piece), report));
                    }
                    continue;
                }
                _ => return Err(Error::Internal("a part of another kind than its file".to_owned())),
            };
            sink.rows(&batch)?;
            progress.rows(report.rows);
            reports.push(((file, part, 0), report));
        }
        Ok((sink, reports))
    }

    /// Puts the parts back in order, so that row numbers count from the top of each file.
    fn report(&self, parts: BTreeMap<PartPlace, PartReport>) -> ReadReport {
        let mut report = ReadReport {
            files: self.files.iter().map(|_| FileReport::default()).collect(),
            ..ReadReport::default()
        };
        let mut lines: Vec<u64> =
            self.files.iter().map(|(_, plan)| u64::from(matches!(plan, Plan::Parquet(_)))).collect();
        for ((file, ..), part) in parts {
            let target = &mut report.files[file];
            target.rows += part.rows;
            target.rejects.append(part.rejects, lines[file]);
            lines[file] += part.lines;
            for (currency, rows) in part.currencies {
                *target.currencies.entry(currency).or_default() += rows;
            }
            report.rounded += part.rounded;
            for (unread, more) in report.unread.iter_mut().zip(part.unread) {
                *unread += more;
            }
            report.filtered.merge(part.filtered);
            report.seen.merge(&part.seen);
            report.left_out.merge(&part.left_out);
            report.continued += part.continued;
            for (word, rows) in part.unknown_statuses {
                *report.unknown_statuses.entry(word).or_default() += rows;
            }
        }
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
