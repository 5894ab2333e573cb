"""What a worker does with a piece of work: it keeps what the pieces of a study have in common."""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from pickle import loads
from typing import Any

from portsim.base.blame import what_is_said_of

_KEPT: dict[str, tuple[object, ...]] = {}  # by the name of a study: work, and what calls share


def done(name: str, unpack: Callable[[], tuple[object, ...]], piece: object) -> Any:
    """Do a piece of work of a study; `unpack` gives its function and what its calls have in common.

    These are unpacked at the first piece only, and with them is kept what was worked out from them, such as
    worlds and their programs. The next study takes their place.

    Raises RuntimeError: the work failed with an error that cannot be sent to another process; the text is
    that of the error.
    """
    if name not in _KEPT:
        _KEPT.clear()
        gc.unfreeze()
        gc.collect()
        _KEPT[name] = unpack()
        gc.freeze()  # it stays to the end; looking through it for what is free took 8 % of a run of a day
    work, *common = _KEPT[name]
    assert callable(work)
    try:
        return work(*common, piece)
    except Exception as error:
        text = sendable(error)
        if text is error:
            raise
        raise text from error


def sendable(error: Exception) -> Exception:
    """An error as it can be sent to another process: itself, or a RuntimeError with its text, where that or
    what it came of would be lost."""
    from cloudpickle import dumps

    said = what_is_said_of(error)
    with suppress(Exception):
        if said == what_is_said_of(loads(dumps(error))):
            return error
    text = RuntimeError(f"{type(error).__name__}: {error}")
    vars(text).update(said)
    return text
