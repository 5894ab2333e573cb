"""The checks of a whole scenario file, before minute zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from portsim.model.measure import MEASURE
from portsim.model.part import Part
from portsim.model.world import World
from portsim.scenario.aims import wrong_aims, wrong_follows
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.apply import Means, in_force
from portsim.scenario.checks.problem import Mend, Problem
from portsim.scenario.checks.unused import unknown_sources, unused
from portsim.scenario.checks.world import problems
from portsim.scenario.logs.means import measured_of
from portsim.scenario.logs.readable import check_log
from portsim.scenario.logs.volume import log_blamed
from portsim.scenario.of_both import behind_an_error
from portsim.scenario.offered_load import NEARLY, offered_loads
from portsim.scenario.problems import meant, report
from portsim.scenario.reading import Document
from portsim.scenario.sections import Use


def check(
    world: World,
    means: Means,
    options: Part,
    alternatives: Mapping[str, tuple[Use, ...]],
    matters: Mapping[str, float],
    others: Mapping[str, Part | None],
) -> None:
    """Check the port of a file, and the names of what-ifs, alternatives and the KPIs that they are judged by;
    `others` are further parts of the file, by their key.

    Raises ConfigError: everything that is wrong, in file order, at most ten lines.
    """
    document = means.document
    found = problems(world)
    if not found:
        named = _hours_of_what_ifs(means)
        found = [
            Problem(key, f"not used by any flow{meant(key, document)}", mend=Mend("remove", key))
            for key in unused(world)
            if key not in named
        ]
    found += unknown_sources(world.port, means.evidence)
    found += [replace(p, key=f"measures.{p.key}") for p in unknown_sources(options, means.evidence)]
    for name, what_if in means.what_ifs.items():
        of_it = unknown_sources(what_if, means.evidence)
        found += [replace(p, key=f"what_ifs.{name}.{p.key}") for p in of_it]
    for group, part in others.items():
        if part is not None:
            found += [replace(p, key=f"{group}.{p.key}") for p in unknown_sources(part, means.evidence)]
    taken = [name for name in means.what_ifs if name in means.library[MEASURE]]
    found += [Problem(f"what_ifs.{name}", "this name is taken by a measure") for name in taken]
    found += wrong_aims(means, matters, world.port.kpis)
    found += wrong_follows(means)
    if BASELINE in alternatives:
        found.append(Problem(f"compare.{BASELINE}", "this name is taken: all others are compared with it"))
    report(found, document)


def check_baseline(world: World, means: Means, alternatives: Mapping[str, tuple[Use, ...]]) -> None:
    """Check that the servers of the baseline can do the work, and that every what-if can be applied to it.

    Raises ConfigError: as `check`.
    """
    document = means.document
    for name in world.port.demand:
        with log_blamed(document, name):
            measured_of(world, name)  # of which the load is made: the place of a mistake stands before it
    report([] if means.overload else _overloaded(world), document)
    used = {use.measure for uses in alternatives.values() for use in uses}
    for name in means.what_ifs:
        changed = in_force(means, world, Use(measure=name), ("what_ifs", name))
        wrong = problems(changed) if name not in used else []  # of those in use the alternative tells
        more = behind_an_error(document, name)
        report([Problem(f"what_ifs.{name}", f"{each.key}: {each.message}{more}") for each in wrong], document)


def _hours_of_what_ifs(means: Means) -> set[str]:
    """Keys of the calendars that only a what-if gives a place."""
    return {
        f"calendars.{name}"
        for what_if in means.what_ifs.values()
        for key, name in what_if.set.items()
        if key.endswith(".calendar") and isinstance(name, str)
    }


def check_logs(worlds: Iterable[World], document: Document) -> None:
    """Check the logs that streams name, for the worlds of all alternatives together.

    Raises ConfigError: a log that cannot be used.
    """
    streams = [world.streams for world in worlds]
    for name, demand in streams[0].port.demand.items():
        if demand.log is not None:
            with log_blamed(document, name):
                check_log(demand.log, streams, name)


def _overloaded(world: World) -> list[Problem]:
    return [
        Problem(
            f"places.{load.place}",
            f"offered load {load.mean:.2f} at {load.where}: "
            "more work arrives than the servers can do; "
            f"add {world.port.places[load.place].noun}, lower the demand, or run it once with --overload "
            "(Python: overload=True)",
            mend=Mend(
                "servers", f"places.{load.place}.{world.port.places[load.place].noun}", load.mean / NEARLY
            ),
        )
        for load in offered_loads(world)
        if load.grows
    ]
