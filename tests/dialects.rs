//! One log in every way that exports are written: the figures stay the same.

use std::io::Write;
use std::path::Path;

use crate::support::{check, folder, setia, testdata};

/// A shop's log: ids with letters beyond ASCII, an order id, a moment, an amount with decimals.
fn log() -> Vec<[String; 5]> {
    let folder = folder();
    let words = ["simulate", "--customers", "150", "--refunds", "5%", "--guests", "5%", "--v", "20000"];
    let text = setia(folder.path(), &words).success();
    let rows = text.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let customer = if cells[1].is_empty() { String::new() } else { format!("Renée {}", cells[1]) };
        [cells[0].to_owned(), customer, cells[2].to_owned(), cells[3].to_owned(), cells[6].to_owned()]
    });
    rows.collect()
}

/// How a program writes a table.
struct Dialect {
    delimiter: char,
    line_end: &'static str,
    date: fn(&str) -> String,
    amount: fn(&str) -> String,
}

const PLAIN: Dialect = Dialect { delimiter: ',', line_end: "\n", date: str::to_owned, amount: str::to_owned };

impl Dialect {
    fn write(&self, rows: &[[String; 5]]) -> String {
        let mark = self.delimiter.to_string();
        let mut lines = vec![["no_pesanan", "pelanggan", "tanggal", "kanal", "total"].join(&mark)];
        for [order, customer, moment, channel, amount] in rows {
            let amount = (self.amount)(amount);
            let amount = if amount.contains(self.delimiter) { format!("\"{amount}\"") } else { amount };
            let date = (self.date)(moment);
            let date = if date.contains(self.delimiter) { format!("\"{date}\"") } else { date };
            lines.push([order.as_str(), customer, &date, channel, &amount].join(&mark));
        }
        lines.push(String::new());
        lines.join(self.line_end)
    }
}

/// `2026-01-31 20:41:07` in its parts.
fn parts(moment: &str) -> [&str; 4] {
    [&moment[..4], &moment[5..7], &moment[8..10], &moment[11..]]
}

/// With thousands in groups and this mark before the decimals.
fn grouped(amount: &str, group: &str, mark: &str) -> String {
    let (sign, amount) = amount.strip_prefix('-').map_or(("", amount), |amount| ("-", amount));
    let (units, rest) = amount.split_once('.').unwrap_or((amount, "00"));
    let mut groups: Vec<String> = Vec::new();
    let digits: Vec<char> = units.chars().collect();
    for chunk in digits.rchunks(3) {
        groups.insert(0, chunk.iter().collect());
    }
    format!("{sign}{}{mark}{rest}", groups.join(group))
}

fn figures(folder: &Path, file: &str, more: &[&str]) -> String {
    let words = [&["rfm", file, "-q", "--format", "csv"], more].concat();
    setia(folder, &words).success()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a list of ways to write")]
fn the_way_a_log_is_written_changes_nothing() {
    let rows = log();
    let folder = folder();
    let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let plain = PLAIN.write(&rows);
    put("plain.csv", plain.as_bytes());
    let expected = figures(folder.path(), "plain.csv", &[]);
    assert!(expected.lines().count() > 100);

    let day_first = |moment: &str| {
        let [year, month, day, clock] = parts(moment);
        format!("{day}/{month}/{year} {clock}")
    };
    let dialects = [
        (
            "semicolons",
            Dialect { delimiter: ';', date: day_first, amount: |a| grouped(a, ".", ","), ..PLAIN },
        ),
        ("tabs", Dialect { delimiter: '\t', line_end: "\r\n", amount: |a| grouped(a, ",", "."), ..PLAIN }),
        ("pipes", Dialect { delimiter: '|', amount: |a| format!("Rp {}", grouped(a, ".", ",")), ..PLAIN }),
        ("returns", Dialect { line_end: "\r", ..PLAIN }),
        (
            "dollars",
            Dialect {
                amount: |a| match a.strip_prefix('-') {
                    Some(a) => format!("(${})", grouped(a, ",", ".")),
                    None => format!("${}", grouped(a, ",", ".")),
                },
                ..PLAIN
            },
        ),
        ("euros", Dialect { amount: |a| format!("{} €", grouped(a, "\u{a0}", ",")), ..PLAIN }),
        (
            "short_years",
            Dialect {
                date: |moment| {
                    let [year, month, day, clock] = parts(moment);
                    format!("{month}/{day}/{} {clock}", &year[2..])
                },
                ..PLAIN
            },
        ),
        (
            "months_in_words",
            Dialect {
                date: |moment| {
                    const MONTHS: [&str; 12] = [
                        "Januari",
                        "Februari",
                        "Mar",
                        "April",
                        "Mei",
                        "Juni",
                        "Juli",
                        "Agu",
                        "September",
                        "Okt",
                        "Nov",
                        "Desember",
                    ];
                    let [year, month, day, clock] = parts(moment);
                    format!("{day} {} {year} {clock}", MONTHS[month.parse::<usize>().unwrap() - 1])
                },
                ..PLAIN
            },
        ),
        (
            "american",
            Dialect {
                date: |moment| {
                    let [year, month, day, clock] = parts(moment);
                    let hour: u32 = clock[..2].parse().unwrap();
                    let half = if hour < 12 { "AM" } else { "PM" };
                    format!("{month}/{day}/{year}, {}{} {half}", (hour + 11) % 12 + 1, &clock[2..])
                },
                ..PLAIN
            },
        ),
    ];
    for (name, dialect) in dialects {
        let file = format!("{name}.csv");
        put(&file, dialect.write(&rows).as_bytes());
        assert_eq!(figures(folder.path(), &file, &[]), expected, "{name}");
    }

    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain(plain.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    put("utf16.csv", &utf16);
    let utf16be: Vec<u8> = plain.encode_utf16().flat_map(u16::to_be_bytes).collect();
    put("utf16be.csv", &utf16be);
    let latin: Vec<u8> = plain.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    put("latin.csv", &latin);
    put("bom.csv", format!("\u{feff}{plain}").as_bytes());
    put("declared.csv", format!("sep=,\n{plain}").as_bytes());
    put("preamble.csv", format!("Toko Maju Jaya\nLaporan Penjualan,,\n\nPeriode:,2025\n{plain}").as_bytes());
    put("footer.csv", format!("{plain}Grand Total,,,,123456.00\n,,,,\n").as_bytes());
    put("trailing.csv", plain.replace('\n', ",,\n").as_bytes());
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gz.write_all(plain.as_bytes()).unwrap();
    put("plain.csv.gz", &gz.finish().unwrap());
    put("plain.csv.zst", &zstd::encode_all(plain.as_bytes(), 3).unwrap());
    for file in [
        "utf16.csv",
        "utf16be.csv",
        "latin.csv",
        "bom.csv",
        "declared.csv",
        "preamble.csv",
        "footer.csv",
        "trailing.csv",
        "plain.csv.gz",
        "plain.csv.zst",
    ] {
        assert_eq!(figures(folder.path(), file, &[]), expected, "{file}");
    }
}

/// The fields of an order stand on its first line only, in a shuffled file too.
#[test]
fn fields_of_an_order_on_its_first_line_only() {
    let folder = folder();
    let rows = [
        "no_pesanan,pelanggan,tanggal,produk,total",
        "A1,Ani,2026-03-01 10:00,Teh,10",
        "A1,,,Roti,5",
        "A2,Budi,2026-03-02 11:00,Teh,10",
        "A2,,,Kopi,20",
        "A3,Ani,2026-03-09 12:00,Roti,5",
        "A3,,,Susu,7",
    ];
    let write = |name: &str, order: &[usize]| {
        let lines: Vec<&str> =
            std::iter::once(0).chain(order.iter().copied()).map(|place| rows[place]).collect();
        std::fs::write(folder.path().join(name), lines.join("\n")).unwrap();
        figures(folder.path(), name, &[])
    };
    let straight = write("straight.csv", &[1, 2, 3, 4, 5, 6]);
    assert_eq!(write("shuffled.csv", &[6, 2, 1, 5, 4, 3]), straight);
    assert!(straight.contains("Ani,2026-03-09,0,2,27"), "{straight}");
}

#[test]
fn a_time_zone_moves_a_purchase_to_its_own_day() {
    let folder = folder();
    let text = "customer_id,date,amount\nc1,2026-01-31T20:30:00Z,5\nc2,2026-01-31T10:00:00+07:00,6\n";
    std::fs::write(folder.path().join("tx.csv"), text).unwrap();
    let days = |more: &[&str]| -> Vec<String> {
        let csv = figures(folder.path(), "tx.csv", more);
        csv.lines().skip(1).map(|line| line.split(',').nth(1).unwrap().to_owned()).collect()
    };
    assert_eq!(days(&[]), ["2026-01-31", "2026-01-31"]);
    assert_eq!(days(&["--tz", "Asia/Jakarta"]), ["2026-01-31", "2026-02-01"]);
    assert_eq!(days(&["--tz", "UTC"]), ["2026-01-31", "2026-01-31"]);
    check!(folder.path(), "no_such_zone", &["rfm", "tx.csv", "--tz", "Asia/Jakart"]);
}

#[test]
fn a_lone_separator_is_not_guessed() {
    let mut rows = vec!["customer_id,date,amount".to_owned()];
    rows.extend((0..90_000).map(|row| format!("c{},2026-01-{:02},{}", row % 50, row % 28 + 1, row % 90)));
    rows.push("c1,2026-01-30,1.234".to_owned());
    let folder = folder();
    std::fs::write(folder.path().join("tx.csv"), rows.join("\n")).unwrap();
    check!(folder.path(), "a_lone_separator", &["rfm", "tx.csv"]);
    assert!(figures(folder.path(), "tx.csv", &["--decimal", ","]).contains("c1,"));
}

#[test]
fn what_was_detected_is_shown() {
    let presets = testdata().join("presets");
    for (name, file) in [("seen_in_moka", "moka-transactions.csv"), ("seen_in_tiktok", "tiktok-shop.csv")] {
        check!(presets, name, &["rfm", file, "-v", "--top", "3"]);
    }
}
