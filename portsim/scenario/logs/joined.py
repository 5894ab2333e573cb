"""A log of what carriers bring, joined with the log of these carriers by the name of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Ints
from portsim.base.errors import ConfigError
from portsim.scenario.logs.columns import texts, value_in_words
from portsim.scenario.logs.mapping.naming import CARRIER, ID, TERMINAL
from portsim.scenario.logs.raw import RawLog, meant, shown

MISSING = -1


@dataclass(frozen=True)
class Joined:
    """What each row of a log is brought by.

    rows: the rows that take part, by carrier and in the order of the file. carrier: the number of the carrier
    of each of them in its log; shape (n,) each. aside: how many rows are of carriers that are left out there.
    """

    rows: Ints
    carrier: Ints
    aside: int


def names_of_carriers(raw: RawLog) -> tuple[str, ...]:
    """The names under `id`, in the order of the file; none where there is no such column.

    Raises ConfigError: a row without one; a name that stands twice.
    """
    if ID not in raw.names:
        return ()
    names = _names(raw, ID)
    first: dict[str, int] = {}
    for row, name in enumerate(names):
        if (before := first.setdefault(name, row)) != row:
            raise ConfigError(
                f"{raw.where}: {raw.at(row)}, column 'id': {shown(name)} stands already at "
                f"{raw.at(before)}; each row needs a name of its own"
            )
    return tuple(names)


def joined(
    raw: RawLog, by: str, carriers: Sequence[str], aside: frozenset[str], terminals: Sequence[str]
) -> Joined:
    """Join a log with that of its carriers.

    by: where the log of the carriers stands in the scenario. carriers: their names there, by arrival.
    aside: the names that the map of that log leaves out. terminals: the key of the terminal of each carrier.

    Raises ConfigError: a row without a carrier; an unknown carrier; another terminal than the carrier's; not
    one row of a carrier that takes part.
    """
    if CARRIER not in raw.names:
        found = ", ".join(shown(name)[1:-1] for name in raw.names[:12])
        raise ConfigError(f"{raw.where}: no column 'carrier', which says what brings each; got {found}")
    number = {name: n for n, name in enumerate(carriers)}
    names = _names(raw, CARRIER)
    carrier = np.array([number.get(name, MISSING) for name in names], dtype=np.int64)
    for row in np.flatnonzero(carrier == MISSING).tolist():
        if names[row] not in aside:
            raise ConfigError(
                f"{raw.where}: {raw.at(row)}, column 'carrier': got {shown(names[row])}, "
                f"which no row of {by} has as its id{meant(names[row], number)}"
            )
    rows = np.flatnonzero(carrier != MISSING)
    if not len(rows):
        raise ConfigError(f"{raw.where}: not one row is left; the map of {by} leaves out all its carriers")
    _refuse_other_terminals(raw, by, rows, carrier, names, terminals)
    rows = rows[np.argsort(carrier[rows], kind="stable")]
    return Joined(rows, carrier[rows], len(names) - len(rows))


def _refuse_other_terminals(
    raw: RawLog, by: str, rows: Ints, carrier: Ints, names: Sequence[str], terminals: Sequence[str]
) -> None:
    if TERMINAL not in raw.names:
        return
    said = texts(raw.table[TERMINAL])
    for row in rows.tolist():
        if said[row] != (own := terminals[carrier[row]]):
            got = value_in_words(raw.table[TERMINAL].iloc[row])
            raise ConfigError(
                f"{raw.where}: {raw.at(row)}, column 'terminal': got {got}, but {shown(names[row])} calls at "
                f"{shown(own)} in {by}; make both alike, or leave the column out"
            )


def _names(raw: RawLog, column: str) -> list[str]:
    """The names in a column.

    Raises ConfigError: a cell without one.
    """
    names = texts(raw.table[column])
    for row, name in enumerate(names):
        if name is None:
            got = value_in_words(raw.table[column].iloc[row])
            raise ConfigError(f"{raw.where}: {raw.at(row)}, column '{column}': got {got}, allowed a name")
    return [name for name in names if name is not None]


def by_carrier(carrier: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """For each of the `wanted` carriers, which may come more than once, its rows in a log whose rows are by
    `carrier`: the place among `wanted` of what brings each, and its row; shape (n,) each."""
    begin = np.searchsorted(carrier, wanted, side="left")
    many = np.searchsorted(carrier, wanted, side="right") - begin
    place = np.repeat(np.arange(len(wanted), dtype=np.int64), many)
    within = np.arange(len(place)) - np.repeat(np.cumsum(many) - many, many)
    return place, np.asarray(begin[place] + within, dtype=np.int64)
