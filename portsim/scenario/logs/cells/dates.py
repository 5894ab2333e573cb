"""Dates that stand as text, in any of the usual ways of writing them, to moments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from portsim.base.arrays import Bools

if TYPE_CHECKING:
    import pyarrow as pa

When = NDArray[np.datetime64]
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
BLANK = r"[ \x{A0}\x{202F}]"  # also the blanks at which no line breaks: many systems put one before AM and PM
HALF = rf"{BLANK}?(?P<p>[AaPp])\.?{BLANK}?[Mm]\.?"  # 6:03 PM, 6:03 p.m., 6:03 p. m.
TIME = (
    r"(?:(?:[Tt]| *,? +)(?P<h>\d{1,2}):?(?P<mi>\d{2})(?::?(?P<s>\d{2})(?:[.,](?P<f>\d{1,9}))?)?"
    rf"(?:{HALF})?)? ?(?P<z>Z|z|UTC|GMT|[+-]\d{{2}}(?::?\d{{2}})?)?$"
)
YEAR_FIRST = r"^(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?" + TIME
TOGETHER = (
    r"^(?P<y>(?:19|20)\d{2})(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)"
    r"(?:[T ]?(?P<h>[0-2]\d):?(?P<mi>[0-5]\d)(?::?(?P<s>[0-5]\d)(?:[.,](?P<f>\d{1,9}))?)?)?"
    r"(?P<p>)(?P<z>Z|z|[+-]\d{2}(?::?\d{2})?)?$"
)
YEAR_LAST = r"^(?P<a>\d{1,2})(?P<sign>[-/. ])(?P<b>\d{1,2})[-/. ](?P<y>\d{4}|\d{2})" + TIME
NAMED = r"^(?P<d>\d{1,2})[-/. ](?P<name>[A-Za-z]{3})[A-Za-z]*[-/., ]+(?P<y>\d{4}|\d{2})" + TIME
NAME_FIRST = r"^(?P<name>[A-Za-z]{3})[A-Za-z]*\.? (?P<d>\d{1,2}),? (?P<y>\d{4})" + TIME
NAME_BETWEEN = (
    r"^(?P<y>\d{4})[-/. ](?P<name>[A-Za-z]{3})[A-Za-z]*[-/. ](?P<d>\d{1,2})" + TIME
)  # 2026-Mar-02 0603
HAN_TIME = (
    r"(?P<h>\d{1,2})[:\x{FF1A}时時点點](?P<mi>\d{2})分?(?:[:\x{FF1A}]?(?P<s>\d{2})(?:\.(?P<f>\d{1,9}))?秒?)?"
    r"(?P<z>[+-]\d{2}(?::?\d{2})?)?$"
)
HAN_DAY = r"^(?P<y>\d{4})[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})"
HAN = HAN_DAY + r"(?:日| ) *(?P<p>)" + HAN_TIME  # 2026年3月2日6时03分
HAN_HALVES = HAN_DAY + r"日? *(?P<p>上午|下午) *" + HAN_TIME  # 2026/3/2 上午 6:03
OF_DAY = rf"^(?:(?:上午|下午) *)?\d{{1,2}}:[0-5]\d(?::[0-5]\d)?(?:{HALF})?$"  # a time without its date
FORMS = (YEAR_FIRST, TOGETHER, YEAR_LAST, NAMED, NAME_FIRST, NAME_BETWEEN, HAN, HAN_HALVES)
AFTER_NOON = ("p", "下午")
NOT = np.datetime64("NaT", "us")


@dataclass(frozen=True, eq=False)
class Moments:
    """Moments, shape (n,), NaT where there is none: in UTC where `aware`, else by the clock of their place.

    offset: minutes ahead of UTC that all of them state; None where they state none, or several.
    """

    when: When
    aware: Bools
    offset: int | None


def order_of(columns: list[pa.ChunkedArray]) -> tuple[bool | None, tuple[int, int] | None]:
    """Whether the day comes first in dates such as 03/04/2026, as some of them leave no doubt (None: all do),
    and the column and row of the first of them. Days with points (03.04.2026) come first.

    Raises ValueError: some have the day first, others the month; with a column and a row of either.
    """
    import pyarrow.compute as pc

    day: tuple[int, int] | None = None
    month: tuple[int, int] | None = None
    such: tuple[int, int] | None = None
    for n, column in enumerate(columns):
        if not pc.any(pc.match_substring_regex(column, r"^\d{1,2}[-/. ]\d{1,2}[-/. ]\d")).as_py():
            continue
        parts = _parts(column.combine_chunks(), YEAR_LAST)
        there = ~_null(parts)
        if not there.any():
            continue
        such = such or _first(there, n)
        first, second = _whole(parts, "a"), _whole(parts, "b")
        points = _equal(parts, "sign", ".")
        day_first, month_first = there & ((first > 12) | points), there & (second > 12)
        day = day or _first(day_first, n)
        month = month or _first(month_first, n)
    if day and month:
        raise ValueError(day, month)
    return (True if day else False if month else None), such


def moments_of(column: pa.ChunkedArray, day_first: bool) -> Moments:
    """The moments of trimmed cells; NaT for blanks and for what is no date."""
    if not len(column):
        return Moments(np.empty(0, "datetime64[us]"), np.empty(0, np.bool_), None)
    pieces = [_piece(chunk, day_first) for chunk in column.chunks if len(chunk)]
    when, aware, ahead = (np.concatenate(part) for part in zip(*pieces, strict=True))
    stated = np.unique(ahead[aware & ~np.isnat(when)])
    return Moments(when, aware, int(stated[0]) if len(stated) == 1 else None)


def _piece(cells: Any, day_first: bool) -> tuple[When, Bools, NDArray[np.int64]]:
    """Moments, whether each has an offset, and which [min]."""
    import pyarrow as pa

    n = len(cells)
    aware, ahead = np.zeros(n, dtype=np.bool_), np.zeros(n, dtype=np.int64)
    try:  # the usual way, all alike, much faster
        when = np.asarray(cells.cast(pa.timestamp("us")).to_numpy(zero_copy_only=False), "datetime64[us]")
        return when, aware, ahead
    except pa.ArrowInvalid:
        when = np.full(n, NOT)
    left = ~np.asarray(cells.is_null().to_numpy(zero_copy_only=False))
    for form in FORMS:
        if not left.any():
            break
        parts = _parts(cells, form)
        there = left & ~_null(parts)
        if there.any():
            found, has_zone, minutes = _dates(parts, form, day_first)
            when[there], aware[there], ahead[there] = found[there], has_zone[there], minutes[there]
            left &= ~there
    return when, aware, ahead


def _dates(parts: Any, form: str, day_first: bool) -> tuple[When, Bools, NDArray[np.int64]]:
    year = _whole(parts, "y")
    year = np.where(year < 100, year + 2000, year)
    if form == YEAR_LAST:
        first, second = _whole(parts, "a"), _whole(parts, "b")
        day, month = (first, second) if day_first else (second, first)
    elif form in (NAMED, NAME_FIRST, NAME_BETWEEN):
        day, month = _whole(parts, "d"), _months(parts)
    else:
        day, month = _whole(parts, "d"), _whole(parts, "m")
    hour, minute, second = _whole(parts, "h"), _whole(parts, "mi"), _whole(parts, "s")
    half = _lower(parts, "p")
    noon = np.isin(half, AFTER_NOON) * 12
    fraction = _fraction(parts)
    good = (month >= 1) & (month <= 12) & (day >= 1) & (minute < 60) & (second < 60)
    its_end = (hour == 24) & (minute == 0) & (second == 0) & (fraction == 0)  # of a day, by ISO 8601-1
    good &= np.where(half == "", (hour < 24) | its_end, (hour >= 1) & (hour <= 12))
    hour = np.where(half == "", hour, hour % 12 + noon)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    good &= days.astype("datetime64[M]") == months
    micros = ((hour * 60 + minute) * 60 + second) * 1_000_000 + fraction
    zone = _lower(parts, "z")
    ahead = _ahead(zone)
    when = (
        days.astype("datetime64[us]")
        + micros.astype("timedelta64[us]")
        - (ahead * 60_000_000).astype("timedelta64[us]")
    )
    return np.where(good, when, NOT), zone != "", ahead


def _parts(cells: Any, form: str) -> Any:
    import pyarrow.compute as pc

    return pc.extract_regex(cells, form)


def _null(parts: Any) -> Bools:
    return np.asarray(parts.is_null().to_numpy(zero_copy_only=False))


def _field(parts: Any, name: str) -> Any:
    import pyarrow.compute as pc

    return pc.struct_field(parts, name)


def _whole(parts: Any, name: str) -> NDArray[np.int64]:
    """A part that is a whole number; 0 where it is missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = _field(parts, name).fill_null("")
    text = pc.if_else(pc.equal(text, ""), "0", text)
    return np.asarray(text.cast(pa.int64()).to_numpy(zero_copy_only=False))


def _fraction(parts: Any) -> NDArray[np.int64]:
    """The digits behind the seconds [us]."""
    import pyarrow as pa
    import pyarrow.compute as pc

    text = _field(parts, "f").fill_null("")
    if pc.all(pc.equal(text, "")).as_py():
        return np.zeros(len(text), dtype=np.int64)
    text = pc.utf8_slice_codeunits(pc.utf8_rpad(text, 6, "0"), 0, 6)
    return np.asarray(text.cast(pa.int64()).to_numpy(zero_copy_only=False))


def _lower(parts: Any, name: str) -> NDArray[np.str_]:
    """A part that is one of few texts."""
    import pyarrow.compute as pc

    text = pc.dictionary_encode(pc.utf8_lower(_field(parts, name).fill_null("")))
    names: NDArray[np.str_] = np.array(text.dictionary.to_pylist(), dtype=np.str_)
    return np.asarray(names[text.indices.to_numpy()])


def _equal(parts: Any, name: str, value: str) -> Bools:
    import pyarrow.compute as pc

    return np.asarray(pc.equal(_field(parts, name), value).fill_null(False).to_numpy(zero_copy_only=False))


def _months(parts: Any) -> NDArray[np.int64]:
    names = _lower(parts, "name")
    out = np.zeros(len(names), dtype=np.int64)
    for number, month in enumerate(MONTHS, 1):
        out[names == month] = number
    return out


def _ahead(zone: NDArray[np.str_]) -> NDArray[np.int64]:
    """Minutes ahead of UTC."""
    texts, which = np.unique(zone, return_inverse=True)
    found = []
    for text in texts.tolist():
        digits = text[1:].replace(":", "")
        sign = -1 if text.startswith("-") else 1
        found.append(sign * (int(digits[:2]) * 60 + int(digits[2:] or 0)) if text[:1] in ("+", "-") else 0)
    return np.array(found, dtype=np.int64)[which]


def _first(there: Bools, column: int) -> tuple[int, int] | None:
    return (column, int(np.argmax(there))) if there.any() else None
