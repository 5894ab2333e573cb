"""Places held in conflicting order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from portsim.model.journey import passages
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def deadlocks(world: World) -> Iterator[Problem]:
    """Nested holds must take places in one order: a circle can stand still for ever (Coffman 1971)."""
    edges: dict[str, dict[str, str]] = {}
    for flow in world.streams.flows_run:
        for passage in passages(flow)[0]:
            held = passage.holds
            for place in passage.step.named("places") if not passage.step.is_fork else ():
                for outer in held:
                    edges.setdefault(outer, {}).setdefault(place, f"{flow.name}.{passage.step.label}")
                held = (*held, place) if place in passage.step.held else held
    for place in edges:
        path = _circle(place, edges)
        if path and place == min(path):
            where = "; ".join(f"{a} before {b} in {edges[a][b]}" for a, b in itertools.pairwise(path))
            yield Problem(
                f"flows.{edges[path[0]][path[1]]}",
                f"can deadlock: places are held in conflicting order ({where}); take them in one order",
            )


def _circle(start: str, edges: dict[str, dict[str, str]]) -> list[str]:
    paths = [[start]]
    seen: set[str] = set()
    for path in paths:
        for following in edges.get(path[-1], {}):
            if following == start:
                return [*path, start]
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return []
