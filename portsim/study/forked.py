"""A worker process that is a fork of the server of forks, and does not run the user's script again.

What multiprocessing starts runs the main module anew, so that a script without `if __name__ == "__main__":`
would begin its studies once more in each worker. Nothing of portsim needs it: what users write in a script or
a notebook goes along by value.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.process import BaseProcess
from types import ModuleType
from typing import Any

_ONE_AT_A_TIME = threading.Lock()


class Fork(ForkServerProcess):
    """A worker."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Any:
        with _ONE_AT_A_TIME, _without_main():
            return ForkServerProcess._Popen(process_obj)


class Forks(ForkServerContext):
    """How such workers are started."""

    Process = Fork


FORKED = Forks()


@contextmanager
def _without_main() -> Iterator[None]:
    """Hide the main module, which a process that is started would be told to run."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main
