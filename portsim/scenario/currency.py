"""The money that a document counts in, which is read before its prices."""

from __future__ import annotations

from contextlib import AbstractContextManager

from portsim.base.currency import counting_in
from portsim.model.money import CountedIn
from portsim.model.part import Part
from portsim.scenario.checking import build
from portsim.scenario.reading import Document


class _Alone(Part):
    money: CountedIn


def money_of(document: Document) -> CountedIn | None:
    """What a document says of its money; None: it is yuan.

    Raises ConfigError: no currency, or no rate.
    """
    stated = document.at(("money",))
    if stated is None:
        return None
    alone = Document({"money": stated}, document.positions)
    return document.once("money", lambda: build(_Alone, alone).money)


def counting_as(document: Document) -> AbstractContextManager[None]:
    """Read and say money as a document counts it, until the block ends.

    Raises ConfigError: as `money_of`.
    """
    money = money_of(document)
    return counting_in(None if money is None else money.as_currency)
