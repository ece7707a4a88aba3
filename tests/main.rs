//! Behaviour where a user meets it: the program's exit status, standard output and standard error.
//!
//! One binary for all, since each one links the whole engine.

mod ab_test;
mod about;
mod browser;
mod check;
mod churn;
mod clv;
mod cron;
mod dialects;
mod errors;
mod experiments;
mod files;
mod formats;
mod groups;
mod house;
mod html;
mod indonesia;
mod memory;
mod preparation;
mod presets;
mod privacy;
mod publish;
mod readme;
mod report;
mod retention;
mod rfm;
mod segment;
mod settings;
mod simulate;
mod support;
mod trend;
