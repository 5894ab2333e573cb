"""A lock beside a folder: one process at a time writes it, and what a killed one left is known by it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from portsim.base.errors import PortsimError

WRITTEN = re.compile(r"portsim is writing this folder: ([0-9a-f]{8})\n")


@dataclass(frozen=True)
class Lock:
    """A lock file that this process holds, and the token by which its hidden folders are named.

    `left` is the token of a process that held the lock before and was killed; empty if there is none.
    """

    file: Path
    handle: int
    token: str
    left: str

    def mark(self) -> None:
        """Write the own token into the file: from now on the folders of this name belong to this process."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, f"portsim is writing this folder: {self.token}\n".encode(), 0)
        os.fsync(self.handle)

    def release(self, *, clean: bool) -> None:
        """Let others have the lock. `clean` says that no hidden folder is left: the file is taken away while
        it is still held, so that nobody waits on a file without a name. Else it stays and names what is left.
        """
        if clean:
            self.file.unlink(missing_ok=True)
        os.close(self.handle)


def locked(path: Path, file: Path) -> Lock:
    """The lock of the folder `path`, held until it is released or the process ends, however it ends.

    Raises PortsimError: another process holds it; a file of that name is the user's own. OSError: the file
    cannot be made.
    """
    while True:
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _hold(handle):
                raise PortsimError(
                    f"cannot write {path}: another run is writing it; wait, or name another folder"
                )
            there = _still_there(handle, file)
            text = os.pread(handle, 100, 0).decode(errors="replace")
            written = WRITTEN.fullmatch(text)
            if text and written is None:
                raise PortsimError(
                    f"cannot write {path}: beside it lies {file.name}, which portsim did not write; "
                    "move it away, or name another folder"
                )
        except BaseException:
            os.close(handle)
            raise
        if not there:  # its holder has just taken it away: there is a new one
            os.close(handle)
            continue
        return Lock(file, handle, uuid4().hex[:8], written[1] if written else "")


def _still_there(handle: int, file: Path) -> bool:
    """Whether the open file is the one that has its name now."""
    try:
        return os.path.samestat(os.fstat(handle), file.stat())
    except FileNotFoundError:
        return False


def _hold(handle: int) -> bool:
    """Hold an open file until it is closed or the process ends; True if nobody else holds it."""
    try:
        import fcntl
    except ImportError:  # Windows: no such lock, two runs into one folder are not noticed
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
