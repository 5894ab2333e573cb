"""Worker processes begin as forks of one that has loaded what runs need, in some tenths of a second.

That is so on Linux, where nothing that is loaded forbids it; elsewhere each worker loads all by itself.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from multiprocessing import get_all_start_methods, get_context, parent_process
from typing import Any

from portsim.base.interrupts import interrupts_for_this_process_alone

FORKS = sys.platform == "linux" and "forkserver" in get_all_start_methods()
LOADED = "portsim.study.loaded"
EVERY = 0.5  # how often a worker that is no fork looks for its parent [s]


def load_ahead(*more: str) -> bool:
    """Have a process load what runs need, and these modules, if none has yet; this one need not wait for it.

    Returns whether workers are forks: not where the system has none, or no folder for its socket.
    """
    if not FORKS:
        return False
    from multiprocessing import forkserver

    context().set_forkserver_preload([LOADED, *more])
    try:
        with interrupts_for_this_process_alone():
            forkserver.ensure_running()
    except OSError:
        return False
    atexit.unregister(_end)
    atexit.register(_end)
    return True


def _end() -> None:
    """End the server of forks, which may still be loading: who reads our output would wait for it."""
    from multiprocessing.forkserver import _forkserver

    server = getattr(_forkserver, "_forkserver_pid", None)
    if server is not None:
        with suppress(ProcessLookupError):
            os.kill(server, signal.SIGKILL)


def context() -> Any:
    """How workers are started where they are forks, and those of a page elsewhere; the same at every call."""
    if not FORKS:
        return get_context("spawn")
    from portsim.study.forked import FORKED

    return FORKED


def end_with(parent: int) -> None:
    """Have this process end when the one that started it, of this number, is no more: nobody will take its
    results."""

    def watch() -> None:
        try:
            if os.getppid() != parent:  # a fork is a child of the server; a pipe tells it of the other's end
                started = parent_process()
                assert started is not None
                started.join()
            while os.getppid() == parent:
                time.sleep(EVERY)
        finally:
            os._exit(1)

    threading.Thread(target=watch, name="parent", daemon=True).start()
