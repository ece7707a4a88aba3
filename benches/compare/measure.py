"""Processes run to their end, contenders in turn: wall time and peak memory of each run."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from resource import struct_rusage
from statistics import median
from typing import IO

ROOT = Path(__file__).resolve().parents[2]


class Unavailable(Exception):
    """Something that a row needs is not there; the row is left out and the reason is shown."""


@dataclass(frozen=True)
class Run:
    """One process from start to end."""

    seconds: float
    cpu_seconds: float
    peak_mb: float
    printed: str

    def lines(self) -> list[dict]:
        """The lines of its output that are JSON objects."""
        return [json.loads(line) for line in self.printed.splitlines() if line.startswith('{"')]


def whole(run: Run) -> dict[str, float]:
    """The one timing of a process that is timed from outside."""
    return {"": run.seconds}


@dataclass(frozen=True)
class Contender:
    """A command with a name, and how its timings and its answer are read from a run; or why it is missing."""

    name: str
    command: tuple[str, ...] = ()
    missing: str | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    timings: Callable[[Run], dict[str, float]] = whole
    answer: Callable[[Run], dict] | None = None
    rows: float | None = None

    def shown(self) -> str:
        """The command without the folders of this machine."""
        program, *rest = self.command
        return " ".join([Path(program).name, *(word.replace(f"{ROOT}/", "") for word in rest)])


@dataclass(frozen=True)
class Group:
    """Contenders that do the same work on the same data; the others are compared with the base."""

    what: str
    contenders: list[Contender]
    base: str | None = None
    unit: str = "s"
    runs: int | None = None


@dataclass
class Series:
    """All measured runs of one contender at one piece of work."""

    what: str
    contender: Contender
    group: Group
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peaks_mb: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The median of the seconds."""
        return median(self.seconds)

    @property
    def peak_mb(self) -> float:
        """The median of the peaks."""
        return median(self.peaks_mb)


@dataclass
class Outcome:
    """What came of a group: timings, the last run of each contender, and who had to be left out, and why."""

    group: Group
    left_out: dict[str, str]
    series: list[Series] = field(default_factory=list)
    last: dict[str, Run] = field(default_factory=dict)


def run(command: tuple[str, ...], env: Mapping[str, str], limit: float) -> Run:
    """Runs a command in the project's folder; a failure, or more seconds than the limit, is `Unavailable`."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        started = time.monotonic()
        status, usage, stopped = _wait(_start(command, env, out, err), limit)
        seconds = time.monotonic() - started
        if stopped:
            raise Unavailable(f"stopped after {limit:.0f} s")
        if status != 0:
            raise Unavailable(f"exit status {status}: {_complaint(_read(err))}")
        cpu_seconds = usage.ru_utime + usage.ru_stime
        return Run(seconds, cpu_seconds, usage.ru_maxrss * 1024 / 1e6, _read(out))


def in_turn(group: Group, runs: int, limit: float, say: Callable[[str], None]) -> Outcome:
    """An unmeasured run of each contender, then so many measured ones, A B C A B C."""
    outcome = Outcome(group, {one.name: one.missing for one in group.contenders if one.missing})
    series: dict[tuple[str, str], Series] = {}
    for number, contender in _turns(group, runs, outcome, say):
        try:
            result = run(contender.command, contender.env, limit)
            timings = contender.timings(result)
        except Unavailable as reason:
            outcome.left_out[contender.name] = str(reason)
            continue
        if number:
            outcome.last[contender.name] = result
            _note(series, group, contender, timings, result)
    outcome.series = [one for one in series.values() if one.contender.name not in outcome.left_out]
    return outcome


def _turns(
    group: Group, runs: int, outcome: Outcome, say: Callable[[str], None]
) -> Iterator[tuple[int, Contender]]:
    """Each contender with the number of its run, 0 for the warm-up, without those that failed meanwhile."""
    for number in range(runs + 1):
        say(f"{group.what}: " + (f"run {number} of {runs}" if number else "warm-up"))
        for contender in group.contenders:
            if contender.name not in outcome.left_out:
                yield number, contender


def _note(
    series: dict[tuple[str, str], Series],
    group: Group,
    contender: Contender,
    timings: dict[str, float],
    result: Run,
) -> None:
    """Adds the timings of a run to their series."""
    for part, seconds in timings.items():
        what = f"{group.what}, {part}" if part else group.what
        one = series.setdefault((what, contender.name), Series(what, contender, group))
        one.seconds.append(seconds)
        one.cpu_seconds.append(result.cpu_seconds)
        one.peaks_mb.append(result.peak_mb)


def _start(command: tuple[str, ...], env: Mapping[str, str], out: IO[str], err: IO[str]) -> subprocess.Popen:
    """The process, in a group of its own, so that it can be stopped with all that it starts."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            cwd=ROOT,
            env={**os.environ, **env},
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(f"cannot be started: {error.strerror}") from error


def _wait(process: subprocess.Popen, limit: float) -> tuple[int, struct_rusage, bool]:
    """Exit status, what it used of the machine, and whether the limit ended it.

    Linux counts the memory of the process that starts another as the least peak of that one, so nothing
    below the size of this harness can be seen.
    """
    stopped = threading.Event()

    def stop() -> None:
        stopped.set()
        os.killpg(process.pid, signal.SIGKILL)

    timer = threading.Timer(limit, stop)
    timer.start()
    try:
        _, status, usage = os.wait4(process.pid, 0)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    finally:
        timer.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage, stopped.is_set()


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()


def _complaint(text: str) -> str:
    """The line of an error output that says most: the first that starts with `error`, else the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors[:1] or lines[-1:] or ["it said nothing"])[0]
