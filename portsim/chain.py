"""The chain behind a claim: its KPIs, the steps they read, the parameters of these, and their sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from portsim.claims import Claim, Reading, deciding, from_claim, numbers_behind, steps_read
from portsim.kpis import KPIS, Kpi
from portsim.scenario import Scenario
from portsim.scenario_file import Evidence
from portsim.sourced import ASSUMPTION, Sourced
from portsim.steps import Maybe, Signal, Start, Step, When
from portsim.world import World, show

Standing = Literal["in both", "measure only", "baseline only"]


@dataclass(frozen=True)
class ChainStep:
    """A step that a KPI reads; `optional` steps decide whether others are done."""

    label: str
    optional: bool
    standing: Standing


@dataclass(frozen=True)
class ChainFlow:
    """The steps read in one flow, in its order; flows with the same steps are told together."""

    flows: tuple[str, ...]
    steps: tuple[ChainStep, ...]


@dataclass(frozen=True)
class ChainKpi:
    """A KPI (None where nothing is measured), the readings that ask for it, the steps it reads for them."""

    kpi: Kpi | None
    readings: tuple[Reading, ...]
    flows: tuple[ChainFlow, ...]


@dataclass(frozen=True)
class ChainParameter:
    """A deciding number: in the baseline, and in the alternatives where it is another one."""

    key: str
    baseline: Sourced | None
    under: Mapping[str, Sourced]

    @property
    def numbers(self) -> tuple[Sourced, ...]:
        return (*(() if self.baseline is None else (self.baseline,)), *self.under.values())

    @property
    def source(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for number in self.numbers for name in number.source))

    @property
    def assumed(self) -> bool:
        return ASSUMPTION in self.source

    @property
    def independent(self) -> bool:
        return not any(map(from_claim, self.numbers))


@dataclass(frozen=True)
class Chain:
    """A claim with all that stands behind it; assumed parameters come first, then both in reading order."""

    name: str
    claim: Claim
    scenario: str
    kpis: tuple[ChainKpi, ...]
    parameters: tuple[ChainParameter, ...]
    evidence: Mapping[str, Evidence]


def follow(name: str, claim: Claim, scenario: Scenario) -> Chain:
    """Follow a claim down to its sources. Nothing is simulated: the flows and the port are read."""
    worlds = {reading.scenario: scenario.world(reading.scenario) for reading in claim.readings}
    asked: dict[str | None, list[Reading]] = {}
    for reading in claim.readings:
        asked.setdefault(reading.kpi, []).append(reading)
    kpis = tuple(
        ChainKpi(None if kpi is None else KPIS[kpi], tuple(readings), _flows(readings, scenario, worlds))
        for kpi, readings in asked.items()
    )
    keys = dict.fromkeys(key for reading in claim.readings for key in deciding(reading, scenario))
    parameters = _parameters(tuple(keys), scenario.baseline, worlds)
    return Chain(name, claim, scenario.name, kpis, parameters, scenario.evidence)


def _flows(readings: list[Reading], scenario: Scenario, worlds: Mapping[str, World]) -> tuple[ChainFlow, ...]:
    found: dict[str, dict[str, Step]] = {}
    for reading in readings:
        for read in steps_read(reading, scenario):
            if not isinstance(read.step, Signal | Start):  # they take no time and ask nothing
                found.setdefault(read.flow, {})[read.step.label] = read.step
    told = [scenario.baseline, *worlds.values()]
    together: dict[tuple[ChainStep, ...], list[str]] = {}
    for flow, steps in found.items():
        order = [
            label for world in reversed(told) if flow in world.flows for label in world.flows[flow].labels
        ]
        labels = sorted(steps, key=order.index)
        line = tuple(
            ChainStep(label, isinstance(steps[label], Maybe | When), _standing(flow, label, told))
            for label in labels
        )
        together.setdefault(line, []).append(flow)
    return tuple(ChainFlow(tuple(flows), steps) for steps, flows in together.items())


def _standing(flow: str, label: str, told: list[World]) -> Standing:
    before, *after = (flow in world.flows and label in world.flows[flow].labels for world in told)
    return "measure only" if not before else "in both" if any(after) else "baseline only"


def _parameters(
    keys: tuple[str, ...], baseline: World, worlds: Mapping[str, World]
) -> tuple[ChainParameter, ...]:
    before = dict(numbers_behind(keys, baseline))
    after = {name: dict(numbers_behind(keys, world)) for name, world in worlds.items()}
    made = [
        ChainParameter(
            name,
            before.get(name),
            {
                alternative: numbers[name]
                for alternative, numbers in after.items()
                if name in numbers and (name not in before or show(numbers[name]) != show(before[name]))
            },
        )
        for name in dict.fromkeys(name for found in (before, *after.values()) for name in found)
    ]

    def place(each: ChainParameter) -> tuple[bool, int]:
        first = next(n for n, key in enumerate(keys) if f"{each.key}.".startswith(f"{key}."))
        return not each.assumed, first

    return tuple(sorted(made, key=place))
