"""Results in the order of their pieces of work, of which only so many are under way at a time."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Protocol, TypeVar

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
Piece = TypeVar("Piece")


class Promise(Protocol[T_co]):
    """A result that is to come."""

    def result(self) -> T_co:
        """The result, once it is there. Raises what the work raised."""

    def cancel(self) -> object:
        """Have the work not begun, if it has not begun yet."""


def in_order(
    begin: Callable[[Piece], Promise[T]], pieces: Iterable[Piece], ahead: Callable[[], int]
) -> Iterator[T]:
    """The results of the pieces in their order.

    `begin` has a piece done elsewhere. At most `ahead()` pieces, asked anew at each result, have begun and
    are not yielded yet: what is done early waits in memory, so it must not become too much. However it
    ends, what has begun is cancelled.
    """
    todo, under_way = iter(pieces), deque[Promise[T]]()
    try:
        while True:
            under_way.extend(map(begin, islice(todo, max(1, ahead()) - len(under_way))))
            if not under_way:
                return
            yield under_way[0].result()
            under_way.popleft()
    finally:
        for each in under_way:
            each.cancel()
