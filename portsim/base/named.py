"""Why a name leads to no file that can be read."""

from __future__ import annotations

import errno
import os
import stat

from portsim.base.errors import said_of

NO_FILE = "no such file"
NO_NAME = (errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG)  # nothing has this name, or nothing can


def no_file(path: str | os.PathLike[str]) -> str:
    """Why there is no regular file under a name, in words; empty if there is one."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - takes names that no file can have too
    except ValueError:  # a NUL in the name
        return NO_FILE
    except OSError as error:
        if error.errno == errno.ELOOP:
            return "a symbolic link that leads back to itself"
        if error.errno in NO_NAME:
            return "a symbolic link to a file that is not there" if _is_link(path) else NO_FILE
        return f"cannot be read: {said_of(error)}"
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}
    for kind, words in kinds.items():
        if kind(mode):
            return f"{words}, and no file"
    return "" if stat.S_ISREG(mode) else "a device, and no file"


def _is_link(path: str | os.PathLike[str]) -> bool:
    try:
        return stat.S_ISLNK(os.lstat(path).st_mode)
    except OSError:
        return False
