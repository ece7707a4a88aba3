//! Golden cohorts and figures.
