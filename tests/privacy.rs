//! Who is named in a report, and what no format makes of a name.

use std::collections::BTreeSet;
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook};
use serde_json::Value;

use crate::browser;
use crate::support::{folder, setia, skipped, testdata};

/// What a spreadsheet, a browser and a terminal would act upon.
const NAMES: [&str; 4] =
    ["=HYPERLINK(\"http://x\",\"y\")", "<script>alert(1)</script>", "\u{1b}[31mred", "@SUM(A1)"];

/// A shop whose customers are called so.
fn shop_of_bad_names(folder: &Path) {
    let mut text = "customer_id,date,amount\n".to_owned();
    for month in 1..=6 {
        for (place, name) in NAMES.iter().enumerate() {
            let name = name.replace('"', "\"\"");
            text.push_str(&format!("\"{name}\",2026-{month:02}-{:02},{}\n", 3 + place, 10 + place));
        }
        text.push_str(&format!("plain,2026-{month:02}-28,5\n"));
    }
    std::fs::write(folder.join("log.csv"), text).unwrap();
}

const ALL: [&str; 4] = ["report", "log.csv", "--month", "2026-06"];

#[test]
fn names_are_text_and_nothing_else() {
    let folder = folder();
    shop_of_bad_names(folder.path());
    let out = |format: &str| {
        let words = [&ALL[..], &["--format", format]].concat();
        setia(folder.path(), &words).success()
    };
    for format in ["table", "markdown"] {
        let text = out(format);
        assert!(!text.contains('\u{1b}') && text.contains("HYPERLINK"), "{format}: {text}");
    }
    assert!(!out("markdown").replace("\\<script>", "").contains("<script>"));
    let page = out("html");
    assert!(!page.contains("<script") && page.contains("&lt;script&gt;"), "{page}");
    assert!(!page.contains('\u{1b}'));
    let words = [&ALL[..], &["--format", "csv", "--table", "to_thank"]].concat();
    let csv = setia(folder.path(), &words).success();
    let mut rows = csv::Reader::from_reader(csv.as_bytes());
    let first: BTreeSet<String> = rows.records().map(|row| row.unwrap()[0].to_owned()).collect();
    assert!(first.contains("'=HYPERLINK(\"http://x\",\"y\")") && first.contains("'@SUM(A1)"), "{first:?}");
    assert!(first.contains("plain"));
}

#[test]
fn no_name_is_a_formula_in_a_workbook() {
    let folder = folder();
    shop_of_bad_names(folder.path());
    let path = folder.path().join("r.xlsx");
    let words = [&ALL[..], &["-q", "-o", "r.xlsx"]].concat();
    setia(folder.path(), &words).success();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let sheets = book.sheet_names();
    assert!(sheets.contains(&"To thank".to_owned()) && sheets[0] == "Summary", "{sheets:?}");
    let mut seen = BTreeSet::new();
    for sheet in &sheets {
        let formulas = book.worksheet_formula(sheet).unwrap();
        assert!(formulas.cells().all(|(.., formula)| formula.is_empty()), "{sheet}");
        for (_, _, cell) in book.worksheet_range(sheet).unwrap().cells() {
            if let Data::String(text) = cell {
                seen.insert(text.clone());
            }
        }
    }
    assert!(seen.contains(NAMES[0]) && seen.contains(NAMES[1]), "{seen:?}");
    // numbers are numbers, dates dates
    let thank = book.worksheet_range("To thank").unwrap();
    let money = thank.get((1, 1)).unwrap();
    assert!(matches!(money, Data::Float(_) | Data::Int(_)), "{money:?}");
}

#[test]
fn a_page_of_bad_names_in_a_browser() {
    let folder = folder();
    shop_of_bad_names(folder.path());
    setia(folder.path(), &[&ALL[..], &["-q", "-o", "r.html"]].concat()).success();
    browser::check(&folder.path().join("r.html")).unwrap();
}

/// The ids of a log.
fn ids() -> BTreeSet<String> {
    let text = std::fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    text.lines().skip(1).map(|line| line.split(',').next().unwrap().to_owned()).collect()
}

/// Everything that a folder of a month holds as text, file by file.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let mut texts = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.extension().is_some_and(|extension| extension == "xlsx") {
            let mut book: Xlsx<_> = open_workbook(&path).unwrap();
            let mut text = String::new();
            for sheet in book.sheet_names() {
                for (_, _, cell) in book.worksheet_range(&sheet).unwrap().cells() {
                    text.push_str(&format!(" {cell} "));
                }
            }
            texts.push((name, text));
        } else {
            texts.push((name, String::from_utf8_lossy(&std::fs::read(&path).unwrap()).into_owned()));
        }
    }
    texts
}

/// Five digits that stand alone are ids of this log.
fn named(text: &str, ids: &BTreeSet<String>) -> BTreeSet<String> {
    let words = text.split(|letter: char| !letter.is_ascii_alphanumeric());
    words
        .filter(|word| word.len() == 5 && word.starts_with('0') && ids.contains(*word))
        .map(str::to_owned)
        .collect()
}

fn published(folder: &Path, words: &[&str]) -> std::path::PathBuf {
    let out = folder.join("out").display().to_string();
    let all = [&["report", "cdnow_sample.csv", "--output-dir", &out, "-q"], words].concat();
    setia(&testdata(), &all).success();
    folder.join("out/1998-06")
}

#[test]
fn nobody_is_named_unless_asked_for() {
    let (ids, folder) = (ids(), folder());
    let month = published(folder.path(), &["--customer-rows", "none"]);
    for (name, text) in texts(&month) {
        assert_eq!(named(&text, &ids), BTreeSet::new(), "{name}");
    }
    assert!(!month.join("to_thank.csv").exists());
    let month = published(folder.path(), &["--customer-rows", "top", "--top", "3"]);
    let csv = std::fs::read_to_string(month.join("to_thank.csv")).unwrap();
    assert_eq!(csv.lines().count(), 4);
    let month = published(folder.path(), &["--customer-rows", "all"]);
    let csv = std::fs::read_to_string(month.join("to_thank.csv")).unwrap();
    // those who bought in the month
    assert_eq!(csv.lines().count(), 1 + 138);
}

#[test]
fn pseudonyms_stand_for_the_same_customers_every_month() {
    let (ids, folder) = (ids(), folder());
    let key = folder.path().join("k").display().to_string();
    setia(folder.path(), &["key", "new", "k"]).success();
    let lists = |words: &[&str]| {
        let out = folder.path().join("out").display().to_string();
        let all = [
            &[
                "report",
                "cdnow_sample.csv",
                "--output-dir",
                &out,
                "-q",
                "--customer-rows",
                "all",
                "--pseudonymize",
                &key,
            ],
            words,
        ];
        setia(&testdata(), &all.concat()).success();
        let month = folder.path().join("out").join(words[1]);
        for (name, text) in texts(&month) {
            assert_eq!(named(&text, &ids), BTreeSet::new(), "{name}");
        }
        let csv = std::fs::read_to_string(month.join("to_thank.csv")).unwrap();
        csv.lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect::<BTreeSet<String>>()
    };
    let (may, june) = (lists(&["--month", "1998-05"]), lists(&["--month", "1998-06"]));
    assert!(june.iter().all(|id| id.starts_with("p_") && id.len() == 22));
    // some bought in both months
    let both = may.intersection(&june).count();
    assert!(both > 20 && both < june.len(), "{both}");
}

#[cfg(unix)]
#[test]
fn who_may_read_what() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| path.metadata().unwrap().permissions().mode() & 0o777;
    let folder = folder();
    let month = published(folder.path(), &[]);
    let modes = ["report.html", "report.xlsx", "to_thank.csv", "figures.csv", "manifest.json"];
    assert_eq!(modes.map(|name| mode(&month.join(name))), [0o600, 0o600, 0o600, 0o644, 0o644]);
    let month = published(folder.path(), &["--customer-rows", "none"]);
    assert_eq!(mode(&month.join("report.html")), 0o644);
    setia(folder.path(), &["key", "new", "k"]).success();
    let key = folder.path().join("k");
    assert_eq!(mode(&key), 0o600);
    std::fs::set_permissions(&key, std::fs::Permissions::from_mode(0o644)).unwrap();
    let key = key.display().to_string();
    let run = setia(&testdata(), &["report", "cdnow_sample.csv", "--pseudonymize", &key]);
    assert_eq!(run.status, Some(2));
    assert!(run.stderr.contains("others can read the key"), "{}", run.stderr);
}

/// A customer who is most of the shop is warned of, but not by name.
#[test]
fn a_large_customer_is_not_named_either() {
    let folder = folder();
    let mut text = "customer_id,date,amount\n".to_owned();
    for month in 1..=6 {
        for day in 1..=28 {
            text.push_str(&format!(
                "whale-ani,2026-{month:02}-{day:02},9\nc{day},2026-{month:02}-{day:02},9\n"
            ));
        }
    }
    std::fs::write(folder.path().join("log.csv"), text).unwrap();
    let words = ["report", "log.csv", "--customer-rows", "none", "--output-dir", "out", "-q"];
    setia(folder.path(), &words).success();
    for (name, text) in texts(&folder.path().join("out/latest")) {
        assert!(!text.contains("whale-ani"), "{name}");
    }
    let json = setia(folder.path(), &["report", "log.csv", "--customer-rows", "none", "--format", "json"]);
    assert!(json.success().contains("a till or a marketplace rather than a person"));
}

#[test]
fn small_groups_are_left_out() {
    let words = ["report", "cdnow_sample.csv", "--min-group", "5", "--format", "json"];
    let json: Value = serde_json::from_str(&setia(&testdata(), &words).success()).unwrap();
    for (table, column) in [("segments", "customers"), ("migration", "customers"), ("cohorts", "cohort_size")]
    {
        for row in json["tables"][table].as_array().unwrap() {
            let size = row[column].as_u64().unwrap();
            assert!(size == 0 || size >= 5, "{table} {row}");
        }
    }
    let ways = json["tables"]["migration"].as_array().unwrap().len();
    let all = setia(&testdata(), &["report", "cdnow_sample.csv", "--format", "json"]).success();
    let all: Value = serde_json::from_str(&all).unwrap();
    assert!(ways < all["tables"]["migration"].as_array().unwrap().len());
    assert!(json["notes"].to_string().contains("groups of fewer than 5 customers are left out"));
    if !cfg!(unix) {
        skipped("permissions", "this system has none of that kind");
    }
}
