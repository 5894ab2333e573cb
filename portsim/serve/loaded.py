"""What every run of a page needs, loaded with this module: by the process that all workers are forks of."""

from __future__ import annotations

import signal
from contextlib import suppress
from importlib import import_module


def _load() -> None:
    """Import what a worker runs, and make the compiled engine ready where there is one."""
    from portsim.base.errors import PortsimError
    from portsim.engine.choice import has_numba, ready
    from portsim.scenario.plugins import shipped

    import_module("portsim.serve.lanes")
    shipped()
    if has_numba():
        with suppress(PortsimError, OSError):  # what is wrong is so in a run too, which tells it
            ready("compiled")


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
_load()
signal.signal(signal.SIGINT, signal.SIG_IGN)  # from now on that is for the server
