"""Cells that are no date, time of day or number in a column of which most are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools
from portsim.base.language import counted, t
from portsim.scenario.logs.cells.dates import OF_DAY, moments_of
from portsim.scenario.logs.cells.figures import CLOCK, Signs, numbers_of, trimmed
from portsim.scenario.logs.inspection.look import Look
from portsim.scenario.logs.mapping.sources import Taken
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa

FEW = 5  # columns that are named


def unread_in_words(
    columns: Mapping[str, pa.ChunkedArray], looks: tuple[Look, ...], but: tuple[str, ...], taken: Taken
) -> Iterator[str]:
    """The columns with cells that cannot be read as what the column looks like, without those in `but`."""
    said = 0
    for each in looks:
        if each.name in but or each.kind not in ("dates", "time of day", "numbers"):
            continue
        text = trimmed(columns[each.name])
        bad = ~text.is_null().to_numpy() & ~_read(text, each, taken.day_first, taken.signs)
        if bad.any() and (said := said + 1) <= FEW:
            yield unread(shown(each.name), text, bad, taken, number=each.kind == "numbers")
    if said > FEW:
        yield counted(
            said - FEW,
            "{n} more column has cells that cannot be read",
            "{n} more columns have cells that cannot be read",
        )


def unread(name: str, text: pa.ChunkedArray, bad: Bools, taken: Taken, *, number: bool = False) -> str:
    """That some cells of a column cannot be read: how many, where the first stands, and what it is."""
    row = int(np.argmax(bad))
    values = {
        "name": name,
        "rows": counted(int(bad.sum()), "{n:,} row", "{n:,} rows"),
        "place": taken.place(row),
        "cell": shown(text[row].as_py()),
    }
    if number:
        return t("{name} cannot be read as a number in {rows}, the first at {place}: {cell}", **values)
    return t("{name} cannot be read as a time in {rows}, the first at {place}: {cell}", **values)


def _read(text: pa.ChunkedArray, look: Look, day_first: bool, signs: Signs) -> Bools:
    """Whether each cell is what its column looks like, shape (n,)."""
    import pyarrow.compute as pc

    if look.kind == "dates":
        return ~np.isnat(moments_of(text, day_first).when)
    if look.kind == "numbers":
        return np.isfinite(numbers_of(text, signs))
    forms = [pc.match_substring_regex(text, form).fill_null(False).to_numpy() for form in (CLOCK, OF_DAY)]
    return np.asarray(forms[0] | forms[1])
