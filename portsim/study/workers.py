"""Where the work of a study is done: here, or in worker processes."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

from portsim.base.errors import PortsimError

T = TypeVar("T")


def spread_out(work: Callable[..., T], calls: list[tuple[object, ...]], workers: int) -> Iterator[T]:
    """Results in the order of the calls, computed here or in `workers` processes (0: one per core).

    Raises PortsimError: a number of workers below 0.
    """
    if workers < 0:
        raise PortsimError(f"workers: got {workers}, allowed 0 (one per core) or more")
    workers = min(workers or os.cpu_count() or 1, len(calls))
    if workers <= 1:
        yield from (work(*call) for call in calls)
        return
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    try:
        todo = (delayed(_in_worker)(work, call) for call in calls)
        yield from Parallel(n_jobs=workers, return_as="generator")(todo)
    except (TerminatedWorkerError, BrokenProcessPool, BrokenPipeError) as error:
        raise PortsimError(
            f"a worker process ended before its work was done ({type(error).__name__}); "
            "memory may be short: try --workers 1, or fewer days"
        ) from None


def _in_worker(work: Callable[..., T], call: tuple[object, ...]) -> T:
    """Do a call, then give free memory back to the system: a worker that keeps it is taken to leak."""
    done = work(*call)
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of the GNU C library
        if trim is not None:
            trim(0)
    return done
