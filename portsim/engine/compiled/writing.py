"""Ended steps are written down where their step's visits lie (1.07 x on the whole port); no array grows."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import at


@njit(nogil=True)
def note(state, n, number, ship, ended):
    """Write down that a step has ended which takes no time; the number of visits then."""
    slot = state.slots[at(number)]
    row, first = slot.next, slot.first
    slot.next = row + 1
    state.order[at(n)] = number
    state.number[at(row)], state.ended[at(row)] = ship - first, ended
    return n + 1


@njit(nogil=True)
def note_time(state, n, number, ship, queued, ended):
    """Write down a step that takes time; the number of visits then."""
    slot = state.slots[at(number)]
    state.queued[at(slot.next + slot.queued)] = queued
    return note(state, n, number, ship, ended)


@njit(nogil=True)
def note_visit(state, n, number, ship, queued, started, ended):
    """Write down a visit to a place; the number of visits then."""
    slot = state.slots[at(number)]
    state.started[at(slot.next + slot.started)] = started
    return note_time(state, n, number, ship, queued, ended)
