"""The money that a scenario counts in, and what it is called while that scenario is read and spoken of.

Inside portsim the word `yuan` in a unit stands for the money of the scenario, whatever that is; prices in
yuan are converted when they are read. It has its own name where texts and tables are shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import NamedTuple

from portsim.base.errors import nearest

YUAN = "yuan"
CODE = re.compile(r"[A-Z]{3}", re.ASCII)  # ISO 4217
CODES_OF_YUAN = ("CNY", "RMB")
UNIT = re.compile(rf"(?:(?:M|bn) )?{YUAN}(?:/\w+|(?: per| a) \w+)?", re.ASCII)
_QUANTITY = re.compile(rf"(?:[\d.,eE+-]+ )?{UNIT.pattern}", re.ASCII)
_WORD = re.compile(rf"(?<![\w.-]){YUAN}(?![\w.-])", re.ASCII)


class Currency(NamedTuple):
    """A money other than yuan: its ISO 4217 code, and how many yuan one of it is."""

    code: str
    yuan: float


_counted: ContextVar[Currency | None] = ContextVar("counted", default=None)


@contextmanager
def counting_in(currency: Currency | None) -> Iterator[None]:
    """Read and say money in a currency, None for yuan, until the block ends; it may be left by any way.

    A process or thread that is started inside begins in yuan.
    """
    before = _counted.set(currency)
    try:
        yield
    finally:
        _counted.reset(before)


def count_in(currency: Currency | None) -> None:
    """Read and say money in a currency from now on, until the block of `counting_in` around it ends."""
    _counted.set(currency)


def money_name() -> str:
    """What money is called in files and tables now: `yuan`, or a code such as `USD`."""
    found = _counted.get()
    return YUAN if found is None else found.code


def worth(name: str) -> Fraction | None:
    """What one of the money of this name is in the one that is counted in now; None for a third one."""
    found = _counted.get()
    if name == money_name():
        return Fraction(1)
    return 1 / Fraction(found.yuan) if found is not None and name == YUAN else None


def in_own(yuan: float) -> float:
    """What an amount of yuan is in the money that is counted in now."""
    found = _counted.get()
    return yuan if found is None else yuan / found.yuan


def refused(name: str) -> str:
    """What is wrong with the name of a money that `worth` does not know."""
    own = money_name()
    if name in CODES_OF_YUAN:
        return f"write yuan for {name}"
    if CODE.fullmatch(name) is None and (near := nearest(name.lower(), (own.lower(), YUAN))) is not None:
        return f"unknown unit '{name}' (nearest: {own if near == own.lower() else near})"
    if own != YUAN:
        return f"{name} is no money of this scenario (allowed: {own}, or yuan, which its rate converts)"
    other = "; state another currency under money" if CODE.fullmatch(name) else ""
    return f"{name} is no unit of money (allowed: yuan{other})"


def with_name(text: str) -> str:
    """A unit, or a text of portsim's own, with the name of the money that is counted in for `yuan`."""
    if YUAN not in text or _counted.get() is None:
        return text
    return _WORD.sub(money_name(), text)


def quantity_with_name(text: str) -> str:
    """A unit or a number with its unit, with the name of the money that is counted in; any other text as it
    is, as it may be a user's."""
    return with_name(text) if YUAN in text and _QUANTITY.fullmatch(text) else text


def as_inside(text: str) -> str:
    """The other way round: `M USD/y`, as a user writes it or a table of results has it, as `M yuan/y`."""
    own = money_name()
    return text if own == YUAN or own not in text else re.sub(rf"(?<![\w.-]){own}(?![\w.-])", YUAN, text)
