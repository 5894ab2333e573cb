"""Workers that are processes of this machine."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from pickle import PicklingError, loads
from typing import Any, TypeVar
from uuid import uuid4

from portsim.base.errors import PortsimError, got
from portsim.base.interrupts import interrupts_for_this_process_alone
from portsim.base.machine import cores
from portsim.model.library import Library
from portsim.study.forks import context, end_with, load_ahead
from portsim.study.freed import at_work, keep_freed
from portsim.study.in_order import Promise, in_order
from portsim.study.in_worker import done

T = TypeVar("T")
Piece = TypeVar("Piece")

IDLE = 300  # how long a worker waits for its next work [s]
MOST_KEPT = 1 << 60  # bytes: a worker that grew by 300 MB would be taken to leak, and replaced
AHEAD = 8  # pieces for each worker that have begun and are not yielded yet
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMBA_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
)


@dataclass(frozen=True)
class Processes:
    """So many processes of this machine, 0 for one per core.

    Raises PortsimError: a number below 0.
    """

    number: int = 0

    def __post_init__(self) -> None:
        if type(self.number) is not int or self.number < 0:
            raise PortsimError(f"workers: got {got(self.number)}, allowed 0 (one per core) or more")

    def spread_out(
        self,
        work: Callable[..., T],
        common: tuple[object, ...],
        pieces: Sequence[Piece],
        library: Library,
    ) -> Iterator[T]:
        """Results of `work(*common, piece)` in the order of the pieces; of one process, computed here.

        A process keeps what the calls have in common, and with it what was worked out from it, such as worlds
        and their programs, for its next call. It works in the folder of this one, where a scenario's log is
        found by its name, and ends within some seconds of it, however this one ends.

        Raises PortsimError: a process that ended early.
        """
        workers = min(self.number or cores(), len(pieces))
        if workers <= 1:
            yield from (work(*common, piece) for piece in pieces)
            return
        from concurrent.futures.process import BrokenProcessPool

        from cloudpickle import dumps
        from joblib.externals.loky.process_executor import TerminatedWorkerError

        from portsim.study.packing import send_code_of

        name, folder, pool, left = uuid4().hex, str(Path.cwd()), _pool(workers), len(pieces)
        send_code_of(library)

        def begin(piece: Piece) -> Promise[T]:
            with interrupts_for_this_process_alone():  # it starts the processes that are missing
                return _UnderWay(pool.submit(_in_worker, name, folder, packed, piece))

        try:
            packed = dumps((work, *common))
            for found in in_order(begin, pieces, lambda: AHEAD * workers):
                left -= 1
                yield found
        except (PicklingError, TypeError) as error:
            if "pickle" in str(error):
                error.add_note(
                    "what questions keep, and what the code of plug-ins uses, goes from process to process; "
                    "let it be plain values, or try --workers 1"
                )
            raise
        except (TerminatedWorkerError, BrokenProcessPool, BrokenPipeError) as error:
            raise PortsimError(
                f"a worker process ended before its work was done ({type(error).__name__}); "
                "memory may be short: try --workers 1, or fewer days"
            ) from None
        finally:
            if left:  # nobody will take what is under way
                _end(pool)


def _end(pool: Any) -> None:
    """End a pool at once with all its processes.

    It is told by their end, as if they had crashed: where work is queued its own way raises a KeyError in a
    thread of it. One that ends in the middle of a result leaves the rest to be waited for, unless nobody
    else could write it.
    """
    from joblib.externals.loky.backend.utils import kill_process_tree

    pool._result_queue._writer.close()
    for process in list(pool._processes.values()):
        kill_process_tree(process)
    pool.shutdown()


class _UnderWay:
    """The result of a piece of work; it ends with its pool, which takes a cancelled one for an error."""

    def __init__(self, future: Any) -> None:
        self._future = future

    def result(self) -> Any:
        return self._future.result()

    def cancel(self) -> None:
        pass


def _pool(workers: int) -> Any:
    """The pool of so many processes: the one of the study before, as far as it fits."""
    from joblib.externals.loky import get_reusable_executor

    if load_ahead():
        return get_reusable_executor(
            workers, context=context(), timeout=IDLE, initializer=_begin, initargs=(os.getpid(),)
        )
    one_thread = {name: os.environ.get(name, "1") for name in THREADS}  # each has a core of its own
    return get_reusable_executor(
        workers, timeout=IDLE, initializer=_begin, initargs=(os.getpid(),), env=one_thread
    )


def _begin(parent: int) -> None:
    """Make a worker process ready, which ends with its parent and keeps its memory."""
    from joblib.externals.loky import process_executor

    end_with(parent)
    keep_freed()
    process_executor._MAX_MEMORY_LEAK_SIZE = MOST_KEPT


def _in_worker(name: str, folder: str, packed: bytes, piece: object) -> Any:
    os.chdir(folder)
    with at_work():
        return done(name, lambda: loads(packed), piece)
