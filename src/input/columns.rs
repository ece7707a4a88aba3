//! Roles and columns: which column of a file is the customer, the order, the date, the amount.
//!
//! A column named by the user is taken as named; otherwise headers are compared with the names that shops,
//! marketplaces and tills use, in English and Indonesian. What was taken is always shown.

use crate::error::Error;

/// What a column means to an analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who bought.
    Customer,
    /// The order (basket, invoice, receipt) a row belongs to.
    Order,
    /// When.
    Date,
    /// How much.
    Amount,
}

impl Role {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Role; 4] = [Role::Customer, Role::Order, Role::Date, Role::Amount];

    /// The name of the role, of its flag and of its key in the provenance.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Customer => "customer",
            Role::Order => "order",
            Role::Date => "date",
            Role::Amount => "amount",
        }
    }

    /// What the role stands for, in the words of an error message.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Role::Customer => "customer id",
            Role::Order => "order id",
            Role::Date => "purchase date",
            Role::Amount => "amount",
        }
    }

    /// Header names that stand for the role, the surest first.
    pub(crate) fn synonyms(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Role::Customer => CUSTOMER_NAMES,
            Role::Order => ORDER_NAMES,
            Role::Date => DATE_NAMES,
            Role::Amount => AMOUNT_NAMES,
        };
        names.split_whitespace()
    }
}

/// Header names that stand for each role, the surest first. Compared without case, spaces and marks.
const CUSTOMER_NAMES: &str = "
    customer_id customer cust_id client_id user_id member_id buyer_id customer_no customer_number
    customer_code customer_email id_pelanggan kode_pelanggan no_pelanggan pelanggan id_pembeli
    username_pembeli pembeli id_member household_id household_key shopper_id account_id customer_name
    nama_pelanggan nama_pembeli email phone no_hp username
";
const ORDER_NAMES: &str = "
    order_id order_no order_number order invoice_id invoice_no invoice_number invoice transaction_id
    transaction_no trx_id receipt_id receipt_no receipt_number receipt basket_id bill_no no_pesanan
    nomor_pesanan id_pesanan no_invoice nomor_invoice no_faktur no_nota no_struk id_transaksi
    no_transaksi kode_transaksi
";
const DATE_NAMES: &str = "
    date order_date purchase_date transaction_date invoice_date sale_date order_time purchase_time
    transaction_time transaction_timestamp order_timestamp created_at ordered_at timestamp datetime paid_at
    paid_time tanggal tgl tanggal_transaksi tgl_transaksi tanggal_pesanan tanggal_order
    tanggal_pembelian waktu_pembelian waktu_pesanan_dibuat waktu_transaksi tanggal_pembayaran
    waktu_pembayaran
";
const AMOUNT_NAMES: &str = "
    amount total_amount order_total total_price order_amount net_amount grand_total total sales_value
    sales_amount net_sales revenue sales line_total total_sales spend value total_belanja
    total_pembayaran total_bayar total_harga nilai_transaksi jumlah_bayar jumlah_pembayaran nominal
    omzet omset subtotal penjualan
";

/// The columns that a user named, one for each role; the rest is detected.
#[derive(Debug, Clone, Default)]
pub struct NamedColumns {
    /// Customer id column.
    pub customer: Option<String>,
    /// Order id column.
    pub order: Option<String>,
    /// Date column.
    pub date: Option<String>,
    /// Amount column, or a product of two columns such as `quantity*unit_price`.
    pub amount: Option<String>,
}

impl NamedColumns {
    fn of(&self, role: Role) -> Option<&str> {
        match role {
            Role::Customer => self.customer.as_deref(),
            Role::Order => self.order.as_deref(),
            Role::Date => self.date.as_deref(),
            Role::Amount => self.amount.as_deref(),
        }
    }
}

/// The roles an analysis asks for. Customer and date are always needed; an order id is used if there is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amounts {
    /// The analysis cannot be done without amounts.
    Needed,
    /// Amounts are used if there are any.
    Optional,
}

/// Places of the columns in one file's header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mapping {
    pub(super) customer: usize,
    pub(super) order: Option<usize>,
    pub(super) date: usize,
    /// One column, or the factors of a product.
    pub(super) amount: Vec<usize>,
}

impl Mapping {
    /// Finds the columns of `header`; `path` is for the message if one is missing.
    pub(super) fn find(
        path: &str,
        header: &[String],
        named: &NamedColumns,
        amounts: Amounts,
    ) -> Result<Mapping, Error> {
        let required = |role| match find_role(path, header, named, role)? {
            Some(place) => Ok(place),
            None => Err(missing(path, header, role)),
        };
        let customer = required(Role::Customer)?;
        let date = required(Role::Date)?;
        let order = find_role(path, header, named, Role::Order)?;
        let amount = find_amount(path, header, named)?;
        if amount.is_empty() && amounts == Amounts::Needed {
            return Err(missing(path, header, Role::Amount));
        }
        Ok(Mapping { customer, order, date, amount })
    }

    /// Role and column name, for the eyes of the user.
    pub(super) fn describe(&self, header: &[String]) -> Vec<(Role, String)> {
        let name = |place: usize| header[place].clone();
        let mut columns = vec![(Role::Customer, name(self.customer))];
        columns.extend(self.order.map(|place| (Role::Order, name(place))));
        columns.push((Role::Date, name(self.date)));
        if !self.amount.is_empty() {
            let factors: Vec<String> = self.amount.iter().map(|&place| name(place)).collect();
            columns.push((Role::Amount, factors.join("*")));
        }
        columns
    }
}

fn find_role(
    path: &str,
    header: &[String],
    named: &NamedColumns,
    role: Role,
) -> Result<Option<usize>, Error> {
    match named.of(role) {
        Some(name) => place_of(path, header, name, role).map(Some),
        None => Ok(detect(header, role)),
    }
}

fn find_amount(path: &str, header: &[String], named: &NamedColumns) -> Result<Vec<usize>, Error> {
    let Some(name) = named.of(Role::Amount) else {
        return Ok(detect(header, Role::Amount).into_iter().collect());
    };
    if header.iter().any(|column| column == name) || !name.contains('*') {
        return Ok(vec![place_of(path, header, name, Role::Amount)?]);
    }
    name.split('*').map(|factor| place_of(path, header, factor.trim(), Role::Amount)).collect()
}

fn place_of(path: &str, header: &[String], name: &str, role: Role) -> Result<usize, Error> {
    let exact = header.iter().position(|column| column == name);
    exact.or_else(|| header.iter().position(|column| fold_name(column) == fold_name(name))).ok_or_else(|| {
        Error::NoSuchColumn {
            path: path.to_owned(),
            asked_by: format!("--{}", role.name()),
            column: name.to_owned(),
            found: header.to_vec(),
        }
    })
}

fn detect(header: &[String], role: Role) -> Option<usize> {
    let folded: Vec<String> = header.iter().map(|column| fold_name(column)).collect();
    role.synonyms().find_map(|synonym| {
        let synonym = fold_name(synonym);
        folded.iter().position(|column| *column == synonym)
    })
}

fn missing(path: &str, header: &[String], role: Role) -> Error {
    Error::MissingRole { path: path.to_owned(), role, found: header.to_vec() }
}

/// A header name without case, spaces and punctuation: `Order ID` and `order_id` are the same.
fn fold_name(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn found(names: &[&str]) -> Vec<(Role, String)> {
        let header = header(names);
        Mapping::find("f.csv", &header, &NamedColumns::default(), Amounts::Optional)
            .unwrap()
            .describe(&header)
    }

    #[test]
    fn headers_in_two_languages() {
        let columns = found(&["No. Pesanan", "Tanggal Transaksi", "Nama Pelanggan", "Total Belanja"]);
        assert_eq!(
            columns,
            [
                (Role::Customer, "Nama Pelanggan".into()),
                (Role::Order, "No. Pesanan".into()),
                (Role::Date, "Tanggal Transaksi".into()),
                (Role::Amount, "Total Belanja".into()),
            ]
        );
        let columns = found(&["household_id", "basket_id", "transaction_timestamp", "sales_value"]);
        assert_eq!(columns.len(), 4);
    }

    #[test]
    fn the_surer_name_wins_wherever_it_stands() {
        assert_eq!(found(&["email", "subtotal", "total", "customer_id", "date"])[0].1, "customer_id");
        assert_eq!(found(&["email", "subtotal", "total", "date"])[2].1, "total");
    }

    #[test]
    fn a_named_product_and_a_column_with_a_star() {
        let header = header(&["id", "date", "qty", "price", "a*b"]);
        let find = |amount: &str| {
            let named = NamedColumns {
                customer: Some("id".into()),
                amount: Some(amount.into()),
                ..NamedColumns::default()
            };
            Mapping::find("f.csv", &header, &named, Amounts::Needed).map(|mapping| mapping.amount)
        };
        assert_eq!(find("qty * price").unwrap(), [2, 3]);
        assert_eq!(find("a*b").unwrap(), [4]);
        assert!(matches!(find("qty*cost"), Err(Error::NoSuchColumn { column, .. }) if column == "cost"));
    }
}
