"""What a log is, column by column, and the map that a scenario can begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.language import counted, t
from portsim.scenario.logs.cells.alike import repeats
from portsim.scenario.logs.cells.cells import Asked, Cells
from portsim.scenario.logs.cells.dates import Moments, When, moments_of, order_of
from portsim.scenario.logs.cells.figures import Doubtful, Signs, coded, numbers_of, signs_of, trimmed
from portsim.scenario.logs.cells.read import read_cells
from portsim.scenario.logs.inspection.arrivals import MONDAY, Arriving, arriving
from portsim.scenario.logs.inspection.guess import Guess, guess
from portsim.scenario.logs.inspection.look import Kind, Look, look_at
from portsim.scenario.logs.inspection.total import totals_in_words
from portsim.scenario.logs.inspection.unread import unread, unread_in_words
from portsim.scenario.logs.mapping.clock import Clocked, Zone
from portsim.scenario.logs.mapping.sources import Taken
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa

MANY = 200_000  # rows that tell how dates and numbers are written, and cases how most begin
FEW = 5  # of what is odd, how many are named


@dataclass(frozen=True, eq=False)
class Inspection:
    """What a log is.

    day_first: None where no date has the day or the month first, or none tells which; doubtful: whether one
    can be read both ways and none tells. zone: as the dates state it. odd: what is odd, in sentences.
    """

    file: str
    said: str
    encoding: str
    rows: int
    looks: tuple[Look, ...]
    guess: Guess
    day_first: bool | None
    doubtful_dates: bool
    doubtful_numbers: bool
    signs: Signs
    zone: str
    dated: bool
    days: bool
    arriving: Arriving | None
    first_activity: str
    odd: tuple[str, ...]
    hints: tuple[str, ...]  # lines of YAML that its format has, as comments
    asked: Asked


def inspect_log(path: str, asked: Asked) -> Inspection:
    """Look at a whole log.

    Raises ConfigError: it cannot be read.
    """
    cells = read_cells(path, asked, path)
    keys = np.zeros(cells.rows, dtype=np.uint64)
    looks = tuple(look_at(name, column, keys) for name, column in cells.columns.items())
    guessed = guess(looks, cells.rows)
    if cells.events is not None:
        guessed = _of_events(guessed, cells.events, looks)
    odd = list(_odd(cells, looks, keys))
    day_first, doubtful, strife = _day_first(cells, looks)
    signs, doubtful_numbers = _signs(cells, looks)
    taken = Taken(path, cells, np.arange(cells.rows), signs, day_first is not False)
    found, moments, zone = None, None, ""
    kinds = {each.name: each.kind for each in looks}
    if guessed.arrival:
        moments, bad = _moments(taken, guessed, kinds[guessed.arrival] == "days")
        odd += bad
        own = cells.zones.get(guessed.arrival, "")
        zone = _zone(moments, own)
        clock = Zone(
            None,
            path,
            {guessed.arrival: moments},
            {own} if own else {"UTC"} if " " in zone else set(),
            taken.place,
        )
        found = arriving(_local(clock.clocked(moments)))
    if found is not None and found.unordered:
        odd.append(t("earlier than the row before: {rows}", rows=_rows(found.unordered)))
    if found is not None and _are_counts(guessed, kinds, moments):
        odd.append(
            t(
                "every arrival is at 00:00: are the rows counts of a day? A log has a row for each shipment; "
                "put counts into per_day and profile"
            )
        )
    if found is not None and found.odd_years:
        odd.append(t("before 1990 or after 2099: {rows}", rows=_rows(found.odd_years)))
    arrives = np.zeros(cells.rows, dtype=np.bool_) if moments is None else ~np.isnat(moments.when)
    odd += totals_in_words(cells.columns, looks, arrives, signs, cells.at)
    odd += strife
    odd += unread_in_words(cells.columns, looks, guessed.moment if guessed.arrival else (), taken)
    return Inspection(
        path,
        cells.said,
        _encoding(cells),
        cells.rows,
        looks,
        guessed,
        day_first,
        doubtful,
        doubtful_numbers,
        signs,
        zone,
        moments is not None and kinds[guessed.arrival] in ("dates", "days"),
        bool(guessed.arrival) and kinds[guessed.arrival] == "days",
        found,
        _first_activity(cells, guessed) if guessed.long else "",
        tuple(odd),
        cells.hints,
        asked,
    )


def _of_events(guessed: Guess, events: tuple[str, str, str], looks: tuple[Look, ...]) -> Guess:
    """The guess of a format that says which columns are case, activity and time, if that has dates."""
    case, activity, time = events
    dated = any(each.name == time and each.kind == "dates" for each in looks)
    return replace(
        guessed,
        arrival=time if dated else "",
        time_of_day="",
        case=case,
        activity=activity,
        lifecycle="",
        carrier="",
    )


def _are_counts(guessed: Guess, kinds: Mapping[str, Kind], moments: Moments | None) -> bool:
    """Whether the rows look like counts of a day or hour: dates without a time of day, beside numbers."""
    if moments is None or guessed.time_of_day or kinds[guessed.arrival] != "dates":
        return False
    when = moments.when[~np.isnat(moments.when)]
    return bool((when == when.astype("datetime64[D]")).all()) and "numbers" in kinds.values()


def _rows(number: int) -> str:
    return counted(number, "{n:,} row", "{n:,} rows")


def _encoding(cells: Cells) -> str:
    """The encoding that a scenario has to state, as it was guessed; empty if it has not to."""
    if "(a guess)" not in cells.said:
        return ""
    return cells.said.split("; ")[0].split(", ")[1].removesuffix(" (a guess)").lower()


def _odd(
    cells: Cells, looks: tuple[Look, ...], keys: np.ndarray[tuple[int], np.dtype[np.uint64]]
) -> list[str]:
    """Columns without a name, rows that are there twice, blank rows and cells."""
    odd: list[str] = []
    bare = sum(each.name == f"column {number}" and each.filled > 0 for number, each in enumerate(looks, 1))
    if bare > len(looks) / 2:
        odd.append(
            t(
                "{n} of {of} columns have no name: does the header stand further down? Say --header: the "
                "line or row with the names of the columns",
                n=bare,
                of=len(looks),
            )
        )
    twice = int(repeats(keys).sum())
    if twice:
        odd.append(t("in all columns the same as another: {rows}", rows=_rows(twice)))
    blank = [each for each in looks if 0 < each.filled < cells.rows]
    for each in blank[:FEW]:
        number = cells.rows - each.filled
        odd += [t("column {name} is blank in {rows}", name=shown(each.name), rows=_rows(number))]
    if len(blank) > FEW:
        odd.append(
            counted(len(blank) - FEW, "{n} more column has blank cells", "{n} more columns have blank cells")
        )
    empty = [shown(each.name) for each in looks if not each.filled]
    if empty:
        names = ", ".join(empty[:FEW])
        names = t("{names} and more", names=names) if len(empty) > FEW else names
        odd.append(t("blank throughout: {names}", names=names))
    return odd


def _day_first(cells: Cells, looks: tuple[Look, ...]) -> tuple[bool | None, bool, list[str]]:
    """Which of day and month comes first, whether nothing tells, and what contradicts itself."""
    names = [each.name for each in looks if each.kind == "dates"]
    try:
        first, such = order_of([trimmed(_some(cells.columns[name])) for name in names])
    except ValueError as error:
        day, month = (f"{shown(names[n])} at {cells.at(row)}" for n, row in error.args)
        said = t("some dates have the day first ({day}), others the month ({month})", day=day, month=month)
        return None, True, [said]
    return first, first is None and such is not None, []


def _some(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The cells of the first rows, which tell how dates and numbers are written; a scenario reads all."""
    return column[:MANY]


def _signs(cells: Cells, looks: tuple[Look, ...]) -> tuple[Signs, bool]:
    texts = [trimmed(_some(cells.columns[each.name])) for each in looks if each.kind in ("numbers", "days")]
    try:
        return signs_of(texts, None, None), False
    except Doubtful:
        return Signs(",", "."), True


def _moments(taken: Taken, guessed: Guess, days: bool) -> tuple[Moments, list[str]]:
    """The moments of the arrivals, minutes counted from a Monday of 1970, and what cannot be read of them."""
    text = taken.text(guessed.moment)
    there = ~text.is_null().to_numpy()
    moments = moments_of(text, taken.day_first)
    if days or np.isnat(moments.when).all():
        numbers = numbers_of(text, taken.signs)
        if days:
            moments = taken.counted(numbers)
        else:
            good = np.isfinite(numbers) & (np.abs(numbers) < 1e9)
            when = np.full(len(numbers), np.datetime64("NaT", "us"))
            when[good] = MONDAY + np.rint(numbers[good] * 60e6).astype(np.int64).astype("timedelta64[us]")
            moments = Moments(when, np.zeros(len(when), dtype=np.bool_), None)
    bad = there & np.isnat(moments.when)
    said = [unread(shown(guessed.arrival), text, bad, taken)] if bad.any() else []
    return moments, said


def _local(clocked: Clocked) -> When:
    """The dates by their own clock."""
    local = clocked.local if clocked.local.dt.tz is None else clocked.local.dt.tz_localize(None)
    return np.asarray(local.to_numpy(), dtype="datetime64[us]")


def _zone(moments: Moments, own: str) -> str:
    """The zone that the dates state, in words; empty if they state none."""
    if own or not moments.aware.any():
        return own
    if moments.offset is None:
        return "several offsets from UTC"
    hours, minutes = divmod(abs(moments.offset), 60)
    sign = "-" if moments.offset < 0 else "+"
    return f"UTC{sign}{hours:02d}:{minutes:02d}" if moments.offset else "UTC"


def _first_activity(cells: Cells, guessed: Guess) -> str:
    """The activity that most cases begin with in the file."""
    codes = coded(cells.columns[guessed.case]).indices.fill_null(-1).to_numpy()
    first = np.unique(codes, return_index=True)[1][:MANY]
    said = (trimmed(cells.columns[name]).take(first).to_pylist() for name in guessed.activities)
    counts = Counter(" ".join(each) for each in zip(*said, strict=True) if all(each))
    return counts.most_common(1)[0][0] if counts else ""
