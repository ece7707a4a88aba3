//! One customer's story: the purchases, the figures that entered, and why the value is what it is.

use super::customers::customer_table;
use super::estimate::{Clv, ClvResult};
use super::present;
use crate::analysis::choice::sentences::title;
use crate::analysis::outlook::Buyers;
use crate::analysis::outlook::sentences::percent;
use crate::customers::{Customers, Visits};
use crate::document::{Cell, Document, Message, Provenance, Table, Value, Values, View};
use crate::error::{Error, Result};
use crate::models::History;
use crate::nearest::nearest;
use crate::units::Day;

/// More periods than this are too many to look at, so that they become quarters, then years.
const MOST_PERIODS: i32 = 24;

/// The story of the customer of that id.
///
/// # Errors
/// No such customer.
pub(super) fn document(
    clv: &Clv,
    id: &str,
    buyers: &Buyers,
    result: &ClvResult,
    customers: &Customers,
    as_of: Day,
) -> Result<Document> {
    let place = buyers.id.iter().position(|other| other == id).ok_or_else(|| unknown(id, buyers))?;
    let story = Story { clv, id, place, buyers, result, as_of };
    let mut tables = vec![customer_table(clv, buyers, result, &[place])];
    let mut views = Vec::new();
    if let Some(visits) = &customers.visits {
        tables.insert(0, story.timeline(visits));
        let cells = [
            ("heading-period", Cell::Value("period")),
            ("heading-purchases", Cell::Value("purchases")),
            ("", Cell::Bar("share_of_purchases")),
            ("heading-spent", Cell::Value("spent")),
        ];
        views.push(View::new("timeline", &cells));
    }
    Ok(Document {
        command: "clv",
        version: present::VERSION,
        title: Message::new("explain-title").text("id", id).with("as_of", Value::Date(as_of)),
        headline: story.headline(),
        tables,
        views,
        notes: story.sentences(customers),
        warnings: Vec::new(),
        sections: Vec::new(),
        definitions: Vec::new(),
        provenance: Provenance { time_unit: clv.ahead.time_unit.name(), ..Provenance::default() },
        untrusted: false,
        undecided: false,
        files: Vec::new(),
    })
}

fn unknown(id: &str, buyers: &Buyers) -> Error {
    let ids: Vec<&str> = buyers.id.iter().collect();
    let hint = match nearest(id, &ids) {
        Some(near) => format!("did you mean `--explain {near}`?"),
        None => format!("ids look like `{}`", ids.first().copied().unwrap_or_default()),
    };
    Error::Usage { message: format!("there is no customer `{id}`"), hints: vec![hint] }
}

struct Story<'a> {
    clv: &'a Clv,
    id: &'a str,
    place: usize,
    buyers: &'a Buyers,
    result: &'a ClvResult,
    as_of: Day,
}

impl Story<'_> {
    fn history(&self) -> &History {
        &self.buyers.histories[self.place]
    }

    fn of_history(&self) -> usize {
        self.result.histories.of_customer[self.place]
    }

    /// Purchases and money by month, quarter or year.
    fn timeline(&self, visits: &Visits) -> Table {
        let (days, spent) = (visits.days(self.place), visits.spent(self.place));
        let first = days.first().copied().unwrap_or(self.as_of);
        let months = |day: Day| {
            use chrono::Datelike;
            let date = day.date();
            date.year() * 12 + date.month0() as i32
        };
        let span = months(self.as_of) - months(first) + 1;
        let width = [1, 3, 12].into_iter().find(|&width| span / width <= MOST_PERIODS).unwrap_or(12);
        let period = |day: Day| months(day).div_euclid(width);
        let periods: Vec<i32> = (period(first)..=period(self.as_of)).collect();
        let mut purchases = vec![0_u64; periods.len()];
        let mut money = vec![0.0; periods.len()];
        for (&day, spent) in days.iter().zip(spent) {
            let at = (period(day) - periods[0]).unsigned_abs() as usize;
            purchases[at] += 1;
            money[at] += spent.to_f64();
        }
        let name = |period: &i32| {
            let month = period * width;
            let (year, month) = (month.div_euclid(12), month.rem_euclid(12) + 1);
            match width {
                1 => format!("{year}-{month:02}"),
                3 => format!("{year}-Q{}", (month + 2) / 3),
                _ => year.to_string(),
            }
        };
        let most = purchases.iter().copied().max().unwrap_or(1).max(1);
        #[expect(clippy::cast_precision_loss, reason = "purchases stay below 2^53")]
        let share = |count: &u64| Some(*count as f64 / most as f64);
        let has_money = self.result.value.is_some();
        Table::new(
            "timeline",
            vec![
                ("period", Values::Text(periods.iter().map(name).collect())),
                ("share_of_purchases", Values::Share(purchases.iter().map(share).collect())),
                ("purchases", Values::Count(purchases)),
                ("spent", Values::Money(money.into_iter().map(|money| has_money.then_some(money)).collect())),
            ],
        )
    }

    fn headline(&self) -> Message {
        let history = self.of_history();
        let (lower, upper) = self.result.ends_of_purchases(history);
        let ends = self.result.ends_of_clv(self.clv, history, self.buyers.spend(self.place));
        let message = match (&self.result.value, ends) {
            (Some(value), Some((clv_lower, clv_upper))) => Message::new("explain-headline")
                .with("clv", Value::Money(value.clv[self.place]))
                .with("clv_lower", Value::Money(clv_lower))
                .with("clv_upper", Value::Money(clv_upper)),
            _ => Message::new("explain-headline-purchases"),
        };
        message
            .text("id", self.id)
            .with("purchases", Value::Number(self.result.forecasts[history].purchases))
            .count("lower", u64::from(lower))
            .count("upper", u64::from(upper))
            .text("confidence", percent(self.clv.confidence))
            .span("horizon", self.clv.ahead.horizon)
    }

    /// Why the value is what it is, one step after the other.
    fn sentences(&self, customers: &Customers) -> Vec<Message> {
        let mut sentences = vec![self.rhythm(customers), self.standing()];
        sentences.push(self.rate());
        sentences.extend(self.spend());
        sentences.extend(self.product());
        sentences
    }

    /// When the customer bought.
    fn rhythm(&self, customers: &Customers) -> Message {
        let (first, last) = (customers.first[self.place], customers.last[self.place]);
        let silent = self.as_of.days_since(last).unsigned_abs();
        let days = customers.visits.as_ref().map_or(&[][..], |visits| visits.days(self.place));
        let mut gaps: Vec<i32> = days.windows(2).map(|pair| pair[1].days_since(pair[0])).collect();
        gaps.sort_unstable();
        let Some(&longest) = gaps.last() else {
            return Message::new("explain-once")
                .with("first", Value::Date(first))
                .count("silent", u64::from(silent));
        };
        let median = f64::midpoint(f64::from(gaps[(gaps.len() - 1) / 2]), f64::from(gaps[gaps.len() / 2]));
        Message::new("explain-rhythm")
            .count("days", days.len() as u64)
            .with("first", Value::Date(first))
            .with("last", Value::Date(last))
            .with("median", Value::Number(median))
            .count("longest", u64::from(longest.unsigned_abs()))
            .count("silent", u64::from(silent))
    }

    /// What the silence means.
    fn standing(&self) -> Message {
        let history = self.of_history();
        Message::new("explain-standing")
            .text("model", title(&self.result.chosen))
            .with("p_alive", Value::Decimal(self.result.p_alive[history], 2))
            .with("churn_risk", Value::Decimal(self.result.churn_risk[history], 2))
            .span("within", self.clv.ahead.within)
    }

    /// How often the customer is expected to buy, between the own pace and that of all.
    fn rate(&self) -> Message {
        let history = self.history();
        let expected = self.result.forecasts[self.of_history()].purchases;
        let own = (history.age > 0.0).then(|| f64::from(history.x) / history.age * self.result.horizon);
        let (mut purchases, mut time) = (0.0, 0.0);
        for history in &self.buyers.histories {
            purchases += f64::from(history.x);
            time += history.age;
        }
        Message::new("explain-rate")
            .with("own", Value::Number(own.unwrap_or(0.0)))
            .with("all", Value::Number(purchases / time.max(f64::MIN_POSITIVE) * self.result.horizon))
            .with("expected", Value::Number(expected))
            .span("horizon", self.clv.ahead.horizon)
    }

    /// What a purchase is expected to be worth, between the own mean and that of all (Fader & Hardie 2013, eq. 5).
    fn spend(&self) -> Option<Message> {
        let fit = self.result.spend.as_ref()?;
        let expected = self.result.value.as_ref()?.expected_spend[self.place];
        let Some(spend) = self.buyers.spend(self.place) else {
            return Some(Message::new("explain-spend-unknown").with("expected", Value::Money(expected)));
        };
        let all = fit.model.expected_spend(None)?;
        let x = f64::from(spend.x);
        let weight = fit.model.p * x / (fit.model.p * x + fit.model.q - 1.0);
        Some(
            Message::new("explain-spend")
                .with("own", Value::Money(spend.mean))
                .with("all", Value::Money(all))
                .share("weight", weight)
                .with("expected", Value::Money(expected)),
        )
    }

    /// The factors of the value.
    fn product(&self) -> Option<Message> {
        let value = self.result.value.as_ref()?;
        let forecast = self.result.forecasts[self.of_history()];
        let discount = if forecast.purchases > 0.0 { forecast.discounted / forecast.purchases } else { 1.0 };
        Some(
            Message::new("explain-product")
                .with("purchases", Value::Number(forecast.purchases))
                .with("spend", Value::Money(value.expected_spend[self.place]))
                .with("discount", Value::Decimal(discount, 3))
                .share("margin", self.clv.ahead.margin)
                .with("clv", Value::Money(value.clv[self.place])),
        )
    }
}
