//! Pages as a browser shows and prints them: a quiet console, nothing fetched, no sideways scrolling, readable for
//! everybody (axe-core), whole tables on paper.
//!
//! Needs Chromium (`CHROMIUM`, or a usual name on the `PATH`) and, for the axe part, `SETIA_AXE` with the path of an
//! `axe.min.js`; what is missing is skipped, and said so. The page is measured in frames by `browser.js`.

use std::collections::BTreeSet;
use std::env;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// A browser that takes longer hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// The same for every run: no window, no one's profile, no traffic of the browser's own.
const FLAGS: [&str; 13] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-extensions",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--user-data-dir=profile",
    "--hide-scrollbars",
    "--enable-logging=stderr",
];

/// What `browser.js` says last; a browser that does not pass it on would pass on no error of the page either.
const HEARD: &str = "the console is heard";

/// One page at a time, lest browsers wait for one another until they seem to hang.
static TURN: Mutex<()> = Mutex::new(());

/// The browser to use: the one that `CHROMIUM` names, else the first of the usual names.
pub(crate) fn browser() -> Option<PathBuf> {
    let chosen = env::var("CHROMIUM").ok().filter(|name| !name.is_empty());
    let names = chosen.as_deref().map_or(NAMES.to_vec(), |name| vec![name]);
    let folders: Vec<PathBuf> = env::split_paths(&env::var_os("PATH")?).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|path| path.is_file()))
}

/// Looks at a page in every way; the error lists all that is wrong with it.
pub(crate) fn check(html: &Path) -> Result<()> {
    let Some(browser) = browser() else {
        skipped("pages in a browser: no chromium (CHROMIUM, or on the PATH)");
        return Ok(());
    };
    let axe = axe()?;
    if axe.is_none() {
        skipped("axe-core on pages: no SETIA_AXE");
    }
    let page = fs::read_to_string(html).with_context(|| html.display().to_string())?;
    let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let (shown, printed) = thread::scope(|scope| {
        let printed = scope.spawn(|| printed(&browser, &page));
        (shown(&browser, &page, axe.as_deref()), printed.join().expect("printing does not panic"))
    });
    drop(turn);
    let faults = [shown, printed].into_iter().collect::<Result<Vec<_>>>();
    let faults = faults.with_context(|| html.display().to_string())?.concat();
    ensure!(faults.is_empty(), "{}:\n  {}", html.display(), faults.join("\n  "));
    Ok(())
}

/// Says so once, and past the test runner, which keeps what a passing test prints.
fn skipped(what: &'static str) {
    static SAID: Mutex<BTreeSet<&str>> = Mutex::new(BTreeSet::new());
    if SAID.lock().unwrap_or_else(PoisonError::into_inner).insert(what) {
        let _ = writeln!(io::stderr(), "skipped: {what}");
    }
}

/// The source of axe-core, if there is one.
fn axe() -> Result<Option<String>> {
    let Some(path) = env::var_os("SETIA_AXE").filter(|path| !path.is_empty()) else { return Ok(None) };
    let source = fs::read_to_string(&path).with_context(|| format!("SETIA_AXE={}", path.display()))?;
    Ok(Some(source))
}

/// What is wrong with the page on a screen, and on paper as far as a screen can tell.
fn shown(browser: &Path, page: &str, axe: Option<&str>) -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("wrapper.html"), wrapper(page, axe))?;
    let run = run(browser, folder.path(), "wrapper.html", &["--dump-dom", "--virtual-time-budget=60000"])?;
    let mut faults = console(&run.stderr);
    ensure!(faults.remove(HEARD), "the browser does not pass on its console\n{run}");
    let found = result(&run.stdout).with_context(|| format!("the browser leaves no result\n{run}"))?;
    Ok(faults.into_iter().map(|line| format!("console: {line}")).chain(found).collect())
}

/// The page that holds the page.
fn wrapper(page: &str, axe: Option<&str>) -> String {
    let quoted = |value: Value| value.to_string().replace('<', "\\u003c");
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>wrapper</title></head><body>\
         <script>const page = {}, axeSource = {};</script><script>{}</script></body></html>",
        quoted(Value::from(page)),
        quoted(Value::from(axe)),
        include_str!("browser.js"),
    )
}

/// The findings that `browser.js` left in the page.
fn result(dom: &str) -> Result<Vec<String>> {
    let (_, rest) = dom.split_once("<pre id=\"result\">").context("no result")?;
    let (text, _) = rest.split_once("</pre>").context("no end of the result")?;
    let findings: Vec<Value> = serde_json::from_str(text)?;
    findings.iter().map(finding).collect()
}

fn finding(finding: &Value) -> Result<String> {
    let what = finding["what"].as_str().context("a finding without words")?;
    let places = finding["where"].as_array().context("a finding without a place")?;
    let places: Vec<&str> = places.iter().filter_map(Value::as_str).collect();
    Ok(format!("{what} [{}]", places.join(", ")))
}

/// The messages on the console, each once: `[…:CONSOLE:12] "message", source: about:srcdoc (12)`, on several lines
/// where the message is. `browser.js` silences all below a warning.
fn console(log: &str) -> BTreeSet<String> {
    let messages = log.split(":CONSOLE").skip(1).filter_map(|part| part.split_once("] \""));
    messages.map(|(_, rest)| rest.split("\", source: ").next().unwrap_or(rest).replace('\n', " ")).collect()
}

/// What is wrong with the page as a printed file.
fn printed(browser: &Path, page: &str) -> Result<Vec<String>> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("page.html"), page)?;
    let run =
        run(browser, folder.path(), "page.html", &["--print-to-pdf=page.pdf", "--no-pdf-header-footer"])?;
    let pdf = fs::read(folder.path().join("page.pdf")).with_context(|| format!("nothing printed\n{run}"))?;
    if pdf.starts_with(b"%PDF-") && pages(&pdf) > 0 {
        return Ok(Vec::new());
    }
    Ok(vec![format!("print: {} bytes, but no page of a PDF", pdf.len())])
}

/// The pages of a PDF: objects of the type `Page`, not `Pages`.
fn pages(pdf: &[u8]) -> usize {
    String::from_utf8_lossy(pdf).split("/Type /Page").skip(1).filter(|rest| !rest.starts_with('s')).count()
}

/// What a browser left behind.
struct Run {
    status: ExitStatus,
    stdout: String,
    stderr: String,
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (out, log): (String, String) = (self.stdout.chars().take(2000).collect(), last(&self.stderr, 20));
        write!(f, "{}\n--- stdout\n{out}\n--- stderr\n{log}", self.status)
    }
}

/// The last lines of a log, without the complaints about a missing desktop.
fn last(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("dbus")).collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Opens a file of `folder`, where the browser keeps all it writes.
fn run(browser: &Path, folder: &Path, file: &str, flags: &[&str]) -> Result<Run> {
    let [out, log] = ["stdout", "stderr"].map(|name| folder.join(name));
    let mut command = Command::new(browser);
    command.args(FLAGS).args(flags).arg(folder.join(file)).current_dir(folder).stdin(Stdio::null());
    command.stdout(File::create(&out)?).stderr(File::create(&log)?);
    let child = command.spawn().with_context(|| browser.display().to_string())?;
    let status = finished(child, PATIENCE)?;
    let text = |path| fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let (stdout, stderr) = (text(&out)?, text(&log)?);
    let Some(status) = status else {
        bail!("the browser hangs; stopped after {} s\n{}", PATIENCE.as_secs(), last(&stderr, 20));
    };
    let run = Run { status, stdout, stderr };
    ensure!(run.status.success(), "the browser fails: {run}");
    Ok(run)
}

/// How the process ended; none if it had to be stopped.
fn finished(mut child: Child, patience: Duration) -> io::Result<Option<ExitStatus>> {
    let start = Instant::now();
    while start.elapsed() < patience {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(10));
    }
    child.kill()?;
    child.wait()?;
    Ok(None)
}

/// What `check` says about a page with this body; none where it cannot look, or cannot look with axe.
fn report(head: &str, body: &str, with_axe: bool) -> Option<String> {
    if browser().is_none() || with_axe && axe().unwrap().is_none() {
        skipped("bad pages in a browser: no chromium, or no SETIA_AXE");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let html = folder.path().join("page of a test.html");
    let page = format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>A page</title>\
         <meta name=\"viewport\" content=\"width=device-width\">{head}</head>\
         <body><main><h1>A page</h1>{body}</main></body></html>"
    );
    fs::write(&html, page).unwrap();
    Some(check(&html).map_or_else(|error| format!("{error:#}"), |()| String::new()))
}

fn finds(head: &str, body: &str, words: &[&str]) {
    let Some(report) = report(head, body, words.iter().any(|word| word.contains("axe: "))) else { return };
    for word in words {
        assert!(report.contains(word), "no `{word}` in\n{report}");
    }
    assert_eq!(report.lines().skip(1).count(), words.len(), "{report}");
}

const ROW: &str = "<tr><th scope=\"row\">A row</th><td style=\"min-width: 900px\">1</td></tr>";

#[test]
fn a_good_page_passes() {
    let style = "<style>@media (prefers-color-scheme: dark) { body { background: #111; color: #eee } }
        .scroll { overflow: auto } @media print { td { min-width: 0 !important } }</style>";
    let body = format!(
        "<p>§ &amp; “é” <img alt=\"a dot\" src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"></p>
         <div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"t\"><table>{ROW}</table></div>
         <script>console.log('no fault')</script>"
    );
    finds(style, &body, &[]);
}

#[test]
fn a_loud_console_is_reported() {
    let script = "<script>console.error('it is\\nwrong'); console.warn('odd'); Promise.reject(new Error('lost')); \
                  nothing()</script><svg><path d=\"M x\"/></svg>";
    let words =
        ["console: it is wrong", "console: odd", "(in promise) Error: lost", "nothing is not", "<path>"];
    finds("", script, &words);
}

#[test]
fn a_page_that_asks_for_more_is_reported() {
    let head = "<link rel=\"stylesheet\" href=\"style.css\">
        <link rel=\"preconnect\" href=\"https://d.example/\">
        <style>body { background: url(https://a.example/b.png) }</style>";
    let body = "<script>fetch('https://c.example/').catch(() => {})</script>";
    let words = ["/style.css", "https://d.example/", "https://a.example/b.png", "https://c.example/"];
    let Some(report) = report(head, body, false) else { return };
    assert!(words.iter().all(|word| report.contains(word)), "{report}");
    finds(
        "<meta http-equiv=\"refresh\" content=\"0; url=https://a.example/\">",
        "",
        &["goes to another page"],
    );
}

#[test]
fn a_page_that_scrolls_sideways_is_reported() {
    let print = "<style>@media print { .wide { display: none } }</style>";
    let words = ["overflow: the page is 2008px wide and scrolls sideways: body > main > div.wide"];
    finds(print, "<div class=\"wide\" style=\"width: 2000px\">wide</div>", &words);
    let long = format!("<p class=\"wide\">{}</p>", "long".repeat(20));
    finds(print, &long, &["main > p.wide (ends at "]);
}

#[test]
fn what_some_cannot_read_is_reported() {
    let style = "<style>@media (prefers-color-scheme: dark) { p { background: #111; color: #333 } }
        @media (prefers-color-scheme: light) { b { color: #bbb } }</style>";
    let body = "<p>dark</p><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\"><b>pale</b>";
    let words = [
        "axe: image-alt (critical): Images must have alternative text: 1 x, first img.",
        "axe: color-contrast (serious): Elements must meet minimum color contrast ratio thresholds: 1 x, first b.",
        "axe: color-contrast (serious): Elements must meet minimum color contrast ratio thresholds: 1 x, first p.",
    ];
    finds(style, body, &words);
}

#[test]
fn a_table_cut_on_paper_is_reported() {
    let scroll = "<style>.scroll { overflow: auto }</style>";
    let table = |more: &str| {
        let attributes = "tabindex=\"0\" role=\"region\" aria-label=\"t\"";
        format!("<div class=\"scroll\" {attributes} style=\"{more}\"><table>{ROW}</table></div>")
    };
    finds(scroll, &table(""), &["print: a box cuts its table: body > main > div.scroll"]);
    finds(scroll, &table("max-height: 10px; overflow: hidden"), &["print: a box cuts its table"]);
    let open = format!(
        "{scroll}<style>@media screen {{ td {{ min-width: 0 !important }} }}
        @media print {{ .scroll {{ overflow: visible }} }}</style>"
    );
    finds(&open, &table(""), &["print: wider than the paper (688px): body > main > div.scroll > table"]);
}

#[test]
fn the_pages_of_a_printed_file_are_counted() {
    assert_eq!(
        pages(b"%PDF-1.4 <</Type /Pages /Count 2>> <</Type /Page\n>> <</Type /Page /Parent 2 0 R>>"),
        2
    );
    assert_eq!(pages(b"%PDF-1.4 <</Type /Pages /Count 0>>"), 0);
}

#[test]
fn a_browser_that_hangs_is_stopped() {
    let child = Command::new("sleep").arg("600").spawn().unwrap();
    assert!(finished(child, Duration::from_millis(50)).unwrap().is_none());
}
