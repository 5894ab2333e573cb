"""What becomes of memory that is free again: a worker process of our own keeps it for its next run, one of
others gives it back to the system.

Memory that comes from the system is cleared first, page by page, and a virtual machine has to ask its host
for it. With what is kept a replication of xiamen (28 days, 12 alternatives) takes 0.84 to 0.9 of the time,
and has its peak at 2.5 GB in place of 2.2; to give back after each run costs ocean_gate a tenth of it.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from time import monotonic
from typing import Any

TRIM_THRESHOLD, MMAP_MAX = -1, -4  # as malloc.h of the GNU C library numbers its settings
MOST = 2**31 - 1  # bytes at the end of what is free, beyond which they go back all the same
IDLE = 5.0  # without work, after which what was kept is given back [s]
EVERY = 1.0  # how often at most those give back that keep nothing [s]
_LAST = {"given back": -EVERY}
_WAITING: list[Timer] = []


def keep_freed() -> None:
    """Have this process keep what it frees, where the C library can be told so."""
    if (setting := _of_c("mallopt")) is not None:
        setting(MMAP_MAX, 0)  # no block is a mapping of its own, which would go back at once
        setting(TRIM_THRESHOLD, MOST)


@contextmanager
def at_work() -> Iterator[None]:
    """Give free memory back when nothing more is done for a while."""
    while _WAITING:
        _WAITING.pop().cancel()
    try:
        yield
    finally:
        timer = Timer(IDLE, _give_back)
        timer.daemon = True
        timer.start()
        _WAITING.append(timer)


def give_back_now_and_then() -> None:
    """Give free memory back to the system: a worker that keeps it is taken to leak."""
    if monotonic() >= _LAST["given back"] + EVERY:
        _give_back()
        _LAST["given back"] = monotonic()


def _give_back() -> None:
    if (trim := _of_c("malloc_trim")) is not None:
        trim(0)


def _of_c(name: str) -> Any:
    """A function of the GNU C library; None on other systems, and where it is another library."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
