"""The logs that contenders read: simulated shops, and what is cut out of them, kept by name in a folder."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from measure import Unavailable

CUSTOMERS = 1_000_000
PREPARE = Path(__file__).resolve().parent / "prepare.py"
# Over the 18 months that `setia simulate` takes by default: 20 orders a customer, and 10.
TWENTY_ORDERS = ("--r", "2.3", "--alpha", "3", "--a", "0.3", "--b", "5")
TEN_ORDERS = ("--r", "2", "--alpha", "5", "--a", "0.6", "--b", "8")


class Logs:
    """Logs of a folder; each is made when it is first asked for."""

    def __init__(
        self, folder: Path, setia: Path, scale: float, python: Callable[[], Path], say: Callable[[str], None]
    ) -> None:
        self._folder = folder if scale == 1 else folder / f"scale-{scale:g}"
        self._folder.mkdir(parents=True, exist_ok=True)
        self._setia = setia
        self.number = round(CUSTOMERS * scale)
        self._python = python
        self._say = say

    def orders_csv(self) -> Path:
        """20 million orders of a million customers, all columns, CSV."""
        return self._simulated("orders.csv", self.number)

    def full(self) -> Path:
        """The same log, all columns, Parquet as it is simulated."""
        return self._simulated("full.parquet", self.number)

    def orders(self) -> Path:
        """Customer, time and amount of the same log, Parquet in groups of a million rows."""
        return self._prepared("orders.parquet", "columns", self.full)

    def orders_text(self) -> Path:
        """The same three columns, with letters before the customers' numbers."""
        return self._prepared("orders_text.parquet", "text-ids", self.orders)

    def customers(self) -> Path:
        """Frequency, recency, T and monetary value of these customers, in weeks, CSV."""
        return self._prepared("customers.csv", "customers", self.orders)

    def cdnow_customers(self, log: Path) -> Path:
        """The same of the CDNOW log, made anew each time, since the log can be another one."""
        made = self._folder / "cdnow_customers.csv"
        self._prepare("customers", log, made, "--date", "date")
        return made

    def pipeline(self, customers: int) -> Path:
        """Ten orders a customer in three columns, Parquet."""
        name = f"pipeline-{customers}"
        return self._prepared(
            f"{name}.parquet",
            "columns",
            lambda: self._simulated(f"{name}-full.parquet", customers, TEN_ORDERS),
        )

    def growth_csv(self, millions: int) -> Path:
        """So many million orders, all columns, CSV."""
        return self._simulated(f"growth-{millions}m.csv", millions * self.number // 20)

    def growth(self, millions: int) -> Path:
        """Three columns of the same log, Parquet."""
        return self._prepared(f"growth-{millions}m.parquet", "columns", lambda: self.growth_csv(millions))

    def drop_growth_csv(self) -> None:
        """Deletes the CSV logs of growth, of which the largest takes 6 GB."""
        for log in self._folder.glob("growth-*.csv"):
            log.unlink()

    def totals(self, result: Path) -> dict[str, float]:
        """Customers and money of a Parquet file with a row for each customer."""
        number, spent = self._prepare("totals", result).split()
        return {"customers": int(number), "spent": float(spent)}

    def _simulated(self, name: str, customers: int, options: tuple[str, ...] = TWENTY_ORDERS) -> Path:
        return self._made(
            name,
            lambda part: _output(
                "setia simulate",
                self._setia,
                "simulate",
                "--customers",
                str(customers),
                *options,
                "-q",
                "-o",
                part,
            ),
        )

    def _prepared(self, name: str, step: str, source: Callable[[], Path]) -> Path:
        return self._made(name, lambda part: self._prepare(step, source(), part))

    def _prepare(self, step: str, *arguments: Path | str) -> str:
        return _output("prepare.py", self._python(), PREPARE, step, *arguments)

    def _made(self, name: str, make: Callable[[Path], object]) -> Path:
        """The file of that name; it gets its name when it is whole."""
        made = self._folder / name
        if not made.exists():
            part = made.with_name(f"part-{name}")
            make(part)
            self._say(f"made {name}, {part.stat().st_size / 1e6:,.0f} MB")
            part.rename(made)
        return made


def _output(name: str, *command: Path | str) -> str:
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except subprocess.CalledProcessError as error:
        complaint = error.stderr.strip().splitlines()[-1:] or ["it said nothing"]
        raise Unavailable(f"{name} failed: {complaint[0]}") from error
