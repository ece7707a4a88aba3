//! Station 2: rows to purchases.
//!
//! Holds the rules of what counts: which rows lie in the window, who is a guest, which rows make one order, and
//! what a refund does. Every rule that changes a number counts what it changed.

mod account;
mod copies;
mod left;
mod orders;
mod owners;
mod window;

pub use account::Account;
pub use copies::{Copies, copies};
pub use left::LeftOrders;
pub use orders::{Purchase, Purchases, Refunds, is_cancelled};
pub use owners::Owners;
pub use window::{Gate, Verdict, Window};
