"""The parameters that decide a reading, and where they come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from portsim.claims.claim import Reading
from portsim.claims.figures import FIGURES
from portsim.claims.finding import kpi_of
from portsim.claims.independence import ClaimDocument
from portsim.kpis.kpi import Kpi
from portsim.kpis.ways import Read, parameters_at
from portsim.model.sourced import ASSUMPTION, Sourced, sourced_numbers
from portsim.model.world import World
from portsim.scenario.scenario import Scenario


def deciding(reading: Reading, scenario: Scenario) -> tuple[str, ...]:
    """The parameters that the KPI's steps read, under the measure and, for a contrast, in the baseline."""
    kpi = kpi_of(reading, scenario.library)
    if kpi is None:
        return ()
    return tuple(dict.fromkeys(key for world in worlds(reading, scenario) for key in kpi.of.reads(world)))


def steps_read(reading: Reading, scenario: Scenario) -> tuple[Read, ...]:
    """The steps that the KPI reads, under the measure and, for a contrast, in the baseline."""
    kpi = kpi_of(reading, scenario.library)
    if kpi is None:
        return ()
    return tuple(dict.fromkeys(read for world in worlds(reading, scenario) for read in kpi.of.steps(world)))


def deciding_kpi(kpi: Kpi, world: World) -> tuple[str, ...]:
    """The parameters that a KPI's steps read, and those that decide the queues at their places: what else is
    done there, and the streams that come."""
    places = dict.fromkeys(place for read in kpi.of.steps(world) for place in read.step.named("places"))
    return tuple(dict.fromkeys((*kpi.of.reads(world), *parameters_at(world, tuple(places)))))


def worlds(reading: Reading, scenario: Scenario) -> Iterator[World]:
    """The worlds whose figures a reading takes, the one under the measure first."""
    for side in FIGURES[reading.figure].sides:
        yield scenario.baseline if side == "baseline" else scenario.world(reading.alternative)


def numbers_behind(keys: Iterable[str], world: World) -> list[tuple[str, Sourced]]:
    """The sourced numbers at or below some keys of a world, in the order of the keys."""
    below = world.once("numbers", lambda: _below(world))
    return [found for key in keys for found in below.get(key, ())]


def _below(world: World) -> Mapping[str, list[tuple[str, Sourced]]]:
    """The sourced numbers at or below every key of a world."""
    found: dict[str, list[tuple[str, Sourced]]] = {}
    for key, number in sourced_numbers(world.port):
        names = key.split(".")
        for end in range(1, len(names) + 1):
            found.setdefault(".".join(names[:end]), []).append((key, number))
    return found


def pedigree(
    keys: tuple[str, ...], reading: Reading, scenario: Scenario, document: ClaimDocument
) -> tuple[list[str], list[str]]:
    """Of the deciding keys, in the two worlds of the reading: those that the claim's own document gave, and
    those assumed."""
    tainted: dict[str, None] = {}
    assumed: dict[str, None] = {}
    for world in (scenario.baseline, scenario.world(reading.alternative)):
        for key, number in numbers_behind(keys, world):
            if document.gave(number):
                tainted[key] = None
            if ASSUMPTION in number.source:
                assumed[key] = None
    return list(tainted), list(assumed)
