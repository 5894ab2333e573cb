"""How precise figures are asked to be: within a share of themselves, or within an amount in their unit."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import isfinite

from portsim.base.currency import YUAN, as_inside, money_name, with_name, worth
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.units import IN_MINUTES, LONGEST, NUMBER

ASKED = re.compile(rf"({NUMBER})\s*(\S.*)", re.ASCII)
POINTS = ("point", "points", "% point", "% points")
POINT = 0.01  # of a share
SHARE = 0.05  # of a figure, where nothing else is asked
ALLOWED = "a share such as '5 %', or an amount such as '0.5 min' or '1 points'"


@dataclass(frozen=True)
class Within:
    """The half-width of the 95 % CI that is asked for: `amounts` by unit [that unit], and of a figure in
    another unit a `share` of the figure."""

    share: float = SHARE
    amounts: Mapping[str, float] = field(default_factory=dict)


def asked_within(texts: str | Sequence[str], units: Collection[str]) -> Within:
    """What is asked of figures in these units; no share: 5 %.

    A time holds for all figures in minutes or hours, points for shares; any other amount names the unit of
    the figures as a table does, such as `0.2 M yuan/y`.

    Raises PortsimError: no number with a unit; not above 0, or a share of 100 % or more; a unit that no
    figure has; two for one unit.
    """
    share: float | None = None
    amounts: dict[str, float] = {}
    for text in (texts,) if isinstance(texts, str) else texts:
        number, unit = _parts(text)
        if unit == "%":
            if number >= 100:
                raise PortsimError(f"within: got {got(text)}, allowed a share below 100 %")
            if share is not None:
                raise PortsimError(
                    f"within: got {got(text)} beside '{100 * share:g} %'; a share is given once"
                )
            share = number / 100
            continue
        for own, amount in _amounts(text, number, unit, units).items():
            if own in amounts:
                raise PortsimError(
                    f"within: got {got(text)}, but [{with_name(own)}] has an amount already; give one"
                )
            amounts[own] = amount
    return Within(SHARE if share is None else share, amounts)


def _parts(text: object) -> tuple[float, str]:
    match = ASKED.fullmatch(text.strip()) if isinstance(text, str) and len(text) <= LONGEST else None
    if match is None:
        raise PortsimError(f"within: got {got(text)}, allowed {ALLOWED}")
    number = float(match[1])
    if not (number > 0 and isfinite(number)):
        raise PortsimError(f"within: got {got(text)}, allowed above 0, such as '5 %'")
    return number, " ".join(match[2].split())


def _amounts(text: str, number: float, unit: str, units: Collection[str]) -> dict[str, float]:
    """The amount in each unit of figures that it is one of."""
    if unit in POINTS:
        found = {"share": number * POINT} if "share" in units else {}
    elif unit in IN_MINUTES:
        found = {
            own: number * float(IN_MINUTES[unit] / IN_MINUTES[own]) for own in units if own in IN_MINUTES
        }
    else:
        number, unit = _inside(number, unit)
        found = {own: number for own in units if own.casefold() == unit.casefold() and own != "share"}
    if not found:
        known = {"points" if own == "share" else with_name(own) for own in units} | {"%"}
        unit = with_name(unit)
        raise PortsimError(f"within: got {got(text)}; no figure is in '{unit}'{did_you_mean(unit, known)}")
    return found


def _inside(number: float, unit: str) -> tuple[float, str]:
    """An amount of money as it is inside: in what is counted in; yuan are converted."""
    if money_name() == YUAN:
        return number, unit
    if YUAN in unit.split("/")[0].split():
        return number * float(worth(YUAN) or 1), unit
    return number, as_inside(unit)
