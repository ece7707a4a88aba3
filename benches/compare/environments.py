"""Virtual environments of the peers, made from the pins in `requirements/` where they are missing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from measure import Unavailable

REQUIREMENTS = Path(__file__).resolve().parent / "requirements"


class Environments:
    """The environments in a folder, by the names of their files of pins."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self._folder = folder
        self._say = say
        self._ready: dict[str, Path] = {}
        self._failed: dict[str, str] = {}

    def python(self, name: str) -> Path:
        """The interpreter of an environment; `Unavailable` if it cannot be made."""
        if name in self._failed:
            raise Unavailable(self._failed[name])
        if name not in self._ready:
            try:
                self._ready[name] = self._made(name)
            except (OSError, subprocess.CalledProcessError) as error:
                self._failed[name] = f"the environment `{name}` cannot be made: {_last_line(error)}"
                raise Unavailable(self._failed[name]) from error
        return self._ready[name]

    def versions(self) -> dict[str, list[str]]:
        """The installed packages of the environments that were used."""
        return {
            name: _output(python, "-m", "pip", "freeze").split()
            for name, python in sorted(self._ready.items())
        }

    def _made(self, name: str) -> Path:
        """The interpreter of an environment, which is made anew when its pins or this Python changed."""
        folder = self._folder / name
        python = folder / "bin" / "python"
        pins = REQUIREMENTS / f"{name}.txt"
        stamp = folder / "made-of.txt"
        made_of = f"# Python {sys.version}\n{pins.read_text()}"
        if not stamp.exists() or stamp.read_text() != made_of:
            self._say(f"making the environment `{name}`")
            _output(Path(sys.executable), "-m", "venv", "--clear", str(folder))
            _output(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(pins))
            stamp.write_text(made_of)
        return python


def _output(program: Path, *arguments: str) -> str:
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def _last_line(error: Exception) -> str:
    text = (getattr(error, "stderr", None) or str(error)).strip()
    return text.splitlines()[-1]
