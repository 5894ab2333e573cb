"""Where the work of a study is done: on this machine, or by the workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

from portsim.base.arguments import plain
from portsim.base.errors import PortsimError, got
from portsim.base.machine import as_many_as_fit, cores
from portsim.model.library import NOTHING, Library
from portsim.study.forks import load_ahead
from portsim.study.processes import Processes
from portsim.study.where import DASK, LOCAL, check_place, scheduler_of, working_now

T = TypeVar("T")
Progress = Callable[[int, int], None]  # is told how many of how many are done
Piece = TypeVar("Piece")  # of work: mostly the number of a replication


class Workers(Protocol):
    """Those that do the work of a study, here or elsewhere."""

    def spread_out(
        self,
        work: Callable[..., T],
        common: tuple[object, ...],
        pieces: Sequence[Piece],
        library: Library,
    ) -> Iterator[T]:
        """Results of `work(*common, piece)` in the order of the pieces, the same whoever does them."""


def spread_out(
    work: Callable[..., T],
    common: tuple[object, ...],
    pieces: Sequence[Piece],
    workers: int,
    library: Library = NOTHING,
    on: str | None = None,
    takes: float = 0.0,
) -> Iterator[T]:
    """Results of `work(*common, piece)` in the order of the pieces, such as the numbers of replications.

    Done by so many `workers` (0: one per core, as far as pieces that each `takes` so much memory [bytes] fit
    into it) where `on` says, by default where `working_on` does; a cluster at an address has as many as it
    has. The code of the library's plug-ins that a worker cannot import is sent with the work, and to another
    machine so are logs.

    Raises PortsimError: a number of workers below 0; workers that ended early, cannot be reached, or are of
    other versions.
    """
    on = working_now() if on is None else on
    if workers == 0 and on in (LOCAL, DASK):
        workers = as_many_as_fit(len(pieces), takes)
    yield from _workers(on, workers).spread_out(work, common, pieces, library)


def check_workers(workers: int, on: str | None = None) -> None:
    """Raises PortsimError: a number of workers below 0, or beside an address; no such place; Dask is not
    installed; no scheduler answers at the address."""
    on = working_now() if on is None else on
    check_place(on)
    Processes(plain(workers))
    if workers and on not in (LOCAL, DASK):
        raise PortsimError(
            f"workers: got {got(workers)}, but the cluster at {on} has as many as it was started with; "
            "leave the number out"
        )
    address = None if on == LOCAL else scheduler_of(on)
    if address is not None:  # before anything takes time
        from portsim.study.connection import connected

        connected(address, 0)


def begin_workers(workers: int) -> None:
    """Have a process load what this number of workers needs, while this one reads what they are to do.

    Raises PortsimError: as `check_workers`.
    """
    check_workers(workers)
    if working_now() == LOCAL and (workers or cores()) > 1:
        load_ahead()


def share_files() -> bool:
    """Whether the workers write into the folders of this machine."""
    return working_now() == LOCAL


def _workers(on: str, workers: int) -> Workers:
    number = Processes(plain(workers)).number
    if on == LOCAL:
        return Processes(number)
    from portsim.study.cluster import Cluster

    check_place(on)
    address = scheduler_of(on)
    return Cluster(address, 0 if address else number)
