"""What each segment of a CODECO message says of a gate move, as cells under the names of their columns.

Sources: UN/EDIFACT directory D.95B, message CODECO (container gate-in/gate-out report), and the guideline
ITG14 of SMDG and ITIGG for it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from portsim.scenario.logs.cells.edifact import Signs
from portsim.scenario.logs.cells.edifact_dates import written

Cells = Mapping[str, str]
Get = Callable[..., str]  # a component by the number of its element, and its own number from 0
KEPT = 1 << 15  # segments of which is kept what they say
SEA = "20"  # 8051: the main carriage, with its vessel; any other stage is by land
EFFECTIVE, EXECUTION, REPORT = "7", "203", "137"  # 2005
GATE = "165"  # 3227
BOOKING = "BN"  # 1153
OPERATORS = ("CF", "CA")  # 3035: operator of the container, carrier
EXECUTED, FUNCTION, KIND = "executed", "function", "kind"  # what is said of a move, and is no column
MOMENTS = {EFFECTIVE: "time", EXECUTION: EXECUTED, REPORT: "reported"}

DIRECTION: Cells = MappingProxyType({"34": "in", "36": "out"})  # 1001
LOAD: Cells = MappingProxyType({"4": "empty", "5": "full", "7": "full", "8": "full"})  # 8169
TRADE: Cells = MappingProxyType(
    {"1": "continental", "2": "export", "3": "import", "6": "transhipment"}
)  # 8249
MODE: Cells = MappingProxyType({"1": "sea", "2": "rail", "3": "road", "8": "barge"})  # 8067
BY_ROAD = ("road", "")


def _equipment(get: Get) -> Cells:
    load, trade = get(6), get(5)
    return {
        KIND: get(1),
        "container": get(2),
        "load": LOAD.get(load, load),
        "trade": TRADE.get(trade, trade),
        "size_type": get(3),
    }


def _moment(get: Get) -> Cells:
    name = MOMENTS.get(get(1))
    return {name: written(get(1, 1), get(1, 2))} if name else {}


def _place(get: Get) -> Cells:  # of the gate
    return {"terminal": get(3) or get(2), "place": get(2)}


def _transport(get: Get) -> Cells:
    means = get(8) or get(8, 3)
    if get(1) == SEA:
        return {"vessel": get(8, 3) or means, "voyage": get(2)}
    mode = MODE.get(get(3), get(3))
    return {"mode": mode, "truck" if mode in BY_ROAD else "train_or_barge": means, "haulier": get(5)}


def _reference(get: Get) -> Cells:
    return {"booking" if get(1) == BOOKING else "reference": get(1, 1)}


def _party(get: Get) -> Cells:
    return {"line": get(2)} if get(1) in OPERATORS else {}


def _document(get: Get) -> Cells:
    code = get(1)
    return {
        "direction": DIRECTION.get(code) or f"document {code}".strip(),
        "document": get(2),
        FUNCTION: get(3),
    }


SAYS: Mapping[str, Callable[[Get], Cells]] = MappingProxyType({
    "BGM": _document, "EQD": _equipment, "DTM": _moment, "LOC": _place, "TDT": _transport, "RFF": _reference,
    "NAD": _party,
})  # fmt: skip

OFTEN_ALIKE = frozenset(("DTM", "LOC", "TDT", "NAD"))


class Reader:
    """Reads segments that are parted by some signs."""

    def __init__(self, signs: Signs) -> None:
        self._signs = signs
        self._kept = lru_cache(KEPT)(self._said)

    def said(self, segment: str) -> list[tuple[str, str]]:
        """The cells that a segment fills, of those in `SAYS`."""
        return self._kept(segment) if segment[:3] in OFTEN_ALIKE else self._said(segment)

    def get(self, segment: str) -> Get:
        """Gives the components of a segment; an empty text for one that is not there."""
        elements = self._signs.elements(segment)

        def component(element: int, number: int = 0) -> str:
            try:
                return elements[element][number]
            except IndexError:
                return ""

        return component

    def _said(self, segment: str) -> list[tuple[str, str]]:
        found = SAYS[segment[:3]](self.get(segment))
        return [cell for cell in found.items() if cell[1]]
