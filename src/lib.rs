//! Customer-loyalty analytics from a transaction export.
//!
//! Data flows one way, and the modules are the stations:
//!
//! ```text
//! files ─► input ─► transactions ─► customers ─► analysis ─► document ─► render ─► bytes
//! ```
//!
//! ```
//! use setia::analysis::{Analysis, rfm::Rfm};
//! use setia::input::{Input, NoProgress, ReadOptions, Source};
//! use setia::pipeline::{MaxRejects, Read};
//! use setia::transactions::Window;
//!
//! # fn main() -> setia::error::Result<()> {
//! let files = Source::expand(&["testdata/cdnow_sample.csv".to_owned()])?;
//! let input = Input::open(files, &ReadOptions::default())?;
//! let data = Read::all(input, Window::default(), &NoProgress)?.prepare(MaxRejects::default())?;
//! assert_eq!(data.collected.customers.len(), 2357);
//! assert_eq!(data.collected.customers.total_spent().to_f64(), 244091.94);
//!
//! let result = Rfm::default().analyse(&data)?;
//! assert_eq!(result.tables[0].rows(), 2357);
//! # Ok(())
//! # }
//! ```
//!
//! The program `setia` is the `cli` module behind the feature of that name; without it the library needs neither
//! a terminal nor clap.

pub mod analysis;
mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod customers;
pub mod document;
pub mod error;
pub mod input;
pub mod models;
mod nearest;
pub mod periods;
pub mod pipeline;
pub mod render;
pub mod simulate;
pub mod stats;
pub mod texts;
pub mod transactions;
pub mod units;
