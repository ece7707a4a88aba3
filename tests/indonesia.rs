//! What Indonesian shops write by hand: notas with Harga and Jumlah, statuses, workbooks with a sheet a month.

use crate::support::{Run, check, folder, setia};

/// Customers with their orders and spend, from a file of these lines.
fn figures(lines: &[&str], more: &[&str]) -> Vec<(String, String, String)> {
    let folder = folder();
    std::fs::write(folder.path().join("nota.csv"), lines.join("\n")).unwrap();
    read(setia(folder.path(), &[&["rfm", "nota.csv", "-q", "--format", "csv"], more].concat()))
}

fn read(run: Run) -> Vec<(String, String, String)> {
    let csv = run.success();
    let line = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[0].to_owned(), cells[3].to_owned(), cells[4].to_owned())
    };
    csv.lines().skip(1).map(line).collect()
}

fn spent(customers: &[(String, String, String)]) -> Vec<(&str, &str)> {
    let mut spent: Vec<(&str, &str)> = customers.iter().map(|row| (row.0.as_str(), row.2.as_str())).collect();
    spent.sort_unstable();
    spent
}

#[test]
fn jumlah_is_money_where_it_is_money() {
    for lines in [
        // another column counts
        &[
            "Tanggal,Pelanggan,No. Nota,Banyaknya,Harga,Jumlah",
            "13/03/2026,Budi,N1,2,25000,50000",
            "14/03/2026,Sari,N2,1,30000,30000",
        ],
        &[
            "Tanggal;Pelanggan;No. Nota;Qty;Harga;Jumlah",
            "13/03/2026;Budi;N1;2;Rp 25.000;Rp 50.000",
            "14/03/2026;Sari;N2;1;Rp 30.000;Rp 30.000",
        ],
        // multiples of the price
        &[
            "Tanggal,Pelanggan,No. Nota,Harga,Jumlah",
            "13/03/2026,Budi,N1,25000,50000",
            "14/03/2026,Sari,N2,30000,30000",
        ],
        // no price
        &["Tanggal,Pelanggan,No. Nota,Jumlah (Rp)", "13/03/2026,Budi,N1,50000", "14/03/2026,Sari,N2,30000"],
        // a quantity
        &[
            "Tanggal,Pelanggan,No. Nota,Harga,Jumlah",
            "13/03/2026,Budi,N1,25000,2",
            "14/03/2026,Sari,N2,30000,1",
        ],
    ] {
        assert_eq!(spent(&figures(lines, &[])), [("Budi", "50000"), ("Sari", "30000")], "{lines:?}");
    }
    let folder = folder();
    std::fs::write(
        folder.path().join("nota.csv"),
        "Tanggal,Pelanggan,Jumlah\n13/03/2026,Budi,2\n14/03/2026,Sari,1\n",
    )
    .unwrap();
    check!(folder.path(), "jumlah_counts_things", &["rfm", "nota.csv"]);
}

#[test]
fn prices_as_people_write_them() {
    let lines = ["Tanggal;Pelanggan;Total", "13/03/2026;Budi;250.000,-", "14/03/2026;Sari;Rp 1.250.000,-"];
    assert_eq!(spent(&figures(&lines, &[])), [("Budi", "250000"), ("Sari", "1250000")]);
}

#[test]
fn a_status_on_the_first_line_is_that_of_the_order() {
    let lines = [
        "No. Nota,Tanggal,Nama Pelanggan,Status,Produk,Total",
        "N1,13/03/2026,Budi,Selesai,Sabun,10000",
        "N1,13/03/2026,Budi,,Odol,5000",
        "N2,14/03/2026,Sari,Batal,Sabun,10000",
        "N2,14/03/2026,Sari,,Odol,10000",
    ];
    assert_eq!(spent(&figures(&lines, &[])), [("Budi", "15000")]);
    assert_eq!(spent(&figures(&lines, &["--status", "none"])), [("Budi", "15000"), ("Sari", "20000")]);
}

#[test]
fn a_refund_that_says_so_lowers_its_order() {
    let lines = [
        "date,customer,order,amount,status",
        "2026-03-01,Budi,N1,100000,completed",
        "2026-03-02,Sari,N2,50000,refunded",
        "2026-03-03,Budi,N1,-40000,refunded",
        "2026-03-04,Sari,N2,-50000,refunded",
        "2026-03-05,Sari,N3,20000,completed",
    ];
    assert_eq!(spent(&figures(&lines, &[])), [("Budi", "60000"), ("Sari", "20000")]);
}

#[test]
fn a_status_of_something_else_leaves_nothing_out() {
    let lines = [
        "date,customer,order,amount,status",
        "2026-03-01,Budi,N1,100000,single",
        "2026-03-03,Ani,N3,70000,divorced",
        "2026-03-04,Eka,N4,70000,pending",
    ];
    assert_eq!(figures(&lines, &[]).len(), 3);
}

#[test]
fn a_column_of_times_that_is_none_is_no_matter() {
    let lines =
        ["date,time,customer,total", "2026-03-13,Morning,Budi,100000", "2026-03-14,Evening,Sari,50000"];
    assert_eq!(figures(&lines, &[]).len(), 2);
}

#[test]
fn totals_are_no_customers() {
    let lines = [
        "Tanggal,Pelanggan,No. Nota,Total",
        "2026-03-01,Budi,N1,100000",
        "Total,1 transaksi,,100000",
        "2026-03-31,TOTAL,,150000",
        "2026-03-02,Total Motor,N2,50000",
        "Jumlah :,,,150000",
    ];
    assert_eq!(spent(&figures(&lines, &[])), [("Budi", "100000"), ("Total Motor", "50000")]);
}

#[test]
fn an_order_cancelled_in_a_later_export_is_none() {
    let folder = folder();
    let header = "No. Nota,Tanggal,Nama Pelanggan,Status,Total";
    let put = |name: &str, rows: &str| {
        std::fs::write(folder.path().join(name), format!("{header}\n{rows}")).unwrap();
    };
    put("maret.csv", "N1,30/03/2026,Budi,Selesai,10000\nN2,31/03/2026,Sari,Dikirim,20000\n");
    put("april.csv", "N2,31/03/2026,Sari,Batal,20000\nN3,01/04/2026,Ani,Selesai,5000\n");
    for files in [["maret.csv", "april.csv"], ["april.csv", "maret.csv"]] {
        let run = setia(folder.path(), &[&["rfm", "-q", "--format", "csv"], &files[..]].concat());
        assert_eq!(spent(&read(run)), [("Ani", "5000"), ("Budi", "10000")]);
    }
    // what was not paid yet may have been paid since
    put("april.csv", "N2,31/03/2026,Sari,Selesai,20000\n");
    put("maret.csv", "N1,30/03/2026,Budi,Selesai,10000\nN2,31/03/2026,Sari,Belum Bayar,20000\n");
    let run = setia(folder.path(), &["rfm", "-q", "--format", "csv", "maret.csv", "april.csv"]);
    assert_eq!(spent(&read(run)), [("Budi", "10000"), ("Sari", "20000")]);
}

#[test]
fn rupiah_and_dollars_are_not_added_up() {
    let folder = folder();
    std::fs::write(folder.path().join("usd.csv"), "customer,date,amount\nA,2026-01-15,$10.00\n").unwrap();
    std::fs::write(folder.path().join("idr.csv"), "customer,date,amount\nB,2026-01-15,Rp 10.000\n").unwrap();
    check!(folder.path(), "two_currencies", &["rfm", "usd.csv", "idr.csv"]);
}

#[test]
fn what_was_given_back_is_part_of_its_row() {
    let folder = folder();
    let header = "Order ID,Customer ID,Customer Email,Order Date,Order Status,Order Total (inc tax),Order Total (ex tax),Order Currency Code,Refund Amount";
    let put = |name: &str, rows: &str| {
        std::fs::write(folder.path().join(name), format!("{header}\n{rows}")).unwrap();
    };
    put(
        "a.csv",
        "1,7,a@x,13/01/2026,Completed,100.00,90,USD,30.00\n2,8,b@x,14/01/2026,Completed,50.00,45,USD,0\n",
    );
    put(
        "b.csv",
        "1,7,a@x,13/01/2026,Completed,100.00,90,USD,70.00\n,9,c@x,15/01/2026,Completed,80.00,70,USD,20.00\n",
    );
    let run =
        |words: &[&str]| read(setia(folder.path(), &[&["rfm", "-q", "--format", "csv"], words].concat()));
    assert_eq!(spent(&run(&["a.csv", "a.csv"])), [("7", "70"), ("8", "50")]);
    assert_eq!(spent(&run(&["a.csv", "b.csv"])), [("7", "30"), ("8", "50"), ("9", "60")]);
    assert_eq!(spent(&run(&["b.csv", "--dedupe"])), [("7", "30"), ("9", "60")]);
    check!(folder.path(), "refunds_in_two_exports", &["check", "a.csv", "b.csv"]);
}

#[test]
fn a_workbook_with_a_sheet_a_month() {
    let folder = crate::support::testdata().join("workbooks");
    let run = setia(&folder, &["rfm", "sheets.xlsx", "-q", "--format", "csv"]);
    assert_eq!(spent(&read(run)), [("Ani", "7000"), ("Budi", "60000"), ("Sari", "30000")]);
    check!(folder, "sheets_of_a_workbook", &["check", "sheets.xlsx"]);
}

/// A number with a type is itself, whatever the text beside it is written like.
#[test]
fn typed_numbers_beside_text() {
    let folder = crate::support::testdata().join("workbooks");
    let run = setia(&folder, &["rfm", "typed.xlsx", "-q", "--format", "csv"]);
    assert_eq!(spent(&read(run)), [("Ani", "75000"), ("Budi", "1250000"), ("Sari", "125.125")]);
}

/// Nota numbers begin anew every day: a cancelled one takes nobody else's order along.
#[test]
fn a_cancelled_number_is_one_customers_on_one_day() {
    let lines = [
        "Tanggal,Nama Pelanggan,No. Nota,Total,Status",
        "13/03/2026,Budi,001,10000,Lunas",
        "13/03/2026,Sari,002,20000,Batal",
        "14/03/2026,Ani,002,30000,",
        "15/03/2026,Sari,003,5000,",
    ];
    assert_eq!(spent(&figures(&lines, &[])), [("Ani", "30000"), ("Budi", "10000"), ("Sari", "5000")]);
    let folder = folder();
    let put = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    put(
        "maret.csv",
        "Tanggal,Nama Pelanggan,No. Nota,Produk,Total,Status\n13/03/2026,Budi,1,A,10000,Dibatalkan\n13/03/2026,Eka,3,A,1000,Selesai\n",
    );
    put(
        "april.csv",
        "Tanggal,Nama Pelanggan,No. Nota,Produk,Total\n13/04/2026,Sari,1,A,10000\n14/04/2026,Budi,1,A,10000\n",
    );
    let run = setia(folder.path(), &["rfm", "-q", "--format", "csv", "maret.csv", "april.csv"]);
    assert_eq!(spent(&read(run)), [("Budi", "10000"), ("Eka", "1000"), ("Sari", "10000")]);
}

#[test]
fn a_line_cancelled_in_a_later_export_is_none() {
    let folder = folder();
    let header = "Tanggal,Nama Pelanggan,No. Nota,Produk,Total,Status";
    let put = |name: &str, rows: &str| {
        std::fs::write(folder.path().join(name), format!("{header}\n{rows}")).unwrap();
    };
    put("a.csv", "13/03/2026,Budi,N1,A,10000,Selesai\n13/03/2026,Budi,N1,B,20000,Selesai\n");
    put("b.csv", "13/03/2026,Budi,N1,A,10000,Selesai\n13/03/2026,Budi,N1,B,20000,Dibatalkan\n");
    let run = setia(folder.path(), &["rfm", "-q", "--format", "csv", "a.csv", "b.csv"]);
    assert_eq!(spent(&read(run)), [("Budi", "10000")]);
}

#[test]
fn one_unmistakable_word_makes_a_status() {
    let lines = [
        "Tanggal,Pelanggan,No. Nota,Total,Status",
        "2026-03-01,Budi,N1,1000,Beres",
        "2026-03-02,Sari,N2,2000,Batal",
        "2026-03-03,Ani,N3,4000,Beres",
    ];
    assert_eq!(spent(&figures(&lines, &[])), [("Ani", "4000"), ("Budi", "1000")]);
}
