"""How a verdict is marked: a colour and, for those who do not see it, a marker and a symbol of its own."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

from portsim.report.look import BLUE, GREEN, ORANGE, PURPLE, SKY, VERMILLION

DIM: Final = "#6E6E6E"


class Mark(NamedTuple):
    """Colour [hex], marker in charts, and symbol in texts."""

    colour: str
    marker: str
    symbol: str


VERDICTS: Final[Mapping[str, Mark]] = MappingProxyType(
    {
        "reproduced": Mark(GREEN, "o", "\N{BLACK CIRCLE}"),
        "partly reproduced": Mark(ORANGE, "s", "\N{SQUARE WITH LEFT HALF BLACK}"),
        "exceeded": Mark(PURPLE, "^", "\N{BLACK UP-POINTING TRIANGLE}"),
        "undecided": Mark(SKY, "*", "\N{WHITE STAR}"),
        "not reproduced": Mark(VERMILLION, "X", "\N{MULTIPLICATION X}"),
        "calibrated to": Mark(BLUE, "D", "\N{BLACK DIAMOND}"),
        "met": Mark(GREEN, "o", "\N{BLACK CIRCLE}"),
        "fitted": Mark(BLUE, "D", "\N{BLACK DIAMOND}"),
        "missed": Mark(VERMILLION, "X", "\N{MULTIPLICATION X}"),
        "not testable": Mark(DIM, "P", "?"),
        "identified": Mark(GREEN, "o", "\N{BLACK CIRCLE}"),
        "trades off": Mark(ORANGE, "s", "\N{SQUARE WITH LEFT HALF BLACK}"),
        "not identified": Mark(DIM, "o", "\N{WHITE CIRCLE}"),
        "saves": Mark(GREEN, "o", "\N{BLACK CIRCLE}"),
        "worse": Mark(VERMILLION, "X", "\N{MULTIPLICATION X}"),
        "pays more": Mark(VERMILLION, "X", "\N{MULTIPLICATION X}"),
        "changes": Mark(BLUE, "D", "\N{BLACK DIAMOND}"),
        "equivalent": Mark(DIM, "o", "\N{WHITE CIRCLE}"),
        "one trace": Mark(DIM, "P", "?"),
        "overloaded": Mark(VERMILLION, "X", "\N{MULTIPLICATION X}"),
    }
)
OTHER: Final = Mark(DIM, "P", "+")


def verdict_look(verdict: str) -> Mark:
    """The mark of a verdict; one never met before gets a grey plus."""
    return VERDICTS.get(verdict, OTHER)
