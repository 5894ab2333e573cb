"""Machine code is kept on the disk under a name that says what it is made of: stale code is never taken."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numba
from numba.core.dispatcher import Dispatcher

DIGITS = 12  # of a fingerprint, so that two never meet by chance


def kept(function: Callable[..., object]) -> Dispatcher:
    """Compile a function on its first call, and keep the machine code beside its file.

    Numba itself looks only at the file of that function, and not at those of the functions that it calls.
    So the fingerprint of all becomes a part of its name, and of the names of the files on the disk.
    """
    function.__qualname__ = f"{function.__name__}_{fingerprint(function)}"
    try:
        return numba.njit(cache=True, nogil=True)(function)
    except RuntimeError:  # no folder that can be written: it is compiled in every process
        return numba.njit(nogil=True)(function)


def fingerprint(function: Callable[..., object]) -> str:
    """A hash of what machine code is made of: the file of a function and of each compiled one that it calls,
    the constants that they read, wherever they come from, and Numba's version.

    Whatever it calls must stand before it.
    """
    files, constants = set(), set()
    seen, left = {function}, [function]
    while left:
        code, names = left[-1].__code__, left.pop().__globals__
        files.add(Path(code.co_filename))
        for name in code.co_names:
            value = names.get(name)
            called = getattr(value, "py_func", None)
            if called is not None and called not in seen:
                seen.add(called)
                left.append(called)
            elif isinstance(value, int | float | str | tuple):
                constants.add((name, repr(value)))
    found = sha256(repr((numba.__version__, sorted(constants))).encode())
    for text in sorted(file.read_bytes() for file in files):
        found.update(sha256(text).digest())
    return found.hexdigest()[:DIGITS]


def on_disk(dispatcher: Dispatcher) -> list[Path]:
    """Numba's index of the machine code that fits a kept function; none before it was compiled."""
    function, folder = dispatcher.py_func, dispatcher.stats.cache_path
    name = f"{Path(function.__code__.co_filename).stem}.{function.__qualname__}-*.nbi"
    return list(Path(folder).glob(name)) if folder is not None else []
