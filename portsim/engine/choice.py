"""Engines by name, and which of them a study takes: results do not depend on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from portsim.base.errors import PortsimError
from portsim.engine.engine import Engine
from portsim.scenario.sections import EngineName

PAYS_FROM = 40_000  # shipments; below, SimPy is done before the compiled engine is loaded


def choose(asked: EngineName, shipments: float) -> EngineName:
    """The name of the engine for so many shipments: what was asked for; for `auto`, the faster one.

    Raises PortsimError: `compiled` was asked for, and Numba is not installed.
    """
    if asked == "compiled" and not has_numba():
        raise PortsimError(
            "engine: got 'compiled', which needs Numba; install portsim[fast], or take engine: simpy"
        )
    if asked != "auto":
        return asked
    return "compiled" if has_numba() and shipments >= PAYS_FROM else "simpy"


def ready(name: EngineName) -> Engine:
    """The engine of a name, ready to run: the compiled one is compiled once and then read from the disk.

    Raises PortsimError: there is none of this name; Numba cannot be loaded.
    """
    if name == "simpy":
        from portsim.engine import simpy_engine

        return simpy_engine.run
    if name == "compiled":
        with _numba_loads():
            from portsim.engine.compiled import compiled_engine

        compiled_engine.prepare()
        return compiled_engine.run
    raise PortsimError(f"engine: got '{name}'; an engine is simpy or compiled")


def ready_ahead() -> None:
    """Have the compiled engine ready where it is installed and need not be compiled first."""
    if has_numba():
        with _numba_loads():
            from portsim.engine.compiled import compiled_engine

        compiled_engine.prepare_ahead()


@contextmanager
def _numba_loads() -> Iterator[None]:
    try:
        yield
    except ImportError as error:  # as of a Numba that is older than NumPy allows
        raise PortsimError(
            f"engine: Numba is installed and cannot be loaded ({error}); "
            "install portsim[fast] anew, or take engine: simpy"
        ) from None


def has_numba() -> bool:
    return find_spec("numba") is not None
