"""A measure: a function from world to world whose fields are its options.

No measure may name a saving: it says what is done differently, and the model finds out what that is worth.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import FrameType
from typing import Annotated, ClassVar, TypeVar

from pydantic import Field
from pydantic.fields import FieldInfo

from portsim.model.costs import CostItem
from portsim.model.declare import declare
from portsim.model.event import PerYear
from portsim.model.library import Kind
from portsim.model.part import Part
from portsim.model.sourced import Share
from portsim.model.world import World

Costs = Annotated[
    dict[str, CostItem],
    Field(default_factory=dict, description="what it takes to put this in place, by name; no part of a run"),
]


class Alteration(Part):
    """What an alternative does to a world, with its options: a measure, or a mishap.

    `costs` are what those who put it in place pay for it; `apply` has nothing to do with them.
    """

    title: ClassVar[str]
    reported: ClassVar[str] = "what-if"
    follows: ClassVar[tuple[str, ...]] = ()  # measures that it works on, where it can do nothing alone
    aims_at: ClassVar[tuple[str, ...]] = ()  # the few KPIs that it is judged by; all others are exploratory

    costs: Costs

    def apply(self, world: World) -> World:
        """The world with this in force; the given one stays as it was."""
        raise TypeError(f"{type(self).__name__} does not say what it changes: give it an apply method")


class Event(Alteration):
    """A mishap that happens once in the run: what it costs is said per event.

    `per_year` says how often it happens in a year, where that is known.
    """

    per_year: PerYear | None = Field(None, description="how often it happens, where that is known")


class Measure(Alteration):
    """What is done differently by those who take part; `uptake` is the share of users."""

    uptake: Share = Field(description="share of those who could take part that do")


M = TypeVar("M", bound=type[Alteration])


def _says(measure: type[Alteration]) -> str:
    return f"{measure.title} ({measure.reported})"


MEASURE: Kind[type[Alteration]] = Kind("measure", "measures", _says, decides=False)


def measure(name: str) -> Declaring:
    """Declare the measure class below under this name.

    Raises PortsimError: the module declares the name twice. TypeError: there is no name; what stands below
    is no measure, has no title, or aims at something else than names of KPIs.
    """
    if not isinstance(name, str):
        raise TypeError(f'measure: got {name!r}, allowed a name: @portsim.measure("my_measure")')
    return Declaring(name, sys._getframe(1))


NAMES = (("aims_at", "KPIs", "gate_queue_time"), ("follows", "measures", "my_measure"))


class Declaring:
    """The decorator that `measure` gives: it declares the class and gives it back as it is."""

    def __init__(self, name: str, frame: FrameType) -> None:
        self.name, self.frame = name, frame

    def __call__(self, cls: M) -> M:
        what = f"measure '{self.name}': {getattr(cls, '__name__', cls)}"
        if not isinstance(cls, type) or not issubclass(cls, Alteration):
            raise TypeError(f"{what} is no class that inherits from portsim.Measure")
        if not isinstance(getattr(cls, "title", None), str):
            raise TypeError(f'{what} has no title; write title: ClassVar[str] = "What it does"')
        for key, kind, example in NAMES:
            names = getattr(cls, key)
            if not isinstance(names, tuple) or not all(isinstance(each, str) for each in names):
                raise TypeError(f'{what}: {key}: got {names!r}, allowed names of {kind}: ("{example}",)')
        fields: Mapping[str, FieldInfo] = cls.__pydantic_fields__
        if fields["costs"].annotation != Alteration.__pydantic_fields__["costs"].annotation:
            raise TypeError(
                f"{what}: the option costs is what every measure may cost; give yours another name"
            )
        declare(MEASURE, self.name, cls, self.frame)
        return cls
