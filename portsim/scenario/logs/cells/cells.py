"""The cells of a log as text, by column, and the place of each row in its file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from portsim.base.errors import ConfigError, Keys
from portsim.model.log_map import LogMap

if TYPE_CHECKING:
    import pyarrow as pa

Chosen = Callable[[tuple[str, ...]], tuple[str, ...]]  # of the columns of a file those that are read


class LogError(ConfigError):
    """A log that cannot be used as its map says; `keys` lead to the part of the map that is meant."""

    def __init__(self, text: str, keys: Keys = ()) -> None:
        super().__init__(text)
        self.keys = keys


@dataclass(frozen=True, eq=False)
class Cells:
    """The cells of a log as text, a column each; every column has a cell for each row, None for nothing.

    said: format, encoding and dialect in words. at: the place of a row by its number from 0. zones: the time
    zone that the file itself states for a column of dates. measured: columns of durations, in minutes. hints:
    lines of YAML, as comments, where the format itself says what its columns are good for. events: the
    columns of case, activity and time, where the format says that rows are events of cases.
    """

    said: str
    columns: Mapping[str, pa.ChunkedArray]
    at: Callable[[int], str]
    zones: Mapping[str, str] = field(default_factory=dict)
    measured: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()  # of all columns of the file, also those that are not read
    hints: tuple[str, ...] = ()
    events: tuple[str, str, str] | None = None

    @property
    def rows(self) -> int:
        return len(next(iter(self.columns.values()))) if self.columns else 0


@dataclass(frozen=True)
class Asked:
    """What is known of a file before it is read."""

    separator: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    header: int | None = None  # the line or row with the names of the columns, from 1
    guess: bool = False  # take the likeliest encoding, and say so

    @classmethod
    def of(cls, log: LogMap) -> Asked:
        """What a map says of its file."""
        return cls(log.separator, log.encoding, log.sheet, log.header)
