"""Where the work of a study is done: here, or in worker processes."""

from __future__ import annotations

import ctypes
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from pickle import PicklingError, loads
from typing import TypeVar
from uuid import uuid4

from portsim.base.errors import PortsimError, got
from portsim.model.library import NOTHING, Library

T = TypeVar("T")
Piece = TypeVar("Piece")  # of work: mostly the number of a replication

EVERY = 0.5  # how often a worker looks for its parent [s]
_KEPT: dict[str, tuple[object, ...]] = {}  # in a worker process: what the calls of its study have in common


def spread_out(
    work: Callable[..., T],
    common: tuple[object, ...],
    pieces: Sequence[Piece],
    workers: int,
    library: Library = NOTHING,
) -> Iterator[T]:
    """Results of `work(*common, piece)` in the order of the pieces, such as the numbers of replications.

    The code of the library's plug-ins that a worker process cannot import is sent with the work.

    Computed here or in `workers` processes (0: one per core). A process keeps what the calls have in common,
    and with it what was worked out from it, such as worlds and their programs, for its next call.

    A worker process works in the folder of this one, where a scenario's log is found by its name, and ends
    within some seconds of it, however this one ends.

    Raises PortsimError: a number of workers below 0, or none at all; a worker process that ended early.
    """
    if type(workers) is not int or workers < 0:
        raise PortsimError(f"workers: got {got(workers)}, allowed 0 (one per core) or more")
    workers = min(workers or os.cpu_count() or 1, len(pieces))
    if workers <= 1:
        yield from (work(*common, piece) for piece in pieces)
        return
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, delayed
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    name, folder = uuid4().hex, str(Path.cwd())
    send_code_of(library)
    try:
        todo = (delayed(_in_worker)(work, name, folder, common, piece) for piece in pieces)
        pool = Parallel(workers, return_as="generator", initializer=end_with, initargs=(os.getpid(),))
        with _interrupts_for_this_process_alone():
            found = pool(todo)  # starts the processes
        yield from found
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


def send_code_of(library: Library) -> None:
    """Have the code of the library's plug-ins that a worker process cannot import sent with what uses it."""
    from cloudpickle import register_pickle_by_value

    for plugin in library.plugins:
        if plugin.sent and plugin.module != "__main__" and plugin.module in sys.modules:
            register_pickle_by_value(sys.modules[plugin.module])


def end_with(parent: int) -> None:
    """Have this process end when its parent, of this number, is no more: nobody will take its results."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(EVERY)
        os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()


@contextmanager
def _interrupts_for_this_process_alone() -> Iterator[None]:
    """Start processes that leave Ctrl-C, which a terminal sends to all, to the one that started them."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _check_sendable(error: Exception) -> None:
    """Raises RuntimeError: the error of a worker process cannot be sent to another one, but its text can."""
    from cloudpickle import dumps

    try:
        loads(dumps(error))
    except Exception:
        text = RuntimeError(f"{type(error).__name__}: {error}")
        for each in getattr(error, "__notes__", ()):
            text.add_note(each)
        raise text from error


def _in_worker(work: Callable[..., T], name: str, folder: str, common: tuple[object, ...], piece: Piece) -> T:
    """Do a call in a folder, then give free memory back to the system.

    A worker that keeps it is taken to leak.
    """
    if name not in _KEPT:
        _KEPT.clear()
        gc.unfreeze()
        gc.collect()
        _KEPT[name] = common
        gc.freeze()  # it stays to the end; looking through it for what is free took 8 % of a run of a day
    os.chdir(folder)
    try:
        done = work(*_KEPT[name], piece)
    except Exception as error:
        _check_sendable(error)
        raise
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of the GNU C library
        if trim is not None:
            trim(0)
    return done
