"""Tapes of moments, departures and opening hours: as the clock only rises, each is read once."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import NEVER, at


@njit(nogil=True)
def next_departure(moments, tapes, number, now):
    """The first departure from now on [min]."""
    tape = tapes[at(number)]
    while tape.next < tape.end and moments[at(tape.next)] < now:
        tape.next += 1
    return moments[at(tape.next)] if tape.next < tape.end else NEVER


@njit(nogil=True)
def is_open(moments, tapes, number, now):
    """Whether the last moment that has come was an opening."""
    tape = tapes[at(number)]
    while tape.next < tape.end and moments[at(tape.next)] <= now:
        tape.next += 1
    return (tape.next - tape.begin) % 2 == 1
