"""Whole processes of setia beside those of its peers, in one run; what counts is the ratio.

examples:
  python3 benches/compare/compare.py                        everything but growth
  python3 benches/compare/compare.py summary-csv start-up   these only
  python3 benches/compare/compare.py --scale 0.02 --runs 1  a quick try with 20,000 customers

Logs and the peers' environments are made under target/compare/ and kept; delete it to make them anew.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import partial
from math import isclose
from pathlib import Path

from environments import Environments
from logs import Logs
from measure import ROOT, Contender, Group, Outcome, Run, Unavailable, in_turn
from report import Comparison, legend, machine, record, section

TARGET = ROOT / "target" / "compare"
PEERS = Path(__file__).resolve().parent / "peers"
CDNOW_SAMPLE = ROOT / "testdata" / "cdnow_sample.csv"
FITS_COMMAND = "cargo bench --locked --bench fits -- --json {summary}"
PYTENSOR = {"PYTENSOR_FLAGS": f"base_compiledir={TARGET / 'pytensor'}"}
START_UP_RUNS = 20
GROWTH_MILLIONS = (1, 10, 100)
MEMORY_LIMIT = "4G"


class Bench:
    """What every comparison needs: the options, the logs, and the commands of setia and its peers."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.environments = Environments(TARGET / "environments", say)
        engines = partial(self.environments.python, "engines")
        self.logs = Logs(TARGET / "data", options.setia, options.scale, engines, say)
        self.results = TARGET / "results"
        self.results.mkdir(parents=True, exist_ok=True)

    def setia(self, name: str, *arguments: str | Path, **about) -> Contender:
        """setia with these arguments."""
        return Contender(name, (str(self.options.setia), *map(str, arguments)), **about)

    def rfm(self, name: str, log: Path, *arguments: str, **about) -> Contender:
        """`setia rfm` of a log, which writes a row for each customer."""
        return self.setia(name, "rfm", log, *arguments, "-q", "-o", self.results / "rfm.parquet", **about)

    def peer(self, name: str, environment: str, script: str, *arguments: str | Path, **about) -> Contender:
        """A program of `peers/` in its environment."""
        try:
            python = self.environments.python(environment)
        except Unavailable as reason:
            return Contender(name, missing=str(reason))
        return Contender(name, (str(python), str(PEERS / script), *map(str, arguments)), **about)


def summary_parquet(bench: Bench) -> Iterator[Group]:
    """20 M rows of Parquet to 1 M customers, numbers as ids."""
    yield of_columns(bench, bench.logs.orders())


def summary_text(bench: Bench) -> Iterator[Group]:
    """The same with text ids."""
    yield of_columns(bench, bench.logs.orders_text())


def summary_csv(bench: Bench) -> Iterator[Group]:
    """The same from CSV, all columns."""
    log = bench.logs.orders_csv()
    yield summary(
        bench,
        log,
        engine(bench, "DuckDB, types given", "duckdb", log, "--typed"),
        engine(bench, "DuckDB, types detected", "duckdb", log),
        engine(bench, "polars, streaming", "polars", log),
    )


def of_columns(bench: Bench, log: Path) -> Group:
    """A Parquet log against all three engines."""
    return summary(
        bench,
        log,
        engine(bench, "DuckDB", "duckdb", log),
        engine(bench, "polars, streaming", "polars", log),
        engine(bench, "pandas", "pandas", log),
    )


def summary(bench: Bench, log: Path, *peers: Contender) -> Group:
    """`setia rfm`, which sums up, scores and writes, against peers that only sum up."""
    ours = bench.rfm("setia rfm", log, answer=lambda _: bench.logs.totals(bench.results / "rfm.parquet"))
    return Group(log.name, [ours, *peers], base=ours.name)


def engine(bench: Bench, name: str, peer: str, log: Path, *arguments: str) -> Contender:
    """An engine that sums a log up."""
    return bench.peer(
        name, "engines", f"{peer}_summary.py", log, *arguments, answer=lambda run: run.lines()[-1]
    )


def clv_over_rfm(bench: Bench) -> Iterator[Group]:
    """What models cost on top of reading and summing up."""
    for log in (bench.logs.orders, bench.logs.full, bench.logs.orders_csv):
        rfm = bench.rfm("setia rfm", log())
        clv = bench.setia("setia clv", "clv", log(), "-q", "-o", bench.results / "clv.parquet")
        yield Group(log().name, [rfm, clv], base=rfm.name)


def pipeline(bench: Bench) -> Iterator[Group]:
    """A log to the value of each customer, against pandas and lifetimes."""
    log = bench.logs.pipeline(bench.options.pipeline_customers)
    model = ("--model", "bg-nbd", "--horizon", "52w")
    ours = bench.setia("setia clv", "clv", log, *model, "-q", "-o", bench.results / "values.parquet")
    script = "lifetimes_pipeline.py"
    peer = bench.peer("pandas and lifetimes", "lifetimes", script, log, bench.results / "lifetimes.parquet")
    yield Group(log.name, [ours, peer], base=ours.name)


def fits(bench: Bench) -> Iterator[Group]:
    """Fits and forecasts alone, timed inside the processes, from the same customer summaries."""
    customers = bench.logs.customers()
    label = f"{bench.logs.number:,} customers"
    yield fit(bench, "bg-nbd", customers, label, "lifetimes", "pymc")
    yield fit(bench, "mbg-nbd", customers, label, "lifetimes")
    if not bench.options.cdnow:
        raise Unavailable("pareto-nbd on the full CDNOW log: name its file with --cdnow")
    cdnow = bench.logs.cdnow_customers(bench.options.cdnow)
    yield fit(bench, "pareto-nbd", cdnow, "CDNOW", "lifetimes", "pymc")


def fit(bench: Bench, model: str, customers: Path, label: str, *peers: str) -> Group:
    """A model fitted by setia and by its peers, with what it foretells of each customer."""
    timings = partial(timings_of, model)
    words = shlex.split(bench.options.fits_command)
    command = tuple(word.replace("{summary}", str(customers)) for word in words)
    ours = Contender("setia", command, timings=timings)
    names = {"lifetimes": "lifetimes", "pymc": "pymc-marketing, MAP"}
    others = [
        bench.peer(names[peer], peer, f"{peer}_fits.py", customers, model, timings=timings, env=PYTENSOR)
        for peer in peers
    ]
    return Group(f"{model}, {label}", [ours, *others], base=ours.name, unit="ms")


def timings_of(model: str, run: Run) -> dict[str, float]:
    """What a program that times itself says of a model, in seconds."""
    for line in run.lines():
        if line.get("model") == model:
            return {"fit": line["fit_ms"] / 1000, "predict": line["predict_ms"] / 1000}
    raise Unavailable(f"it printed no times of {model}")


def start_up(bench: Bench) -> Iterator[Group]:
    """What a command costs before there is much to do."""
    result = bench.results / "sample.parquet"
    contenders = [
        bench.setia("setia --version", "--version"),
        bench.setia("setia rfm --help", "rfm", "--help"),
        bench.setia("setia rfm, 7,000 rows", "rfm", CDNOW_SAMPLE, "-q", "-o", result),
    ]
    yield Group("start-up", contenders, unit="ms", runs=START_UP_RUNS)


def growth(bench: Bench) -> Iterator[Group]:
    """Ten and a hundred times the rows, also with bounded memory."""
    try:
        for kind, log in (("Parquet", bench.logs.growth), ("CSV", bench.logs.growth_csv)):
            contenders = [grown(bench, log, millions) for millions in GROWTH_MILLIONS]
            contenders.append(grown(bench, log, GROWTH_MILLIONS[-1], "--memory-limit", MEMORY_LIMIT))
            yield Group(f"setia rfm, {kind}", contenders)
    finally:
        if not bench.options.keep:
            bench.logs.drop_growth_csv()


def grown(bench: Bench, log: Callable[[int], Path], millions: int, *arguments: str) -> Contender:
    """`setia rfm` of so many million rows."""
    millions_scaled = millions * bench.options.scale
    name = " ".join([f"{millions_scaled:g} M rows", *arguments])
    try:
        return bench.rfm(name, log(millions), *arguments, rows=millions_scaled * 1e6)
    except Unavailable as reason:
        return Contender(name, missing=str(reason))


COMPARISONS: dict[str, Callable[[Bench], Iterator[Group]]] = {
    "summary-parquet": summary_parquet,
    "summary-text": summary_text,
    "summary-csv": summary_csv,
    "clv-over-rfm": clv_over_rfm,
    "pipeline": pipeline,
    "fits": fits,
    "start-up": start_up,
    "growth": growth,
}
ASKED_FOR_ONLY = {"growth"}


def compare(name: str, bench: Bench) -> Comparison:
    """All groups of a comparison, one after the other."""
    comparison = Comparison(name)
    options = bench.options
    try:
        for group in COMPARISONS[name](bench):
            outcome = in_turn(group, group.runs or options.runs, options.limit, say)
            comparison.outcomes.append(outcome)
            comparison.remarks += remarks(outcome)
    except Unavailable as reason:
        comparison.remarks.append(f"left out: {reason}")
    return comparison


def remarks(outcome: Outcome) -> Iterator[str]:
    """Who is left out of a group, and whether the others found the same."""
    what = outcome.group.what
    for name, reason in outcome.left_out.items():
        yield f"left out: {what}: {name}: {reason}"
    answers = {
        one.name: one.answer(outcome.last[one.name])
        for one in outcome.group.contenders
        if one.answer and one.name in outcome.last
    }
    if len(answers) > 1:
        yield f"{what}: {agreement(answers)}"


def agreement(answers: dict[str, dict]) -> str:
    """Whether all answers hold the same customers and the same money."""
    (first, expected), *others = answers.items()
    for name, answer in others:
        same = answer["customers"] == expected["customers"]
        if not same or not isclose(answer["spent"], expected["spent"], rel_tol=1e-9):
            return f"ANSWERS DIFFER: {first} found {expected}, {name} found {answer}"
    return f"all found {expected['customers']:,} customers who spent {expected['spent']:,.2f}"


def say(text: str) -> None:
    """Tells how far the harness is, beside the result."""
    print(f"… {text}", file=sys.stderr, flush=True)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"what to compare: {', '.join(COMPARISONS)}")
    parser.add_argument(
        "--setia", type=Path, metavar="PATH", help="the program [SETIA, or target/release/setia]"
    )
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each contender [5]")
    parser.add_argument(
        "--scale", type=float, default=1.0, help="size of the logs, 1 for a million customers [1]"
    )
    parser.add_argument(
        "--limit", type=float, default=1800, help="seconds after which a run is given up [1800]"
    )
    parser.add_argument(
        "--pipeline-customers", type=int, default=1_000_000, help="size of the pipeline's log [1000000]"
    )
    parser.add_argument("--cdnow", type=Path, metavar="FILE", help="the full CDNOW log, CSV, for fits")
    parser.add_argument("--fits-command", default=FITS_COMMAND, help="what times setia's fits [%(default)s]")
    parser.add_argument("--keep", action="store_true", help="keep the CSV logs of growth")
    parser.add_argument("--markdown", action="store_true", help="tables for a Markdown page")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all single runs to this file")
    options = parser.parse_args()
    options.names = options.names or [name for name in COMPARISONS if name not in ASKED_FOR_ONLY]
    if unknown := set(options.names) - set(COMPARISONS):
        parser.error(
            f"no comparison is called {', '.join(sorted(unknown))}; there are {', '.join(COMPARISONS)}"
        )
    options.setia = program(options.setia)
    if not os.access(options.setia, os.X_OK):
        parser.error(
            f"no program {options.setia}: build it with `cargo build --release --locked`, or use --setia"
        )
    options.cdnow = options.cdnow and options.cdnow.resolve()
    return options


def program(named: Path | None) -> Path:
    """The program that is compared."""
    return (named or Path(os.environ.get("SETIA") or ROOT / "target" / "release" / "setia")).resolve()


def write_record(path: Path, bench: Bench, about: dict[str, object], comparisons: list[Comparison]) -> None:
    """Writes the machine, the versions and all single runs."""
    version = subprocess.run([bench.options.setia, "--version"], capture_output=True, text=True, check=True)
    whole_record = {
        "machine": about,
        "versions": {"setia": version.stdout.strip(), **bench.environments.versions()},
        "scale": bench.options.scale,
        "comparisons": [record(one) for one in comparisons],
    }
    path.write_text(json.dumps(whole_record, indent=1) + "\n")


def main() -> None:
    """Compares what is asked for, one table after the other."""
    options = arguments()
    bench = Bench(options)
    about = machine()
    print("{date}, {cpu}, {cores} cores, {memory_gb} GB, load {load_before:.2f} before".format(**about))
    comparisons = []
    for name in options.names:
        comparisons.append(compare(name, bench))
        print(f"\n{section(comparisons[-1], options.markdown)}", flush=True)
        if options.json:
            write_record(options.json, bench, about, comparisons)
    floor = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
    print(f"\n{legend(floor)}")


if __name__ == "__main__":
    main()
