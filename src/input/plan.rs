//! How one text file is read: head, columns and formats, decided before its rows are parsed.
//!
//! The first block decides; only a column that it leaves ambiguous is looked at further down.

use std::io::Read;

use super::blocks::{Block, Blocks};
use super::columns::{Mapping, Role};
use super::dates::{self, DateEvidence, DateFormat, Zones};
use super::head::Head;
use super::measures::{Measure, Measured};
use super::numbers::{Currency, DecimalMark, NumberEvidence, Style};
use super::presets::{DateOrder, Preset, class};
use super::records::Record;
use super::sources::Source;
use super::text::{self, TextForm, cut_error};
use super::{Amounts, NoProgress, ReadOptions, RefundPolicy, records};
use crate::error::{Error, Result};

/// Everything that parsing a file's rows depends on.
#[derive(Debug)]
pub(super) struct TextPlan {
    pub(super) form: TextForm,
    pub(super) delimiter: u8,
    pub(super) header: Vec<String>,
    /// Records above the header.
    pub(super) above: usize,
    /// Bytes up to the first row in the first block.
    pub(super) rows_begin: usize,
    /// Whether the row below the header describes the columns.
    pub(super) described: bool,
    pub(super) preset: Option<&'static Preset>,
    pub(super) mapping: Mapping,
    pub(super) formats: Formats,
}

/// How the values of one file are written.
#[derive(Debug, Clone)]
pub(super) struct Formats {
    pub(super) dates: DateFormat,
    pub(super) zones: Zones,
    /// One for each factor of the amount.
    pub(super) amounts: Vec<Style>,
    pub(super) refund: Style,
    pub(super) measures: Measured<Style>,
    pub(super) refunds: RefundPolicy,
    /// Customer ids are whole numbers that a data frame wrote as `13085.0`.
    pub(super) float_ids: bool,
}

impl Formats {
    /// The formats of a file whose values have types.
    pub(super) fn typed(mapping: &Mapping, preset: Option<&Preset>, options: &ReadOptions) -> Formats {
        Formats {
            dates: DateFormat::YearMonthDay,
            zones: Zones { target: options.tz.clone(), utc: preset.is_some_and(|preset| preset.reading.utc) },
            amounts: vec![Style::TYPED; mapping.amount.len()],
            refund: Style::TYPED,
            measures: [Style::TYPED; Measure::ALL.len()],
            refunds: options.refunds,
            float_ids: false,
        }
    }
}

impl TextPlan {
    pub(super) fn make(source: &Source, options: &ReadOptions) -> Result<TextPlan> {
        let no_progress = NoProgress;
        let form = text::form(source, options.encoding)?;
        let mut stream = text::open(source, form, &no_progress)?;
        let mut bytes = Vec::new();
        (&mut stream)
            .take(HEAD_BYTES)
            .read_to_end(&mut bytes)
            .map_err(|problem| text::broken(source, &problem))?;
        let head = Head::find(source, &bytes, options)?;
        let mut blocks = Blocks::new(std::io::Cursor::new(bytes).chain(stream), head.delimiter);
        let first = blocks
            .next()
            .map_err(|problem| cut_error(source, problem))?
            .ok_or_else(|| Error::EmptyFile { path: source.name.clone() })?;
        let Head { delimiter, header, end, above, preset, mapping } = head;
        let formats = Formats::typed(&mapping, preset, options);
        let mut plan = TextPlan {
            form,
            delimiter,
            header,
            above,
            rows_begin: end,
            described: false,
            preset,
            mapping,
            formats,
        };
        plan.settle_either(source, options, &first)?;
        plan.skip_description(&first);
        plan.decide_formats(source, options, first, &mut blocks)?;
        Ok(plan)
    }

    /// A column that can be a number of things or money is what its values are: money where they are money marks,
    /// large, or multiples of the price beside them.
    fn settle_either(&mut self, source: &Source, options: &ReadOptions, first: &Block) -> Result<()> {
        let Some(either) = self.mapping.either(&self.header, &options.columns, self.preset) else {
            return Ok(());
        };
        let price = self.mapping.amount.iter().copied().find(|&place| place != either);
        let (mut rows, mut money) = (0, 0);
        records::for_each(first, self.rows_begin, self.delimiter, |_, record| {
            let Some(value) = rough_number(&record.cell(either)) else { return true };
            let price = price.and_then(|place| rough_number(&record.cell(place)));
            rows += 1;
            money += usize::from(match price {
                Some(price) => price > 0.0 && value >= price && is_whole(value / price),
                None => value >= 1000.0 || record.cell(either).iter().any(u8::is_ascii_alphabetic),
            });
            true
        });
        // in every row a quantity would be a multiple of its price only by chance
        let is_money = rows > 0 && money * 10 >= rows * 9;
        match (is_money, price) {
            (true, _) => self.mapping.amount = vec![either],
            (false, Some(_)) => {}
            (false, None) if options.amounts == Amounts::Needed => {
                let path = source.name.clone();
                return Err(Error::MissingRole { path, role: Role::Amount, found: self.header.clone() });
            }
            (false, None) => self.mapping.amount = Vec::new(),
        }
        self.formats.amounts = vec![Style::TYPED; self.mapping.amount.len()];
        Ok(())
    }

    /// A row below the header that says in words what each column means is no row.
    fn skip_description(&mut self, first: &Block) {
        if self.mapping.amount.is_empty() {
            return;
        }
        let (mut described, mut ended) = (false, true);
        records::for_each(first, self.rows_begin, self.delimiter, |start, record| {
            if described {
                self.rows_begin = start;
                ended = false;
                return false;
            }
            let mut told = vec![self.mapping.date];
            told.extend(&self.mapping.amount);
            described = told.iter().all(|&place| is_prose(&record.cell(place)));
            described
        });
        if described && ended {
            self.rows_begin = first.bytes.len();
        }
        self.described = described;
    }

    fn decide_formats(
        &mut self,
        source: &Source,
        options: &ReadOptions,
        first: Block,
        blocks: &mut Blocks<impl Read>,
    ) -> Result<()> {
        let mut evidence = Evidence::of(&self.mapping);
        let mut skip = self.rows_begin;
        let mut block = Some(first);
        while let Some(current) = block {
            records::for_each(&current, skip, self.delimiter, |_, record| {
                evidence.rows += 1;
                evidence.dates.add(&record.cell(self.mapping.date));
                for (numbers, &place) in evidence.numbers.iter_mut().zip(&self.mapping.amount) {
                    numbers.add(&record.cell(place));
                }
                if let Some(place) = self.mapping.refund {
                    evidence.refund.add(&record.cell(place));
                }
                for (numbers, place) in evidence.measures.iter_mut().zip(&self.mapping.measures) {
                    if let Some(place) = *place {
                        numbers.add(&record.cell(place));
                    }
                }
                evidence.add_words(&self.mapping, record);
                let id = record.cell(self.mapping.customer[0]);
                evidence.ids += usize::from(!super::ids::is_missing(&id));
                evidence.float_ids += usize::from(is_float_id(&id));
                true
            });
            skip = 0;
            block = if evidence.open(options, money(self.preset)) {
                blocks.next().map_err(|problem| cut_error(source, problem))?
            } else {
                None
            };
        }
        if evidence.rows == 0 {
            return Err(Error::HeaderOnly { path: source.name.clone() });
        }
        if evidence.dates.has_time() || (self.preset.is_none() && !evidence.clocks) {
            self.mapping.time = None;
        }
        let named = options.columns.status.is_some() || self.preset.is_some();
        if !named && !evidence.unmistakable && evidence.known_statuses * 2 < evidence.statuses {
            // a status of something else
            self.mapping.status.clear();
        }
        self.formats.float_ids = evidence.ids > 0 && evidence.float_ids == evidence.ids;
        let settle = Settle { source, options, preset: self.preset };
        let column = |place: usize| self.header[place].clone();
        self.formats.dates = settle.dates(&evidence.dates, || column(self.mapping.date))?;
        let styles: Result<Vec<Style>> = evidence
            .numbers
            .iter()
            .zip(&self.mapping.amount)
            .map(|(numbers, &place)| settle.numbers(numbers, || column(place)))
            .collect();
        self.formats.amounts = styles?;
        if let Some(place) = self.mapping.refund {
            // a column of refunds is mostly blank: it is written as the amounts are
            self.formats.refund = match self.formats.amounts.first() {
                Some(&style) if !evidence.refund.proven(None) => style,
                _ => settle.numbers(&evidence.refund, || column(place))?,
            };
        }
        for (style, numbers) in self.formats.measures.iter_mut().zip(&evidence.measures) {
            // what cannot be read counts as none, so that there is nothing to ask
            *style = match self.formats.amounts.first() {
                Some(&style) if !numbers.proven(None) => style,
                _ => Style { mark: numbers.decide_with(None).unwrap_or(DecimalMark::Point), ..Style::TYPED },
            };
        }
        Ok(())
    }

    pub(super) fn columns(&self) -> Vec<(Role, String)> {
        self.mapping.describe(&self.header)
    }
}

/// What the values of a file say about their formats.
struct Evidence {
    rows: usize,
    dates: DateEvidence,
    numbers: Vec<NumberEvidence>,
    refund: NumberEvidence,
    measures: Measured<NumberEvidence>,
    ids: usize,
    float_ids: usize,
    /// Whether the column of times holds times.
    clocks: bool,
    statuses: usize,
    known_statuses: usize,
    /// Some word can only be said of an order.
    unmistakable: bool,
}

/// Beginnings of words that nobody says of a person.
const UNMISTAKABLE: [&str; 6] = ["batal", "dibatal", "cancel", "refund", "dikembali", "retur"];

impl Evidence {
    fn of(mapping: &Mapping) -> Evidence {
        Evidence {
            rows: 0,
            dates: DateEvidence::default(),
            numbers: mapping.amount.iter().map(|_| NumberEvidence::default()).collect(),
            refund: NumberEvidence::default(),
            measures: Measured::default(),
            ids: 0,
            float_ids: 0,
            clocks: true,
            statuses: 0,
            known_statuses: 0,
            unmistakable: false,
        }
    }

    fn add_words(&mut self, mapping: &Mapping, record: &Record<'_>) {
        if let Some(place) = mapping.time {
            let time = record.cell(place);
            self.clocks &= time.is_empty() || dates::is_clock(&time);
        }
        for &place in &mapping.status {
            let word = record.cell(place);
            self.statuses += usize::from(!word.is_empty());
            let word = String::from_utf8_lossy(&word).to_lowercase();
            self.known_statuses += usize::from(class(&word).is_some());
            self.unmistakable |= UNMISTAKABLE.iter().any(|stem| word.starts_with(stem));
        }
    }

    /// Whether more rows could say more.
    fn open(&self, options: &ReadOptions, money: Option<Currency>) -> bool {
        let open = |numbers: &NumberEvidence| numbers.decide_with(money).is_none();
        self.rows == 0
            || (options.date_format.is_none() && self.dates.decide().is_none())
            || (options.decimal.is_none() && self.numbers.iter().any(open))
    }
}

/// The currency that a format implies.
fn money(preset: Option<&Preset>) -> Option<Currency> {
    Currency::of_code(preset?.reading.money.as_deref()?)
}

/// Several words without a figure.
fn is_prose(cell: &[u8]) -> bool {
    cell.contains(&b' ') && cell.iter().any(u8::is_ascii_alphabetic) && !cell.iter().any(u8::is_ascii_digit)
}

fn is_whole(number: f64) -> bool {
    (number - number.round()).abs() < 1e-6
}

/// The number of an amount, whatever its marks: a mark with three digits behind it groups.
fn rough_number(cell: &[u8]) -> Option<f64> {
    let digits: String = String::from_utf8_lossy(cell)
        .chars()
        .filter(|letter| letter.is_ascii_digit() || matches!(letter, '.' | ','))
        .collect();
    let digits = digits.trim_end_matches([',', '.']);
    let (whole, rest) = match digits.rfind(['.', ',']) {
        Some(place) if digits.len() - place <= 3 => (&digits[..place], &digits[place + 1..]),
        _ => (digits, ""),
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    format!("{whole}.{rest}0").parse().ok().filter(|_| !whole.is_empty())
}

/// `13085.0`
pub(super) fn is_float_id(id: &[u8]) -> bool {
    id.strip_suffix(b".0").is_some_and(|digits| !digits.is_empty() && digits.iter().all(u8::is_ascii_digit))
}

/// Settles how a column is written: as the user says, as its values show, as its format implies, or with a question.
pub(super) struct Settle<'a> {
    pub(super) source: &'a Source,
    pub(super) options: &'a ReadOptions,
    pub(super) preset: Option<&'static Preset>,
}

impl Settle<'_> {
    pub(super) fn dates(
        &self,
        evidence: &DateEvidence,
        column: impl FnOnce() -> String,
    ) -> Result<DateFormat> {
        let implied = || match self.preset?.reading.dates? {
            DateOrder::DayFirst => Some(DateFormat::DayMonthYear),
            DateOrder::MonthFirst => Some(DateFormat::MonthDayYear),
        };
        let format = self.options.date_format.clone().or_else(|| evidence.decide()).or_else(implied);
        format.ok_or_else(|| Error::AmbiguousDates {
            path: self.source.name.clone(),
            column: column(),
            values: evidence.values,
            example: evidence.example.clone().unwrap_or_default(),
        })
    }

    pub(super) fn numbers(
        &self,
        evidence: &NumberEvidence,
        column: impl FnOnce() -> String,
    ) -> Result<Style> {
        let reading = self.preset.map(|preset| &preset.reading);
        let money = money(self.preset);
        let implied = || match reading?.decimal.as_deref()? {
            "," => Some(DecimalMark::Comma),
            _ => Some(DecimalMark::Point),
        };
        if evidence.mixed() {
            return Err(Error::MixedCurrencies {
                path: self.source.name.clone(),
                column: None,
                found: evidence
                    .currencies()
                    .iter()
                    .map(|(currency, count, _)| (currency.code().to_owned(), *count as u64))
                    .collect(),
            });
        }
        let mark = self.options.decimal.or_else(|| evidence.decide_with(money)).or_else(implied);
        let proven = self.options.decimal.is_some() || evidence.proven(money);
        let style = mark.map(|mark| Style { mark, proven, currency: evidence.currency(money) });
        style.ok_or_else(|| Error::AmbiguousNumbers {
            path: self.source.name.clone(),
            column: column(),
            values: evidence.values,
            example: evidence.example.clone().unwrap_or_default(),
        })
    }
}

/// Enough for any header; the rest of the file follows behind it.
const HEAD_BYTES: u64 = 64 << 10;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_words_and_no_figures() {
        assert!(is_prose(b"Order creation time.") && is_prose("Waktu pesanan dibuat".as_bytes()));
        assert!(
            !is_prose(b"unknown") && !is_prose(b"2026-01-01") && !is_prose(b"Rp 5.000") && !is_prose(b"")
        );
    }

    #[test]
    fn rough_numbers() {
        for (cell, number) in
            [("Rp 1.250.000", 1_250_000.0), ("15.000", 15_000.0), ("12,50", 12.5), ("3", 3.0)]
        {
            assert_eq!(rough_number(cell.as_bytes()), Some(number), "{cell}");
        }
        assert_eq!(rough_number(b"none"), None);
    }

    #[test]
    fn ids_that_a_data_frame_wrote() {
        assert!(is_float_id(b"13085.0"));
        assert!(
            !is_float_id(b"13085") && !is_float_id(b".0") && !is_float_id(b"a.0") && !is_float_id(b"1.5")
        );
    }
}
