"""What a worker of a Dask cluster does with a piece of work that it was sent."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TypeVar

from portsim.study.freed import give_back_now_and_then
from portsim.study.in_worker import done
from portsim.study.packing import Log, place, unpack
from portsim.study.versions import Versions, check_alike, versions_like

T = TypeVar("T")
ONE_AT_A_TIME = Lock()  # worlds and their programs are shared by all pieces that a process does
FOLDER = "portsim"  # within the folder of the worker, which goes with it


def given(value: T) -> T:
    """The value itself, which Dask brings to each worker once."""
    return value


def do(name: str, here: Versions, common: bytes, piece: bytes, *logs: Log) -> bytes:
    """Do a piece of work of a study on a worker that has the versions of the sender; its result, packed.

    Logs are placed in the folder of the worker, by their content.

    Raises PortsimError: the worker has other versions; a log was damaged on its way. All that the work
    raises.
    """
    from cloudpickle import dumps
    from distributed import get_worker

    worker = get_worker()
    check_alike(here, versions_like(here), worker.address)
    with ONE_AT_A_TIME:
        folder = Path(worker.local_directory) / FOLDER
        paths = {log.digest: place(log, folder) for log in logs}
        found = dumps(done(name, lambda: tuple(unpack(common, paths)), unpack(piece, paths)))
        give_back_now_and_then()
        return bytes(found)
