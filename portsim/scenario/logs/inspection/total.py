"""Whether the last row of a log is a total of the others and no shipment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.language import t
from portsim.scenario.logs.cells.figures import Signs, numbers_of, trimmed
from portsim.scenario.logs.inspection.look import Look
from portsim.scenario.logs.raw import shown

if TYPE_CHECKING:
    import pyarrow as pa

WORD = re.compile(  # alone in a cell; English, Chinese, German, Dutch, French, Spanish
    r"(((grand|sub)[ -]?)?totals?|sum|summe|gesamt(summe)?|zwischensumme|totaal|totaux|somme|suma|totales"
    r"|合计|总计|小计|共计|总数|汇总)\s*[:\uff1a]?",
    re.IGNORECASE,
)
LEAST = 2  # numbers above a sum of them


def total_in_words(
    columns: Mapping[str, pa.ChunkedArray], looks: tuple[Look, ...], arrives: bool, signs: Signs, place: str
) -> str:
    """That the last row, at a `place` of the file, is a total, and what shows it; empty if nothing does. A
    total lacks what all others have, or an arrival that can be read (`arrives`), and has a word for a total,
    or the sum of a column."""
    rows = len(next(iter(columns.values())))
    last = {each.name: trimmed(columns[each.name][-1:])[0].as_py() for each in looks}
    lacks = any(last[each.name] is None and each.filled == rows - 1 for each in looks)
    if rows <= LEAST or (arrives and not lacks):
        return ""
    for cell in last.values():
        if cell is not None and WORD.fullmatch(cell):
            return _told(place, t("it says {cell}", cell=shown(cell)))
    for each in looks:
        numbered = each.kind in ("numbers", "days") and last[each.name] is not None
        if numbered and _is_sum(numbers_of(trimmed(columns[each.name]), signs)):
            return _told(place, t("{name} is the sum of the rows above", name=shown(each.name)))
    return ""


def _told(place: str, why: str) -> str:
    return t(
        "the last row ({place}) looks like a total and no shipment, as {why}: take it out of the file",
        place=place,
        why=why,
    )


def _is_sum(numbers: Floats) -> bool:
    """Whether the last number is the sum of the others, up to rounding."""
    above = numbers[:-1][np.isfinite(numbers[:-1])]
    total = above.sum()
    return len(above) >= LEAST and total != 0 and bool(np.isclose(numbers[-1], total, rtol=1e-6))
