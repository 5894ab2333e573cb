"""Text files: read with a clear message, and written whole or not at all.

A full disk or a killed process leaves the earlier contents.
"""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from portsim.base.errors import PortsimError, said_of


class NotWritten(PortsimError):
    """The operating system refused to write `path`; nothing has changed."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason

    def __str__(self) -> str:
        return f"cannot write {self.path}: {self.reason}; what was there before is unchanged"


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, line ends as they are.

    Raises PortsimError: it cannot be read, or is no such text.
    """
    if _is_special(path):
        raise PortsimError(f"cannot read {path}: it is a folder, a device or a pipe; allowed a file")
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError:
        raise PortsimError(f"{path}: is not text in UTF-8; save the file as UTF-8") from None
    except (OSError, ValueError) as error:
        raise PortsimError(f"cannot read {path}: {said_of(error)}") from None


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all; of a file name that is no such text what has no letter
    is spelt out, as on the terminal.

    Raises PortsimError: it cannot be written; what was there before is still there.
    """
    write_bytes(path, text.encode(errors="backslashreplace"))


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all.

    Raises PortsimError: it cannot be written; what was there before is still there.
    """
    with filled(path) as stream:
        stream.write(data)


@contextmanager
def filled(path: Path) -> Iterator[IO[bytes]]:
    """A file to write piece by piece, which takes the place of `path` only when the block ends well.

    Raises PortsimError: it cannot be written; what was there before is still there.
    """
    check_file(path)
    target = Path(os.path.realpath(path))  # through a symbolic link, which stays one
    if not _is_special(target):
        with filled_file(path) as partial, partial.open("wb") as stream:
            yield stream
        return
    try:  # /dev/stdout: nothing to keep, nothing to replace
        with target.open("wb", buffering=0) as stream:
            yield stream
    except OSError as error:
        raise cannot_write(path, error) from None


@contextmanager
def filled_file(path: Path) -> Iterator[Path]:
    """The path of an empty file for a library that opens files by itself; it takes the place of `path` only
    when the block ends well.

    Raises PortsimError: it cannot be written; what was there before is still there.
    """
    check_file(path)
    target = Path(os.path.realpath(path))
    if _is_special(target):
        raise PortsimError(f"cannot write {path}: it is a device or a pipe; allowed a file")
    partial = target.with_name(f".{target.name}.{uuid4().hex}.partial")
    try:
        try:
            partial.write_bytes(b"")
            yield partial
            sync(partial)
            if target.exists():
                shutil.copymode(target, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        sync(target.parent)
    except OSError as error:
        raise cannot_write(path, error) from None


def _is_special(target: Path) -> bool:
    """Whether it is no file, such as /dev/stdout."""
    return target.exists() and not target.is_file()


def check_file(path: Path) -> None:
    """Say what stands in the way of a file before the work for it begins.

    Raises PortsimError: it is a folder, or it or its folder is not there or may not be written.
    """
    target = Path(os.path.realpath(path))
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if not target.parent.is_dir():
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        if not os.access(target if target.exists() else target.parent, os.W_OK):
            # replacing would succeed all the same, against the owner's wish
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise cannot_write(path, error) from None


def check_replaced(path: Path, begins: Sequence[str], what: str) -> None:
    """As `check_file`, and say so where what is there is no earlier output of this kind, but a scenario, say.

    begins: with what outputs of this kind begin; what: what they are called. An empty file may be replaced.

    Raises PortsimError: as of `check_file`; the file that is there holds something else.
    """
    check_file(path)
    try:
        if not path.is_file():
            return
        with path.open("rb") as stream:
            head = stream.read(max(map(len, begins)))
    except OSError as error:
        raise cannot_write(path, error) from None
    if head and not head.startswith(tuple(each.encode() for each in begins)):
        raise PortsimError(
            f"cannot write {path}: it is there already and is no {what}; remove it, or give another name"
        )


def cannot_write(path: Path, error: OSError) -> NotWritten:
    """The message for what the operating system refused."""
    reason = said_of(error)
    if error.errno == errno.ENOENT and not path.parent.is_dir():
        reason = f"the folder {path.parent} does not exist"
    return NotWritten(path, reason)


def sync(path: Path) -> None:
    """Have the disk hold what was written; some file systems cannot be asked, and that is no error."""
    with suppress(PermissionError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.EBADF):
                raise
        finally:
            os.close(handle)
