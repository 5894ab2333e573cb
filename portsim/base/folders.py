"""Folders written whole or not at all: a full disk or a killed run leaves the earlier folder."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portsim.base.errors import PortsimError
from portsim.base.files import NotWritten, cannot_write, sync
from portsim.base.lock import Lock, locked

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)
NO_EXCHANGE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)
MANIFEST = ".portsim"  # names the files of a folder that was written whole


@contextmanager
def staged_folder(path: Path, mark: str | None = None) -> Iterator[Path]:
    """A fresh folder to fill, which takes the place of `path` only when the block ends well.

    It is made, and everything about `path` is checked, before the block begins; no other process can write
    `path` until it has ended. With `mark`, an earlier folder is replaced only if it is empty, or was written
    here: it holds a file of that name and nothing that its manifest does not name. A folder with a user's own
    files is refused.

    Raises PortsimError: the folder cannot be written; another run is writing it; `path` is a file, a mount
    point, the current folder or one above it, or somebody's own folder.
    """
    target = Path(os.path.realpath(path))
    _refuse_precious(path, target, mark)
    new = [above for above in target.parents if not above.exists()]
    try:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            lock = locked(path, target.with_name(f".{target.name}.lock"))
        except OSError as error:
            raise cannot_write(path, error) from None
        try:
            yield from _filled(path, target, lock, mark)
        finally:
            left = (*_hidden(target, lock.token), *_hidden(target, lock.left))
            lock.release(clean=not any(folder.exists() for folder in left))
    except BaseException:
        with suppress(OSError):  # a folder above that is not empty stays
            for above in new:
                above.rmdir()
        raise


def _filled(path: Path, target: Path, lock: Lock, mark: str | None) -> Iterator[Path]:
    """The fresh folder, while the lock is held."""
    partial, old = _hidden(target, lock.token)
    try:
        try:
            if lock.left:
                _recover(target, *_hidden(target, lock.left))
            _refuse_precious(path, target, mark)  # another run may have written it in between
            lock.mark()
            partial.mkdir()
        except OSError as error:
            raise cannot_write(path, error) from None
        try:
            yield partial
        except NotWritten as error:  # whoever reads it knows nothing of the hidden folder
            if partial not in error.path.parents:
                raise
            raise NotWritten(path / error.path.relative_to(partial), error.reason) from None
        except OSError as error:
            if error.errno in NO_ROOM:  # other errors of the block are not about this folder
                raise cannot_write(path, error) from None
            raise
        try:
            _refuse_precious(path, target, mark)  # a user may have put a file there meanwhile
            (partial / MANIFEST).write_text("\n".join(_names(partial)) + "\n")
            for folder, _, names in os.walk(partial):
                for name in (*names, "."):
                    sync(Path(folder, name))
            _take_the_place(target, partial, old)
        except OSError as error:
            raise cannot_write(path, error) from None
    finally:
        for left in (partial, old):
            shutil.rmtree(left, ignore_errors=True)


def _hidden(target: Path, token: str) -> tuple[Path, Path]:
    """Where a folder is filled, and where an earlier one is set aside; nobody else has these names."""
    return target.with_name(f".{target.name}.{token}.partial"), target.with_name(
        f".{target.name}.{token}.old"
    )


def _take_the_place(target: Path, partial: Path, old: Path) -> None:
    if not target.exists():
        partial.rename(target)
    elif not _exchanged(partial, target):
        target.rename(old)
        try:
            partial.rename(target)
        except BaseException:
            old.rename(target)
            raise
    sync(target.parent)


def _exchanged(one: Path, other: Path) -> bool:
    """Exchange two folders in one go, so that there is never none; False where the system cannot do that."""
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    if swap is None:
        return False
    here, both = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    if swap(here, os.fsencode(one), here, os.fsencode(other), both) == 0:
        return True
    if (number := ctypes.get_errno()) in NO_EXCHANGE:
        return False
    raise OSError(number, os.strerror(number))


def _refuse_precious(path: Path, target: Path, mark: str | None) -> None:
    if target.exists() and not target.is_dir():
        raise PortsimError(f"cannot write {path}: it is a file, allowed a folder or a new name")
    here = Path.cwd()
    if target == here or target in here.parents or target == Path(os.path.realpath(Path.home())):
        raise PortsimError(
            f"cannot write {path}: it would replace the folder {target} and all in it; name a new one"
        )
    _refuse_fixed(path, target)
    if not mark or not target.is_dir() or not any(target.iterdir()):
        return
    if not (target / mark).exists() or not (target / MANIFEST).exists():
        raise PortsimError(f"cannot write {path}: it holds other files and no {mark}; name a new folder")
    written = set((target / MANIFEST).read_text().splitlines())
    if others := sorted(set(_names(target)) - written):
        raise PortsimError(
            f"cannot write {path}: it holds {others[0]}, which portsim did not write; "
            "move it away, or name a new folder"
        )


def _refuse_fixed(path: Path, target: Path) -> None:
    """Raises PortsimError: the folder is there, and cannot be replaced as a whole."""
    above = next(folder for folder in target.parents if folder.exists())
    if not above.is_dir():
        raise PortsimError(f"cannot write {path}: {above.name} is a file, not a folder")
    if target.is_mount():
        raise PortsimError(
            f"cannot write {path}: it is a mount point, which cannot be replaced; name a folder inside it"
        )
    for folder, needed in ((above, os.W_OK | os.X_OK), (target, os.R_OK | os.W_OK | os.X_OK)):
        if folder.exists() and not os.access(folder, needed):
            raise PortsimError(f"cannot write {path}: permission denied; what was there before is unchanged")


def _names(folder: Path) -> list[str]:
    """Every file below a folder but the manifest, by its relative name."""
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())
    return sorted(name for name in found if name != MANIFEST)


def _recover(target: Path, partial: Path, old: Path) -> None:
    """Clear up after a run that was killed: put the earlier folder back if it was set aside."""
    if old.exists() and not target.exists():
        old.rename(target)
    for left in (partial, old):
        if left.exists():
            shutil.rmtree(left)
