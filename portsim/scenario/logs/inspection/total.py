"""Rows of a log that are totals of others and no shipments, above all the last one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.arrays import Bools, Floats
from portsim.base.language import counted, t
from portsim.scenario.logs.cells.figures import Signs, coded, numbers_of, trimmed
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
FEW = 3  # totals that are named


def totals_in_words(
    columns: Mapping[str, pa.ChunkedArray],
    looks: tuple[Look, ...],
    arrives: Bools,
    signs: Signs,
    at: Callable[[int], str],
) -> list[str]:
    """The rows that are totals, and what shows it. A total lacks what all shipments have, or an arrival that
    can be read (`arrives`, of each row), and has a word for a total; the last row can have the sum of a
    column in the place of a word. `at` is the place of a row.
    """
    import pyarrow as pa

    rows = len(arrives)
    if rows <= LEAST:
        return []
    cells = {each.name: trimmed(columns[each.name]) for each in looks}
    words = _words(cells)
    last = rows - 1
    shipments = np.ones(rows, dtype=np.bool_)
    shipments[[*words, last]] = False
    full = [name for name, text in cells.items() if text.filter(pa.array(shipments)).null_count == 0]

    def lacks(row: int) -> bool:
        return any(cells[name][row].as_py() is None for name in full)

    found = [row for row in words if row != last and (lacks(row) or (arrives.any() and not arrives[row]))]
    said = [
        t(
            "{place} looks like a total and no shipment, as it says {cell}: take it out of the file",
            place=at(row),
            cell=shown(words[row]),
        )
        for row in found[:FEW]
    ]
    if len(found) > FEW:
        more = len(found) - FEW
        said.append(counted(more, "{n:,} more row looks like a total", "{n:,} more rows look like a total"))
    if arrives[last] and not lacks(last):
        return said
    if last in words:
        return [*said, _told(at(last), t("it says {cell}", cell=shown(words[last])))]
    for each in looks:
        numbered = each.kind in ("numbers", "days") and cells[each.name][last].as_py() is not None
        if numbered and _is_sum(numbers_of(cells[each.name], signs)):
            why = t("{name} is the sum of the rows above", name=shown(each.name))
            return [*said, _told(at(last), why)]
    return said


def _words(cells: Mapping[str, pa.ChunkedArray]) -> dict[int, str]:
    """The rows with a word for a total, in order, and the word."""
    found: dict[int, str] = {}
    for text in cells.values():
        known = coded(text)
        names = known.dictionary.to_pylist()
        numbers = [number for number, name in enumerate(names) if WORD.fullmatch(name)]
        codes = known.indices.fill_null(-1).to_numpy()
        for row in np.flatnonzero(np.isin(codes, numbers)).tolist():
            found.setdefault(row, names[codes[row]])
    return dict(sorted(found.items()))


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
