"""Tables and the record of all single runs."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median

from measure import Outcome, Series, whole

HEADER = ["what", "contender", "median", "min–max", "CPU", "per M rows", "peak MB", "faster", "ratio"]
TEXT_COLUMNS = 2
LEGEND = (
    "faster: how many times faster the base, which has 1 there, is than this contender; ratio: time of the\n"
    "base over time of this contender. Times and peaks are medians; no peak below {floor:.0f} MB can be seen."
)


@dataclass
class Comparison:
    """The outcomes of a comparison's groups, and what could not be compared."""

    name: str
    outcomes: list[Outcome] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def series(self) -> list[Series]:
        """All series, those of the same work beside each other."""
        series = [one for outcome in self.outcomes for one in outcome.series]
        order = list(dict.fromkeys(one.what for one in series))
        return sorted(series, key=lambda one: order.index(one.what))


def section(comparison: Comparison, markdown: bool) -> str:
    """A comparison as a table with its remarks."""
    rows = [_row(one, _base_of(one, comparison.series())) for one in comparison.series()]
    table = _table(*_without_empty_columns(rows), markdown) if rows else "nothing was measured"
    title = f"### {comparison.name}\n" if markdown else comparison.name
    mark = "* " if markdown else "  "
    gap = [""] if markdown and comparison.remarks else []
    return "\n".join([title, table, *gap, *(f"{mark}{remark}" for remark in comparison.remarks)])


def legend(floor_mb: float) -> str:
    """What the columns mean."""
    return LEGEND.format(floor=floor_mb)


def machine() -> dict[str, object]:
    """What the runs ran on, without its name."""
    return {
        "date": date.today().isoformat(),
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        "system": platform.platform(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


def record(comparison: Comparison) -> dict[str, object]:
    """All single runs of a comparison."""
    return {
        "comparison": comparison.name,
        "series": [_record_of(one) for one in comparison.series()],
        "printed": {
            f"{outcome.group.what}: {name}": run.lines()
            for outcome in comparison.outcomes
            for name, run in outcome.last.items()
            if run.lines()
        },
        "remarks": comparison.remarks,
    }


def _record_of(one: Series) -> dict[str, object]:
    return {
        "what": one.what,
        "contender": one.contender.name,
        "command": one.contender.shown(),
        "median_seconds": one.median,
        "seconds": one.seconds,
        "cpu_seconds": one.cpu_seconds,
        "peak_mb": one.peaks_mb,
    }


def _base_of(one: Series, others: Sequence[Series]) -> Series | None:
    """The series that this one is compared with."""
    for other in others:
        if other.what == one.what and other.contender.name == one.group.base:
            return other
    return None


def _row(one: Series, base: Series | None) -> list[str]:
    """The cells of a series."""
    scale, unit = (1000, "ms") if one.group.unit == "ms" else (1, "s")
    low, high = min(one.seconds), max(one.seconds)
    return [
        one.what,
        one.contender.name,
        f"{_number(one.median * scale)} {unit}",
        f"{_number(low * scale)}–{_number(high * scale)}",
        f"{_number(median(one.cpu_seconds) * scale)} {unit}" if one.contender.timings is whole else "",
        f"{_number(one.median / one.contender.rows * 1e6)} s" if one.contender.rows else "",
        f"{one.peak_mb:,.0f}",
        f"{_number(one.median / base.median)}×" if base and base is not one else "1" if base else "",
        _number(base.median / one.median) if base and base is not one else "",
    ]


def _number(value: float) -> str:
    """A number with three digits that count."""
    if value >= 100:
        return f"{value:,.0f}"
    decimals = 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:.{decimals}f}" if value >= 0.1 else f"{value:#.2g}"


def _without_empty_columns(rows: list[list[str]]) -> tuple[list[str], list[list[str]]]:
    """The header and the rows without columns that hold nothing."""
    kept = [place for place in range(len(HEADER)) if any(row[place] for row in rows)]
    return [HEADER[place] for place in kept], [[row[place] for place in kept] for row in rows]


def _table(header: list[str], rows: list[list[str]], markdown: bool) -> str:
    """Aligned text, the numbers to the right; with bars between the cells for Markdown."""
    widths = [max(map(len, column)) for column in zip(header, *rows)]
    lines = [_aligned(cells, widths, markdown) for cells in [header, *rows]]
    if markdown:
        rule = [
            "-" * width if place < TEXT_COLUMNS else "-" * (width - 1) + ":"
            for place, width in enumerate(widths)
        ]
        lines.insert(1, _aligned(rule, widths, markdown))
    return "\n".join(lines)


def _aligned(cells: list[str], widths: list[int], markdown: bool) -> str:
    padded = [
        cell.ljust(width) if place < TEXT_COLUMNS else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(cells, widths))
    ]
    return f"| {' | '.join(padded)} |" if markdown else "  " + "  ".join(padded).rstrip()


def _cpu() -> str:
    """The name of the processor, where the system tells it."""
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text().splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.machine()
