"""Shipments that stand in the port when a run goes on from there: a stream for each step they stand at.

No file has such a stream: it is made of a list of what stands where, and its shipments begin the flows that
are left of those of the stream they are of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pydantic import ConfigDict

from portsim.base.arrays import Floats, Ints
from portsim.model.demand import Arrivals

SIGN = " @"  # between the name of a stream and that of those of it that stand in the port


def stream_of(name: str) -> str:
    """The stream of the scenario of those who stand in the port, or come with one that does."""
    return name.partition(SIGN)[0]


@dataclass(frozen=True, eq=False)
class Standing:
    """What a list says of shipments that stand at the same step; every array has shape (n,).

    entry: when each begins in the run, just before `now` [min], so that all hold what they hold before one of
    them joins a queue. turns: planned times by name at which they join these. came: when each came to the
    port [min]. passed: how long its step at (flow, label) has taken so far [min], NaN where it has not begun.
    ranks: place with blocks to the number by which they are dealt at its terminal. traits: 1, 0, or NaN for
    unknown.
    sites: other site to whether each goes there, 1, 0, or NaN for unknown.
    carrier, declaration: index within the stream of those that stand in the port and carry or declare it.
    """

    now: float
    entry: Floats
    turns: Mapping[str, Floats]
    came: Floats
    terminal: Ints
    passed: Mapping[tuple[str, str], Floats]
    ranks: Mapping[str, Ints]
    traits: Mapping[str, Floats]
    sites: Mapping[str, Floats]
    carrier: Ints
    declaration: Ints


class Stands(Arrivals):
    """A stream of shipments that stand in the port; none comes later."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    origin: ClassVar[str] = "stands"

    standing: Standing
    carried_by: str | None = None  # the stream of carriers that stand in the port too
    declared_by: str | None = None  # that of their declarations

    @property
    def carrier(self) -> str | None:
        return self.taken_by or self.carried_by

    @classmethod
    def called(cls) -> str:
        return "a stream that stands in the port"
