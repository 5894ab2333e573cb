"""How work is packed for a worker of another machine: the code that it cannot import goes along, and so do
the logs that streams come from, by their content."""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from cloudpickle import Pickler, register_pickle_by_value

from portsim.base.errors import PortsimError
from portsim.base.files import write_bytes
from portsim.model.demand import Arrivals, Brought
from portsim.model.library import Library
from portsim.model.log_map import file_of, with_file

Logged = Arrivals | Brought  # the streams that can come from a log


class Packed(NamedTuple):
    """Values as bytes, and the files of the logs that they name, by the SHA-256 of their contents."""

    values: bytes
    logs: Mapping[str, Path]


class Log(NamedTuple):
    """A log on its way: the name of its file, the SHA-256 of its contents, and these."""

    name: str
    digest: str
    contents: bytes


def send_code_of(library: Library) -> bool:
    """Have the code of the library's plug-ins that a worker process cannot import sent with what uses it;
    whether there is any."""
    own = [plugin for plugin in library.plugins if plugin.sent]
    for plugin in own:
        if plugin.module != "__main__" and plugin.module in sys.modules:
            register_pickle_by_value(sys.modules[plugin.module])
    return bool(own)


def pack(values: object) -> Packed:
    """Pack values with all that they refer to.

    Raises PicklingError, TypeError: one of them cannot be sent. OSError: a log cannot be read.
    """
    to = BytesIO()
    packer = _Packer(to)
    packer.dump(values)
    return Packed(to.getvalue(), packer.logs)


def unpack(values: bytes, logs: Mapping[str, Path]) -> Any:
    """What was packed; its streams read the logs that lie here, by the SHA-256 of their contents."""
    return _Unpacker(BytesIO(values), logs).load()


def place(log: Log, folder: Path) -> Path:
    """Write a log into a folder of this machine, and give its path.

    Raises PortsimError: its contents are not those that were sent; it cannot be written.
    """
    found = hashlib.sha256(log.contents).hexdigest()
    if found != log.digest:
        raise PortsimError(
            f"log {log.name}: got contents of SHA-256 {found[:16]}, but {log.digest[:16]} were sent; "
            "it was damaged on its way: run again"
        )
    path = folder / log.digest[:16] / log.name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_bytes(path, log.contents)
    return path


class _Packer(Pickler):  # type: ignore[misc] # cloudpickle has no types
    """Packs a stream that comes from a log without the path of it, which leads nowhere on another machine."""

    def __init__(self, to: BytesIO) -> None:
        super().__init__(to)
        self.logs: dict[str, Path] = {}
        self._known: dict[int, tuple[Logged, tuple[str, Logged]]] = {}  # by the number of the object

    def persistent_id(self, value: object) -> tuple[str, Logged] | None:
        if not isinstance(value, Arrivals | Brought) or value.log is None or not file_of(value.log):
            return None
        if id(value) not in self._known:
            path = Path(file_of(value.log))
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            self.logs[digest] = path
            self._known[id(value)] = (
                value,
                (digest, value.model_copy(update={"log": with_file(value.log, "")})),
            )
        return self._known[id(value)][1]


class _Unpacker(pickle.Unpickler):
    def __init__(self, values: BytesIO, logs: Mapping[str, Path]) -> None:
        super().__init__(values)
        self._logs = logs
        self._known: dict[int, tuple[Logged, Logged]] = {}

    def persistent_load(self, known: tuple[str, Logged]) -> Logged:
        digest, stream = known
        if id(stream) not in self._known:
            self._known[id(stream)] = (stream, _at(stream, str(self._logs[digest])))
        return self._known[id(stream)][1]


def _at(stream: Logged, file: str) -> Logged:
    return stream if stream.log is None else stream.model_copy(update={"log": with_file(stream.log, file)})
