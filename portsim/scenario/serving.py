"""Alternatives that only serve parts of a port that a scenario does without."""

from __future__ import annotations

import copy
from contextlib import suppress

from pydantic import ValidationError

from portsim.base.errors import ConfigError
from portsim.model.world import World
from portsim.scenario.apply import changed, in_force
from portsim.scenario.reading import Document
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use
from portsim.scenario.without import LeftOut, Thinning, take_cohort


def served(scenario: Scenario) -> tuple[Document, tuple[LeftOut, ...]]:
    """The document of a scenario without the measures that change nothing that is left, and without
    alternatives that then hold none; what the scenario's own file names stays, so that its checks tell.

    `scenario` is the port with all its alternatives, none of them looked at.
    """
    inherited = [name for name in scenario.compare if not _own(scenario, name)]
    idle = {use.measure for name in inherited for use in scenario.compare[name] if _idle(scenario, use)}
    work = Thinning(copy.deepcopy(scenario.document.data))
    for name, uses in list(work.group("compare").items()):
        if name not in inherited or not isinstance(uses, list):
            continue
        kept = [each for each in uses if _measure(each) not in idle]
        if not kept:
            work.remove("compare", name, "as its measures change nothing that is left")
        elif len(kept) < len(uses):
            gone = ", ".join(sorted({_measure(each) for each in uses} & idle))
            work.group("compare")[name] = kept
            work.left_out.append(LeftOut(f"compare.{name}: {gone}", "as nothing that it changes is left"))
    own = {use.measure for name in set(scenario.compare) - set(inherited) for use in scenario.compare[name]}
    for name in sorted(idle - own):
        work.remove("measures", name, "as nothing that it changes is left")
    _take_cohorts(work, scenario)
    kept_document = Document(work.data, scenario.document.positions, scenario.document.coined)
    return kept_document, tuple(work.left_out)


def _own(scenario: Scenario, name: str, group: str = "compare") -> bool:
    """Whether an alternative or a cohort stands in the scenario's own file, not in one that it extends."""
    return scenario.document.where((group, name)).file == str(scenario.path)


def _take_cohorts(work: Thinning, scenario: Scenario) -> None:
    """Take the inherited cohorts that ask for a step which only shipments or measures that are gone had."""
    asked = {
        name: set(cohort.took + cohort.left_out)
        for name, cohort in scenario.baseline.port.cohorts.items()
        if not _own(scenario, name, "cohorts")
    }
    steps = _labels(scenario.baseline)
    for measure in scenario.measures if any(each - steps for each in asked.values()) else ():
        with suppress(ConfigError):  # this port cannot have the measure, so that no step comes of it
            where = ("measures", measure)
            steps |= _labels(in_force(scenario.means, scenario.baseline, Use(measure=measure), where))
    for name, named in asked.items():
        if missing := sorted(named - steps):
            take_cohort(work, name, f"as no step {missing[0]} is left")


def _labels(world: World) -> set[str]:
    """The labels of all steps that some stream takes."""
    return {label for flow in world.streams.flows_run for label in flow.labels}


def _idle(scenario: Scenario, use: Use) -> bool:
    """Whether a measure cannot be taken in this port, or changes nothing that a flow reads."""
    if use.measure not in (*scenario.means.measures, *scenario.means.what_ifs):
        return True  # a what-if that is gone
    try:
        changed(scenario.means, scenario.baseline, use.measure, (use,))
    except (ConfigError, ValidationError):  # of what a measure makes for streams that are gone, too
        return True
    return False


def _measure(written: object) -> str:
    """The measure that an entry of an alternative names."""
    return str(written.get("measure")) if isinstance(written, dict) else str(written)
