"""The cells that a map leads to: of the columns of a file, or of the activities of its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats, Ints
from portsim.base.errors import Keys
from portsim.model.log_map import OF_MOMENTS, LogMap, Unit
from portsim.scenario.logs.cells.cells import Cells, LogError
from portsim.scenario.logs.cells.dates import NOT, Moments, moments_of, order_of
from portsim.scenario.logs.cells.figures import PER, Doubtful, Signs, numbers_of, signs_of, trimmed
from portsim.scenario.logs.columns import value_in_words
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa

EPOCH = {"epoch_seconds": 1e6, "epoch_milliseconds": 1e3}  # [us]
YEARS = (631_152_000, 4_102_444_800)  # 1990 and 2100 [s since 1970]
SHEET_DAYS = (32_874, 73_051)  # the same, as spreadsheets count days
SHEET_BEGIN = np.datetime64("1899-12-30", "us")
Stamps = Moments | Floats  # moments with dates, or in minutes


@dataclass(frozen=True, eq=False)
class Taken:
    """Rows of a file that are taken, with how its dates and numbers are written.

    rows: their numbers in the file, shape (n,). at: the place of a row of the file.
    """

    where: str
    cells: Cells
    rows: Ints
    signs: Signs
    day_first: bool

    def place(self, row: int) -> str:
        return self.cells.at(int(self.rows[row]))

    def text(self, names: Sequence[str]) -> pa.ChunkedArray:
        """The trimmed cells of a column, or of two joined by a blank; None where one of them is blank."""
        import pyarrow.compute as pc

        parts = [trimmed(self.cells.columns[name].take(self.rows)) for name in names]
        return parts[0] if len(parts) == 1 else pc.binary_join_element_wise(*parts, " ")

    def fail(
        self, names: Sequence[str], row: int, text: pa.ChunkedArray, allowed: str, keys: Keys
    ) -> LogError:
        """The error of a value."""
        value = text[row].as_py()
        column = " and ".join(map(shown, names))
        plural = "s" if len(names) > 1 else ""
        of = f" ({keys[-1]})" if keys and keys[0] == "columns" else ""
        place = f"{self.where}: {self.place(row)}, column{plural} {column}{of}"
        return LogError(f"{place}: got {value_in_words(value)}, allowed {allowed}", keys)

    def stamps(self, names: Sequence[str], unit: Unit | None, keys: Keys) -> Stamps:
        """The moments in a column, or in two: dates, seconds since 1970, or numbers [min].

        Raises LogError: a value that is neither; numbers that can be days of a spreadsheet or minutes.
        """
        text = self.text(names)
        there = ~text.is_null().to_numpy()
        if unit is None:
            dates = moments_of(text, self.day_first)
            bad = there & np.isnat(dates.when)
            if not bad.any():
                return dates
        numbers = numbers_of(text, self.signs)
        worst = there & ~np.isfinite(numbers)
        if worst.any():
            row = int(np.argmax(bad if unit is None and (there & ~bad).any() else worst))
            order = "the day first" if self.day_first else "the month first, where the year is last"
            allowed = "a number" if unit is not None else f"a date ({order}) or a number [min]"
            raise self.fail(names, row, text, allowed, keys)
        return self._numbered(numbers, unit or self._unit(numbers, names, keys))

    def counted(self, numbers: Floats) -> Moments:
        """The moments that numbers count to: seconds or milliseconds since 1970, or days of a spreadsheet."""
        high = float(np.nanmax(numbers))
        unit: Unit = "excel_days" if high < YEARS[0] else "epoch_seconds"
        found = self._numbered(numbers, "epoch_milliseconds" if high >= YEARS[1] else unit)
        assert isinstance(found, Moments)
        return found

    def _unit(self, numbers: Floats, names: Sequence[str], keys: Keys) -> Unit:
        low, high = (float(np.nanmin(numbers)), float(np.nanmax(numbers)))
        if YEARS[0] <= low and high < YEARS[1]:
            return "epoch_seconds"
        if YEARS[0] * 1000 <= low and high < YEARS[1] * 1000:
            return "epoch_milliseconds"
        if SHEET_DAYS[0] <= low and high < SHEET_DAYS[1]:
            raise LogError(
                f"{self.where}: column {shown(names[0])}: {low:g} to {high:g} can be days "
                f"of a spreadsheet or minutes; say {{column: {names[0]}, as: excel_days}} or as: minutes",
                keys,
            )
        return "minutes"

    def _numbered(self, numbers: Floats, unit: Unit) -> Stamps:
        if unit not in OF_MOMENTS:
            return numbers * PER.get(unit, np.nan)
        good = np.isfinite(numbers)
        when = np.full(len(numbers), NOT)
        if unit == "excel_days":  # to the millisecond, finer than they are kept
            ticks = np.rint(numbers[good] * 86_400_000).astype("timedelta64[ms]")
            when[good] = SHEET_BEGIN + ticks
            return Moments(when, np.zeros(len(when), dtype=np.bool_), None)
        when[good] = np.rint(numbers[good] * EPOCH[unit]).astype(np.int64).astype("datetime64[us]")
        return Moments(when, good, 0)


def taken(log: LogMap, where: str, cells: Cells, rows: Ints, figures: Sequence[str]) -> Taken:
    """The rows with how all dates and numbers in some columns are written.

    Raises LogError: dates or numbers that can be read in two ways, and nothing in the file tells in which.
    """
    bare = Taken(where, cells, rows, Signs(), bool(log.day_first))
    return Taken(where, cells, rows, _signs(log, bare, figures), _day_first(log, bare, figures))


def _day_first(log: LogMap, bare: Taken, names: Sequence[str]) -> bool:
    if log.day_first is not None:
        return log.day_first
    texts = [bare.text([name]) for name in names]

    def said(at: tuple[int, int]) -> str:
        return f"{bare.place(at[1])}, column {shown(names[at[0]])}: {shown(texts[at[0]][at[1]].as_py())}"

    try:
        first, such = order_of(texts)
    except ValueError as error:
        day, month = error.args
        raise LogError(
            f"{bare.where}: {said(day)} has the day first, and {said(month)} the month; "
            "say day_first: true or false"
        ) from None
    if first is None and such is not None:
        raise LogError(
            f"{bare.where}: {said(such)} can have the day first or the month, and no date of the file tells; "
            "say day_first: true or false"
        )
    return bool(first)


def _signs(log: LogMap, bare: Taken, names: Sequence[str]) -> Signs:
    texts = [bare.text([name]) for name in names]
    try:
        return signs_of(texts, log.decimal, log.thousands)
    except Doubtful as doubt:
        value = texts[doubt.column][doubt.row].as_py()
        raise LogError(
            f"{bare.where}: {bare.place(doubt.row)}, column {shown(names[doubt.column])}: "
            f"got {shown(value)}, and the "
            'file does not tell whether the comma is its decimal sign; say decimal: "," or thousands: ","'
        ) from None
