//! Customers in segments, by whatever method.

use crate::document::{Message, Table, Values};

/// The segments and who is in which.
#[derive(Debug, Clone)]
pub(super) struct Split {
    pub names: Names,
    /// The place of the name of each customer.
    pub of_customer: Vec<usize>,
    /// What the method says of each customer besides.
    pub extra: Extra,
    /// The method's own account of itself.
    pub basis: Basis,
    pub notes: Vec<Message>,
    pub warnings: Vec<Message>,
}

/// What a method says of each customer besides.
#[derive(Debug, Clone, Default)]
pub(super) struct Extra {
    /// The scores side by side.
    pub rfm: Option<Vec<String>>,
    /// What counts for the tier, and how much of it is lacking for the next.
    pub tier: Option<(Vec<f64>, Vec<Option<f64>>)>,
}

/// What segments are made of: cut-offs, centres, rules.
#[derive(Debug, Clone, Default)]
pub(super) struct Basis {
    pub segment: Vec<String>,
    pub what: Vec<String>,
    /// A centre; shorter than the others where there is none.
    pub value: Vec<Option<f64>>,
    pub lower: Vec<Option<f64>>,
    pub upper: Vec<Option<f64>>,
    pub customers: Vec<u64>,
}

impl Basis {
    pub(super) fn push(&mut self, segment: &str, what: &str, numbers: [Option<f64>; 3], customers: u64) {
        self.segment.push(segment.to_owned());
        self.what.push(what.to_owned());
        for (column, number) in [&mut self.value, &mut self.lower, &mut self.upper].into_iter().zip(numbers) {
            column.push(number);
        }
        self.customers.push(customers);
    }

    pub(super) fn table(&self) -> Table {
        let rows = self.segment.len();
        let numbers = |values: &[Option<f64>]| {
            let mut values = values.to_vec();
            values.resize(rows, None);
            Values::Number(values.into())
        };
        Table::new(
            "basis",
            vec![
                ("segment", Values::Text(self.segment.iter().collect())),
                ("what", Values::Text(self.what.iter().collect())),
                ("value", numbers(&self.value)),
                ("lower", numbers(&self.lower)),
                ("upper", numbers(&self.upper)),
                ("customers", Values::Count(self.customers.clone())),
            ],
        )
    }
}

/// The names of segments, in order.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Names {
    /// As a user wrote them.
    Texts(Vec<String>),
    /// Keys of the catalogue.
    Terms(Vec<&'static str>),
    /// Several keys each.
    Phrases(Vec<Vec<&'static str>>),
}

impl Names {
    pub(super) fn len(&self) -> usize {
        match self {
            Names::Texts(names) => names.len(),
            Names::Terms(names) => names.len(),
            Names::Phrases(names) => names.len(),
        }
    }

    /// The names at some places, as a column.
    pub(super) fn column(&self, places: &[usize]) -> Values {
        match self {
            Names::Texts(names) => Values::Text(places.iter().map(|&place| names[place].clone()).collect()),
            Names::Terms(names) => Values::Term(places.iter().map(|&place| names[place]).collect()),
            Names::Phrases(names) => {
                Values::Phrase(places.iter().map(|&place| names[place].clone()).collect())
            }
        }
    }

    /// The name as machine formats hold it.
    pub(super) fn key(&self, place: usize) -> String {
        match self {
            Names::Texts(names) => names[place].clone(),
            Names::Terms(names) => names[place].to_owned(),
            Names::Phrases(names) => names[place].join("+"),
        }
    }
}

impl Split {
    /// The customers of each segment.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.names.len()];
        for (customer, &segment) in self.of_customer.iter().enumerate() {
            members[segment].push(customer);
        }
        members
    }

    /// The segments that have customers.
    pub(super) fn inhabited(&self) -> Vec<usize> {
        let members = self.members();
        (0..members.len()).filter(|&segment| !members[segment].is_empty()).collect()
    }
}
