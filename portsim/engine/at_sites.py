"""Lowering of steps that can be done at several sites: forks before the row of each of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from portsim.engine.program import Instruction, Kind
from portsim.model.step import Elsewhere, Step


class Writing(Protocol):
    """Who writes the rows of a flow."""

    rows: list[Instruction]

    def signal(self, name: str) -> int:
        """The number of a signal."""


def at_sites(to: Writing, step: Step, own: Elsewhere, row: Callable[[Elsewhere], Instruction]) -> None:
    """The row of each other site behind a fork that asks who goes there, then the row of the own one."""
    jumps: list[int] = []
    compared = tuple(other for other in step.others if other.queues is not None)
    for other in step.others:
        if other in compared[:1]:
            _choose(to, compared)
        at = len(to.rows)
        asks = Instruction(Kind.BRANCH, traits=(other.site,), target=at + 3)
        if other.queues is not None:
            asks = Instruction(Kind.SENT, signal=_goes_to(to, other), target=at + 3)
        to.rows += (asks, row(other), Instruction(Kind.JUMP))
        jumps.append(at + 2)
    to.rows.append(row(own))
    for jump in jumps:
        to.rows[jump] = Instruction(Kind.JUMP, target=len(to.rows))


def _goes_to(to: Writing, other: Elsewhere) -> int:
    """The signal by which a shipment remembers that it goes to a site."""
    return to.signal(f"goes to {other.site}")


def _choose(to: Writing, compared: tuple[Elsewhere, ...]) -> None:
    """Mark the site with the shortest queue, unless the shipment has chosen at a step before."""
    chosen = to.signal(f"has chosen among {', '.join(other.site for other in compared)}")
    at = len(to.rows)
    to.rows += (Instruction(Kind.SENT, signal=chosen, target=at + 2), Instruction(Kind.JUMP))
    to.rows.append(Instruction(Kind.MARK, signal=chosen))
    _shortest(to, None, compared)
    to.rows[at + 1] = Instruction(Kind.JUMP, target=len(to.rows))


def _shortest(to: Writing, best: Elsewhere | None, left: tuple[Elsewhere, ...]) -> None:
    """Compare the best so far, None for where the flow says, with each that is left and can be gone to."""
    if not left:
        if best is not None:
            to.rows.append(Instruction(Kind.MARK, signal=_goes_to(to, best)))
        return
    other, rest = left[0], left[1:]
    there, here = other.queues or ("", "")
    if best is not None and best.queues is not None:
        here = best.queues[0]
    at = len(to.rows)
    forks = (
        Instruction(Kind.BRANCH, traits=(other.site,)),
        Instruction(Kind.FEWER, place=there, than=here),
    )
    to.rows += forks
    _shortest(to, other, rest)
    jump = len(to.rows)
    to.rows.append(Instruction(Kind.JUMP))
    for number, fork in enumerate(forks):
        to.rows[at + number] = replace(fork, target=len(to.rows))
    _shortest(to, best, rest)
    to.rows[jump] = Instruction(Kind.JUMP, target=len(to.rows))
