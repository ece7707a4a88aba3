//! What ids and the words in their places are worth: text, nothing, the ruins of a long number, a line of totals.

use super::rejects::RejectKind;

/// An id is any text but the ruins of a long number that a spreadsheet rounded.
pub(super) fn check_id(id: &[u8]) -> std::result::Result<(), (RejectKind, &'static str)> {
    if id.first().is_some_and(u8::is_ascii_digit) && is_scientific(id) {
        return Err((RejectKind::ScientificId, "a spreadsheet has rounded this id"));
    }
    if !id.is_ascii() && std::str::from_utf8(id).is_err() {
        return Err((RejectKind::Encoding, "not UTF-8"));
    }
    Ok(())
}

/// What databases and data frames write where there is no id.
pub(super) fn is_missing(id: &[u8]) -> bool {
    const WORDS: [&[u8]; 7] = [b"null", b"none", b"nan", b"n/a", b"#n/a", b"<na>", b"-"];
    id.is_empty() || (id.len() <= 4 && WORDS.iter().any(|word| id.eq_ignore_ascii_case(word)))
}

/// What a line of totals begins with.
pub(super) fn is_total(cell: &[u8]) -> bool {
    const WORDS: [&str; 13] = [
        "total",
        "totals",
        "grand total",
        "subtotal",
        "sub total",
        "sum",
        "jumlah",
        "jumlah total",
        "total keseluruhan",
        "total transaksi",
        "total penjualan",
        "total pendapatan",
        "rata-rata",
    ];
    const INITIALS: &[u8] = b"tgsjr";
    if cell.len() > 24 || !cell.first().is_some_and(|first| INITIALS.contains(&first.to_ascii_lowercase())) {
        return false;
    }
    let cell = String::from_utf8_lossy(cell).to_lowercase();
    WORDS.contains(&cell.trim_end_matches([':', '.', ' ']))
}

/// Digits with a decimal mark and an exponent, such as `5.8E+17`.
fn is_scientific(id: &[u8]) -> bool {
    let Some(exponent) = id.iter().position(|byte| matches!(byte, b'e' | b'E')) else { return false };
    let (mantissa, power) = (&id[..exponent], &id[exponent + 1..]);
    let signed = matches!(power.first(), Some(b'+'));
    let power = if signed { &power[1..] } else { power };
    let pointed = mantissa.iter().any(|byte| matches!(byte, b'.' | b','));
    (signed || pointed)
        && !power.is_empty()
        && power.iter().all(u8::is_ascii_digit)
        && mantissa.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_nothing() {
        assert!(["", "NULL", "nan", "N/A", "-", "<NA>"].iter().all(|id| is_missing(id.as_bytes())));
        assert!(["0", "Nana", "--", "NA", "nullo"].iter().all(|id| !is_missing(id.as_bytes())));
    }

    #[test]
    fn ids_rounded_by_a_spreadsheet() {
        for id in ["5.8E+17", "5,8E+17", "1E+05", "5.8e17"] {
            assert!(check_id(id.as_bytes()).is_err(), "{id}");
        }
        for id in ["1E05", "5e", "A5.8E+17", "12", "7E-3x", "ani", ""] {
            assert!(check_id(id.as_bytes()).is_ok(), "{id}");
        }
    }
}
