"""What every run needs, loaded with this module: by the process that all workers are forks of."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from pathlib import Path
from types import TracebackType

from portsim.base.errors import PortsimError
from portsim.study.processes import THREADS

NEEDED = ("joblib.externals.loky.process_executor", "cloudpickle", "portsim.study.replication")


def _load() -> None:
    """Import what a worker runs, and make the compiled engine ready where it was compiled before."""
    for name in THREADS:  # before NumPy is loaded: each worker has a core of its own, and a fork no threads
        os.environ.setdefault(name, "1")
    for name in NEEDED:
        import_module(name)

    from portsim.engine.choice import ready_ahead
    from portsim.scenario.plugins import shipped

    shipped()
    ready_ahead()


@contextmanager
def _where_nothing_is_removed() -> Iterator[None]:
    """Be in the uppermost folder: the one in which a study began may be gone before all is loaded, and what a
    library then leaves half loaded stays so in every worker."""
    paths, here = sys.path[:], Path("/")
    with suppress(FileNotFoundError):
        here = Path.cwd()
    sys.path[:] = [str(here / each) for each in paths]
    os.chdir("/")
    try:
        yield
    finally:
        sys.path[:] = paths
        with suppress(OSError):
            os.chdir(here)


def _say(kind: type[BaseException], error: BaseException, where: TracebackType | None) -> None:
    """What kept a fork from beginning; nothing where the process that asked for it has ended meanwhile, and
    its locks, which have no file name, or its pipe with it."""
    if not isinstance(error, EOFError) and not (isinstance(error, FileNotFoundError) and not error.filename):
        sys.__excepthook__(kind, error, where)


signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it at once
signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
with suppress(PortsimError, ImportError, MemoryError, OSError), _where_nothing_is_removed():
    _load()  # what it cannot do a worker cannot either, which tells it
signal.signal(signal.SIGINT, signal.SIG_IGN)  # from now on that is for the process that asked for it
sys.excepthook = _say
