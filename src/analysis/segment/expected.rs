//! What the customers are expected to do: the churn risk and the value of each, as `setia churn-risk` and `setia clv` have them by default.

use crate::analysis::choice::{ModelChoice, Setting, choose};
use crate::analysis::churn_risk;
use crate::analysis::outlook::{Ahead, Buyers, Outlook, spend_of};
use crate::error::Result;
use crate::input::Role;
use crate::models::Clock;
use crate::pipeline::Prepared;
use crate::stats::z_of;

/// One entry for each customer of the log.
pub(super) struct Expected {
    pub churn_risk: Vec<f64>,
    /// None without amounts.
    pub clv: Option<Vec<f64>>,
}

impl Expected {
    /// # Errors
    /// Too few repeat buyers, and fits that do not converge.
    pub(super) fn of(data: &Prepared) -> Result<Expected> {
        let ahead = Ahead::default();
        let customers = &data.collected.customers;
        let timing = (ahead.time_unit, Clock::Days);
        let buyers = Buyers::of_log(customers, data.as_of, timing, data.has(Role::Amount));
        churn_risk::enough(&buyers)?;
        let histories = buyers.compressed();
        let setting = Setting {
            model: ModelChoice::Auto,
            k: None,
            unit: ahead.time_unit,
            horizon: buyers.days_of(ahead.within) as i32,
            holdout: None,
            rolling: false,
            z: z_of(0.95),
        };
        let chosen = choose(&setting, Some(customers), &histories, data.as_of)?;
        let spends = buyers.spends();
        let spend = (spend_of(spends.as_deref())?, spends.as_deref());
        let outlook = Outlook::of(&ahead, &buyers, histories, chosen, spend)?;
        let of_customer = &outlook.histories.of_customer;
        Ok(Expected {
            churn_risk: of_customer.iter().map(|&history| outlook.churn_risk[history]).collect(),
            clv: outlook.value.map(|value| value.clv),
        })
    }
}
