//! `examples/monthly-report`: what cron calls, its mail, its statuses, the units, and what docs/cron.md takes from there.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Run, folder, root, setia, skipped};

fn example(name: &str) -> PathBuf {
    root().join("examples/monthly-report").join(name)
}

/// A stub in the place of sendmail: keeps the words it was called with and each mail, and ends as `RECORD/status` says.
const STUB: &str = r#"#!/bin/sh
echo "$*" >>"$RECORD/words"
number=1
while [ -e "$RECORD/$number" ]; do number=$((number + 1)); done
cat >"$RECORD/$number"
if [ -e "$RECORD/status" ]; then exit "$(cat "$RECORD/status")"; fi
"#;

/// Where mails end up.
struct Outbox {
    folder: tempfile::TempDir,
}

impl Outbox {
    fn new() -> Outbox {
        let folder = folder();
        fs::write(folder.path().join("text"), STUB).unwrap();
        // written by another process, so that no thread of ours holds it open while it is run
        let copy = "cat text >stub && chmod 755 stub && rm text";
        let status = Command::new("sh").args(["-c", copy]).current_dir(folder.path()).status().unwrap();
        assert!(status.success());
        Outbox { folder }
    }

    /// A script of a shell, with mails going here and none of the caller's settings.
    fn command(&self, at: &Path, words: &[&str]) -> Command {
        let mut command = Command::new("sh");
        command.args(words).current_dir(at);
        for (name, _) in std::env::vars_os() {
            let name = name.to_string_lossy().into_owned();
            if name.starts_with("SETIA_") || name.starts_with("MAIL") {
                command.env_remove(name);
            }
        }
        command
            .env("SETIA", env!("CARGO_BIN_EXE_setia"))
            .env("MAIL_TO", "pemilik@example.com, kasir@example.com")
            .env("SENDMAIL", self.folder.path().join("stub"))
            .env("RECORD", self.folder.path());
        command
    }

    fn run(&self, at: &Path, words: &[&str]) -> Run {
        self.command(at, words).output().unwrap().into()
    }

    fn ends_with(&self, status: Option<u8>) {
        let path = self.folder.path().join("status");
        match status {
            Some(status) => fs::write(path, status.to_string()).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
    }

    /// The mails, in order.
    fn mails(&self) -> Vec<String> {
        let mails = (1..).map(|number| self.folder.path().join(number.to_string()));
        mails.map_while(|path| fs::read_to_string(path).ok()).collect()
    }

    fn words(&self) -> String {
        fs::read_to_string(self.folder.path().join("words")).unwrap_or_default()
    }
}

/// A folder as /srv/setia is to be: the scripts, the settings, and an export up to that day.
fn shop(until: &str) -> tempfile::TempDir {
    let folder = folder();
    for name in ["run.sh", "mail.sh", "setia.toml"] {
        fs::copy(example(name), folder.path().join(name)).unwrap();
    }
    fs::create_dir(folder.path().join("exports")).unwrap();
    let words = ["--customers", "200", "--id-prefix", "TOKO-", "--v", "200000", "--decimals", "0"];
    let file = ["--until", until, "-q", "-o", "exports/all.csv"];
    setia(folder.path(), &[&["simulate"], &words[..], &file].concat()).success();
    folder
}

fn header<'a>(mail: &'a str, name: &str) -> &'a str {
    let headers = mail.split("\n\n").next().unwrap();
    headers
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .unwrap_or_else(|| panic!("no {name} in {headers}"))
}

/// The text and the attachment of a mail of two parts.
fn parts(mail: &str) -> (String, String) {
    let boundary = header(mail, "Content-Type: multipart/mixed; boundary=").trim_matches('"');
    let boundary = format!("--{boundary}");
    let mut parts = mail.split(&boundary).skip(1);
    let (text, page) = (parts.next().unwrap(), parts.next().unwrap());
    assert_eq!(parts.next(), Some("--\n"), "the end of {mail}");
    assert!(text.contains("text/plain; charset=utf-8") && page.contains("text/html; charset=utf-8"));
    let page = page.split_once("\n\n").unwrap().1;
    (text.to_owned(), String::from_utf8(decoded(page)).unwrap())
}

fn decoded(base64: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_usize, 0);
    for digit in base64.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        held = held << 6 | DIGITS.iter().position(|known| *known == digit).unwrap();
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits).unwrap());
            held &= (1 << bits) - 1;
        }
    }
    bytes
}

/// `demo.sh` as it stands: two months, a run in which nothing has changed, an export that is broken; two mails that name nobody.
#[test]
fn two_months_of_a_shop() {
    let (folder, outbox) = (folder(), Outbox::new());
    let script = example("demo.sh");
    let run = outbox.run(folder.path(), &[script.to_str().unwrap(), "story"]);
    let text = format!("{}{}", run.stdout, run.stderr);
    assert_eq!(run.status, Some(0), "{text}");
    for line in [
        "2026-09: wrote `reports/2026-09`",
        "2026-09: nothing has changed, `reports/2026-09` is left as it is",
        "2026-10: wrote `reports/2026-10`",
        "2026-10: wrote `to-mail/2026-10`",
        "run.sh: setia ended with status 3; nothing is mailed",
        "exit status 3",
    ] {
        assert!(text.contains(line), "no `{line}` in {text}");
    }
    let story = folder.path().join("story");
    let mails = outbox.mails();
    assert_eq!(mails.len(), 2, "{text}");
    assert_eq!(outbox.words(), "-i -t\n-i -t\n");
    for (mail, month, title) in [(&mails[0], "2026-09", "September"), (&mails[1], "2026-10", "Oktober")] {
        assert_eq!(header(mail, "To: "), "pemilik@example.com, kasir@example.com");
        assert_eq!(header(mail, "Subject: "), format!("Laporan loyalitas {title} 2026"));
        assert!(mail.contains(&format!("attachment; filename=\"report-{month}.html\"")));
        assert!(mail.lines().all(|line| line.len() <= 100), "a line is too long");
        let (text, page) = parts(mail);
        assert!(text.contains("omzet") && !text.contains('|'), "{text}");
        assert!(!text.contains("TOKO-") && !page.contains("TOKO-"), "customers are named");
        assert_eq!(page, fs::read_to_string(story.join("to-mail").join(month).join("report.html")).unwrap());
    }
    // of the one before, the second mail says what moved since; in the folder of the shop customers are named
    let json = fs::read_to_string(story.join("to-mail/2026-10/report.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let revenue = &json["tables"]["figures"][0];
    assert!(revenue["last_report"] == revenue["previous"] && revenue["previous"].is_number(), "{revenue}");
    assert!(fs::read_to_string(story.join("reports/2026-10/report.html")).unwrap().contains("TOKO-"));
    assert!(!story.join("mail-1.txt").exists(), "the demo's own stub was used");
    // it does not write over a folder that may be somebody's
    let again = outbox.run(folder.path(), &[script.to_str().unwrap(), "story"]);
    assert!(again.status == Some(2) && again.stderr.contains("story is there"), "{}", again.stderr);
}

/// Without a stub of ours it has one of its own, and mails nobody.
#[test]
fn the_demo_mails_nobody() {
    let (folder, outbox) = (folder(), Outbox::new());
    let script = example("demo.sh");
    let mut command = outbox.command(folder.path(), &[script.to_str().unwrap(), "story"]);
    let run: Run = command.env_remove("SENDMAIL").env_remove("MAIL_TO").output().unwrap().into();
    let text = run.success();
    assert!(outbox.mails().is_empty());
    assert!(text.contains("Subject: Laporan loyalitas Oktober 2026"), "{text}");
    assert!(
        fs::read_to_string(folder.path().join("story/mail-2.txt")).unwrap().contains("pemilik@example.com")
    );
}

#[test]
fn a_report_is_mailed_once_and_again_if_that_failed() {
    let (shop, outbox) = (shop("2026-10-31"), Outbox::new());
    outbox.ends_with(Some(75));
    let failed = outbox.run(shop.path(), &["run.sh"]);
    assert_eq!(failed.status, Some(75), "{}", failed.stderr);
    assert!(failed.stderr.contains("the next run tries again"), "{}", failed.stderr);
    outbox.ends_with(None);
    let retried = outbox.run(shop.path(), &["run.sh", "-q"]);
    assert_eq!(retried.status, Some(0), "{}", retried.stderr);
    assert_eq!(outbox.mails().len(), 2);
    let quiet = outbox.run(shop.path(), &["run.sh", "-q"]);
    assert_eq!((quiet.status, quiet.stdout.as_str(), quiet.stderr.as_str()), (Some(0), "", ""));
    assert_eq!(outbox.mails().len(), 2);
    // an older month is made, and not mailed
    let older = outbox.run(shop.path(), &["run.sh", "--month", "2026-08"]);
    assert!(shop.path().join("to-mail/2026-08/report.html").exists(), "{}", older.stderr);
    assert_eq!(outbox.mails().len(), 2);
    // from any folder
    let elsewhere = outbox.run(&root(), &[shop.path().join("run.sh").to_str().unwrap()]);
    assert!(elsewhere.stderr.contains("2026-10: nothing has changed"), "{}", elsewhere.stderr);
}

#[test]
fn what_names_customers_is_not_mailed() {
    let (shop, outbox) = (shop("2026-10-31"), Outbox::new());
    outbox.run(shop.path(), &["run.sh"]);
    assert_eq!(outbox.mails().len(), 1);
    let refused = outbox.run(shop.path(), &["mail.sh", "reports/latest"]);
    assert_eq!(refused.status, Some(77), "{}", refused.stderr);
    assert!(refused.stderr.contains("may name customers"), "{}", refused.stderr);
    assert_eq!(outbox.mails().len(), 1);
    let mut wanted = outbox.command(shop.path(), &["mail.sh", "reports/2026-10"]);
    let wanted: Run =
        wanted.env("MAIL_CUSTOMERS", "yes").env("MAIL_FROM", "toko@example.com").output().unwrap().into();
    assert_eq!(wanted.status, Some(0), "{}", wanted.stderr);
    let mail = outbox.mails().pop().unwrap();
    assert_eq!(header(&mail, "From: "), "toko@example.com");
    assert!(parts(&mail).1.contains("TOKO-"));
    assert_eq!(outbox.run(shop.path(), &["mail.sh", "nowhere"]).status, Some(66));
    let gone =
        outbox.command(shop.path(), &["mail.sh"]).env("SENDMAIL", "/nowhere/sendmail").output().unwrap();
    assert_eq!(gone.status.code(), Some(69));
}

#[test]
fn without_an_address_nothing_is_mailed() {
    let (shop, outbox) = (shop("2026-10-31"), Outbox::new());
    let run: Run = outbox.command(shop.path(), &["run.sh"]).env_remove("MAIL_TO").output().unwrap().into();
    assert!(run.status == Some(0) && run.stderr.contains("MAIL_TO is not set"), "{}", run.stderr);
    assert!(outbox.mails().is_empty());
    let found = "PATH=$PATH:/usr/sbin:/usr/lib; command -v sendmail";
    if Command::new("sh").args(["-c", found]).output().unwrap().status.success() {
        skipped("without_an_address_nothing_is_mailed", "this machine has a sendmail, which would mail");
        return;
    }
    let run: Run = outbox.command(shop.path(), &["mail.sh"]).env_remove("SENDMAIL").output().unwrap().into();
    assert!(run.status == Some(0) && run.stderr.contains("there is no sendmail here"), "{}", run.stderr);
}

/// A lock that another process holds: this one.
#[test]
fn another_run_is_writing() {
    let (shop, outbox) = (shop("2026-10-31"), Outbox::new());
    fs::create_dir(shop.path().join("reports")).unwrap();
    let lock = File::create(shop.path().join("reports/.lock")).unwrap();
    lock.lock().unwrap();
    let busy = outbox.run(shop.path(), &["run.sh"]);
    assert_eq!(busy.status, Some(4), "{}", busy.stderr);
    assert!(busy.stderr.contains("error: another run is writing to `reports`"), "{}", busy.stderr);
    assert!(busy.stderr.contains("run.sh: setia ended with status 4; nothing is mailed"), "{}", busy.stderr);
    assert!(!shop.path().join("reports/latest").exists() && outbox.mails().is_empty());
    // while the second folder is busy the first is written, and the next run does the rest
    drop(lock);
    fs::create_dir(shop.path().join("to-mail")).unwrap();
    let lock = File::create(shop.path().join("to-mail/.lock")).unwrap();
    lock.lock().unwrap();
    let busy = outbox.run(shop.path(), &["run.sh"]);
    assert!(busy.status == Some(4) && busy.stderr.contains("writing to `to-mail`"), "{}", busy.stderr);
    assert!(shop.path().join("reports/latest").exists() && outbox.mails().is_empty());
    drop(lock);
    let run = outbox.run(shop.path(), &["run.sh"]);
    assert!(run.status == Some(0) && run.stderr.contains("nothing has changed, `reports"), "{}", run.stderr);
    assert_eq!(outbox.mails().len(), 1);
}

#[test]
fn what_fails_ends_as_setia_did_and_is_not_mailed() {
    let (shop, outbox) = (shop("2026-10-31"), Outbox::new());
    let settings = fs::read_to_string(example("setia.toml")).unwrap();
    let fails = |status: i32, what: &str| {
        let run = outbox.run(shop.path(), &["run.sh"]);
        assert_eq!(run.status, Some(status), "{what}: {}", run.stderr);
        assert!(run.stderr.contains("error: ") && run.stderr.contains("nothing is mailed"), "{}", run.stderr);
    };
    let export = shop.path().join("exports/all.csv");
    fs::rename(&export, shop.path().join("all.csv")).unwrap();
    fails(3, "no export");
    fs::write(&export, "<html>Please log in</html>\n").unwrap();
    fails(3, "a page");
    fs::rename(shop.path().join("all.csv"), &export).unwrap();
    fs::write(shop.path().join("setia.toml"), settings.replace("min-group", "min-grup")).unwrap();
    fails(2, "an option that is none");
    fs::write(shop.path().join("setia.toml"), &settings).unwrap();
    fs::write(shop.path().join("to-mail"), "a file where the folder should be").unwrap();
    let run = outbox.run(shop.path(), &["run.sh"]);
    assert!(matches!(run.status, Some(2 | 4)), "{}", run.stderr);
    fs::remove_file(shop.path().join("to-mail")).unwrap();
    let gone = outbox.command(shop.path(), &["run.sh"]).env("SETIA", "no-such-program").output().unwrap();
    assert_eq!(gone.status.code(), Some(127));
    assert!(outbox.mails().is_empty());
    outbox.run(shop.path(), &["run.sh"]);
    assert_eq!(outbox.mails().len(), 1);
}

/// With `strict` a month that ends too early is written but not mailed, whatever the runs after it end with.
#[test]
fn what_is_not_to_be_trusted_is_not_mailed() {
    let (shop, outbox) = (shop("2026-10-15"), Outbox::new());
    let settings = fs::read_to_string(example("setia.toml")).unwrap();
    assert!(settings.contains("\n# strict = true"));
    fs::write(shop.path().join("setia.toml"), settings.replace("\n# strict = true", "\nstrict = true"))
        .unwrap();
    let first = outbox.run(shop.path(), &["run.sh", "--month", "2026-10"]);
    assert_eq!(first.status, Some(1), "{}", first.stderr);
    for _ in 0..3 {
        outbox.run(shop.path(), &["run.sh", "--month", "2026-10"]);
    }
    assert!(outbox.mails().is_empty());
    // by hand it can be, and says why
    if shop.path().join("to-mail/latest").exists() {
        let run = outbox.run(shop.path(), &["mail.sh"]);
        assert_eq!(run.status, Some(0), "{}", run.stderr);
        let (text, _) = parts(&outbox.mails()[0]);
        assert!(text.contains("- peringatan: "), "{text}");
    }
}

#[test]
fn the_scripts_are_scripts_of_any_shell() {
    for shell in ["sh", "dash", "bash", "busybox"] {
        let words: &[&str] = if shell == "busybox" { &["sh", "-n"] } else { &["-n"] };
        if Command::new(shell).args(["-c", "true"]).output().is_err() {
            skipped("the_scripts_are_scripts_of_any_shell", &format!("there is no {shell}"));
            continue;
        }
        for script in ["run.sh", "mail.sh", "demo.sh"] {
            let run = Command::new(shell).args(words).arg(example(script)).output().unwrap();
            assert!(run.status.success(), "{shell} {script}: {}", String::from_utf8_lossy(&run.stderr));
        }
    }
}

/// Every option that setia.toml shows is one, also those that are commented out.
#[test]
fn the_settings_are_settings() {
    let shop = shop("2026-10-31");
    let text = fs::read_to_string(example("setia.toml")).unwrap();
    let is_option = |line: &str| {
        line.split_once(" = ")
            .is_some_and(|(key, _)| key.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-'))
    };
    let lines =
        text.lines().map(|line| line.strip_prefix("# ").filter(|line| is_option(line)).unwrap_or(line));
    let all = lines.collect::<Vec<_>>().join("\n");
    let options: Vec<&str> = all.lines().filter(|line| is_option(line)).collect();
    assert!(options.len() >= 20, "{all}");
    fs::write(shop.path().join("setia.toml"), &all).unwrap();
    let shown = setia(shop.path(), &["config", "show", "report"]).success();
    for option in options {
        let key = option.split(" = ").next().unwrap();
        assert!(shown.lines().any(|line| line.starts_with(&format!("{key} = "))), "no {key} in {shown}");
    }
}

#[test]
fn the_units_are_units() {
    if Command::new("systemd-analyze").arg("--version").output().is_err() {
        skipped("the_units_are_units", "there is no systemd-analyze");
        return;
    }
    let (shop, units) = (shop("2026-10-31"), folder());
    let here = shop.path().to_str().unwrap();
    for name in ["setia-report.service", "setia-report.timer"] {
        let text = fs::read_to_string(example(name)).unwrap();
        fs::write(units.path().join(name), text.replace("/srv/setia", here)).unwrap();
        let run =
            Command::new("systemd-analyze").arg("verify").arg(units.path().join(name)).output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success() && !said.contains("setia-report"), "{name}: {said}");
    }
}

/// The page shows lines of the files, and no older ones.
#[test]
fn the_page_takes_its_lines_from_the_files() {
    let page = fs::read_to_string(root().join("docs/cron.md")).unwrap();
    for (fence, file) in [("```crontab\n", "crontab"), ("```ini\n", "setia-report.timer")] {
        let block = page.split(fence).nth(1).unwrap().split("```").next().unwrap();
        let text = fs::read_to_string(example(file)).unwrap();
        assert!(text.contains(block), "{file} has not\n{block}");
    }
}
