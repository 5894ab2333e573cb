"""The heap of steps under way, by (time, key); what lies behind its end counts as never."""

from __future__ import annotations

from numba import njit

from portsim.engine.compiled.memory import LAST, NEVER, at


@njit(nogil=True)
def _before(heap, i, j):
    """Whether one entry comes before another; the branch is mostly guessed right, as few times are equal."""
    a, b = heap[at(i)].due, heap[at(j)].due
    if a == b:
        return heap[at(i)].key < heap[at(j)].key
    return a < b


@njit(nogil=True)
def replace_first(heap, size, due, key):
    """Fill the hole at the top with a step that mostly ends soon: it sinks only as far as it must."""
    i, child = 0, 1
    while child < size:
        child += _before(heap, child + 1, child)
        first = heap[at(child)]
        if due < first.due or (due == first.due and key < first.key):
            break
        heap[at(i)].due, heap[at(i)].key = first.due, first.key
        i, child = child, 2 * child + 1
    heap[at(i)].due, heap[at(i)].key = due, key


@njit(nogil=True)
def drop_first(heap, size):
    """Fill the hole at the top with the last entry, which mostly belongs near the bottom; the size then."""
    size -= 1
    due, key = heap[at(size)].due, heap[at(size)].key
    heap[at(size)].due, heap[at(size)].key = NEVER, LAST
    if size == 0:
        return size
    i, child = 0, 1
    while child < size:
        child += _before(heap, child + 1, child)
        heap[at(i)].due, heap[at(i)].key = heap[at(child)].due, heap[at(child)].key
        i, child = child, 2 * child + 1
    _rise(heap, i, due, key)
    return size


@njit(nogil=True)
def push(heap, size, due, key):
    heap[at(size + 1)].due, heap[at(size + 1)].key = NEVER, LAST
    _rise(heap, size, due, key)
    return size + 1


@njit(nogil=True)
def _rise(heap, i, due, key):
    while i > 0:
        parent = (i - 1) >> 1
        above = heap[at(parent)]
        if above.due < due or (above.due == due and above.key < key):
            break
        heap[at(i)].due, heap[at(i)].key = above.due, above.key
        i = parent
    heap[at(i)].due, heap[at(i)].key = due, key
