"""A user's error: one clear message that says where, what was got and what is allowed."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

Keys = tuple[str | int, ...]


class PortsimError(Exception):
    """Something the user can put right; the message is the whole text."""


class ConfigError(PortsimError):
    """A configuration that cannot be used; `every` are all lines where the message holds the first alone."""

    def __init__(self, text: str, every: Sequence[str] = ()) -> None:
        super().__init__(text, *([tuple(every)] if every else []))
        self.every = tuple(every) or tuple(text.splitlines())

    def __str__(self) -> str:
        return str(self.args[0])


class ArgumentError(PortsimError, TypeError):
    """An argument of a type that a function does not take: `run: alternative: got 3, allowed text`."""


@dataclass(frozen=True, order=True)
class Position:
    """A place in a file, counted from 1; line 0 stands for a place that is not in a file, such as `set`."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file

    def says(self, key: str, text: str, *, names_key: bool = False) -> str:
        """A line of an error: `port.yaml:3:5: key: text`, or `set key: text`.

        `names_key` says that the text names the key itself, so that in a file it is not said twice.
        """
        if self.line:
            return f"{self}: {text}" if names_key or not key else f"{self}: {key}: {text}"
        where = f"{self.file} {key}".strip()
        return f"{where}: {text}" if where else text


BESIDE_NAMES = re.compile(r"^-+|\.(?:yaml|yml|py|csv|md)$")


def nearest(got: str, allowed: Iterable[str], likeness: float = 0.6) -> str | None:
    """The allowed name most like the one that was got, if any is as like it (0..1), dashes of options and
    endings of files left aside."""
    bare = {BESIDE_NAMES.sub("", name): name for name in allowed}
    matches = difflib.get_close_matches(BESIDE_NAMES.sub("", got), bare, n=1, cutoff=likeness)
    return bare[matches[0]] if matches else None


def did_you_mean(got: str, allowed: Iterable[str]) -> str:
    """The nearest allowed name, else the allowed names, in brackets, for the end of a message."""
    names = sorted(allowed)
    if not names:
        return " (none are defined)"
    near = nearest(got, names)
    if near is not None:
        return f" (nearest: {near})"
    return f" (allowed: {listed(names)})"


def listed(names: Sequence[str]) -> str:
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "")


def got(value: object) -> str:
    """A value in the words of a message: short, and as a YAML file spells it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value) if isinstance(value, Real) else repr(value)  # of NumPy's `np.float64(2.0)`
    if "\n" in text:  # a table
        return type(value).__name__
    return text if len(text) <= 60 else f"{text[:57]}..."


def said_of(error: Exception) -> str:
    """What the operating system says of an error, in small letters; else what the error says itself."""
    return ((isinstance(error, OSError) and error.strerror) or str(error)).lower()


def dotted(path: Keys) -> str:
    """A path as it is written after --set: `places.gate_in.lanes`."""
    return ".".join(map(str, path))
