"""One process loads what runs need while the scenario is read; the workers of a page begin as forks of it."""

from __future__ import annotations

from multiprocessing import get_all_start_methods, get_context
from typing import Any

from portsim.base.interrupts import interrupts_for_this_process_alone

FORKS = "forkserver" in get_all_start_methods()
LOADED = "portsim.serve.loaded"


def load_ahead() -> None:
    """Have a process load what runs need; this one need not wait for it.

    Where the system has no such processes, each worker loads it by itself.
    """
    if FORKS:
        from multiprocessing import forkserver

        context().set_forkserver_preload([LOADED])
        with interrupts_for_this_process_alone():
            forkserver.ensure_running()


def context() -> Any:
    """How worker processes of a page are started."""
    return get_context("forkserver" if FORKS else "spawn")
