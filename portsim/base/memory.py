"""A memory of what takes long to work out: each thing is worked out once."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")
UNKNOWN: Any = object()


class Same:
    """A thing as part of a key: that thing alone, and no other that is equal to it."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


def as_it_is(thing: T) -> T:
    return thing


class Memory:
    """What was worked out so far, under keys that name all that it depends on, each as `kept_as` makes it.

    A key holds the objects it names, so that none of them can be taken for a later one.
    """

    def __init__(self, kept_as: Callable[[Any], Any] = as_it_is) -> None:
        self._kept: dict[Hashable, Any] = {}
        self._kept_as = kept_as

    def once(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What belongs under the key, worked out at the first call only; never to be written to."""
        kept: T = self._kept.get(key, UNKNOWN)  # hashed once where it is known: a run asks 4,000 times
        if kept is UNKNOWN:
            kept = self._kept[key] = self._kept_as(work_out())
        return kept
