//! Cohorts: what customers who came together did in the periods after their first purchase.
//!
//! A period counts once it is over. A cell holds the customers whose period of that number is over; where there is none
//! the cell is blank, which is not nought.

use crate::customers::Customers;
use crate::periods::Grain;
use crate::units::Day;

/// What the customers of a cohort did, by periods after the one of their first purchase, which is number 0.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Cohort {
    /// Its customers, also those whose first period is not over.
    pub size: u64,
    /// Those whose period is over.
    pub eligible: Vec<u64>,
    /// Of them those who bought in it.
    pub active: Vec<u64>,
    /// Of them those who bought in it or later.
    pub rolling: Vec<u64>,
    /// Of them those who had bought on a second day by its end.
    pub repurchased: Vec<u64>,
    /// Their orders in it.
    pub orders: Vec<u64>,
    /// Their money in it, refunds taken off, in ten-thousandths.
    pub revenue: Vec<i128>,
    /// Their money up to its end.
    pub cumulative: Vec<i128>,
}

/// The cohorts that customers are in, their places by `of_customer`; those without a place are left out.
pub(super) fn cohorts(
    customers: &Customers,
    of_customer: &[Option<usize>],
    count: usize,
    grain: Grain,
    as_of: Day,
) -> Vec<Cohort> {
    let last_over = grain.last_over(as_of);
    let mut cohorts = vec![Cohort::default(); count];
    let (Some(visits), Some(outside)) = (&customers.visits, &customers.outside) else { return cohorts };
    let mut done: Vec<Done> = Vec::new();
    for (place, cohort) in of_customer.iter().enumerate() {
        let Some(cohort) = cohort.map(|cohort| &mut cohorts[cohort]) else { continue };
        cohort.size += 1;
        let first = grain.of(customers.first[place]);
        let Ok(over) = usize::try_from(last_over - first + 1) else { continue };
        cohort.grow(over);
        // a refund from before the first purchase that is left belongs to the period of that purchase
        let number = |day: Day| usize::try_from(grain.of(day) - first).unwrap_or(0);
        done.clear();
        done.resize(over, Done::default());
        for visit in visits.between(place, Day(i32::MIN), as_of) {
            if let Some(done) = done.get_mut(number(visit.day)) {
                done.orders += u64::from(visit.orders);
                done.money += i128::from(visit.spent.0);
            }
        }
        for visit in outside.between(place, Day(i32::MIN), as_of) {
            if let Some(done) = done.get_mut(number(visit.day)) {
                done.money += i128::from(visit.spent.0);
            }
        }
        let second = visits.days(place).get(1).map(|&day| number(day));
        cohort.add(&done, number(customers.last[place]), second);
    }
    cohorts
}

/// What a customer did in a period.
#[derive(Debug, Clone, Copy, Default)]
struct Done {
    orders: u64,
    money: i128,
}

impl Cohort {
    fn grow(&mut self, periods: usize) {
        if self.eligible.len() < periods {
            for counts in [
                &mut self.eligible,
                &mut self.active,
                &mut self.rolling,
                &mut self.repurchased,
                &mut self.orders,
            ] {
                counts.resize(periods, 0);
            }
            self.revenue.resize(periods, 0);
            self.cumulative.resize(periods, 0);
        }
    }

    fn add(&mut self, done: &[Done], last: usize, second: Option<usize>) {
        let mut so_far = 0;
        for (period, done) in done.iter().enumerate() {
            so_far += done.money;
            self.eligible[period] += 1;
            self.active[period] += u64::from(done.orders > 0);
            self.rolling[period] += u64::from(last >= period);
            self.repurchased[period] += u64::from(second.is_some_and(|second| second <= period));
            self.orders[period] += done.orders;
            self.revenue[period] += done.money;
            self.cumulative[period] += so_far;
        }
    }

    /// All of them together: what an average over the cohorts is, weighted by their customers.
    pub(super) fn together(cohorts: &[Cohort]) -> Cohort {
        let mut all = Cohort::default();
        for cohort in cohorts {
            all.size += cohort.size;
            all.grow(cohort.eligible.len());
            for period in 0..cohort.eligible.len() {
                all.eligible[period] += cohort.eligible[period];
                all.active[period] += cohort.active[period];
                all.rolling[period] += cohort.rolling[period];
                all.repurchased[period] += cohort.repurchased[period];
                all.orders[period] += cohort.orders[period];
                all.revenue[period] += cohort.revenue[period];
                all.cumulative[period] += cohort.cumulative[period];
            }
        }
        all
    }
}
