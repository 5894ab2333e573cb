"""Files that are written whole or not at all: a temporary name, fsync, rename."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portsim.errors import PortsimError

WORDS = {
    errno.ENOSPC: "no space left on device",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than is allowed here",
    errno.EACCES: "permission denied",
    errno.EROFS: "the file system is read-only",
    errno.ENOTDIR: "a part of the path is a file, not a folder",
    errno.EISDIR: "there is a folder of that name",
}


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all.

    Raises PortsimError: it cannot be written; earlier contents are untouched.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises PortsimError: it cannot be written; earlier contents are untouched.
    """
    partial = path.with_name(f".{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise failure(path, error) from None
    except BaseException:
        with suppress(OSError):
            partial.unlink()
        raise


def failure(path: Path, error: OSError) -> PortsimError:
    """What went wrong, for a person."""
    reason = WORDS.get(error.errno or 0, error.strerror or str(error))
    return PortsimError(f"cannot write {path}: {reason}; earlier contents are untouched")


@contextmanager
def staged_folder(path: Path) -> Iterator[Path]:
    """A fresh folder beside `path` that takes its place when the block ends well, and else disappears.

    The earlier folder is set aside for the moment of the exchange; if the program is killed in that
    moment, the next call finds it and puts it back.

    Raises PortsimError: it cannot be written; the earlier folder is untouched.
    """
    partial, aside = path.with_name(f".{path.name}.partial"), path.with_name(f".{path.name}.old")
    try:
        _recover(path, partial, aside)
        partial.mkdir(parents=True)
    except OSError as error:
        raise failure(path, error) from None
    try:
        yield partial
        for file in sorted(partial.rglob("*")):
            _sync(file)
        _sync(partial)
        if path.exists():
            path.replace(aside)
        partial.replace(path)
        _sync(path.parent)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        _undo(path, partial, aside)
        raise failure(path, error) from None
    except BaseException:
        _undo(path, partial, aside)
        raise


def _undo(path: Path, partial: Path, aside: Path) -> None:
    shutil.rmtree(partial, ignore_errors=True)
    if aside.exists() and not path.exists():
        aside.replace(path)


def _recover(path: Path, partial: Path, aside: Path) -> None:
    if aside.exists():
        if path.exists():
            shutil.rmtree(aside)
        else:
            aside.replace(path)
    if partial.exists():
        shutil.rmtree(partial)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
