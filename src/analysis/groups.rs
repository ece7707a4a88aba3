//! `--by`: customers by what the log says of them in a column, or by their RFM segment.

use super::rfm::Rfm;
use crate::customers::{Attribute, AttributeValues, Customers};
use crate::document::{Message, Values};
use crate::error::{Error, Result};
use crate::input::{Label, Role};
use crate::pipeline::Prepared;
use crate::units::Day;

/// Customers in groups.
#[derive(Debug, Clone)]
pub(super) struct Grouping {
    /// The column of the log; none for RFM segments.
    column: Option<String>,
    names: Names,
    /// For each customer, the place of the name.
    pub(super) of_customer: Vec<usize>,
    /// Customers whose rows say more than one thing.
    several: u64,
    /// Whether it is the table of customers that says it.
    of_table: bool,
    /// The group of those of whom several things are said, if they are one.
    pub(super) several_in: Option<usize>,
}

#[derive(Debug, Clone)]
enum Names {
    /// Values of the log.
    Texts(Vec<String>),
    /// Keys of the catalogue.
    Terms(Vec<&'static str>),
}

/// The group of those of whom nothing is said.
const BLANK: &str = "(blank)";
/// What stands for RFM segments where no column is called so.
const SEGMENT: &str = "segment";

/// What is to be read for a grouping.
pub(super) fn label(by: &str, asked_by: &'static str) -> Label {
    Label { name: by.to_owned(), asked_by, needed: by != SEGMENT }
}

impl Grouping {
    /// The customers of a log by the column that was asked for: by what it says of their first purchase.
    pub(super) fn of(by: &str, data: &Prepared) -> Result<Grouping> {
        let customers = &data.collected.customers;
        let columns = data.input.labels();
        let column = columns.iter().position(|(name, _)| name == by);
        if let Some(attribute) = data.attributes.as_ref().and_then(|attributes| attributes.column(by))
            && column.is_none()
        {
            return Grouping::by_attribute(attribute);
        }
        let (Some(labels), Some(place)) = (&customers.labels, column) else {
            return Grouping::by_segment(data, customers, data.as_of);
        };
        let groups = labels.by_first(place);
        let blank = groups.names.len();
        let mut names = groups.names;
        if groups.of_customer.contains(&None) {
            names.push(BLANK.to_owned());
        }
        Ok(Grouping {
            column: Some(columns[place].1.join(", ")),
            names: Names::Texts(names),
            of_customer: groups.of_customer.into_iter().map(|group| group.unwrap_or(blank)).collect(),
            several: groups.several,
            of_table: false,
            several_in: None,
        })
    }

    /// The customers of a log by the one thing that it says of them in a column; those of whom it says several are a group
    /// of that name. By a table of customers or by RFM segment as ever.
    pub(super) fn alone(by: &str, data: &Prepared, several: &str) -> Result<Grouping> {
        let column = data.input.labels().iter().position(|(name, _)| name == by);
        let (Some(labels), Some(place)) = (&data.collected.customers.labels, column) else {
            return Grouping::of(by, data);
        };
        let groups = labels.by_only(place);
        let mut names = groups.names;
        let several_in = names.len();
        names.push(several.to_owned());
        let grouping = Grouping {
            column: Some(data.input.labels()[place].1.join(", ")),
            names: Names::Texts(names),
            of_customer: Vec::new(),
            several: 0,
            of_table: false,
            several_in: None,
        };
        Ok(Grouping { several_in: Some(several_in), ..grouping.with(&groups.of_customer) })
    }

    /// By a column of the table of customers.
    fn by_attribute(attribute: &Attribute) -> Result<Grouping> {
        let AttributeValues::Texts { names, of_customer } = &attribute.values else {
            return Err(Error::Usage {
                message: format!("`{}` has too many different numbers to group customers by", attribute.name),
                hints: vec!["make classes of them, e.g. 18-24, 25-34".to_owned()],
            });
        };
        let blank = names.len();
        let mut names = names.clone();
        if of_customer.contains(&None) {
            names.push(BLANK.to_owned());
        }
        Ok(Grouping {
            column: Some(attribute.name.clone()),
            names: Names::Texts(names),
            of_customer: of_customer.iter().map(|group| group.unwrap_or(blank)).collect(),
            several: 0,
            of_table: true,
            several_in: None,
        })
    }

    /// Customers by what was known of them before a day: the segment they were in then, what the log says of their first
    /// purchase if that was before, what a table says of them.
    pub(super) fn before(by: &str, data: &Prepared, start: Day) -> Result<Grouping> {
        let customers = &data.collected.customers;
        let mut grouping = Grouping::of(by, data)?;
        if grouping.column.is_none() {
            let (known, places) = customers.known_by(Day(start.0 - 1));
            grouping = Grouping::by_segment(data, &known, Day(start.0 - 1))?;
            let mut of_customer = vec![None; customers.len()];
            for (group, place) in grouping.of_customer.iter().zip(places) {
                of_customer[place] = Some(*group);
            }
            return Ok(grouping.with(&of_customer));
        }
        if grouping.of_table {
            return Ok(grouping);
        }
        let known = |(group, first): (&usize, &Day)| (*first < start).then_some(*group);
        let of_customer: Vec<Option<usize>> =
            grouping.of_customer.iter().zip(&customers.first).map(known).collect();
        Ok(grouping.with(&of_customer))
    }

    /// The same groups for a list of customers, each with the place in the log; those without one are a group of their own.
    pub(super) fn of_list(self, places: &[Option<usize>]) -> Grouping {
        let of_list: Vec<Option<usize>> =
            places.iter().map(|place| place.map(|place| self.of_customer[place])).collect();
        self.with(&of_list)
    }

    /// By the texts of a column.
    pub(super) fn of_texts(column: &str, texts: &[&str]) -> Grouping {
        let mut names: Vec<String> =
            texts.iter().filter(|text| !text.is_empty()).map(|&text| text.to_owned()).collect();
        names.sort_unstable();
        names.dedup();
        let place = |text: &&str| names.binary_search_by(|name| name.as_str().cmp(text)).ok();
        let of_customer: Vec<Option<usize>> = texts.iter().map(place).collect();
        let grouping = Grouping {
            column: Some(column.to_owned()),
            names: Names::Texts(names),
            of_customer: Vec::new(),
            several: 0,
            of_table: true,
            several_in: None,
        };
        grouping.with(&of_customer)
    }

    /// The same groups for other customers; those without one are a group of their own.
    fn with(mut self, of_customer: &[Option<usize>]) -> Grouping {
        let blank = if of_customer.contains(&None) { self.blank() } else { 0 };
        self.of_customer = of_customer.iter().map(|group| group.unwrap_or(blank)).collect();
        self
    }

    /// The group of those of whom nothing is said.
    fn blank(&mut self) -> usize {
        fn place<T: PartialEq>(names: &mut Vec<T>, blank: T) -> usize {
            names.iter().position(|name| *name == blank).unwrap_or_else(|| {
                names.push(blank);
                names.len() - 1
            })
        }
        match &mut self.names {
            Names::Texts(names) => place(names, BLANK.to_owned()),
            Names::Terms(names) => place(names, "no_purchase_before"),
        }
    }

    fn by_segment(data: &Prepared, customers: &Customers, as_of: Day) -> Result<Grouping> {
        if !data.has(Role::Amount) {
            return Err(Error::Usage {
                message: "RFM segments need amounts, and there is no column of them".to_owned(),
                hints: vec![
                    "name the column with `--amount`, or group by a column of the log, e.g. `--by channel`"
                        .to_owned(),
                ],
            });
        }
        let segments = Rfm::default().score(customers, as_of).segment;
        let mut names = segments.clone();
        names.sort_unstable();
        names.dedup();
        let place = |segment: &&'static str| names.partition_point(|name| name < segment);
        let of_customer = segments.iter().map(place).collect();
        Ok(Grouping {
            column: None,
            names: Names::Terms(names),
            of_customer,
            several: 0,
            of_table: false,
            several_in: None,
        })
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        match &self.names {
            Names::Texts(names) => names.len(),
            Names::Terms(names) => names.len(),
        }
    }

    /// Whether a group is that of those of whom nothing is said.
    pub(super) fn is_blank(&self, group: usize) -> bool {
        self.name(group) == BLANK
    }

    /// The name of a group, or its key.
    pub(super) fn name(&self, group: usize) -> &str {
        match &self.names {
            Names::Texts(names) => &names[group],
            Names::Terms(names) => names[group],
        }
    }

    /// The customers of each group.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.len()];
        for (customer, &group) in self.of_customer.iter().enumerate() {
            members[group].push(customer);
        }
        members
    }

    /// The names of some groups, as a column.
    pub(super) fn column_of(&self, groups: &[usize]) -> Values {
        match &self.names {
            Names::Texts(names) => Values::Text(groups.iter().map(|&group| names[group].clone()).collect()),
            Names::Terms(names) => Values::Term(groups.iter().map(|&group| names[group]).collect()),
        }
    }

    /// What the groups are.
    pub(super) fn note(&self) -> Message {
        match &self.column {
            None => Message::new("by-segment"),
            Some(column) if self.of_table => Message::new("by-attribute").text("column", column),
            Some(column) if self.several_in.is_some() => {
                Message::new("by-column-alone").text("column", column)
            }
            Some(column) if self.several > 0 => {
                Message::new("by-column-several").text("column", column).count("several", self.several)
            }
            Some(column) => Message::new("by-column").text("column", column),
        }
    }
}
