"""What the points of a grid cost a year; costs are known exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from portsim.base.currency import money_name, refused, worth
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.units import DAY, IN_MINUTES, NUMBER, commas
from portsim.kpis.year import DAYS
from portsim.study.sizing.grid import Factor, Grid, Point

AMOUNT = re.compile(rf"({NUMBER})\s*(M\s+)?(?:([A-Za-z]+)\s*(?:\sper\s+|/\s*)(\w+)|(points?))?", re.ASCII)
LEVEL = re.compile(rf"({NUMBER})\s*(%?)", re.ASCII)
YUAN, POINTS, SERVERS = "yuan/y", "points", "servers"


@dataclass(frozen=True)
class Costs:
    """What each value of each factor costs, shape [factor][value], and its unit.

    `stated` is False where nobody gave costs, so that each server counts as 1.
    """

    by_value: tuple[tuple[float, ...], ...]
    unit: str
    stated: bool

    def of(self, point: Point) -> float:
        return sum(costs[place] for costs, place in zip(self.by_value, point.at, strict=True))


def parse_costs(texts: Sequence[str], grid: Grid) -> Costs:
    """The costs of several `KEY=AMOUNT`, for one more of the number, or `KEY:VALUE=AMOUNT`, for one value.

    Raises PortsimError: a key that is not varied, or a value that it does not take; a cost without a number
    of money a year (or of points); money and points beside each other; a factor without a cost.
    """
    if not texts:
        counts = tuple(
            tuple(float(value) if each.is_count else 0.0 for value in each.values) for each in grid.factors
        )
        return Costs(counts, SERVERS, stated=False)
    by_key = {each.key: each for each in grid.factors}
    given: dict[tuple[str, str], tuple[Fraction, str]] = {}
    for text in texts:
        key, value, amount = _split(text, by_key)
        if (key, value) in given:
            raise PortsimError(f"cost {key}{f':{value}' * bool(value)}: stands twice")
        given[key, value] = amount
    units = {unit for _, unit in given.values()}
    if len(units) > 1:
        raise PortsimError(
            f"cost: got {money_name()} and points beside each other; give all costs in one of them"
        )
    return Costs(tuple(_of_factor(each, given) for each in grid.factors), units.pop(), stated=True)


def _split(text: str, by_key: Mapping[str, Factor]) -> tuple[str, str, tuple[Fraction, str]]:
    left, equals, amount = text.partition("=")
    key, colon, value = (each.strip() for each in left.partition(":"))
    if not equals or not key or not amount.strip():
        raise PortsimError(
            f"cost {text}: got no 'key=cost', write e.g. "
            f'--cost places.gate_in.lanes="900000 {money_name()}/y"'
        )
    if key not in by_key:
        raise PortsimError(f"cost {key}: is not varied by --over{did_you_mean(key, by_key)}")
    if colon and value not in by_key[key].values:
        raise PortsimError(
            f"cost {key}:{value}: --over does not take this value{did_you_mean(value, by_key[key].values)}"
        )
    return key, value, amount_in(amount.strip(), f"cost {key}")


def amount_in(text: str, where: str) -> tuple[Fraction, str]:
    """An amount a year and its unit, yuan/y or points.

    Raises PortsimError: it is none.
    """
    found = AMOUNT.fullmatch(text) if len(text) <= 60 else None
    own = money_name()
    allowed = f"900000 {own}/y, 0.9 M {own}/y, 100 {own}/h, or without money 1 point"
    if found is None or (found[2] and not found[3]):
        raise PortsimError(f"{where}: got {got(text)}, allowed a cost such as {allowed}{commas(text)}")
    number = Fraction(found[1]) * (10**6 if found[2] else 1)
    if not 0 <= number <= 10**15:
        raise PortsimError(f"{where}: got {got(text)}, allowed a cost of 0 or more, of at most 15 digits")
    if not found[3]:
        return number, POINTS
    one_is = worth(found[3])
    if one_is is None:
        raise PortsimError(f"{where}: got {got(text)}, allowed a cost such as {allowed}; {refused(found[3])}")
    number *= one_is
    if found[4] in ("y", "year"):
        return number, YUAN
    if found[4] not in IN_MINUTES:
        raise PortsimError(f"{where}: got {got(text)}, allowed a cost such as {allowed}")
    return number * Fraction(DAYS * int(DAY)) / IN_MINUTES[found[4]], YUAN


def _of_factor(factor: Factor, given: Mapping[tuple[str, str], tuple[Fraction, str]]) -> tuple[float, ...]:
    each = given.get((factor.key, ""))
    costs = []
    for value in factor.values:
        own = given.get((factor.key, value))
        if own is not None:
            costs.append(float(own[0]))
        elif each is None:
            raise PortsimError(
                f"cost: {factor.key} has no cost{f' for {value}' * _named(factor, given)}; "
                f'add --cost {factor.key}="0 {money_name()}/y" if it is free'
            )
        else:
            costs.append(float(each[0] * _level(factor.key, value)))
    return tuple(costs)


def _named(factor: Factor, given: Mapping[tuple[str, str], object]) -> bool:
    return any(key == factor.key and value for key, value in given)


def _level(key: str, value: str) -> Fraction:
    found = LEVEL.fullmatch(value)
    if found is None:
        raise PortsimError(
            f"cost {key}: {value} is no plain number, so one more of it has no cost; give the cost of each "
            f'value, --cost "{key}:{value}=0 {money_name()}/y"'
        )
    return Fraction(found[1]) / (100 if found[2] else 1)
