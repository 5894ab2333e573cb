"""The points of a control study: alternative, exam rate, quality of selection, other numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from portsim.base.errors import ConfigError, PortsimError, did_you_mean
from portsim.kpis.year import DAYS
from portsim.model.chance import LevelChance
from portsim.model.risk import Risk
from portsim.model.sourced import Count, Figure, Sourced
from portsim.model.step import walk
from portsim.model.world import World
from portsim.scenario.numbers import sources
from portsim.scenario.rates import daily_rate
from portsim.scenario.scenario import Scenario
from portsim.study.control.odds import (
    Odds,
    false_alarms,
    hit_rate,
    odds_of,
    refuse_impossible,
    suspect_share,
)
from portsim.study.sizing.grid import Factor, Grid
from portsim.study.sizing.systems import refuse_overload, with_numbers

SELECTIVITY: Final = "risk.selectivity"
CHOSEN: Final = ("risk.aeo.relative_exam_rate",)  # all else under risk is what the world is like
SAME = 1e-12


@dataclass(frozen=True)
class Point:
    """One run setting: `values` are as written, by dotted key; `scenario` is what is run.

    `volumes` are boxes a year by stream. `why` says why it cannot run, and is empty if it can.
    """

    alternative: str
    values: Mapping[str, str]
    scenario: Scenario
    odds: Mapping[str, Odds]
    volumes: Mapping[str, float]
    stated: bool
    why: str = ""

    @property
    def risk(self) -> Risk:
        assert self.scenario.risk is not None
        return self.scenario.risk

    @property
    def rate(self) -> float:
        return next(iter(self.odds.values())).rate

    @property
    def conditions(self) -> tuple[str, ...]:
        """What the world is like at this point: points with other conditions are no choice beside it."""
        return tuple(value for key, value in self.values.items() if is_condition(key))


def for_readers(value: str) -> str:
    """A value as tables say it: of counts by terminal `north=5 south=8`, all else as written."""
    found = re.fullmatch(r"\{value: \{(.*)\}, source: user\}", value)
    return found[1].replace(": ", "=").replace(",", "") if found else value


def is_condition(key: str) -> bool:
    """Whether a number says what the world is like, and is not chosen."""
    return key.startswith("risk.") and not key.startswith(CHOSEN)


def usual_factors(scenario: Scenario, risk: Risk) -> tuple[Factor, ...]:
    """What is varied if nothing is said: the exam rate and the selectivity from end to end of their ranges,
    and the servers from what is stated to the most.

    Raises PortsimError: none of them has a range.
    """
    known = dict(sources(scenario))
    wanted: list[tuple[str, tuple[float | None, ...]]] = [
        (risk.rate_key, (0.0, None, 1.0)),
        (SELECTIVITY, (0.0, None, 1.0)),
    ]
    if risk.servers is not None:
        wanted.append((risk.servers, (None, 1.0)))
    found = []
    for key, shares in wanted:
        if key not in known:
            raise PortsimError(f"risk: '{key}' is no number of the scenario{did_you_mean(key, known)}")
        number = known[key]
        if number.varies:
            at = (number if share is None else number.drawn_at(share) for share in shares)
            found.append(Factor(key, tuple(dict.fromkeys(map(_written, at)))))
    factors = tuple(each for each in found if len(each.values) > 1)
    if not factors:
        raise PortsimError(f"control: nothing to vary; say what, --over {risk.rate_key}=0.5%,1%,2%")
    return factors


def _written(number: Sourced) -> str:
    """A number as a file could give it."""
    if isinstance(number, Count) and isinstance(number.value, dict):
        own = ", ".join(f"{name}: {n}" for name, n in number.value.items())
        return f"{{value: {{{own}}}, source: user}}"
    if isinstance(number, Figure) and isinstance(number.value, float):
        return f"{number.value:.10g}"
    return number.brief


def points_of(scenario: Scenario, alternative: str, grid: Grid) -> list[Point]:
    """The points of a grid for an alternative, and the port as stated if the grid leaves it out.

    The false alarms are worked out once, from the share of suspect images and the risk as stated; at each
    point that share goes with what is found, unless the point sets it.

    Raises PortsimError: risk as stated that cannot be; a chance that goes by how full a place is.
    """
    risk = scenario.risk
    assert risk is not None
    stated = _false_alarms(scenario, scenario.baseline, risk)
    settings = [
        list(zip((each.key for each in grid.factors), grid.values(grid.point(n)), strict=True))
        for n in range(grid.size)
    ]
    found = [_point(scenario, alternative, own, stated) for own in settings]
    if not any(each.stated for each in found):
        shown = {each.key: _as_stated(scenario, each) for each in grid.factors}
        found.append(_point(scenario, alternative, [], stated, shown))
    return found


def _as_stated(scenario: Scenario, factor: Factor) -> str:
    """The value of a factor that is as stated, or what is stated in words."""
    stated = _numbers(scenario).get(factor.key, "as stated")
    for value in factor.values:
        if _numbers(with_numbers(scenario, [(factor.key, value)])).get(factor.key) == stated:
            return value
    return stated


def _point(
    scenario: Scenario,
    alternative: str,
    settings: Sequence[tuple[str, str]],
    stated: float,
    shown: Mapping[str, str] | None = None,
) -> Point:
    values = dict(settings) if shown is None else shown
    made = scenario
    try:
        made = with_numbers(scenario, settings) if settings else scenario
        before, after = _numbers(scenario), _numbers(made)
        as_stated = all(before.get(key) == after.get(key) and key in before for key, _ in settings)
        risk, world = made.risk, made.world(alternative)
        assert risk is not None
        rate, chance = world.port.traits[risk.selected].share.value, _chance(world, risk)
        volumes = {name: DAYS * daily_rate(world.port, name) for name in risk.streams}
        hits = hit_rate(odds_of(risk, rate, chance), volumes)
        own_chance = chance != _chance(scenario.baseline, risk)
        false = _false_alarms(scenario, made.baseline, scenario.risk) if own_chance else stated
        suspect = suspect_share(false, hits, risk.by_scan.value)
        odds = odds_of(risk, rate, suspect)
        for name, each in odds.items():
            refuse_impossible(suspect, each.hit_rate, each.by_scan, f"{name} at {_at(values)}")
        if abs(suspect - chance) > SAME:
            made = with_numbers(made, [(f"chances.{risk.suspect}", repr(suspect))])
            world = made.world(alternative)
            if abs(_chance(world, risk) - suspect) > SAME:
                raise ConfigError(f"{alternative} sets chances.{risk.suspect} itself")
        if not scenario.means.overload:
            refuse_overload(world)
    except PortsimError as error:
        return Point(alternative, values, made, {}, {}, False, str(error).splitlines()[0])
    return Point(alternative, values, made, odds, volumes, as_stated)


def _false_alarms(scenario: Scenario, world: World, risk: Risk | None) -> float:
    """The share of images without a hit that are suspect, of a world at the exam rate and risk as stated."""
    assert risk is not None
    chance, port = _chance(world, risk), scenario.baseline.port
    volumes = {name: daily_rate(port, name) for name in risk.streams}
    hits = hit_rate(odds_of(risk, port.traits[risk.selected].share.value, chance), volumes)
    return false_alarms(chance, hits, risk.by_scan.value)


def _chance(world: World, risk: Risk) -> float:
    found = world.port.chances[risk.suspect]
    if isinstance(found, LevelChance):
        raise PortsimError(
            f"risk.suspect: {risk.suspect} goes by how full a place is, allowed a plain chance"
        )
    return found.value


def _numbers(scenario: Scenario) -> dict[str, str]:
    return {key: number.words() for key, number in sources(scenario)}


def _at(values: Mapping[str, str]) -> str:
    return ", ".join(f"{key}={value}" for key, value in values.items()) or "the port as stated"


def check_names(scenario: Scenario, risk: Risk) -> None:
    """Raises ConfigError: the section risk names a stream, trait, chance or step that is not there."""
    port, streams = scenario.baseline.port, scenario.baseline.streams
    where = scenario.document.where

    def known(key: tuple[str | int, ...], name: str, what: str, names: Sequence[str]) -> None:
        if name not in names:
            at = ".".join(str(each) for each in key if isinstance(each, str))
            raise ConfigError(where(key).says(at, f"unknown {what} '{name}'{did_you_mean(name, names)}"))

    known(("risk", "selected"), risk.selected, "trait", list(port.traits))
    known(("risk", "suspect"), risk.suspect, "chance", list(port.chances))
    for name in risk.streams:
        known(("risk", "streams", name), name, "stream", list(port.demand))
        if name not in port.traits[risk.selected].of:
            text = f"no box of {name} is ever selected: traits.{risk.selected}.of does not name it"
            raise ConfigError(where(("risk", "streams", name)).says(f"risk.streams.{name}", text))
        if port.demand[name].log is not None:
            text = f"{name} comes from a log, so who is selected may not be by chance; leave {name} out"
            raise ConfigError(where(("risk", "streams", name)).says(f"risk.streams.{name}", text))
    steps = {
        step.label
        for name in risk.streams
        for flow in streams.threads[name]
        for step in walk(streams.flows[flow].steps)
    }
    for key, labels in (("scanned", risk.scanned), ("opened", risk.opened)):
        for place, label in enumerate(labels):
            known(("risk", key, place), label, "step", sorted(steps))


def for_alternatives(scenario: Scenario, alternative: str) -> Scenario:
    """The scenario with one alternative, so that what keeps another one from running keeps no point from
    it."""
    data = {key: value for key, value in scenario.document.data.items() if key != "compare"}
    uses = scenario.compare.get(alternative, ())
    if uses:
        data["compare"] = {alternative: [use.model_dump() for use in uses]}
    return replace(
        scenario.only(*((alternative,) if uses else ())),
        means=replace(scenario.means, document=replace(scenario.document, data=data)),
    )
