//! Flag over variable over file over default.

use std::fs;

use crate::support::{command, folder, setia, testdata};

/// The as-of date that a run with these settings took.
fn as_of(file: Option<&str>, variable: Option<&str>, flag: Option<&str>) -> String {
    let folder = folder();
    fs::copy(testdata().join("shop.csv"), folder.path().join("shop.csv")).unwrap();
    if let Some(text) = file {
        fs::write(folder.path().join("setia.toml"), text).unwrap();
    }
    let mut words = vec!["rfm", "shop.csv", "--format", "json"];
    words.extend(flag.into_iter().flat_map(|flag| ["--as-of", flag]));
    let mut command = command(folder.path(), &words);
    if let Some(value) = variable {
        command.env("SETIA_AS_OF", value);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    json["provenance"]["as_of"].as_str().unwrap().to_owned()
}

#[test]
fn flag_over_variable_over_file_over_default() {
    let file = "as-of = \"2026-07-01\"\n";
    assert_eq!(as_of(None, None, None), "2026-06-30");
    assert_eq!(as_of(Some(file), None, None), "2026-07-01");
    assert_eq!(as_of(Some("[rfm]\nas_of = 2026-07-02\n"), None, None), "2026-07-02");
    assert_eq!(as_of(Some(file), Some("2026-07-03"), None), "2026-07-03");
    assert_eq!(as_of(Some(file), Some("2026-07-03"), Some("2026-07-04")), "2026-07-04");
}

#[test]
fn a_section_is_for_one_command_and_a_switch_is_true_or_false() {
    let folder = folder();
    fs::copy(testdata().join("shop.csv"), folder.path().join("shop.csv")).unwrap();
    let warned = |text: &str| {
        fs::write(folder.path().join("setia.toml"), text).unwrap();
        setia(folder.path(), &["rfm", "shop.csv"]).status
    };
    assert_eq!(warned("[rfm]\nstrict = true\n"), Some(1));
    assert_eq!(warned("strict = false\n"), Some(0));
    assert_eq!(warned("[rfm]\ntop = 3\nmap = \"klaviyo\"\n"), Some(0));
    assert_eq!(warned("config = \"other.toml\"\n"), Some(2));
    assert_eq!(warned("[rmf]\ntop = 3\n"), Some(2));
}

/// `[ab-test.plan]` is for `setia ab-test plan` alone, and `[ab-test]` for `setia ab-test` alone.
#[test]
fn a_section_within_a_section_is_for_a_subcommand() {
    let folder = folder();
    let planned = |text: &str| {
        fs::write(folder.path().join("setia.toml"), text).unwrap();
        let run = setia(folder.path(), &["ab-test", "plan", "--mde", "10%", "--format", "csv", "-q"]);
        (run.status, run.stdout.lines().nth(1).map(str::to_owned))
    };
    let (status, row) = planned("[ab-test.plan]\nbaseline = \"5%\"\n");
    assert_eq!(status, Some(0));
    assert!(row.unwrap().starts_with("conversion,pooled_z,14,0.05,"));
    let (status, row) =
        planned("confidence = \"90%\"\n[ab-test]\ncontrol = \"B\"\n[ab-test.plan]\nbaseline = 0.05\n");
    assert_eq!(status, Some(0));
    let alpha: f64 = row.unwrap().split(',').nth(7).unwrap().parse().unwrap();
    assert!((alpha - 0.1).abs() < 1e-12, "{alpha}");
    assert_eq!(planned("[ab-test.plans]\nbaseline = 0.05\n").0, Some(2));
    assert_eq!(planned("[ab-test.plan]\nbasline = 0.05\n").0, Some(2));
}

#[test]
fn a_variable_is_named_in_complaints_and_empty_means_unset() {
    let run = |value: &str| {
        let mut command = command(&testdata(), &["rfm", "shop.csv"]);
        command.env("SETIA_MAP", value).env("SETIA_QUIET", "1");
        let output = command.output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    assert_eq!(
        run("zz").1,
        "error: `SETIA_MAP` cannot be `zz`\n\nhint: one of: rfm11, rf10, klaviyo, rfm-r\n"
    );
    assert_eq!(run("").0, Some(0));
}
