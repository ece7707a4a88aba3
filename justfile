# Everything that decides whether a change lands
check:
    bash .ci/run

# Format, then the tests; what one runs while working
test *ARGS:
    cargo fmt
    cargo test {{ARGS}}

# Look at changed snapshots one by one (cargo install cargo-insta)
review:
    cargo insta review

# Ratios against a peer, in one run
bench:
    cargo bench

# The report beside the commands that it stands for
bench-report CUSTOMERS="100000":
    cargo build --release --locked
    sh benches/report.sh {{CUSTOMERS}}

# Whole processes beside those of DuckDB, polars, pandas, lifetimes and pymc-marketing (Python 3.11 or later)
bench-compare *ARGS:
    cargo build --release --locked
    python3 benches/compare/compare.py {{ARGS}}

# The program that a user keeps
install:
    cargo install --locked --path .
