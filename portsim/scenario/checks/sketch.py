"""Places that are put on the plan stand beside each other, and none where it has the spot of another one."""

from __future__ import annotations

from collections.abc import Iterator

from portsim.base.units import show_share
from portsim.model.port import Port
from portsim.model.sketch import HEIGHT, WIDTH, Area, area
from portsim.model.world import World
from portsim.scenario.checks.problem import Problem


def sketch(world: World) -> Iterator[Problem]:
    """No place takes what another one takes of the plan of a terminal."""
    port = world.port
    put = {name: place.at for name, place in port.places.items() if place.at is not None}
    for name in put:
        if (other := port.places[name].as_at) is not None:
            yield Problem(
                f"places.{name}.at",
                f"it has the blocks of {other}, and is drawn in the same spots; take out at, or put "
                f"{other} there",
            )
            return
    for number, (name, at) in enumerate(put.items()):
        for other in [*put][:number]:
            together = [each for each in port.sites(name) if each in port.sites(other)]
            own, its = (_area(port, each, put[each]) for each in (name, other))
            if together and own.meets(its):
                yield Problem(f"places.{name}.at", _overlap(at, other, put[other], own, its))


def _area(port: Port, name: str, at: tuple[float, float]) -> Area:
    return area(at, several=port.places[name].blocks is not None)


def _overlap(at: tuple[float, float], other: str, others: tuple[float, float], own: Area, its: Area) -> str:
    """What is said of two places that overlap, with the least distances at which they do not."""
    wide, high = (own.width + its.width) / 2 / WIDTH, (own.height + its.height) / 2 / HEIGHT
    return (
        f"got {_said(at)}, which overlaps {other} at {_said(others)}; put their middles at least "
        f"{show_share(wide)} of the width or {show_share(high)} of the height apart (what is near an edge is "
        "moved inside)"
    )


def _said(at: tuple[float, float]) -> str:
    return f"[{show_share(at[0])}, {show_share(at[1])}]"
