"""How much two processes do at a time, of what one does: on a shared machine two cores can be as one.

    python benchmarks/cores.py

Figures of two workers are read beside it: 2 is two whole cores.
"""

from __future__ import annotations

import time
from multiprocessing import get_context

LOOPS = 5_000_000


def spin(_: int = 0) -> float:
    """Seconds of a loop in Python."""
    begin = time.perf_counter()
    for _ in range(LOOPS):
        pass
    return time.perf_counter() - begin


def worth() -> float:
    """The work of two processes at a time [that of one]."""
    with get_context("spawn").Pool(2) as pool:
        pool.map(spin, range(2), chunksize=1)  # both are there
        alone = pool.apply(spin)
        both = pool.map(spin, range(2), chunksize=1)
    return sum(alone / each for each in both)


def say_worth() -> None:
    """Print it."""
    print(f"two processes at a time do {worth():.1f} times the work of one", flush=True)


if __name__ == "__main__":
    say_worth()
