//! Every message for every defect, word for word.

use crate::support::testdata;

/// Runs in `testdata/broken` and compares all that is shown.
fn check(name: &str, words: &[&str]) {
    crate::support::check!(testdata().join("broken"), name, words);
}

macro_rules! messages {
    ($($name:ident: [$($word:expr),* $(,)?];)*) => {
        $(#[test] fn $name() { check(stringify!($name), &[$($word),*]); })*
    };
}

messages! {
    no_such_file: ["rfm", "bad_date.csv"];
    no_such_file_nor_anything_like_it: ["rfm", "zzz"];
    directory_without_a_readable_file: ["rfm", "folder_without_exports"];
    pattern_without_a_file: ["rfm", "2026-*.csv"];
    empty_file: ["rfm", "empty.csv"];
    blank_lines_only: ["rfm", "blank_lines.csv"];
    header_only: ["rfm", "header_only.csv"];
    parquet_without_rows: ["rfm", "no_rows.parquet"];
    one_column: ["rfm", "one_column.csv"];
    wrong_delimiter: ["rfm", "semicolons.csv", "--delimiter", ","];
    no_customer_column: ["rfm", "no_customer.csv"];
    no_date_column: ["rfm", "no_date.csv"];
    no_amount_column: ["rfm", "no_amount_at_all.csv"];
    quantity_times_unit_price: ["rfm", "no_amount.csv"];
    named_column_missing: ["rfm", "no_amount.csv", "--amount", "unit_prise"];
    named_factor_missing: ["rfm", "no_amount.csv", "--amount", "qty*cost"];
    repeated_column: ["rfm", "repeated_column.csv"];
    bad_dates: ["rfm", "bad_dates.csv"];
    bad_amounts: ["rfm", "bad_amounts.csv"];
    one_other_decimal_mark: ["rfm", "mixed_marks.csv"];
    rows_of_another_shape: ["rfm", "ragged.csv"];
    several_faults: ["rfm", "several_faults.csv"];
    several_files_with_faults: ["rfm", "bad_dates.csv", "bad_amounts.csv"];
    more_rejects_than_tolerated: ["rfm", "bad_dates.csv", "--max-rejects", "3"];
    larger_share_than_tolerated: ["rfm", "bad_dates.csv", "--max-rejects", "5%"];
    wrong_date_format_given: ["rfm", "bad_dates.csv", "--date-format", "%d/%m/%Y"];
    ambiguous_date_order: ["rfm", "ambiguous_dates.csv"];
    ambiguous_amounts: ["rfm", "ambiguous_amounts.csv"];
    ids_in_scientific_notation: ["rfm", "scientific_ids.csv"];
    unclosed_quote: ["rfm", "unclosed_quote.csv"];
    utf16: ["rfm", "utf16.csv"];
    latin1_header: ["rfm", "latin1_header.csv"];
    latin1_id: ["rfm", "latin1_id.csv"];
    truncated_gzip: ["rfm", "truncated.csv.gz"];
    damaged_gzip: ["rfm", "damaged.csv.gz"];
    truncated_zstd: ["rfm", "truncated.csv.zst"];
    damaged_parquet: ["rfm", "damaged.parquet"];
    parquet_column_of_the_wrong_type: ["rfm", "wrong_type.parquet"];
    parquet_with_bad_values: ["rfm", "bad_values.parquet"];
    all_rows_refunded: ["rfm", "all_refunded.csv"];
    refunds_refused: ["rfm", "../shop.csv", "--refunds", "error"];
    refunds_dropped: ["rfm", "../shop.csv", "--refunds", "drop"];
    as_of_before_the_first_purchase: ["rfm", "../shop.csv", "--as-of", "2020-01-01"];
    everything_filtered_out: ["rfm", "../shop.csv", "--where", "pelanggan = 'Zaki'"];

    no_command: [];
    unknown_command: ["rmf", "x.csv"];
    unknown_option: ["rfm", "x.csv", "--custommer", "id"];
    unknown_value: ["rfm", "x.csv", "--map", "rfm12"];
    unknown_table: ["rfm", "x.csv", "--table", "segment"];
    no_file: ["rfm"];
    value_missing: ["rfm", "x.csv", "--as-of"];
    no_date: ["rfm", "x.csv", "--as-of", "31/10/2026"];
    no_such_day: ["rfm", "x.csv", "--as-of", "2026-11-31"];
    window_back_to_front: ["rfm", "x.csv", "--from", "2026-10-31", "--as-of", "2026-10-01"];
    no_date_format: ["rfm", "x.csv", "--date-format", "dd/mm/yyyy"];
    no_decimal_mark: ["rfm", "x.csv", "--decimal", ";"];
    no_delimiter: ["rfm", "x.csv", "--delimiter", "::"];
    no_tolerance: ["rfm", "x.csv", "--max-rejects", "few"];
    no_format_for_the_extension: ["rfm", "x.csv", "-o", "x.docx"];
    no_extension: ["rfm", "x.csv", "-o", "result"];
    expression_that_is_none: ["rfm", "../shop.csv", "--where", "produk ="];
    expression_over_several_rows: ["rfm", "../shop.csv", "--where", "total > AVG(total)"];
    expression_without_a_verdict: ["rfm", "../shop.csv", "--where", "total"];
    expression_that_does_not_fit_the_values: ["rfm", "../shop.csv", "--where", "produk > 3"];
    expression_with_a_date_that_is_none: ["rfm", "../shop.csv", "--where", "tanggal >= '2026-02-31'"];
    expression_with_an_unknown_column: ["rfm", "../shop.csv", "--where", "produck = 'Roti'"];
    settings_missing: ["rfm", "../shop.csv", "--config", "nowhere.toml"];
    settings_with_a_bad_value: ["rfm", "../shop.csv", "--config", "bad_settings.toml"];
    settings_with_an_unknown_option: ["rfm", "../shop.csv", "--config", "unknown_setting.toml"];
    settings_that_are_no_toml: ["rfm", "../shop.csv", "--config", "unparsable_settings.toml"];
    variable_cuts_with_the_map_of_r: ["rfm", "x.csv", "--map", "rfm-r", "--f-cuts", "orders"];
    no_span: ["clv", "x.csv", "--horizon", "1y"];
    no_rate: ["clv", "x.csv", "--discount-rate", "ten"];
    number_that_is_none: ["rfm", "x.csv", "--top", "few"];
    output_over_an_input: ["rfm", "../shop.csv", "-o", "../shop.csv"];
    output_folder_missing: ["rfm", "../shop.csv", "-o", "nowhere/rfm.csv"];
}
