"""Which columns of a file a map leads to, under the names that the file has for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portsim.model.log_map import Column, LogMap
from portsim.scenario.logs.cells.names import found, plain_name
from portsim.scenario.logs.columns import Wanted

ARRIVAL = "arrival"
TERMINAL = "terminal"
ID = "id"
CARRIER = "carrier"
NAMES = (TERMINAL, ID, CARRIER)  # the columns that hold neither dates nor numbers
NAMELESS = "column "


@dataclass(frozen=True)
class Names:
    """The columns of a map, and what the file calls what they name.

    columns: what can be read, and where it stands. real: a name of the map to that of the file. figures: the
    columns of the file whose dates and numbers are to be read.
    """

    columns: Mapping[str, Column]
    real: Mapping[str, str]
    figures: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """The columns of the file that are read."""
        return tuple(dict.fromkeys(self.real.values()))


def names_of(log: LogMap, there: Sequence[str], wanted: Mapping[str, Wanted], where: str) -> Names:
    """The columns of a map among those that are there.

    Without `columns` in the map, all columns of the file that have a name are read; those that look like
    a name that is wanted are taken for it.

    Raises LogError: the map names a column that is not there, or that can be several.
    """
    real = {name: found(name, there, where, ("where", name)) for name in log.where}
    if not log.columns:
        own = {plain_name(name): name for name in (ARRIVAL, TERMINAL, *wanted)}
        named = {own.get(plain_name(name), name): name for name in there if not _nameless(name)}
        columns = {key: Column.model_validate(key) for key in named}
        return Names(columns, real | named, tuple(each for key, each in named.items() if key not in NAMES))
    figures: list[str] = []
    if log.events is not None:
        parts = (("case", (log.events.case,)), ("activity", log.events.activity), ("time", log.events.time))
        for key, names in parts:
            real |= {name: found(name, there, where, ("events", key)) for name in names}
        figures += [real[name] for name in log.events.time]
    plain = {plain_name(each) for each in there}
    for key, column in log.columns.items():
        for name in column.names:
            if log.events is not None and plain_name(name) not in plain:
                continue  # the name of an activity
            real[name] = found(name, there, where, ("columns", key))
            if key not in NAMES and column.filled is None and column.values is None:
                figures.append(real[name])
    return Names(log.columns, real, tuple(dict.fromkeys(figures)))


def _nameless(name: str) -> bool:
    """Whether a column of the file has no name of its own, but a number."""
    return name.startswith(NAMELESS) and name.removeprefix(NAMELESS).isdecimal()
