//! Rows to customers: whatever the file looks like, the figures are those of a plain reckoning.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use polars::prelude::{Column, DataFrame, DataType, TimeUnit, TimeZone};
use polars_io::parquet::write::ParquetWriter;
use proptest::prelude::*;
use setia::customers::Customers;
use setia::input::{Input, NoProgress, ReadOptions, Source};
use setia::pipeline::{MaxRejects, Read};
use setia::transactions::Window;
use setia::units::{Day, Money};

use crate::support::folder;

/// A row before it is written: customer, order, day, cents.
type Sale = (u8, u8, u16, i32);

const FIRST_DAY: i32 = 20_000;

/// An id of one of the kinds that shops use.
fn customer(number: u8) -> String {
    match number % 4 {
        0 => format!("{number:05}"),
        1 => format!("c{number}@example.com"),
        2 => format!("58123456789012345{number}"),
        _ => format!("Siti, \"{number}\""),
    }
}

/// The figures by the plainest reckoning: customer -> (first, last, orders, days, ten-thousandths).
type Plain = BTreeMap<String, (i32, i32, u32, u32, i64)>;

fn reckon(sales: &[Sale]) -> Plain {
    let mut orders: BTreeMap<(u8, u8), Vec<(i32, i32)>> = BTreeMap::new();
    for &(who, order, day, cents) in sales {
        orders.entry((who, order)).or_default().push((FIRST_DAY + i32::from(day), cents));
    }
    let mut spent: BTreeMap<u8, i64> = BTreeMap::new();
    let mut bought: BTreeMap<u8, Vec<i32>> = BTreeMap::new();
    for ((who, _), rows) in orders {
        let total: i64 = rows.iter().map(|&(_, cents)| i64::from(cents)).sum();
        *spent.entry(who).or_default() += total;
        let refunded = rows.iter().any(|&(_, cents)| cents < 0);
        let sold = rows.iter().filter(|&&(_, cents)| cents >= 0).map(|&(day, _)| day).min();
        if let Some(day) = sold.filter(|_| !refunded || total > 0) {
            bought.entry(who).or_default().push(day);
        }
    }
    let figures = bought.into_iter().map(|(who, days)| {
        let distinct: BTreeSet<i32> = days.iter().copied().collect();
        let figures = (
            *distinct.first().unwrap(),
            *distinct.last().unwrap(),
            u32::try_from(days.len()).unwrap(),
            u32::try_from(distinct.len()).unwrap(),
            spent[&who] * 100,
        );
        (customer(who), figures)
    });
    figures.collect()
}

fn plain(customers: &Customers) -> Plain {
    let figures = |place: usize| {
        let Day(first) = customers.first[place];
        let Day(last) = customers.last[place];
        let Money(spent) = customers.spent[place];
        (first, last, customers.orders[place], customers.purchase_days[place], spent)
    };
    customers.id.iter().map(str::to_owned).enumerate().map(|(place, id)| (id, figures(place))).collect()
}

fn read(paths: &[&Path], threads: usize) -> Option<Customers> {
    let names: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    let options = ReadOptions { threads, ..ReadOptions::default() };
    let input = Input::open(Source::expand(&names).unwrap(), &options).unwrap();
    let read = Read::all(input, Window::default(), &NoProgress).unwrap();
    read.prepare(MaxRejects::default()).ok().map(|data| data.collected.customers)
}

/// How a file is written.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is drawn by itself")]
struct Dialect {
    delimiter: u8,
    comma: bool,
    date: &'static str,
    crlf: bool,
    byte_order_mark: bool,
    quote_all: bool,
}

fn dialects() -> impl Strategy<Value = Dialect> {
    (
        prop::sample::select(vec![b',', b';', b'\t', b'|']),
        any::<bool>(),
        prop::sample::select(vec!["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%Y%m%d", "%Y-%m-%d 23:59:59"]),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
    )
        .prop_map(|(delimiter, comma, date, crlf, byte_order_mark, quote_all)| Dialect {
            delimiter,
            comma,
            date,
            crlf,
            byte_order_mark,
            quote_all,
        })
}

fn write(path: &Path, sales: &[Sale], dialect: &Dialect) {
    let mut text = Vec::new();
    if dialect.byte_order_mark {
        text.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut csv = csv::WriterBuilder::new()
        .delimiter(dialect.delimiter)
        .terminator(if dialect.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') })
        .quote_style(if dialect.quote_all { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary })
        .from_writer(&mut text);
    csv.write_record(["Customer ID", "note", "Order No", "Date", "Total"]).unwrap();
    for &(who, order, day, cents) in sales {
        let date = Day(FIRST_DAY + i32::from(day)).date().and_hms_opt(0, 0, 0).unwrap();
        let amount = format!("{:.2}", f64::from(cents) / 100.0);
        let amount = if dialect.comma { amount.replace('.', ",") } else { amount };
        let note = if day % 3 == 0 { "two\nlines" } else { "" };
        let date = date.format(dialect.date).to_string();
        csv.write_record([&customer(who), note, &format!("INV/{order}"), &date, &amount]).unwrap();
    }
    csv.flush().unwrap();
    drop(csv);
    fs::write(path, text).unwrap();
}

/// Days from 15 to 31 October, so that no date can be read in two ways.
fn sales() -> impl Strategy<Value = Vec<Sale>> {
    prop::collection::vec((0u8..12, 0u8..6, 11u16..28, -3_000i32..9_000), 1..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn the_figures_are_those_of_a_plain_reckoning(sales in sales(), dialect in dialects()) {
        let folder = folder();
        let path = folder.path().join("log.csv");
        write(&path, &sales, &dialect);
        let found = read(&[&path], 2);
        prop_assert_eq!(found.as_ref().map(plain).unwrap_or_default(), reckon(&sales));
    }

    /// Exports that name the customer on an order's first line only mean the same as those that always do.
    #[test]
    fn blank_customers_are_filled_from_their_order(sales in sales(), blank in prop::collection::vec(any::<bool>(), 120)) {
        let folder = folder();
        let written = |name: &str, may_blank: bool| {
            let path = folder.path().join(name);
            let mut csv = csv::Writer::from_path(&path).unwrap();
            csv.write_record(["customer_id", "order_id", "date", "amount"]).unwrap();
            let mut named = BTreeSet::new();
            for (&(who, order, day, cents), blank) in sales.iter().zip(&blank) {
                let first = named.insert((who, order));
                let id = if may_blank && *blank && !first { String::new() } else { customer(who) };
                let date = Day(FIRST_DAY + i32::from(day)).to_string();
                let amount = format!("{:.2}", f64::from(cents) / 100.0);
                csv.write_record([id, format!("{who}-{order}"), date, amount]).unwrap();
            }
            csv.flush().unwrap();
            path
        };
        let always = written("always.csv", false);
        let first_line_only = written("first.csv", true);
        prop_assert_eq!(read(&[&first_line_only], 2), read(&[&always], 2));
    }

    #[test]
    fn order_of_rows_files_and_threads_change_nothing(
        sales in sales(),
        dialects in (dialects(), dialects()),
        cut in 0u8..6,
    ) {
        let folder = folder();
        let whole = folder.path().join("whole.csv");
        write(&whole, &sales, &dialects.0);
        let expected = read(&[&whole], 1);

        let mut shuffled = sales.clone();
        shuffled.reverse();
        shuffled.sort_by_key(|sale| sale.2 % 5);
        write(&whole, &shuffled, &dialects.0);
        prop_assert_eq!(&read(&[&whole], 3), &expected);

        let (first, second): (Vec<Sale>, Vec<Sale>) = sales.iter().copied().partition(|sale| sale.1 < cut);
        if !first.is_empty() && !second.is_empty() {
            let paths = [folder.path().join("first.csv"), folder.path().join("second.csv")];
            write(&paths[0], &first, &dialects.0);
            write(&paths[1], &second, &dialects.1);
            prop_assert_eq!(&read(&[&paths[1], &paths[0]], 2), &expected);
        }
    }
}

/// A log with numeric ids as a frame of text, to be cast to the types that Parquet files hold.
fn text_frame() -> DataFrame {
    let rows = 3_000;
    let each = |value: &dyn Fn(usize) -> String| -> Vec<String> { (0..rows).map(value).collect() };
    let columns = vec![
        Column::new("customer_id".into(), each(&|row| (row * 7 % 211).to_string())),
        Column::new("order_id".into(), each(&|row| (1_000_000_000 + row / 2).to_string())),
        Column::new(
            "date".into(),
            each(&|row| Day(20_000 + i32::try_from(row * 13 % 400).unwrap()).to_string()),
        ),
        Column::new("amount".into(), each(&|row| format!("{}.{:02}", row % 90, row % 100))),
    ];
    DataFrame::new(rows, columns).unwrap()
}

#[test]
fn parquet_of_every_type_gives_the_figures_of_csv() {
    let folder = folder();
    let text = text_frame();
    let csv = folder.path().join("log.csv");
    let mut writer = csv::Writer::from_path(&csv).unwrap();
    writer.write_record(text.get_column_names().iter().map(|name| name.as_str())).unwrap();
    for row in 0..text.height() {
        let cells = text.columns().iter().map(|column| column.str().unwrap().get(row).unwrap().to_owned());
        writer.write_record(cells).unwrap();
    }
    writer.flush().unwrap();
    let expected = read(&[&csv], 2).unwrap();

    let moment = DataType::Datetime(TimeUnit::Milliseconds, None);
    let jakarta = TimeZone::opt_try_new(Some("Asia/Jakarta")).unwrap();
    let zoned = DataType::Datetime(TimeUnit::Nanoseconds, jakarta.clone());
    let cases: Vec<(&str, Vec<DataType>)> = vec![
        ("customer_id", vec![DataType::Int64, DataType::UInt64, DataType::Int16, DataType::Float64]),
        ("order_id", vec![DataType::UInt32, DataType::Int64]),
        ("date", vec![DataType::Date, moment, zoned]),
        ("amount", vec![DataType::Float64, DataType::Decimal(12, 2)]),
    ];
    for (name, types) in cases {
        for dtype in types {
            let column = text.column(name).unwrap();
            let cast = match &dtype {
                DataType::Datetime(unit, zone) => {
                    let days = column.cast(&DataType::Date).unwrap();
                    let wall = days.cast(&DataType::Datetime(*unit, None)).unwrap();
                    match zone {
                        // midnight in Jakarta is 17:00 in UTC, which is how the file holds it
                        Some(_) => {
                            let utc = wall.cast(&DataType::Int64).unwrap()
                                - Column::new("h".into(), [25_200_000_000_000_i64]);
                            utc.unwrap().cast(&dtype).unwrap()
                        }
                        None => wall,
                    }
                }
                dtype => column.cast(dtype).unwrap(),
            };
            let mut frame = text.clone();
            frame.replace(name, cast.with_name(name.into())).unwrap();
            let path = folder.path().join("log.parquet");
            let file = fs::File::create(&path).unwrap();
            ParquetWriter::new(file).with_row_group_size(Some(700)).finish(&mut frame).unwrap();
            assert_eq!(read(&[&path], 2).as_ref(), Some(&expected), "{name} as {dtype}");
        }
    }
}
