"""The values of each column that a stream reads: dates, minutes, 0 and 1, terminals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Floats, Ints
from portsim.base.errors import Keys
from portsim.base.many import many
from portsim.model.log_map import OF_MOMENTS, OF_TIMES, Column, LogMap
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.cells.dates import Moments, When
from portsim.scenario.logs.cells.figures import flags_of, numbers_of, times_of
from portsim.scenario.logs.cells.named_units import unit_named
from portsim.scenario.logs.columns import Wanted
from portsim.scenario.logs.mapping.cases import Cases
from portsim.scenario.logs.mapping.clock import Zone, backwards, minutes_between
from portsim.scenario.logs.mapping.midnight import past_midnight
from portsim.scenario.logs.mapping.sources import Stamps, Taken
from portsim.scenario.logs.mapping.terminal import Terminals
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MOMENTS: tuple[Wanted, ...] = ("moment", "plan", "stamp")


@dataclass(frozen=True, eq=False)
class Values:
    """What the columns of a map are made of: rows of a file, or the cases of its events."""

    log: LogMap
    taken: Taken
    cases: Cases | None
    read: Mapping[str, str]
    terminals: tuple[str, ...]

    @property
    def n(self) -> int:
        return len(self.taken.rows) if self.cases is None else len(self.cases.first)

    def places(self, kept: Ints) -> Callable[[int], str]:
        """The place of a row of the table of which `kept` are left."""
        rows = kept if self.cases is None else self.cases.first[kept]
        return lambda row: self.taken.place(int(rows[row]))

    def table(
        self, columns: Mapping[str, Column], kinds: Mapping[str, Wanted]
    ) -> tuple[pd.DataFrame, pd.DataFrame, list[str]]:
        """All columns, with a row for each row or case; when each of them is told, of those of which the file
        says it; and what is said of their dates.

        Raises LogError: a value that is not what is wanted; a blank cell, unless these are left out.
        """
        import pandas as pd

        of, chains = _following(columns, kinds)
        stamps, moved = past_midnight(self._stamps(columns, kinds), of, chains)
        dates = {name: each for name, each in stamps.items() if isinstance(each, Moments)}
        own = {
            self.taken.cells.zones[self.read[name]]
            for name in self.read
            if self.read[name] in self.taken.cells.zones
        }
        zone = Zone(self.log.time_zone, self.taken.where, dates, own, self._place)
        clocked = {name: zone.clocked(each) for name, each in dates.items()}
        for first, last in (
            pair for chain in chains for pair in pairwise(each for each in chain if each in dates)
        ):
            if kinds.get(last) != "moment":  # a planned time can lie before the arrival
                clocked[last] = zone.clocked(dates[last], clocked[first].utc)
        out: dict[str, object] = {}
        for key, kind in kinds.items():
            if key not in columns and not (key == "arrival" and self.cases is not None):
                continue
            column = columns.get(key)
            if kind in MOMENTS:
                out[key] = clocked[key].local if key in clocked else stamps[key]
            elif column is not None and kind == "time" and column.begin is not None:
                begin, end = f"{key} from", f"{key} to"
                if (begin in clocked) != (end in clocked):
                    raise LogError(
                        f"{self.taken.where}: of {key} one moment has a date and the other a number",
                        ("columns", key),
                    )
                if begin in clocked:
                    out[key] = self._between(key, column, clocked[begin].utc, clocked[end].utc)
                else:
                    out[key] = self._measured(
                        key, column, np.asarray(stamps[end]) - np.asarray(stamps[begin])
                    )
            elif column is not None and kind == "name":
                out[key] = self._names(key, column)
            elif column is not None:
                out[key] = self._plain(key, column, kind)
        named = Terminals(self.log, self.terminals, self.taken.where)
        if (found := named.of(columns.get("terminal"), self.n, self._text)) is not None:
            out["terminal"] = found
        if self.log.time_zone is not None and stamps and not dates:
            raise LogError(
                f"{self.taken.where}: time_zone goes with dates, and {next(iter(stamps))} has numbers [min]; "
                "remove time_zone",
                ("time_zone",),
            )
        apart = {_moment_of(name, columns): each for name, each in clocked.items()}.values()
        twice, again, never = (sum(getattr(each, of) for each in apart) for of in ("twice", "again", "never"))
        notes = [f"{many(twice, 'date')} of the hour that comes twice taken for summer time"] if twice else []
        notes += [f"{many(again, 'date')} of it for winter time, to follow what came before"] if again else []
        notes += [f"{many(never, 'date')} of the hour that is left out moved to its end"] if never else []
        late = "1 time of day" if moved == 1 else f"{moved:,} times of day"
        whose = "its" if moved == 1 else "their"
        notes += [f"{late} past midnight taken for the day after {whose} date"] if moved else []
        told: dict[str, object] = {
            key: clocked[f"{key} to"].local if f"{key} to" in clocked else stamps[f"{key} to"]
            for key in out
            if f"{key} to" in stamps
        }
        told |= {key: when for key in out if (when := self._filled_at(columns.get(key), zone)) is not None}
        return pd.DataFrame(out), pd.DataFrame(told, index=np.arange(self.n)), notes

    def _filled_at(self, column: Column | None, zone: Zone) -> object:
        """When what is 1 in a filled cell was told, if that is a moment by the same clock as all others."""
        if column is None or column.filled is None:
            return None
        try:
            stamps = self._moment([column.filled], column, ())
        except LogError:
            return None
        if not isinstance(stamps, Moments):
            return stamps
        there = ~np.isnat(stamps.when)
        return zone.clocked(stamps).local if (stamps.aware[there] == zone.aware).all() else None

    def full(self, columns: Mapping[str, Column]) -> Bools:
        """Whether no cell is blank that a column needs, shape (n,): of a row, or of what a case has."""
        out = np.ones(self.n, dtype=np.bool_)
        for key, column in columns.items():
            if column.blank is not None or column.filled is not None or column.values is not None:
                continue
            for name in column.names:
                if self.cases is None or name in self.read:
                    out &= ~self._text([name]).is_null().to_numpy()
                else:
                    out &= ~_missing(self.cases.when(self.cases.named(name, ("columns", key))))
        return out

    def _stamps(self, columns: Mapping[str, Column], kinds: Mapping[str, Wanted]) -> dict[str, Stamps]:
        """The moments of every column, also those that a time is measured between."""
        out: dict[str, Stamps] = {}
        if self.cases is not None and "arrival" not in columns:
            out["arrival"] = self.cases.when(None)
        for key, column in columns.items():
            kind = kinds.get(key)
            keys: Keys = ("columns", key)
            if kind in MOMENTS:
                if column.column is None or column.values is not None or column.blank is not None:
                    raise LogError(
                        f"{self.taken.where}: {key} is a moment; give a column, or a date and a time", keys
                    )
                out[key] = self._moment(column.column, column, keys)
                if kind != "stamp":
                    self._refuse_blanks(key, column.column, out[key])
            elif kind == "time" and column.begin is not None and column.end is not None:
                out[f"{key} from"] = self._moment(column.begin, column, keys)
                out[f"{key} to"] = self._moment(column.end, column, keys)
            elif column.begin is not None:
                raise LogError(f"{self.taken.where}: {key} is no time; from and to give minutes", keys)
        return out

    def _moment(self, names: Sequence[str], column: Column, keys: Keys) -> Stamps:
        if self.cases is not None and not all(name in self.read for name in names):
            if len(names) > 1:
                raise LogError(f"{self.taken.where}: two columns stand where one activity is named", keys)
            if column.unit is not None:
                raise LogError(f"{self.taken.where}: {shown(names[0])} is an activity; remove as", keys)
            return self.cases.when(self.cases.named(names[0], keys))
        if self.cases is not None:
            raise LogError(
                f"{self.taken.where}: column {shown(names[0])} is of events; "
                "name an activity instead: its moment is read",
                keys,
            )
        return self.taken.stamps([self.read[name] for name in names], column.unit, keys)

    def _text(self, names: Sequence[str]) -> pa.ChunkedArray:
        text = self.taken.text([self.read[name] for name in names])
        return text if self.cases is None else self.cases.attribute(text)

    def _plain(self, key: str, column: Column, kind: Wanted) -> Floats:
        """Times and flags that stand in one column."""
        keys: Keys = ("columns", key)
        if kind == "flag" and column.unit is not None:
            raise LogError(
                f"{self.taken.where}: {key} is a matter of 0 or 1, without a unit; remove as", keys
            )
        if column.filled is not None:
            if kind != "flag":
                raise LogError(
                    f"{self.taken.where}: {key} is no matter of 0 or 1; filled does not go with it", keys
                )
            return self._filled(column.filled, keys)
        names = column.column or ()
        for name in names:
            if name not in self.read:
                raise LogError(
                    f"{self.taken.where}: {key}: {shown(name)} is an activity; for 0 or 1 "
                    f"say {{filled: {name}}}, "
                    "for a time {from: ..., to: ...}",
                    keys,
                )
        text = self._text(names)
        if kind == "flag":
            values = flags_of(text, column.values)
            return self._checked(
                key, names, text, values, "0 or 1" if column.values is None else "a cell", column
            )
        if column.values is not None or column.unit in OF_MOMENTS:
            raise LogError(f"{self.taken.where}: {key} is a time; allowed as: {', '.join(OF_TIMES)}", keys)
        if column.unit is None:
            self._refuse_other_unit(key, names, text, keys)
        values = times_of(text, self.taken.signs, column.unit)
        values[~(values >= 0)] = np.nan
        allowed = "a number of 0 or more [min], or h:mm:ss"
        return self._checked(key, names, text, values, allowed, column)

    def _refuse_other_unit(self, key: str, names: Sequence[str], text: pa.ChunkedArray, keys: Keys) -> None:
        """Refuse numbers that would be read as minutes, where the name of their column says another unit."""
        real = self.read[names[-1]]
        unit = unit_named(real)
        if unit in (None, "minutes") or not np.isfinite(numbers_of(text, self.taken.signs)).any():
            return
        raise LogError(
            f"{self.taken.where}: column {shown(real)} ({key}) says {unit}, and would be read as minutes; "
            f"say {{column: '{real}', as: {unit}}} or as: minutes",
            keys,
        )

    def _names(self, key: str, column: Column) -> list[str | None]:
        """Names as they stand in a column, or in two; none is blank unless such rows are left out."""
        keys: Keys = ("columns", key)
        names = column.column or ()
        if not names or column.values is not None or column.blank is not None or column.unit is not None:
            raise LogError(f"{self.taken.where}: {key} is a name; give a column alone", keys)
        for name in names:
            if name not in self.read:
                raise LogError(
                    f"{self.taken.where}: {key}: {shown(name)} is an activity; give a column of the events",
                    keys,
                )
        text = self._text(names)
        blank = text.is_null().to_numpy()
        if blank.any() and self.log.blanks != "leave_out":
            real = " and ".join(shown(self.read[name]) for name in names)
            place = self._place(int(np.argmax(blank)))
            hint = "; to leave such rows out and count them say blanks: leave_out"
            raise LogError(f"{self.taken.where}: {place}, column {real} ({key}): got nothing{hint}", keys)
        return list(text.to_pylist())

    def _filled(self, name: str, keys: Keys) -> Floats:
        if self.cases is None or name in self.read:
            return np.asarray((~self._text([name]).is_null().to_numpy()).astype(np.float64))
        when = self.cases.when(self.cases.named(name, keys))
        return (~_missing(when)).astype(np.float64)

    def _between(self, key: str, column: Column, begin: When, end: When) -> Floats:
        return self._measured(key, column, minutes_between(begin, end))

    def _measured(self, key: str, column: Column, minutes: Floats) -> Floats:
        """The times between two moments, none of them below 0; blank ones as the map says."""
        keys: Keys = ("columns", key)
        of = f"{' '.join(column.begin or ())} to {' '.join(column.end or ())}"
        where = f"{self.taken.where}: "
        late = minutes < 0
        if late.any():
            row = int(np.argmax(late))
            place = self._place(row)
            raise LogError(
                f"{where}{place}, {of} ({key}): got {minutes[row]:g} min, allowed 0 or more; "
                f"{backwards(int(late.sum()))}",
                keys,
            )
        missing = np.isnan(minutes)
        if missing.any() and column.blank is None and self.log.blanks == "refuse":
            place = self._place(int(np.argmax(missing)))
            raise LogError(f"{where}{place}, {of} ({key}): a moment is missing; {_what_to_do()}", keys)
        return minutes if column.blank is None else np.where(missing, column.blank, minutes)

    def _checked(
        self,
        key: str,
        names: Sequence[str],
        text: pa.ChunkedArray,
        values: Floats,
        allowed: str,
        column: Column,
    ) -> Floats:
        blank = text.is_null().to_numpy()
        bad = np.isnan(values) & ~blank
        filled = column.blank is not None or column.values is not None
        if bad.any() or (blank.any() and not filled and self.log.blanks == "refuse"):
            row = int(np.argmax(bad if bad.any() else blank))
            hint = "" if bad.any() else f"; {_what_to_do()}"
            real = " and ".join(shown(self.read[name]) for name in names)
            place = f"{self.taken.where}: {self._place(row)}, column {real} ({key})"
            got = "nothing" if not bad.any() else shown(text[row].as_py())
            raise LogError(f"{place}: got {got}, allowed {allowed}{hint}", ("columns", key))
        return values if column.blank is None else np.asarray(np.where(blank, column.blank, values))

    def _refuse_blanks(self, key: str, names: Sequence[str], stamps: Stamps) -> None:
        missing = _missing(stamps)
        if missing.any() and self.log.blanks != "leave_out":
            place = self._place(int(np.argmax(missing)))
            real = " and ".join(shown(self.read.get(name, name)) for name in names)
            hint = "; to leave such rows out and count them say blanks: leave_out"
            raise LogError(
                f"{self.taken.where}: {place}, column {real} ({key}): got nothing{hint}", ("columns", key)
            )

    def _place(self, row: int) -> str:
        return self.taken.place(row if self.cases is None else int(self.cases.first[row]))


def _missing(stamps: Stamps) -> Bools:
    return np.isnat(stamps.when) if isinstance(stamps, Moments) else np.isnan(stamps)


def _moment_of(name: str, columns: Mapping[str, Column]) -> tuple[str, ...]:
    """The columns of the file that moments stand in, so that those which are read twice count once."""
    key, _, end = name.rpartition(" ")
    if name in columns or key not in columns:
        return (columns[name].column if name in columns else None) or (name,)
    return (columns[key].begin if end == "from" else columns[key].end) or (name,)


def _following(
    columns: Mapping[str, Column], kinds: Mapping[str, Wanted]
) -> tuple[dict[str, tuple[str, ...]], list[list[str]]]:
    """The columns of each moment, and the moments that follow one another: milestones, the two of a time."""
    of = {key: columns[key].column or () for key in kinds if key in columns}
    chains = [[key for key in kinds if key in columns and kinds[key] in ("moment", "stamp")]]
    for key, column in columns.items():
        if column.begin is not None and column.end is not None:
            of |= {f"{key} from": column.begin, f"{key} to": column.end}
            chains.append([f"{key} from", f"{key} to"])
    return of, chains


def _what_to_do() -> str:
    return (
        "say what it stands for (blank: 0), leave such rows out (blanks: leave_out), or have it drawn "
        "(blanks: draw)"
    )
