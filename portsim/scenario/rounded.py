"""Whole numbers, such as lanes, that a what-if scales to what is none: what was asked, and what is taken."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from portsim.base.notes import note
from portsim.model.appointments import Quota
from portsim.model.keys import part_at
from portsim.model.numbers import ConstantNumber, UniformNumber
from portsim.model.roster import Roster
from portsim.model.sourced import Count
from portsim.model.world import World
from portsim.scenario.alternatives import BASELINE
from portsim.scenario.apply import in_force
from portsim.scenario.scenario import Scenario
from portsim.scenario.sections import Use

SMALL = 0.01  # of the figure itself; less is not worth a word


def tell_of_rounding(scenario: Scenario, alternatives: Collection[str]) -> None:
    """Note every whole number that a what-if of these alternatives scales to one that is 1 % or more off."""
    found = dict.fromkeys(line for name in alternatives for line in rounded(scenario, name))
    for text in found:
        note(text)


def rounded(scenario: Scenario, alternative: str) -> Iterator[str]:
    """What is rounded in an alternative, with its place in the file: `4 times 0.8 is 3.2, taken as 3`."""
    if alternative == BASELINE:
        uses, world = scenario.in_place, scenario.bare or scenario.baseline
    else:
        uses, world = scenario.compare[alternative], scenario.baseline
    for number, use in enumerate(uses):
        what_if = scenario.what_ifs.get(use.measure)
        for key, factor in {} if what_if is None else what_if.scale.items():
            before = _before(scenario, world, alternative, uses[:number])
            where = scenario.document.where(("what_ifs", use.measure, "scale", key))
            for text in _of(before, key, factor):
                yield f"{where}: what_ifs.{use.measure}: {key}: {text}"


def _before(scenario: Scenario, world: World, alternative: str, uses: tuple[Use, ...]) -> World:
    """The world that a measure meets, which those before it in the alternative have changed."""
    for number, use in enumerate(uses):
        at = ("in_place",) if alternative == BASELINE else ("compare", alternative)
        world = in_force(scenario.means, world, use, (*at, number))
    return world


def _of(world: World, key: str, factor: float) -> Iterator[str]:
    for name, old in _whole(part_at(world.port, key.split("."), key)):
        exact = old * factor
        taken = int(exact + 0.5)
        if abs(exact - taken) > SMALL * exact:
            same = ", as it is without that" if taken == old else ""
            yield f"{name}{old:g} times {factor:g} is {exact:.4g}, taken as {taken}{same}"


def _whole(part: object) -> Iterator[tuple[str, float]]:
    """The whole numbers that make up a part of a port, each with its name in it, if it has one."""
    if isinstance(part, Roster):
        for shift, own in part.shifts.items():
            yield from _leaves(own.value, f"{shift} ")
    elif isinstance(part, Count | Quota):
        yield from _leaves(part.value)
    elif isinstance(part, ConstantNumber):
        yield "", part.mean
    elif isinstance(part, UniformNumber):
        yield from (("low ", part.low), ("high ", part.high))


def _leaves(value: object, name: str = "") -> Iterator[tuple[str, float]]:
    if isinstance(value, Mapping):
        for key, own in value.items():
            yield from _leaves(own, f"{name}{key} ")
    elif isinstance(value, int):
        yield name, value
