//! Golden figures; see `testdata/README.md` for their origin.
