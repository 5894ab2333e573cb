"""Places held in conflicting order."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from portsim.model.steps import Body, Inside, Maybe, Visit, When
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem, reached_flows


def deadlocks(world: World) -> Iterator[Problem]:
    """Nested holds must take places in one order: a circle can stand still for ever (Coffman 1971)."""
    edges: dict[str, dict[str, str]] = {}

    def collect(body: Body, held: tuple[str, ...], flow: str) -> None:
        for step in body:
            if isinstance(step, Visit | Inside):
                for outer in held:
                    edges.setdefault(outer, {}).setdefault(step.place, f"{flow}.{step.label}")
            if isinstance(step, Inside):
                collect(step.body, (*held, step.place), flow)
            elif isinstance(step, Maybe | When):
                collect(step.body, held, flow)
                collect(step.orelse, held, flow)

    for flow in reached_flows(world):
        collect(flow.steps, (), flow.name)
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
