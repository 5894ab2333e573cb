"""The measures, one file each: a function from world to world whose fields are its options.

A file that lies here is found by itself. No measure may name a saving: it says what is done
differently, and the model finds out what that is worth.
"""

from __future__ import annotations

from typing import ClassVar, TypeVar

from portsim.model.registry import Registry
from portsim.model.sourced import Part, Share
from portsim.model.world import World


class Alteration(Part):
    """What an alternative does to a world, with its options: a measure, or a mishap."""

    title: ClassVar[str]
    reported: ClassVar[str] = "what-if"

    def apply(self, world: World) -> World:
        """The world with this in force; the given one stays as it was."""
        raise TypeError(f"{type(self).__name__} does not say what it changes: give it an apply method")


class Measure(Alteration):
    """What is done differently by those who take part; `uptake` is the share of users."""

    uptake: Share


M = TypeVar("M", bound=type[Alteration])


MEASURES: Registry[type[Alteration]] = Registry("measure")


def measure(name: str) -> _Declare:
    """Declare the measure class below under this name."""
    return _Declare(name)


class _Declare:
    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, cls: M) -> M:
        MEASURES.add(self.name, cls)
        return cls
