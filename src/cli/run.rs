//! From words to exit status: read the arguments, run the stations, write the result.

use std::any::Any;
use std::ffi::OsString;
use std::mem;

use clap::{ArgMatches, FromArgMatches};

use super::BuildError;
use super::about;
use super::app::{self, Help};
use super::diagnose::{self, Invocation};
use super::output;
use super::printer::{self, Printer};
use super::progress::{Bar, Step};
use super::provenance::{self, command_line};
use super::publish::{self, Begun, Publication};
use super::settings::Settings;
use super::shared::SharedArgs;
use super::simulate;
use super::status::Status;
use super::targets::check_targets;
use super::{config, init, keys};
use crate::analysis::{Analysis, Basis, Entry};
use crate::customers::Attributes;
use crate::document::{Document, InputFile, Provenance};
use crate::error::{Error, Result};
use crate::input::{Amounts, Input, ReadOptions, Sheet, Source, SummaryTable};
use crate::pipeline::{Prepared, Read};
use crate::render::{Format, RenderOptions};
use crate::transactions::Window;
use crate::units::Day;

/// Runs the program and says how it ended.
pub(super) fn run(words: &[OsString]) -> Status {
    let mut talk =
        Talk { printer: Printer::new(printer::ColorChoice::Auto, false), invocation: Invocation::default() };
    match dispatch(words, &mut talk) {
        Ok(status) => status,
        Err(error) => {
            let hints = diagnose::hints(&error, &talk.invocation);
            talk.printer.error(&error.to_string(), &error.evidence(), &hints);
            Status::from(&error)
        }
    }
}

/// Says that something broke that is nobody's fault but ours.
pub(super) fn report_panic(panic: &(dyn Any + Send)) -> Status {
    let what = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    let printer = Printer::new(printer::ColorChoice::Auto, false);
    printer.error(
        "setia has a fault",
        &[what.to_owned()],
        &["please report it with the command and, if you can, the file".to_owned()],
    );
    Status::Bug
}

/// How to speak to the user, as far as it is known yet.
struct Talk {
    printer: Printer,
    invocation: Invocation,
}

fn dispatch(words: &[OsString], talk: &mut Talk) -> Result<Status> {
    let settings = Settings::find(words)?;
    let help = if words.iter().any(|word| word == "--help") { Help::Full } else { Help::Short };
    let command = match &settings {
        Some(settings) => settings.apply(app::command(help))?,
        None => app::command(help),
    };
    let matches = match command.try_get_matches_from(words) {
        Ok(matches) => matches,
        Err(problem) if !problem.use_stderr() => {
            printer::to_stdout(|out| {
                let text = problem.render();
                write!(
                    out,
                    "{}",
                    if printer::color_on_stdout(printer::ColorChoice::Auto) {
                        text.ansi().to_string()
                    } else {
                        text.to_string()
                    }
                )
                .map_err(|source| Error::Write { path: None, source })
            })?;
            return Ok(Status::Done);
        }
        Err(problem) => {
            let complaint = diagnose::usage_error(&problem, words);
            let files = settings.as_ref().map(|settings| settings.files_only().apply(app::command(help)));
            let plain = files.transpose()?.unwrap_or_else(|| app::command(help));
            let file_is_to_blame = plain.try_get_matches_from(words).is_ok();
            return Err(match settings {
                Some(settings) if file_is_to_blame => settings.blame(complaint),
                _ => complaint,
            });
        }
    };
    match matches.subcommand() {
        Some(("config", shown)) => {
            let shown = shown.subcommand_matches("show").unwrap_or(shown);
            return config::run(shown, settings.as_ref()).map(|()| Status::Done);
        }
        Some(("key", key)) => {
            let new = key.subcommand_matches("new").unwrap_or(key);
            return keys::run(new, talk.printer).map(|()| Status::Done);
        }
        Some(("init", found)) => return init::run(found).map(|()| Status::Done),
        _ => {}
    }
    let Some((name, mut matches)) = matches.subcommand() else {
        return Err(Error::Internal("no subcommand".to_owned()));
    };
    let mut command = name.to_owned();
    while let Some((part, of_part)) = matches.subcommand() {
        command = format!("{command} {part}");
        matches = of_part;
    }
    if let Some(done) = about::run(name, matches) {
        return done.map(|()| Status::Done);
    }
    if name == simulate::SPEC.command {
        return simulate::run(matches, words).map(|()| Status::Done);
    }
    if name == "check" && matches.get_flag("presets") {
        return about::presets().map(|()| Status::Done);
    }
    let entry = Entry::of(&command);
    let entry = entry.ok_or_else(|| Error::Internal(format!("subcommand `{command}` is not listed")))?;
    analyse(entry, matches, words, talk)
}

fn analyse(entry: &Entry, matches: &ArgMatches, words: &[OsString], talk: &mut Talk) -> Result<Status> {
    let args =
        SharedArgs::from_arg_matches(matches).map_err(|problem| diagnose::usage_error(&problem, words))?;
    talk.printer = Printer::new(args.color, args.quiet);
    talk.invocation = Invocation { command: entry.spec.command.to_owned(), files: args.files.clone() };
    let publication = Publication::of(matches);
    if let Some(path) = publication.as_ref().and_then(Publication::verifies) {
        return publish::verify(path, talk.printer);
    }
    let analysis = (entry.arguments.build)(matches).map_err(|problem| match problem {
        BuildError::Usage(problem) => diagnose::usage_error(&problem, words),
        BuildError::Input(problem) => problem,
    })?;
    check_table(entry, &args, matches)?;
    let format = args.format()?;
    args.window()?;
    if analysis.basis() != Basis::Log {
        return analyse_tables(analysis.as_ref(), format, &args, matches, words, talk.printer);
    }
    limit_threads(args.threads);
    let sources = Source::expand(&args.files)?;
    check_targets(&sources, &args, matches)?;
    let publication = match publication {
        Some(publication) => match publication.begin(matches, &sources, talk.printer)? {
            Begun::Done(status) => return Ok(status),
            Begun::Folder(begun) => Some(begun),
            Begun::Single => None,
        },
        None => None,
    };
    let data = read_log(analysis.as_ref(), sources, format, &args, talk.printer)?;
    let step = Step::begin("analysing", args.quiet);
    let mut document = analysis.analyse(&data)?;
    drop(step);
    let digests = publication.is_some() || format.holds_provenance();
    document.provenance = Provenance {
        time_unit: document.provenance.time_unit,
        month: document.provenance.month.take(),
        ..provenance::of_log(&data, words, digests, analysis.seed())?
    };
    if args.currency.is_some() {
        document.provenance.currency.clone_from(&args.currency);
    }
    if let Some(publication) = publication {
        let options = RenderOptions { language: args.lang, ..RenderOptions::default() };
        publication.finish(&document, &options, &data, talk.printer)?;
        return Ok(ending(&document, &args));
    }
    let status = finish(&document, &sources_of(&data), format, &args, talk.printer)?;
    // the system takes their memory back at once, we would piece by piece
    mem::forget((document, data));
    Ok(status)
}

/// The log, read for an analysis: again, if which days it looks at depends on the days that there are.
fn read_log(
    analysis: &dyn Analysis,
    sources: Vec<Source>,
    format: Format,
    args: &SharedArgs,
    printer: Printer,
) -> Result<Prepared> {
    let asked = analysis.window(args.window()?);
    // from the beginning of time
    let all = Window { from: asked.from.map(|_| Day(i32::MIN)), ..asked };
    let window = if analysis.looks_before_from() { all } else { asked };
    let sheet = args.customers.as_ref().map(|path| Sheet::at(&path.display().to_string())).transpose()?;
    let mut labels = analysis.labels();
    if let Some(sheet) = &sheet {
        // what the table of customers has the log need not have
        for label in &mut labels {
            label.needed &= sheet.find(&[&label.name]).is_none();
        }
    }
    let options = args.read_options(analysis.amounts())?;
    // rows of several files may be the same rows
    let options = ReadOptions {
        tagged: options.tagged || sources.len() > 1,
        census: analysis.is_census(),
        labels,
        measures: analysis.measures(),
        keep_all_rejects: options.keep_all_rejects || wants_rejects(analysis, args, format),
        ..options
    };
    let input = Input::open(sources, &options)?;
    if args.verbose {
        input.dialects().iter().for_each(|line| printer.note(line));
    }
    let mut data = prepare(analysis, input, window, args)?;
    if window.as_of.is_none()
        && let Some(day) = analysis.as_of(&data)
    {
        data = prepare(analysis, data.input, Window { as_of: Some(day), ..window }, args)?;
    }
    data.from = asked.from;
    if let Some(sheet) = &sheet {
        data.attributes = Some(Attributes::join(sheet, &data.collected.customers)?);
    }
    Ok(data)
}

fn prepare(analysis: &dyn Analysis, input: Input, window: Window, args: &SharedArgs) -> Result<Prepared> {
    let bar = Bar::new(input.bytes(), args.quiet);
    let read = Read::all(input, window, &bar)?.dedupe(args.dedupe).keep_days(analysis.days_kept());
    let read = read.keep_ledger(analysis.wants_ledger()).keep_hours(analysis.wants_hours());
    bar.finish();
    let _step = Step::begin("summing up customers", args.quiet);
    if let Some(path) = &args.rejects {
        output::write_file(path, |out| {
            read.input()
                .write_rejects(read.report(), out)
                .map_err(|source| Error::Write { path: None, source })
        })?;
    }
    if analysis.is_census() { read.prepare_anyway() } else { read.prepare(args.max_rejects) }
}

/// The names of the files that were read.
fn sources_of(data: &Prepared) -> Vec<&Source> {
    data.input.sources().collect()
}

/// Writes the files that come beside the result, none of them over an input.
fn write_files(document: &Document, sources: &[&Source], printer: Printer) -> Result<()> {
    for (path, text) in &document.files {
        if sources.iter().any(|source| source.is_at(path)) {
            let message = format!("`{}` is an input, and would be written over", path.display());
            return Err(Error::Usage { message, hints: vec!["name another file".to_owned()] });
        }
        output::write_file(path, |out| {
            out.write_all(text.as_bytes()).map_err(|source| Error::Write { path: None, source })
        })?;
        printer.note(&format!("wrote `{}`", path.display()));
    }
    Ok(())
}

/// Whether every rejected row is a row of the result.
fn wants_rejects(analysis: &dyn Analysis, args: &SharedArgs, format: Format) -> bool {
    analysis.is_census() && (args.table.as_deref() == Some("rejects") || format == Format::Json)
}

/// The short way: a customer summary, or tables of the analysis's own, instead of transactions.
fn analyse_tables(
    analysis: &dyn Analysis,
    format: Format,
    args: &SharedArgs,
    matches: &ArgMatches,
    words: &[OsString],
    printer: Printer,
) -> Result<Status> {
    limit_threads(args.threads);
    let options = args.read_options(Amounts::Optional)?;
    let files = match analysis.basis() {
        Basis::Summary(path) => vec![path.display().to_string()],
        Basis::Log | Basis::Tables => args.files.clone(),
    };
    let sources = if files.is_empty() { Vec::new() } else { Source::expand(&files)? };
    check_targets(&sources, args, matches)?;
    let (mut document, rows) = if let Basis::Summary(path) = analysis.basis() {
        let [source] = sources.as_slice() else {
            let message = format!("`--summary {}` names several files", path.display());
            return Err(Error::Usage { message, hints: vec!["name one".to_owned()] });
        };
        let summary = SummaryTable::read(source, &options)?;
        (analysis.analyse_summary(&summary)?, vec![summary.rows.len()])
    } else {
        let tables: Vec<Sheet> =
            sources.iter().map(|source| Sheet::read(source, &options)).collect::<Result<_>>()?;
        (analysis.analyse_tables(&tables)?, tables.iter().map(Sheet::len).collect())
    };
    let digest = |source: &Source| format.holds_provenance().then(|| source.digest()).transpose();
    let file = |(source, rows): (&Source, usize)| {
        Ok(InputFile {
            path: source.name.clone(),
            bytes: source.bytes,
            digest: digest(source)?,
            rows: rows as u64,
            rejected: 0,
        })
    };
    document.provenance = Provenance {
        setia: env!("CARGO_PKG_VERSION"),
        command_line: command_line(words),
        seed: analysis.seed(),
        input: sources.iter().zip(rows).map(file).collect::<Result<_>>()?,
        time_unit: document.provenance.time_unit,
        columns: std::mem::take(&mut document.provenance.columns),
        currency: args.currency.clone(),
        ..Provenance::default()
    };
    finish(&document, &sources.iter().collect::<Vec<_>>(), format, args, printer)
}

/// Writes the result and says how it ended.
fn finish(
    document: &Document,
    sources: &[&Source],
    format: Format,
    args: &SharedArgs,
    printer: Printer,
) -> Result<Status> {
    write_files(document, sources, printer)?;
    write(document, format, args, printer)?;
    Ok(ending(document, args))
}

fn ending(document: &Document, args: &SharedArgs) -> Status {
    let untrusted = document.untrusted || (args.strict && !document.warnings.is_empty());
    match (untrusted, document.undecided) {
        (true, _) => Status::Untrusted,
        (false, true) => Status::Undecided,
        (false, false) => Status::Done,
    }
}

/// Keeps every pool of threads to `threads`; zero leaves them one for each core.
fn limit_threads(threads: usize) {
    if threads == 0 {
        return;
    }
    // a second pool in one process is not possible and not wanted
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).build_global();
    #[allow(
        unsafe_code,
        reason = "polars takes the size of its pool from this variable and from nowhere else"
    )]
    // SAFETY: no other thread reads the environment now: reading has not begun, and rayon's threads never do.
    unsafe {
        std::env::set_var("POLARS_MAX_THREADS", threads.to_string());
    }
}

/// A table that does not exist is told before the files are read.
fn check_table(entry: &Entry, args: &SharedArgs, matches: &ArgMatches) -> Result<()> {
    let Some(name) = &args.table else { return Ok(()) };
    let tables: Vec<&str> = entry.spec.tables.iter().map(|table| table.name).collect();
    if let Some(table) = entry.spec.tables.iter().find(|table| table.name == name) {
        return match table.needs {
            Some((id, typed)) if !matches.contains_id(id) => Err(Error::Usage {
                message: format!("the table `{name}` is made by `{typed}` only"),
                hints: vec![format!("add `{typed}`")],
            }),
            _ => Ok(()),
        };
    }
    let hint = match crate::nearest::nearest(name, &tables) {
        Some(nearest) => format!("did you mean `--table {nearest}`?"),
        None => format!("tables: {}", tables.join(", ")),
    };
    Err(Error::Usage {
        message: format!("`{}` has no table `{name}`", entry.spec.command),
        hints: vec![hint],
    })
}

fn write(document: &Document, format: Format, args: &SharedArgs, printer: Printer) -> Result<()> {
    let renderer = format.renderer();
    let to_screen = args.output.is_none();
    let options = RenderOptions {
        table: args.table.clone(),
        width: if to_screen { printer::stdout_width() } else { None },
        color: to_screen && printer::color_on_stdout(args.color),
        ascii: args.ascii,
        language: args.lang,
    };
    match &args.output {
        Some(path) => {
            let _step = Step::begin("writing", args.quiet);
            output::write_file(path, |out| renderer.render(document, &options, out))?;
        }
        None => printer::to_stdout(|out| renderer.render(document, &options, out))?,
    }
    if let Some(path) = &args.output {
        printer.note(&format!("wrote `{}`", path.display()));
    }
    // formats for people hold these; whoever pipes a table on still has to hear them
    if !to_screen || matches!(format, Format::Csv | Format::Ndjson | Format::Parquet) {
        let words = options.words(document);
        document.warnings.iter().for_each(|warning| printer.warning(&words.message(warning)));
        document.notes.iter().for_each(|note| printer.note(&words.message(note)));
    }
    Ok(())
}
