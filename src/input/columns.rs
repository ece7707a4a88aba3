//! Roles and columns: which column of a file is the customer, the order, the date, the amount.
//!
//! A column named by the user is taken as named; otherwise headers are compared with the names that shops,
//! marketplaces and tills use, in English and Indonesian. What was taken is always shown.

use super::measures::{Measure, Measured};
use super::names::{
    AMOUNT_NAMES, CURRENCY_NAMES, CUSTOMER_NAMES, DATE_NAMES, DISCOUNT_NAMES, EITHER_NAMES, ORDER_NAMES,
    ORDER_TOTAL_NAMES, PRODUCT_NAMES, QUANTITY_NAMES, STATUS_NAMES, TIME_NAMES, UNIT_PRICE_NAMES,
};
use super::presets::Preset;
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
    /// The time of day, where it has a column of its own.
    Time,
    /// How much.
    Amount,
    /// Money given back on the order of the row.
    Refund,
    /// Whether the order was paid, cancelled, refunded.
    Status,
    /// The currency of the amount.
    Currency,
    /// What was bought.
    Product,
    /// What was taken off the price.
    Discount,
    /// How many things were bought.
    Quantity,
}

impl Role {
    /// Every role, in the order in which they are shown.
    pub const ALL: [Role; 11] = [
        Role::Customer,
        Role::Order,
        Role::Date,
        Role::Time,
        Role::Amount,
        Role::Refund,
        Role::Status,
        Role::Currency,
        Role::Product,
        Role::Discount,
        Role::Quantity,
    ];

    /// The name of the role, of its flag and of its key in the provenance.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Customer => "customer",
            Role::Order => "order",
            Role::Date => "date",
            Role::Time => "time",
            Role::Amount => "amount",
            Role::Refund => "refund",
            Role::Status => "status",
            Role::Currency => "currency",
            Role::Product => "product",
            Role::Discount => "discount",
            Role::Quantity => "quantity",
        }
    }

    /// What the role stands for, in the words of an error message.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Role::Customer => "customer id",
            Role::Order => "order id",
            Role::Date => "purchase date",
            Role::Time => "time of day",
            Role::Amount => "amount",
            Role::Refund => "refund",
            Role::Status => "status",
            Role::Currency => "currency",
            Role::Product => "product",
            Role::Discount => "discount",
            Role::Quantity => "quantity",
        }
    }

    /// Header names that stand for the role, the surest first.
    pub(crate) fn synonyms(self) -> impl Iterator<Item = &'static str> {
        let names = match self {
            Role::Customer => CUSTOMER_NAMES,
            Role::Order => ORDER_NAMES,
            Role::Date => DATE_NAMES,
            Role::Time => TIME_NAMES,
            Role::Amount => AMOUNT_NAMES,
            // money that was given back is too easily mistaken for a flag or a date: only a known format has it
            Role::Refund => "",
            Role::Status => STATUS_NAMES,
            Role::Currency => CURRENCY_NAMES,
            Role::Product => PRODUCT_NAMES,
            Role::Discount => DISCOUNT_NAMES,
            Role::Quantity => QUANTITY_NAMES,
        };
        names.split_whitespace()
    }
}

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
    /// Column that says whether an order was paid, cancelled, refunded.
    pub status: Option<String>,
    /// Column of what was taken off the price.
    pub discount: Option<String>,
    /// Column of how many things were bought.
    pub quantity: Option<String>,
}

impl NamedColumns {
    fn of(&self, role: Role) -> Option<&str> {
        match role {
            Role::Customer => self.customer.as_deref(),
            Role::Order => self.order.as_deref(),
            Role::Date => self.date.as_deref(),
            Role::Amount => self.amount.as_deref(),
            Role::Status => self.status.as_deref(),
            Role::Discount => self.discount.as_deref(),
            Role::Quantity => self.quantity.as_deref(),
            Role::Time | Role::Refund | Role::Currency | Role::Product => None,
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
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Mapping {
    /// The first that is not blank in a row is its customer.
    pub(super) customer: Vec<usize>,
    pub(super) order: Option<usize>,
    pub(super) date: usize,
    /// The time of day, where it has a column of its own.
    pub(super) time: Option<usize>,
    /// One column, or the factors of a product.
    pub(super) amount: Vec<usize>,
    /// Money given back on the order of the row.
    pub(super) refund: Option<usize>,
    pub(super) status: Vec<usize>,
    /// A row with one of these filled is cancelled.
    pub(super) cancelled: Vec<usize>,
    pub(super) currency: Option<usize>,
    pub(super) product: Option<usize>,
    /// Numbers beside the amount, those that are to be read.
    pub(super) measures: Measured<Option<usize>>,
}

impl Mapping {
    /// The column that may be a number of things as well as money, if the amount depends on it and nobody named it.
    pub(super) fn either(
        &self,
        header: &[String],
        named: &NamedColumns,
        preset: Option<&Preset>,
    ) -> Option<usize> {
        let either = find_name(header, EITHER_NAMES.split_whitespace())?;
        // beside a price and a column that counts, it is money
        let priced = find_name(header, UNIT_PRICE_NAMES.split_whitespace()).is_some();
        let settled = priced && self.amount == [either];
        let detected = named.amount.is_none() && preset.is_none() && !settled;
        (detected && self.amount.contains(&either)).then_some(either)
    }

    /// Finds the columns of `header`: those named by the user, then those of its format, then those with a telling
    /// name. `path` is for the message if one is missing.
    pub(super) fn find(
        path: &str,
        header: &[String],
        named: &NamedColumns,
        preset: Option<&Preset>,
        amounts: Amounts,
    ) -> Result<Mapping, Error> {
        let finder = Finder { path, header, named };
        let columns = preset.map(|preset| &preset.columns);
        let of_preset = |role: Role, name: Option<&String>| finder.one(role, name.map(String::as_str));
        let customer = match columns {
            Some(columns) if named.customer.is_none() => finder.places(&columns.customer),
            _ => finder.one(Role::Customer, None)?.into_iter().collect(),
        };
        if customer.is_empty() {
            return Err(missing(path, header, Role::Customer));
        }
        let date = of_preset(Role::Date, columns.and_then(|columns| columns.date.as_ref()))?;
        let date = date.ok_or_else(|| missing(path, header, Role::Date))?;
        let amount = finder.amount(columns.and_then(|columns| columns.amount.as_deref()))?;
        if amount.is_empty() && amounts == Amounts::Needed {
            return Err(missing(path, header, Role::Amount));
        }
        let time = match columns {
            Some(columns) => columns.time.as_deref().and_then(|name| finder.place(name)),
            None => detect(header, Role::Time).filter(|&place| place != date),
        };
        let status = match columns {
            Some(columns) if named.status.is_none() => finder.places(&columns.status),
            _ => finder.one(Role::Status, None)?.into_iter().collect(),
        };
        let cancelled = preset.map_or(&[][..], |preset| &preset.reading.cancelled_if_filled);
        // an amount that the user chose is what it is: nothing is taken off it
        let refund = columns.filter(|_| named.amount.is_none()).and_then(|columns| columns.refund.as_deref());
        let discount = of_preset(Role::Discount, columns.and_then(|columns| columns.discount.as_ref()))?;
        // what may be a number of things or money is money here
        let quantity = of_preset(Role::Quantity, columns.and_then(|columns| columns.quantity.as_ref()))?
            .filter(|&quantity| amount != [quantity]);
        Ok(Mapping {
            customer,
            order: of_preset(Role::Order, columns.and_then(|columns| columns.order.as_ref()))?,
            date,
            time,
            amount,
            refund: refund.and_then(|name| finder.place(name)),
            status,
            cancelled: finder.places(cancelled),
            currency: of_preset(Role::Currency, columns.and_then(|columns| columns.currency.as_ref()))?,
            product: of_preset(Role::Product, columns.and_then(|columns| columns.product.as_ref()))?,
            measures: [discount, quantity],
        })
    }

    /// Keeps those of the numbers beside the amount that are wanted.
    pub(super) fn keep_measures(&mut self, wanted: Measured<bool>) {
        for (place, wanted) in self.measures.iter_mut().zip(wanted) {
            *place = place.filter(|_| wanted);
        }
    }

    /// The column with the total of an order, where the amounts are those of its lines.
    pub(super) fn order_total(&self, header: &[String]) -> Option<usize> {
        let beside = self.order.is_some() && !self.amount.is_empty();
        let total = find_name(header, ORDER_TOTAL_NAMES.split_whitespace()).filter(|_| beside);
        total.filter(|place| !self.amount.contains(place))
    }

    /// Role and column name, for the eyes of the user; of the roles that a figure depends on.
    pub(super) fn describe(&self, header: &[String]) -> Vec<(Role, String)> {
        let names = |places: &[usize], between: &str| {
            places.iter().map(|&place| header[place].as_str()).collect::<Vec<_>>().join(between)
        };
        let mut columns = vec![(Role::Customer, names(&self.customer, ", else "))];
        let mut add = |role: Role, places: &[usize], between: &str| {
            if !places.is_empty() {
                columns.push((role, names(places, between)));
            }
        };
        add(Role::Order, self.order.as_slice(), "");
        add(Role::Date, &[self.date], "");
        add(Role::Time, self.time.as_slice(), "");
        add(Role::Amount, &self.amount, "*");
        add(Role::Refund, self.refund.as_slice(), "");
        add(Role::Status, &self.status, " and ");
        add(Role::Currency, self.currency.as_slice(), "");
        for measure in Measure::ALL {
            add(measure.role(), self.measures[measure.place()].as_slice(), "");
        }
        columns
    }

    /// Every place that a figure depends on.
    pub(super) fn used(&self) -> Vec<usize> {
        let mut used = self.customer.clone();
        used.push(self.date);
        for places in [&self.amount, &self.status, &self.cancelled] {
            used.extend(places);
        }
        for place in [self.order, self.time, self.refund, self.currency].iter().chain(&self.measures) {
            used.extend(*place);
        }
        used
    }
}

/// Looks for columns in one header.
struct Finder<'a> {
    path: &'a str,
    header: &'a [String],
    named: &'a NamedColumns,
}

impl Finder<'_> {
    /// The column that the user named, or that of the format, or one with a telling name.
    fn one(&self, role: Role, of_preset: Option<&str>) -> Result<Option<usize>, Error> {
        match self.named.of(role) {
            Some("none")
                if self.place("none").is_none()
                    && matches!(role, Role::Order | Role::Status | Role::Discount | Role::Quantity) =>
            {
                Ok(None)
            }
            Some(name) => self.place_of(name, role).map(Some),
            None => Ok(of_preset.and_then(|name| self.place(name)).or_else(|| detect(self.header, role))),
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        let exact = self.header.iter().position(|column| column == name);
        exact.or_else(|| self.header.iter().position(|column| fold_name(column) == fold_name(name)))
    }

    fn places(&self, names: &[String]) -> Vec<usize> {
        names.iter().filter_map(|name| self.place(name)).collect()
    }

    fn place_of(&self, name: &str, role: Role) -> Result<usize, Error> {
        self.place(name).ok_or_else(|| Error::NoSuchColumn {
            path: self.path.to_owned(),
            asked_by: format!("--{}", role.name()),
            column: name.to_owned(),
            found: self.header.to_vec(),
        })
    }

    /// One column, or the factors of a product: as named, as the format has it, by a telling name, or quantity and
    /// unit price.
    fn amount(&self, of_preset: Option<&str>) -> Result<Vec<usize>, Error> {
        let factors = |name: &str| -> Result<Vec<usize>, Error> {
            if self.header.iter().any(|column| column == name) || !name.contains('*') {
                return Ok(vec![self.place_of(name, Role::Amount)?]);
            }
            name.split('*').map(|factor| self.place_of(factor.trim(), Role::Amount)).collect()
        };
        if let Some(name) = self.named.amount.as_deref() {
            return factors(name);
        }
        if let Some(found) = of_preset.and_then(|name| factors(name).ok()) {
            return Ok(found);
        }
        if let Some(place) = detect(self.header, Role::Amount) {
            return Ok(vec![place]);
        }
        // what can be either is money where another column counts, and may be money where none has a price
        let either = find_name(self.header, EITHER_NAMES.split_whitespace());
        let find = |names: &str| find_name(self.header, names.split_whitespace());
        let price = find(UNIT_PRICE_NAMES);
        let quantity = find(QUANTITY_NAMES);
        Ok(match (either, price) {
            (Some(either), Some(_)) if quantity != Some(either) => vec![either],
            (Some(either), None) => vec![either],
            _ => quantity.filter(|_| price.is_some()).into_iter().chain(price).collect(),
        })
    }
}

fn detect(header: &[String], role: Role) -> Option<usize> {
    find_name(header, role.synonyms())
}

pub(super) fn find_name<'a>(header: &[String], names: impl Iterator<Item = &'a str>) -> Option<usize> {
    let folded: Vec<String> = header.iter().map(|column| fold_name(without_unit(column))).collect();
    names.map(fold_name).find_map(|name| folded.iter().position(|column| *column == name))
}

fn missing(path: &str, header: &[String], role: Role) -> Error {
    Error::MissingRole { path: path.to_owned(), role, found: header.to_vec() }
}

/// `Total` of `Total (Rp)`.
fn without_unit(name: &str) -> &str {
    const UNITS: [&str; 5] = ["(rp)", "(rp.)", "(idr)", "(rupiah)", "(usd)"];
    let lower = name.to_lowercase();
    let unit = UNITS.into_iter().find(|unit| lower.ends_with(unit));
    unit.and_then(|unit| name.get(..name.len() - unit.len())).unwrap_or(name)
}

/// A header name without case, spaces and punctuation: `Order ID` and `order_id` are the same.
pub(super) fn fold_name(name: &str) -> String {
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
        Mapping::find("f.csv", &header, &NamedColumns::default(), None, Amounts::Optional)
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
            Mapping::find("f.csv", &header, &named, None, Amounts::Needed).map(|mapping| mapping.amount)
        };
        assert_eq!(find("qty * price").unwrap(), [2, 3]);
        assert_eq!(find("a*b").unwrap(), [4]);
        assert!(matches!(find("qty*cost"), Err(Error::NoSuchColumn { column, .. }) if column == "cost"));
    }
}
