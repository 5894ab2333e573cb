"""Files written whole or not at all: a full disk or a killed run leaves the earlier contents."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from portsim.base.errors import PortsimError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)


def write_text(path: Path, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises PortsimError: it cannot be written; what was there before is still there.
    """
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, whole or not at all.

    Raises PortsimError: it cannot be written; what was there before is still there.
    """
    target = Path(os.path.realpath(path))  # through a symbolic link, which stays one
    partial = target.with_name(f".{target.name}.{os.getpid()}.partial")
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        if target.exists() and not target.is_file():  # /dev/stdout: nothing to keep, nothing to replace
            with target.open("wb", buffering=0) as stream:
                stream.write(data)
            return
        if target.exists() and not os.access(target, os.W_OK):
            # replacing would succeed all the same, against the owner's wish
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        try:
            with partial.open("wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                shutil.copymode(target, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)
        _sync(target.parent)
    except OSError as error:
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> PortsimError:
    reason = (error.strerror or str(error)).lower()
    if error.errno == errno.ENOENT:
        reason = f"the folder {path.parent} does not exist"
    return PortsimError(f"cannot write {path}: {reason}; what was there before is unchanged")


def _sync(path: Path) -> None:
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


MANIFEST = ".portsim"  # names the files of a folder that was written whole


@contextmanager
def staged_folder(path: Path, mark: str | None = None) -> Iterator[Path]:
    """A fresh folder to fill, which takes the place of `path` only when the block ends well.

    With `mark`, an earlier folder is replaced only if it is empty, or was written here: it holds a file of
    that name and nothing that its manifest does not name. A folder with a user's own files is refused.

    Raises PortsimError: the folder cannot be written; another run is writing it; `path` is a file,
    the current folder or one above it, or somebody's own folder.
    """
    target = Path(os.path.realpath(path))
    partial, old = target.with_name(f".{target.name}.partial"), target.with_name(f".{target.name}.old")
    _refuse_precious(path, target, mark)
    lock = -1
    try:
        try:
            _recover(path, target, partial, old)
            partial.mkdir(parents=True)
            lock = os.open(partial, os.O_RDONLY)
            _try_lock(lock)
        except OSError as error:
            raise _cannot_write(path, error) from None
        try:
            yield partial
        except OSError as error:
            if error.errno in NO_ROOM:  # other errors of the block are not about this folder
                raise _cannot_write(path, error) from None
            raise
        try:
            (partial / MANIFEST).write_text("\n".join(_names(partial)) + "\n")
            for folder, _, names in os.walk(partial):
                for name in (*names, "."):
                    _sync(Path(folder, name))
            _swap(target, partial, old)
        except OSError as error:
            raise _cannot_write(path, error) from None
    finally:
        if lock >= 0:
            shutil.rmtree(partial, ignore_errors=True)
            os.close(lock)


def add_to_folder(folder: Path, name: str, text: str) -> None:
    """Write one more text file into a folder that `staged_folder` wrote, as one of its own.

    Raises PortsimError: it cannot be written; the folder is as it was.
    """
    manifest = folder / MANIFEST
    names = manifest.read_text().splitlines()
    write_text(folder / name, text)
    write_text(manifest, "\n".join(sorted({*names, name})) + "\n")


def _swap(target: Path, partial: Path, old: Path) -> None:
    moved = target.exists()
    if moved:
        target.rename(old)
    try:
        partial.rename(target)
    except BaseException:
        if moved:
            old.rename(target)
        raise
    _sync(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def _refuse_precious(path: Path, target: Path, mark: str | None) -> None:
    if target.exists() and not target.is_dir():
        raise PortsimError(f"cannot write {path}: it is a file, allowed a folder or a new name")
    here = Path.cwd()
    if target == here or target in here.parents or target == Path(os.path.realpath(Path.home())):
        raise PortsimError(
            f"cannot write {path}: it would replace the folder {target} and all in it; name a new one"
        )
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


def check_folder(path: Path, mark: str) -> None:
    """Say before the work is done that its results could not be written.

    Raises PortsimError: what `staged_folder` would raise, as far as it can be known now.
    """
    target = Path(os.path.realpath(path))
    _refuse_precious(path, target, mark)
    above = target.parent
    while not above.exists():
        above = above.parent
    if not above.is_dir():
        raise PortsimError(f"cannot write {path}: {above.name} is a file, not a folder")
    if not os.access(above, os.W_OK | os.X_OK):
        raise PortsimError(f"cannot write {path}: permission denied; what was there before is unchanged")


def _names(folder: Path) -> list[str]:
    """Every file below a folder but the manifest, by its relative name."""
    found = (p.relative_to(folder).as_posix() for p in folder.rglob("*") if not p.is_dir())
    return sorted(name for name in found if name != MANIFEST)


def _recover(path: Path, target: Path, partial: Path, old: Path) -> None:
    """Clear up after a run that was killed: put the earlier folder back if it was set aside."""
    if partial.exists():
        lock = os.open(partial, os.O_RDONLY)
        try:
            if not _try_lock(lock):
                raise PortsimError(
                    f"cannot write {path}: another run is writing it; wait, or name another folder"
                )
            shutil.rmtree(partial)
        finally:
            os.close(lock)
    if old.exists():
        if target.exists():
            shutil.rmtree(old)
        else:
            old.rename(target)


def _try_lock(handle: int) -> bool:
    """Hold a folder until the process ends, however it ends; True if nobody else holds it."""
    try:
        import fcntl
    except ImportError:  # Windows: no such lock, two runs into one folder are not noticed
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
