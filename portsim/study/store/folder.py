"""The folder of a store: its parts, and what was set aside."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

from portsim.base.files import cannot_write, sync
from portsim.study.store.part import ENDING, name_of

MARK, INDEX, PARTS, ASIDE, LOCK = "store.json", "index.json", "parts", "set_aside", ".upkeep.lock"
LEFT = ".partial"  # how a file that is being written ends
STALE = 3600.0  # [s] after which it belongs to a process that was killed
ROOMY = 0.9  # of the bound is left full where it is met


class File(NamedTuple):
    """A file of a store: its size [byte], and when it was last used [s, as the system counts]."""

    path: Path
    size: int
    used: float

    @property
    def name(self) -> str:
        return self.path.name


@dataclass(frozen=True)
class Folder:
    """A folder that is a store, of `most` [byte]."""

    path: Path
    most: int

    @property
    def parts(self) -> Path:
        return self.path / PARTS

    def part(self, name: str) -> Path:
        """Where the part of a name lies."""
        return self.parts / name

    def files(self) -> list[File]:
        """The parts, those used longest ago first."""
        return sorted(_files(self.parts, ENDING), key=lambda each: (each.used, each.name))

    def aside(self) -> list[File]:
        """What was set aside, as it could not be read."""
        return _files(self.path / ASIDE)

    @property
    def size(self) -> int:
        """All that the store takes on the disk [byte]."""
        return sum(
            each.size for folder in (self.path, self.parts, self.path / ASIDE) for each in _files(folder)
        )

    @property
    def changed(self) -> int:
        """Another number after a part has come or gone [ns]."""
        return self.parts.stat().st_mtime_ns if self.parts.is_dir() else 0

    def put(self, data: bytes) -> str:
        """Write a part, whole or not at all; its name.

        Raises PortsimError: it cannot be written; no other part is touched.
        """
        name = name_of(data)
        target = self.part(name)
        partial = self.part(f".{uuid4().hex}{LEFT}")
        try:
            try:
                with partial.open("xb") as stream:
                    stream.write(data)
                    stream.flush()
                    os.fsync(stream.fileno())
                partial.replace(target)
            finally:
                partial.unlink(missing_ok=True)
            sync(self.parts)
        except OSError as error:
            raise cannot_write(self.path, error) from None
        return name

    def touch(self, name: str, used: float | None = None) -> None:
        """Have a part count as used now, or at a time; of a store that cannot be written nothing changes."""
        with suppress(OSError):
            os.utime(self.part(name), None if used is None else (used, used))

    def set_aside(self, name: str) -> Path:
        """Move a part that cannot be read out of the way; where it lies now.

        Another command may have done so already. Raises PortsimError: the store cannot be written.
        """
        there = self.path / ASIDE / name
        try:
            there.parent.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):
                self.part(name).replace(there)
        except OSError as error:
            raise cannot_write(self.path, error) from None
        return there

    def drop(self, names: Iterable[str]) -> None:
        """Take parts away, as far as they are still there.

        Raises PortsimError: the store cannot be written.
        """
        try:
            for name in names:
                self.part(name).unlink(missing_ok=True)
        except OSError as error:
            raise cannot_write(self.path, error) from None

    def make_room(self) -> list[File]:
        """Keep the store within its bound: what was set aside goes first, then the parts used longest ago.

        The parts that went. Raises PortsimError: the store cannot be written.
        """
        self.clear()
        taken, gone = self.size, []
        if taken <= self.most:
            return []
        try:
            for each in self.aside():
                each.path.unlink(missing_ok=True)
                taken -= each.size
        except OSError as error:
            raise cannot_write(self.path, error) from None
        for each in self.files():
            if taken <= ROOMY * self.most:
                break
            self.drop([each.name])
            gone.append(each)
            taken -= each.size
        return gone

    def clear(self) -> int:
        """Take away what killed commands left half written; the bytes of it."""
        now, freed = time.time(), 0
        for folder in (self.path, self.parts):
            for each in _files(folder, LEFT):
                if now - each.used > STALE:
                    with suppress(OSError):  # of another user's: it counts for the size as before
                        each.path.unlink()
                        freed += each.size
        return freed


def _files(folder: Path, ending: str = "") -> list[File]:
    """The files of a folder with an ending; none that goes while they are looked at."""
    found = []
    with suppress(FileNotFoundError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.name.endswith(ending) and entry.is_file(follow_symlinks=False):
                    state = entry.stat(follow_symlinks=False)
                    found.append(File(Path(entry.path), state.st_size, state.st_mtime))
    return found
