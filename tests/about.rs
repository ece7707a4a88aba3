//! What the program says about itself agrees with what it does.

use serde_json::Value;

use crate::support::{folder, setia, testdata};

/// The columns that `schema` promises are the columns that are written, in their order.
#[test]
fn the_schema_is_what_is_written() {
    let schema: Value = serde_json::from_str(&setia(&testdata(), &["schema", "--json"]).success()).unwrap();
    let commands = schema.as_object().unwrap();
    assert!(commands.len() >= 2);
    let folder = folder();
    let earlier = folder.path().join("earlier.csv").display().to_string();
    let words = ["churn-risk", "cdnow_sample.csv", "--as-of", "1998-03-31", "-o", &earlier, "-q"];
    setia(&testdata(), &words).success();
    let visits = folder.path().join("visits.csv");
    std::fs::write(&visits, "customer_id,variant,city,bought\na,A,x,1\nb,B,x,0\nc,A,y,0\nd,B,y,1\n").unwrap();
    let visits = visits.display().to_string();
    let rows = (1..200).map(|id| format!("{id:05},{}\n", if id % 2 == 0 { "A" } else { "B" }));
    let groups = folder.path().join("groups.csv");
    std::fs::write(&groups, format!("customer_id,variant\n{}", rows.collect::<String>())).unwrap();
    let groups = groups.display().to_string();
    for (command, tables) in commands.iter().filter(|(command, _)| *command != "simulate") {
        for (table, columns) in tables.as_object().unwrap() {
            let log: &[&str] = match (command.as_str(), table.as_str()) {
                ("ab-test", "segments") => &["ab-test", &visits, "--by", "city"],
                ("ab-test", _) => &["ab-test", "--counts", "A=50/100", "--counts", "B=60/100"],
                ("ab-test-plan", _) => &["ab-test", "plan", "--baseline", "5%", "--mde", "10%"],
                ("ab-test-assign", _) => &["ab-test", "assign", &visits, "--experiment", "e"],
                ("ab-test-aa", _) => &["ab-test", "aa", "cdnow_sample.csv", "--splits", "100"],
                (command, _) => &[command, "cdnow_sample.csv"],
            };
            let words = ["--format", "csv", "--table", table, "-q"];
            let needs: &[&str] = match table.as_str() {
                _ if command.starts_with("ab-test") => &[],
                "by" | "second_purchase_by" => &["--by", "segment"],
                "plan" | "plan_totals" => &["--offer-cost", "2", "--uplift", "5%"],
                "outcomes" | "moves" => &["--compare", &earlier],
                "effects" => &["--assignments", &groups, "--start", "1998-05-01"],
                "timeline" => &["--explain", "00004"],
                _ => &[],
            };
            let csv = setia(&testdata(), &[log, &words, needs].concat()).success();
            let promised: Vec<&str> =
                columns.as_array().unwrap().iter().map(|column| column["name"].as_str().unwrap()).collect();
            // a series is a column for each place: period_0, period_1, …
            let mut written: Vec<&str> = csv.lines().next().unwrap().split(',').collect();
            for name in &mut written {
                if let Some((series, place)) = name.rsplit_once('_')
                    && promised.contains(&series)
                    && place.parse::<usize>().is_ok()
                {
                    *name = series;
                }
            }
            written.dedup();
            assert_eq!(written, promised, "{command} {table}");
        }
    }
}

#[test]
fn the_schema_for_people() {
    insta::assert_snapshot!(setia(&testdata(), &["schema", "rfm"]).shown());
}

#[test]
fn completions_know_the_commands_and_their_options() {
    for shell in ["bash", "fish", "zsh", "elvish", "powershell"] {
        let script = setia(&testdata(), &["completions", shell]).success();
        assert!(
            script.contains("rfm") && script.contains("max-rejects") && script.contains("discount-rate"),
            "{shell}"
        );
    }
    assert_eq!(setia(&testdata(), &["completions"]).status, Some(2));
}

#[test]
fn manual_pages() {
    let page = setia(&testdata(), &["man", "clv"]).success();
    assert!(page.contains(".TH setia-clv") && page.contains("discount") && page.contains("Exit status"));
    assert!(setia(&testdata(), &["man"]).success().contains(".TH setia "));
    let part = setia(&testdata(), &["man", "ab-test-plan"]).success();
    assert!(part.contains(".TH setia-ab-test-plan") && part.contains("mde"));
}
