"""What a sizing is asked: targets, a figure to be small, a chance, and the zones in which either answer will
do, each checked before a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import get_args

from portsim.base.currency import with_name
from portsim.base.errors import PortsimError, did_you_mean, got
from portsim.base.units import share
from portsim.kpis.kpi import Kpi
from portsim.model.library import Library
from portsim.study.sizing.costs import Costs, amount_in
from portsim.study.sizing.rule import EXPECTED, PERIOD, Meaning, Rule
from portsim.study.sizing.targets import Target, limit_in, measured, parse_target
from portsim.study.statistics import ERROR

LEAST, MOST = 0.5, 0.999  # chances that can be asked for
ZONE = 0.6  # of what is missing to certainty: 3 points at 95 %, 6 at 90 %


@dataclass(frozen=True)
class Asked:
    """What a sizing is asked, checked.

    `minimised` is (name in tables, KPI of the library, KPI) of the figure that is to be small. `within` is
    None where it follows from the figures.
    """

    targets: tuple[Target, ...]
    minimised: tuple[str, str, Kpi] | None
    chance: float
    meaning: Meaning
    zone: float
    zones: tuple[float, ...]
    within: float | None

    @property
    def error(self) -> float:
        """How often any answer may be wrong."""
        return ERROR if self.meaning == PERIOD else 1 - self.chance

    def rule(
        self,
        *,
        first: int,
        systems: int,
        within: float,
        budget: int | None,
        monotone: bool,
        decide_all: bool,
    ) -> Rule:
        return Rule(
            self.meaning,
            self.chance,
            tuple(each.limit for each in self.targets),
            tuple(1.0 if each.at_most else -1.0 for each in self.targets),
            self.zones,
            self.zone,
            self.error,
            first,
            systems,
            self.minimised is not None,
            within,
            budget,
            monotone,
            decide_all,
        )


def asked_of(
    library: Library,
    targets: Sequence[str],
    minimise: str | None,
    chance: float | str,
    meaning: str,
    zone: float | str | None,
    within: str | None,
    costs: Costs,
) -> Asked:
    """What a sizing is asked, from what a user wrote.

    Raises PortsimError: no target and nothing to minimise; a target that stands twice; a chance, zone or
    `within` out of bounds.
    """
    if not targets and minimise is None:
        raise PortsimError(
            "size: no target; say what must be kept, --target 'P90 truck_visit_time <= 60 min', or what is "
            "to be as small as can be, --minimise KPI"
        )
    parsed = tuple(parse_target(text, library) for text in targets)
    sides = [(each.name, each.at_most) for each in parsed]
    for each in parsed:
        if sides.count((each.name, each.at_most)) > 1:
            raise PortsimError(f"target {each.name}: stands twice; keep the stricter one")
    if meaning not in get_args(Meaning):
        raise PortsimError(f"chance_of: got {got(meaning)}{did_you_mean(meaning, get_args(Meaning))}")
    kind: Meaning = "expected" if meaning == EXPECTED else "period"
    sure = _share(chance, "chance")
    if not LEAST <= sure <= MOST:
        hint = "; no number of runs can show certainty" if sure > MOST else ""
        raise PortsimError(f"chance: got {got(chance)}, allowed 50 % to 99.9 %{hint}")
    zones = tuple(each.kpi.smallest(each.limit) or 1.0 for each in parsed)
    if zone is not None and not parsed:
        raise PortsimError(
            f"zone: got {got(zone)}, and there is no --target that it could be of; leave it out"
        )
    own_zone = None if zone is None else _share(zone, "zone")
    if kind == PERIOD:
        width = ZONE * (1 - sure) if own_zone is None else own_zone
        if not (width > 0 and sure + width < 1):
            raise PortsimError(
                f"zone: got {got(zone)}, allowed above 0 and below {100 * (1 - sure):.3g} %, as the chance "
                f"and the zone must stay below 100 %"
            )
    else:
        width = 0.0
        zones = tuple(_zone_of(each, own_zone) for each in parsed)
    least = None if minimise is None else _minimised(minimise, library)
    return Asked(parsed, least, sure, kind, width, zones, _within(within, least, costs))


def _zone_of(target: Target, share_of_limit: float | None) -> float:
    """The zone of an expected figure [the KPI's unit]: what matters at its limit, or a share of that."""
    limit = abs(target.limit)
    found = target.kpi.smallest(limit) if share_of_limit is None else share_of_limit * limit
    if not found > 0:
        why = "the limit is 0" if not limit else "the zone is 0"
        raise PortsimError(
            f"target {target}: {why}, so an expected figure cannot be told from its limit; "
            "give --chance-of period" + ("" if not limit else ", or a --zone above 0")
        )
    return found


def _share(value: float | str, where: str) -> float:
    try:
        return share(value)
    except ValueError as error:
        raise PortsimError(f"{where}: {error}") from None


def _minimised(text: str, library: Library) -> tuple[str, str, Kpi]:
    found = measured(text, library, f"minimise {got(text)}")
    if found[2].better == "more":
        raise PortsimError(
            f"minimise {found[0]}: of it more is better; give it a floor with --target '{found[0]} >= ...'"
        )
    return found


def _within(text: str | None, least: tuple[str, str, Kpi] | None, costs: Costs) -> float | None:
    """The zone of the figure that is to be small, or of the cost."""
    if text is None:
        return None if least is not None else 0.0
    if least is not None:
        found = limit_in(text, least[2].unit, "within")
        if found <= 0:
            raise PortsimError(
                f"within: got {got(text)}, allowed a difference above 0 [{with_name(least[2].unit)}]"
            )
        return found
    amount, unit = amount_in(text, "within")
    wanted = costs.unit if costs.stated else "points"
    if unit != wanted:
        raise PortsimError(
            f"within: got {got(text)}, allowed an amount in {with_name(wanted)}, as the costs are"
        )
    return float(amount)
