"""The figure of an alternative that is asked for: its net benefit, its saving, or how it changes a KPI."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from portsim.base.currency import YUAN, money_name, with_name, worth
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.units import LONGEST, NUMBER, commas, minutes
from portsim.kpis.kpi import KPI, Better
from portsim.model.library import Library
from portsim.model.payers import ALL_COMPANIES
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.costs import Cost
from portsim.study.comparison import with_bounds
from portsim.study.growth import growing
from portsim.study.paying.amounts import GROUPS, Scaled, paired_over, saved
from portsim.study.paying.crossings import At
from portsim.study.paying.net_benefit import yearly_costs
from portsim.study.question import StudyResult

NET, SAVED = "net_benefit", "saved"
YUAN_A_YEAR = "yuan/y"
TARGET = re.compile(rf"({NUMBER})\s*(.*)", re.ASCII)
MONEY_FIRST = re.compile(r"([A-Za-z]+)(?![A-Za-z])")
TIMES = ("s", "min", "h", "day")
TIMES_MORE = {"M": 1e6, "bn": 1e9}


@dataclass(frozen=True)
class Asked:
    """A figure of an alternative [`unit`]: `net_benefit` or `saved` of a group of payers, or a KPI, of which
    the figure is the difference from the baseline. better: which way a KPI is better."""

    name: str
    group: str
    unit: str
    better: Better = "more"

    @property
    def in_money(self) -> bool:
        """Whether it is worked out from the ledger, and not from a KPI."""
        return bool(self.group)

    def __str__(self) -> str:
        return f"{self.name}:{self.group}" if self.group else self.name

    def below(self, target: float) -> bool:
        """Whether a target is reached by what is at most as much: by a KPI that falls by so much, or does
        not get worse, where the target is 0."""
        return not self.in_money and (target < 0 or (target == 0 and self.better == "less"))

    @property
    def tables(self) -> tuple[str, ...]:
        """What a study has to be asked for."""
        return ("payers",) if self.in_money else ("comparison",)

    @property
    def kpis(self) -> tuple[str, ...]:
        """The KPIs that a study has to measure."""
        return () if self.in_money else (self.name,)

    def at(
        self, value: float, study: StudyResult, alternative: str, costs: tuple[Cost, ...], scaled: Scaled
    ) -> At:
        """The figure that a study gives of an alternative, at a value of the input; `costs` are those of the
        alternative, and `scaled` multiplies lines of its ledger."""
        if {BASELINE, alternative} & growing(study):
            why = "a queue grows for as long as the run lasts, so that nothing is saved"
            return At(value, state="overloaded", why=why)
        if self.in_money:
            found, less = saved(study, alternative, GROUPS[self.group], scaled), 0.0
            gain, low, high = found.difference, found.low, found.high
            less = yearly_costs(costs, GROUPS[self.group]) if self.name == NET else 0.0
        else:
            figures = with_bounds(study)
            found = paired_over(study.scenario, figures[BASELINE][self.name], figures[alternative][self.name])
            gain, low, high, less = found.difference, found.low, found.high, 0.0
        if found.n == 0:
            why = "in no replication was there all that it counts; count more days"
            return At(value, state="not measured", why=why)
        return At(value, gain - less, low - less, high - less, found.n)

    def target(self, text: str | float) -> float:
        """The value of a target such as `150 M`, `-1`, `-30 s` or `10 %` [`unit`].

        Raises PortsimError: it is no number, or has another unit than the figure.
        """
        match = TARGET.fullmatch(str(text).strip()) if len(str(text)) <= LONGEST else None
        if match is None or "," in str(text) or not math.isfinite(float(match[1])):
            raise PortsimError(
                f"target: got {got(text)}, allowed a number{self._of_unit()}{commas(str(text))}"
            )
        number, words = float(match[1]), match[2].split()
        one, own = (1e6, self.unit[2:]) if self.unit.startswith("M ") else (1.0, self.unit)
        if words:
            number *= (TIMES_MORE[words.pop(0)] if words[0] in TIMES_MORE else 1.0) / one
        unit, one_is = " ".join(words), 1.0
        if YUAN in self.unit and (money := MONEY_FIRST.match(unit)) and money[1] in (YUAN, money_name()):
            unit, one_is = unit.replace(money[1], YUAN, 1), float(worth(money[1]) or 1)
        if unit == "%" and self.unit == "share":
            return number / 100
        if self.unit in TIMES and re.fullmatch(r"[a-z]+", unit):
            return math.copysign(self._in_own_time(abs(number), unit, text), number)
        if unit not in ("", own, *self._spelt()):
            raise PortsimError(f"target: got {got(text)}, allowed a number{self._of_unit()}")
        return number * one_is

    def _in_own_time(self, number: float, unit: str, text: str | float) -> float:
        try:
            return minutes(f"{number!r} {unit}") / minutes(f"1 {self.unit}")
        except ValueError as error:
            said = re.sub(r"^got .*?, allowed", f"got {got(text)}, allowed", str(error))
            raise PortsimError(f"target: {said}") from None

    def _spelt(self) -> tuple[str, ...]:
        """Other ways to write the unit."""
        return ("yuan", "yuan per year", "yuan a year", "yuan/year") if self.in_money else ()

    def _of_unit(self) -> str:
        examples = {YUAN_A_YEAR: "150 M yuan/y", "share": "5 %"}
        example = examples.get(self.unit, f"-1 {self.unit}".strip())
        return f" [{with_name(self.unit) or '1'}], such as {with_name(example)}"


def asked_figure(text: str, library: Library) -> Asked:
    """The figure of a text: `net_benefit`, `saved:haulier` (companies if no payer is named), or a KPI.

    Raises PortsimError: no such figure, or no such payer.
    """
    name, colon, group = text.partition(":")
    if name in (NET, SAVED):
        group = group if colon else ALL_COMPANIES
        if group not in GROUPS:
            raise PortsimError(f"of {text}: unknown payer '{group}'{did_you_mean(group, GROUPS)}")
        return Asked(name, group, YUAN_A_YEAR)
    known = library[KPI]
    if text not in known:
        raise PortsimError(
            f"of: unknown figure '{text}'{did_you_mean(text, (NET, SAVED, *known))}; allowed are "
            f"{NET}, {SAVED}, either with a payer as in {SAVED}:haulier, and the name of a KPI"
        )
    return Asked(text, "", known[text].unit, known[text].better)
