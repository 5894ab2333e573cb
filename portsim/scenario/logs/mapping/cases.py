"""An event log in long form: when each activity first happened in each case, and what its events say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Ints
from portsim.base.errors import Keys
from portsim.scenario.logs.cells.cells import LogError
from portsim.scenario.logs.cells.dates import Moments
from portsim.scenario.logs.cells.figures import coded
from portsim.scenario.logs.cells.names import plain_name
from portsim.scenario.logs.mapping.sources import Stamps, Taken
from portsim.scenario.logs.raw import meant, shown

if TYPE_CHECKING:
    import pyarrow as pa

LATE = np.iinfo(np.int64).max


@dataclass(frozen=True, eq=False)
class Cases:
    """The events of each case, in the order in which the cases begin in the file.

    case: number of the case of each event, shape (events,). activity: name of what each is. stamps: when.
    """

    taken: Taken
    case: Ints
    activity: pa.ChunkedArray
    stamps: Stamps

    @cached_property
    def first(self) -> Ints:
        """The event that stands first of each case, shape (cases,)."""
        return np.unique(self.case, return_index=True)[1]

    @cached_property
    def activities(self) -> tuple[str, ...]:
        """What happens in the log, most often first."""
        import pyarrow.compute as pc

        counts = pc.value_counts(self.activity.drop_null()).to_pylist()
        return tuple(each["values"] for each in sorted(counts, key=lambda each: -each["counts"]))

    def named(self, name: str, keys: Keys) -> str:
        """The activity that is meant.

        Raises LogError: there is none of the name.
        """
        if name in self.activities:
            return name
        alike = [each for each in self.activities if plain_name(each) == plain_name(name)]
        if len(alike) == 1:
            return alike[0]
        hint = meant(name, self.activities)
        raise LogError(f"{self.taken.where}: no activity {shown(name)}{hint}", keys)

    def when(self, activity: str | None) -> Stamps:
        """When an activity, or any at all, first happened in each case, shape (cases,)."""
        import pyarrow.compute as pc

        is_it = np.ones(len(self.case), dtype=np.bool_)
        if activity is not None:
            is_it = pc.equal(self.activity, activity).fill_null(False).to_numpy()
        if not isinstance(self.stamps, Moments):
            minutes = np.full(len(self.first), np.inf)
            good = is_it & np.isfinite(self.stamps)
            np.minimum.at(minutes, self.case[good], self.stamps[good])
            return np.where(np.isinf(minutes), np.nan, minutes)
        good = is_it & ~np.isnat(self.stamps.when)
        ticks = np.full(len(self.first), LATE)
        np.minimum.at(ticks, self.case[good], self.stamps.when[good].astype(np.int64))
        when = ticks.astype("datetime64[us]")
        when[ticks == LATE] = np.datetime64("NaT")
        aware = np.zeros(len(when), dtype=np.bool_)
        aware[self.case[good & self.stamps.aware]] = True
        return Moments(when, aware, self.stamps.offset)

    def attribute(self, text: pa.ChunkedArray) -> pa.ChunkedArray:
        """What the events of each case say first, shape (cases,); None where none says anything."""
        import pyarrow as pa

        said = np.flatnonzero(~text.is_null().to_numpy())
        which, first = np.unique(self.case[said], return_index=True)
        rows = np.full(len(self.first), -1)
        rows[which] = said[first]
        return text.take(pa.array(rows, mask=rows < 0))

    @property
    def repeated(self) -> int:
        """How many events are of an activity that their case had before."""
        codes = coded(self.activity).indices
        pairs = self.case * (len(self.activities) + 1) + codes.fill_null(len(self.activities)).to_numpy()
        return len(pairs) - len(np.unique(pairs))


def cases_of(taken: Taken, case: str, activity: tuple[str, ...], time: tuple[str, ...]) -> Cases:
    """The cases of a log.

    Raises LogError: an event without a case, an activity or a moment.
    """
    names, what = taken.text([case]), taken.text(activity)
    for key, column, text in (("case", [case], names), ("activity", list(activity), what)):
        blank = text.is_null().to_numpy()
        if blank.any():
            raise taken.fail(column, int(np.argmax(blank)), text, f"the {key} of an event", ("events", key))
    stamps = taken.stamps(time, None, ("events", "time"))
    bare = np.isnat(stamps.when) if isinstance(stamps, Moments) else np.isnan(stamps)
    if bare.any():
        row = int(np.argmax(bare))
        raise taken.fail(time, row, taken.text(time), "the moment of an event", ("events", "time"))
    codes = coded(names).indices.to_numpy().astype(np.int64)
    return Cases(taken, codes, what, stamps)
