//! Files in: every way to name them. Files out: whole or not at all.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::support::{command, folder, setia, skipped, testdata};

fn rfm_csv(folder: &Path, words: &[&str]) -> String {
    let mut all = vec!["rfm", "--format", "csv", "-q"];
    all.extend(words);
    setia(folder, &all).success()
}

/// `cdnow_sample.csv` in the given folder as two files by rows.
fn halves(folder: &Path) {
    let text = fs::read_to_string(testdata().join("cdnow_sample.csv")).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let rows: Vec<&str> = lines.collect();
    let (first, second) = rows.split_at(4000);
    for (name, rows) in [("a.csv", first), ("b.csv", second)] {
        fs::write(folder.join(name), format!("{header}\n{}\n", rows.join("\n"))).unwrap();
    }
}

#[test]
fn one_log_however_it_is_named_and_packed() {
    let folder = folder();
    let folder = folder.path();
    let whole = testdata().join("cdnow_sample.csv");
    let expected = rfm_csv(folder, &[whole.to_str().unwrap()]);
    assert_eq!(expected.lines().count(), 2358);

    fs::create_dir(folder.join("parts")).unwrap();
    halves(&folder.join("parts"));
    fs::write(folder.join("parts/readme.md"), "not data").unwrap();
    fs::write(folder.join("parts/.hidden.csv"), "not data").unwrap();
    assert_eq!(rfm_csv(folder, &["parts/a.csv", "parts/b.csv"]), expected, "two files");
    assert_eq!(rfm_csv(folder, &["parts"]), expected, "a directory");
    assert_eq!(rfm_csv(folder, &["parts/?.csv"]), expected, "a pattern");

    let text = fs::read(&whole).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(&text).unwrap();
    fs::write(folder.join("log.csv.gz"), gzip.finish().unwrap()).unwrap();
    assert_eq!(rfm_csv(folder, &["log.csv.gz"]), expected, "gzip");
    fs::write(folder.join("log.csv.zst"), zstd::encode_all(text.as_slice(), 1).unwrap()).unwrap();
    assert_eq!(rfm_csv(folder, &["log.csv.zst"]), expected, "zstd");
    fs::write(folder.join("log.tsv"), String::from_utf8(text.clone()).unwrap().replace(',', "\t")).unwrap();
    assert_eq!(rfm_csv(folder, &["log.tsv"]), expected, "tabs");

    for packed in [text, fs::read(folder.join("log.csv.gz")).unwrap()] {
        let mut program = command(folder, &["rfm", "-", "--format", "csv", "-q"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        program.stdin.take().unwrap().write_all(&packed).unwrap();
        let output = program.wait_with_output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), expected, "standard input");
    }
}

#[test]
fn rejects_are_written_with_their_place_and_as_they_stand() {
    let folder = folder();
    let bad = folder.path().join("bad.csv");
    let broken = testdata().join("broken/several_faults.csv");
    let words = ["rfm", broken.to_str().unwrap(), "--max-rejects", "4", "--rejects", "bad.csv", "-q"];
    setia(folder.path(), &words).success();
    let text = fs::read_to_string(&bad).unwrap();
    let broken = broken.display();
    let expected = format!(
        "file,row,column,value,reason,record\n\
         {broken},6,date,yesterday,not a date,\"c1,yesterday,4.00\"\n\
         {broken},9,amount,four,not a number,\"c1,2026-01-02,four\"\n\
         {broken},10,amount,five,not a number,\"c1,2026-01-02,five\"\n\
         {broken},21,,c1,\"1 field, the header has 3\",c1\n"
    );
    assert_eq!(text, expected);
}

#[test]
fn a_new_file_is_private_and_an_old_one_keeps_its_permissions() {
    let folder = folder();
    let shop = testdata().join("shop.csv");
    let write = |name: &str| {
        setia(folder.path(), &["rfm", shop.to_str().unwrap(), "-o", name]).success();
        fs::metadata(folder.path().join(name)).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(write("new.csv"), 0o600);
    fs::write(folder.path().join("old.csv"), "old").unwrap();
    fs::set_permissions(folder.path().join("old.csv"), fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(write("old.csv"), 0o644);
    symlink("old.csv", folder.path().join("link.csv")).unwrap();
    write("link.csv");
    assert!(fs::symlink_metadata(folder.path().join("link.csv")).unwrap().is_symlink());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn killed_while_writing_the_file_is_the_old_or_the_new_one() {
    let folder = folder();
    let log = testdata().join("cdnow_sample.csv");
    let target = folder.path().join("rfm.csv");
    let words = ["rfm", log.to_str().unwrap(), "-o", target.to_str().unwrap(), "-q"];
    setia(folder.path(), &words).success();
    let new = fs::read(&target).unwrap();
    let old = b"the old result\n".to_vec();
    let mut old_left = 0;
    for step in 0..40 {
        fs::write(&target, &old).unwrap();
        let mut program = command(folder.path(), &words).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(step * 2500));
        program.kill().unwrap();
        program.wait().unwrap();
        let left = fs::read(&target).unwrap();
        old_left += usize::from(left == old);
        assert!(left == old || left == new, "a torn file of {} bytes", left.len());
    }
    assert!(old_left > 0, "no run was killed in time");
}

#[test]
fn a_full_device_on_standard_output() {
    for format in ["table", "csv", "json", "ndjson", "markdown", "parquet", "xlsx", "html"] {
        let output = command(&testdata(), &["rfm", "shop.csv", "--format", format])
            .stdout(fs::File::options().write(true).open("/dev/full").unwrap())
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(4), "{format}: {stderr}");
        assert!(
            stderr.starts_with("error: cannot write to standard output: no space left on the device"),
            "{format}: {stderr}"
        );
    }
}

#[test]
fn a_full_device_behind_the_output_file() {
    let folder = folder();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(folder.path())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !mounted {
        skipped("a_full_device_behind_the_output_file", "a small file system cannot be mounted here");
        return;
    }
    let target = folder.path().join("rfm.csv");
    fs::write(&target, "the old result\n").unwrap();
    let log = testdata().join("cdnow_sample.csv");
    let run = setia(folder.path(), &["rfm", log.to_str().unwrap(), "-o", target.to_str().unwrap(), "-q"]);
    let left = fs::read_to_string(&target);
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    let used = fs::metadata(&target).map(|metadata| metadata.size());
    Command::new("umount").arg(folder.path()).status().unwrap();
    assert_eq!(run.status, Some(4), "{}", run.stderr);
    assert!(run.stderr.contains("no space left on the device"), "{}", run.stderr);
    assert_eq!(left.unwrap(), "the old result\n");
    assert_eq!((names.len(), used.unwrap()), (1, 15), "{names:?}");
}
