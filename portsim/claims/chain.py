"""The chain behind a claim: its KPIs, the steps they read, the parameters of these, and their sources."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from portsim.claims.claim import Claim, Reading
from portsim.claims.closed_form import ClosedForm, closed_form
from portsim.claims.deciding import deciding, numbers_behind, steps_read
from portsim.claims.independence import ClaimDocument
from portsim.kpis.kpi import KPI, Kpi
from portsim.kpis.ways import Read
from portsim.model.sourced import ASSUMPTION, Sourced
from portsim.model.step import Step
from portsim.model.world import World
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Evidence

Standing = Literal["in both", "measure only", "baseline only"]


@dataclass(frozen=True)
class ChainStep:
    """A step that a KPI reads; `optional` steps decide whether others are done."""

    label: str
    optional: bool
    standing: Standing


@dataclass(frozen=True)
class ChainFlow:
    """The steps read in one flow, in its order; flows with the same steps stand together."""

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
    """A deciding number: in the baseline, and in the alternatives where it is another one.

    `independent` of the claim: none of them comes from its document.
    """

    key: str
    baseline: Sourced | None
    under: Mapping[str, Sourced]
    independent: bool

    @property
    def numbers(self) -> tuple[Sourced, ...]:
        return (*(() if self.baseline is None else (self.baseline,)), *self.under.values())

    @property
    def source(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for number in self.numbers for name in number.source))

    @property
    def assumed(self) -> bool:
        return ASSUMPTION in self.source


@dataclass(frozen=True)
class Chain:
    """A claim with all that stands behind it; `flows` are the steps of all its KPIs together.

    Parameters are in reading order, the assumed first. `checked`: the claim names its document, so that they
    could be held against it. `forms` are the closed forms of the readings that a KPI measures, by name.
    """

    name: str
    claim: Claim
    scenario: str
    kpis: tuple[ChainKpi, ...]
    flows: tuple[ChainFlow, ...]
    parameters: tuple[ChainParameter, ...]
    evidence: Mapping[str, Evidence]
    checked: bool
    forms: Mapping[str, ClosedForm]


def follow(name: str, claim: Claim, scenario: Scenario) -> Chain:
    """Follow a claim down to its sources. Nothing is simulated: the flows and the port are read."""
    worlds = {reading.alternative: scenario.world(reading.alternative) for reading in claim.readings}
    compared = [scenario.baseline, *worlds.values()]
    asked: dict[str | None, list[Reading]] = {}
    steps: dict[str | None, dict[Read, None]] = {}
    keys: dict[str, None] = {}
    for reading in claim.readings:
        asked.setdefault(reading.kpi, []).append(reading)
        steps.setdefault(reading.kpi, {}).update(dict.fromkeys(steps_read(reading, scenario)))
        keys.update(dict.fromkeys(deciding(reading, scenario)))
    kpis = tuple(
        ChainKpi(
            None if kpi is None else scenario.library[KPI][kpi], tuple(readings), _flows(steps[kpi], compared)
        )
        for kpi, readings in asked.items()
    )
    flows = _flows((read for each in steps.values() for read in each), compared)
    document = ClaimDocument.of(claim, scenario.evidence)
    parameters = _parameters(tuple(keys), scenario.baseline, worlds, document)
    forms = {
        reading.name: form
        for reading in claim.readings
        if (form := closed_form(reading, scenario)) is not None
    }
    evidence = scenario.evidence
    return Chain(name, claim, scenario.name, kpis, flows, parameters, evidence, document.named, forms)


def _flows(reads: Iterable[Read], compared: Sequence[World]) -> tuple[ChainFlow, ...]:
    """Steps by flow, each flow's in its order; the first of the worlds is the baseline."""
    found: dict[str, dict[str, Step]] = {}
    for read in reads:
        found.setdefault(read.flow, {})[read.step.label] = read.step
    together: dict[tuple[ChainStep, ...], list[str]] = {}
    for flow, steps in found.items():
        before, *after = (world.flows[flow].labels if flow in world.flows else () for world in compared)
        order = dict.fromkeys(label for labels in (*after, before) for label in labels)
        line = tuple(
            ChainStep(label, steps[label].is_fork, _standing(label in before, label, after))
            for label in order
            if label in steps
        )
        together.setdefault(line, []).append(flow)
    return tuple(ChainFlow(tuple(flows), steps) for steps, flows in together.items())


def _standing(before: bool, label: str, after: Iterable[tuple[str, ...]]) -> Standing:
    return "measure only" if not before else "in both" if any(label in s for s in after) else "baseline only"


def _parameters(
    keys: tuple[str, ...], baseline: World, worlds: Mapping[str, World], document: ClaimDocument
) -> tuple[ChainParameter, ...]:
    before = dict(numbers_behind(keys, baseline))
    after = {name: dict(numbers_behind(keys, world)) for name, world in worlds.items()}

    def made(name: str) -> ChainParameter:
        first = before.get(name)
        under = {
            alternative: numbers[name]
            for alternative, numbers in after.items()
            if name in numbers and (first is None or numbers[name].words() != first.words())
        }
        behind = (before, *after.values())
        independent = not any(document.gave(numbers[name]) for numbers in behind if name in numbers)
        return ChainParameter(name, first, under, independent)

    def place(each: ChainParameter) -> tuple[bool, int]:
        first = next(n for n, key in enumerate(keys) if f"{each.key}.".startswith(f"{key}."))
        return not each.assumed, first

    names = dict.fromkeys(name for found in (before, *after.values()) for name in found)
    return tuple(sorted(map(made, names), key=place))
