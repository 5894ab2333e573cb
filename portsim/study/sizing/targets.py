"""Targets of service: a statistic of a KPI's quantity, or a KPI as it stands, and the limit that it must
keep."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from portsim.base.currency import YUAN, as_inside, with_name, worth
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.notes import note
from portsim.base.units import IN_MINUTES, NUMBER, commas, show_share
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.statistic import UNSCALED, is_statistic, quantile_of
from portsim.model.library import Library

EXAMPLE = "'P90 truck_visit_time <= 60 min'"
SENSE = re.compile(r"(.*?)\s*(<=|>=|\N{LESS-THAN OR EQUAL TO}|\N{GREATER-THAN OR EQUAL TO})\s*(.*)", re.S)
LIMIT = re.compile(rf"({NUMBER})\s*(.*)", re.S)
MORE = re.compile(r"(?:M|millions?)\s+(.*)")
LONGEST = 200  # characters of a target


@dataclass(frozen=True)
class Target:
    """A KPI of each replication [its unit] that must be at most, or at least, its limit.

    `kpi` measures it, `declared` is the name of the KPI in the library that it was made of. `name` is how
    tables call it, such as `P90 truck_visit_time`.
    """

    name: str
    declared: str
    kpi: Kpi
    at_most: bool
    limit: float

    def __str__(self) -> str:
        limit = f"{self.limit:.6g} {with_name(self.kpi.unit)}"
        if self.kpi.unit == "share":
            limit = show_share(self.limit)
        return f"{self.name} {self.sense} {limit}"

    @property
    def sense(self) -> str:
        return "<=" if self.at_most else ">="

    def gap(self, value: float) -> float:
        """How far a figure misses the limit [the KPI's unit], below 0 where it keeps it."""
        return value - self.limit if self.at_most else self.limit - value


def parse_target(text: str, library: Library) -> Target:
    """A target as it is written: `P90 truck_visit_time <= 60 min`, `share truck_visit_time within 60 min >=
    90 %`, or a KPI as it stands, `gate_utilisation <= 80 %`.

    Raises PortsimError: no `<=` or `>=`; no such KPI or statistic; a limit without a number, or in a unit
    that is not the KPI's and cannot be converted to it.
    """
    if len(text) > LONGEST:
        raise PortsimError(
            f"target {got(text)}: {len(text)} characters, allowed {LONGEST}, such as {EXAMPLE}"
        )
    found = SENSE.fullmatch(text.strip())
    if found is None or not found[1] or not found[3]:
        raise PortsimError(
            f"target {got(text)}: allowed KPI <= LIMIT or KPI >= LIMIT, such as {EXAMPLE}; "
            "in a shell put it in quotes"
        )
    at_most = found[2] in ("<=", "\N{LESS-THAN OR EQUAL TO}")
    name, declared, kpi = measured(found[1], library, f"target {got(text)}")
    limit = limit_in(found[3], kpi.unit, f"target {got(text)}")
    if kpi.better == ("more" if at_most else "less"):
        note(
            f"target {got(text)}: of {name} {kpi.better} is better, and this asks for "
            f"{'less' if at_most else 'more'}"
        )
    return Target(name, declared, kpi, at_most, limit)


def measured(text: str, library: Library, where: str) -> tuple[str, str, Kpi]:
    """What a text such as `P90 truck_visit_time` measures: the name in tables, the KPI that the library
    declares, and the KPI that measures it.

    Raises PortsimError: no such KPI or statistic, or one that this KPI does not have.
    """
    known: Mapping[str, Kpi] = library[KPI]
    spelt = "_".join(text.split())
    for name in (spelt, spelt.lower()):
        if name in known:
            return name, name, known[name]
    words = text.split()
    within, limit = None, ""
    if len(words) > 3 and "within" in words:
        at = words.index("within")
        words, limit = words[:at], " ".join(words[at + 1 :])
        within = _minutes(limit, f"{where}: within")
    if len(words) > 1 and _statistic(words[-1]) and not _statistic(words[0]):
        words = [words[-1], *words[:-1]]
    statistic = words[0].lower() if len(words) > 1 and _statistic(words[0]) else ""
    rest = words[1:] if statistic else words
    name = "_".join(rest)
    name = name if name in known else name.lower()
    if name not in known:
        first = _unknown_statistic(words, known) if not statistic else ""
        raise PortsimError(f"{where}: {first or f'unknown KPI {name!r}{did_you_mean(name, known)}'}")
    kpi = known[name]
    if (statistic == "share") != (within is not None):
        raise PortsimError(f"{where}: a share needs a limit: write share {name} within 60 min >= 90 %")
    if statistic and kpi.of.single:
        raise PortsimError(f"{where}: {name} has one figure a run and no {words[0]}; leave {words[0]} out")
    if statistic and kpi.statistic in UNSCALED:
        raise PortsimError(
            f"{where}: {name} is {kpi.statistic.replace('_', ' ')} and no quantity with a {words[0]}; "
            f"leave {words[0]} out, or name a KPI in minutes or hours"
        )
    if within is not None:
        if kpi.unit not in IN_MINUTES:
            raise PortsimError(
                f"{where}: {name} is in {with_name(kpi.unit)}; a share within a limit is one of a time"
            )
        title = f"share {name} within {limit}"
        return (
            title,
            name,
            replace(
                kpi,
                statistic="share_within",
                within=within,
                unit="share",
                scale=1.0,
                better="more",
                matters=None,
            ),
        )
    if not statistic:
        return name, name, kpi
    shown = statistic.upper() if quantile_of(statistic) and statistic != "median" else statistic
    return f"{shown} {name}", name, replace(kpi, statistic=statistic)


def _statistic(word: str) -> bool:
    lower = word.lower()
    return lower == "share" or (is_statistic(lower) and lower not in UNSCALED)


def _unknown_statistic(words: list[str], known: Mapping[str, Kpi]) -> str:
    """What to say where all but the first word is a KPI; nothing where it is not."""
    if len(words) > 1 and "_".join(words[1:]).lower() in known:
        return f"unknown statistic {got(words[0])} (allowed: mean, median, P50, P90, P95, any P, max, share)"
    return ""


def _minutes(text: str, where: str) -> float:
    number, unit = _number(text, where, "a time such as 60 min")
    if unit not in IN_MINUTES:
        raise PortsimError(f"{where}: got {got(text)}, allowed a time such as 60 min")
    return _finite(Fraction(number) * IN_MINUTES[unit], text, where)


def limit_in(text: str, unit: str, where: str) -> float:
    """A number with its unit, in the unit of a KPI.

    Raises PortsimError: no number; another unit that cannot be converted.
    """
    own = with_name(unit)
    shown = "90 %" if unit == "share" else f"60 {own}"
    number, given = _number(text, where, f"a number in {own}, such as {shown}")
    if unit == "share":
        if given not in ("", "%", "share"):
            raise PortsimError(f"{where}: the limit is in {got(given)}, allowed a share, such as 90 %")
        value = _finite(Fraction(number) / (100 if given == "%" else 1), text, where)
        if not 0 <= value <= 1:
            hint = f"; write {text} %" if given == "" and 1 < value <= 100 else ""
            raise PortsimError(f"{where}: got {got(text)}, allowed a share from 0 % to 100 %{hint}")
        return value
    factor = conversion(given, unit)
    if factor is None:
        what = "has no unit" if not given else f"is in {got(given)}"
        raise PortsimError(f"{where}: the limit {what}, allowed {own}, such as {shown}")
    return _finite(Fraction(number) * factor, text, where)


def _number(text: str, where: str, allowed: str) -> tuple[str, str]:
    found = LIMIT.fullmatch(text.strip())
    if found is None or "," in text:
        raise PortsimError(f"{where}: the limit is {got(text)}, allowed {allowed}{commas(text)}")
    return found[1], " ".join(found[2].split())


def _finite(value: Fraction, text: str, where: str) -> float:
    if abs(value) > 10**15 or not math.isfinite(value):
        raise PortsimError(f"{where}: got {got(text)}, allowed a number of at most 15 digits")
    return float(value)


def conversion(given: str, unit: str) -> Fraction | None:
    """What a number in one unit is multiplied by to be in the other; None where it cannot be.

    Times are converted, also before a slash (`s/truck` to `min/truck`), millions (`yuan/y` to `M yuan/y`),
    and yuan where another money is counted in.
    """
    found = _same_money(as_inside(given), unit)
    one_is = worth(YUAN) if YUAN in given else Fraction(1)
    return found if found is None or one_is is None else found * one_is


def _same_money(given: str, unit: str) -> Fraction | None:
    if given == unit:
        return Fraction(1)
    million, wanted = MORE.fullmatch(given), MORE.fullmatch(unit)
    if bool(million) != bool(wanted):
        plain = _same_money(million[1] if million else given, wanted[1] if wanted else unit)
        return None if plain is None else plain * Fraction(10**6) ** (1 if million else -1)
    (head, slash, tail), (want, _, per) = given.partition("/"), unit.partition("/")
    if head in IN_MINUTES and want in IN_MINUTES and tail == per and bool(slash) == ("/" in unit):
        return IN_MINUTES[head] / IN_MINUTES[want]
    return None
