"""Declaring: a call such as `kpi(...)` writes into the module that makes it, and nowhere else.

A module keeps its own declarations under `__portsim__`. A plug-in is made by reading them, so there is no
registry of the process, and what is declared in a notebook stays in that notebook.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from types import CodeType, FrameType
from typing import Any, TypeVar

from portsim.base.errors import got
from portsim.model.library import Declared, Kind, twice

T = TypeVar("T")
KEPT_IN = "__portsim__"


def declare(kind: Kind[Any], name: str, thing: T, frame: FrameType | None = None) -> T:
    """Declare a thing in the module of `frame`: by default, of the caller of the function that calls this
    one.

    A notebook cell that runs again, and a module that is loaded again, replace what they declared before.

    Raises PortsimError: the module declares the name twice; the message names both places. ValueError: the
    name has other characters than letters, digits, spaces, _ and -.
    """
    frame = frame or sys._getframe(2)
    if not isinstance(name, str) or not re.fullmatch(r"[\w -]+", name):
        raise ValueError(f"{kind.noun}: got the name {got(name)}, allowed letters, digits, spaces, _ and -")
    kept: dict[tuple[Kind[Any], str], tuple[Declared[Any], CodeType | None]]
    kept = frame.f_globals.setdefault(KEPT_IN, {})
    new, run = Declared(kind, name, thing, frame.f_code.co_filename, frame.f_lineno), _running(frame)
    earlier, before = kept.get((kind, name), (None, None))
    if earlier is not None and run is not None and before is run:
        raise twice(earlier, new)
    kept[kind, name] = (new, run)
    return thing


def declared_in(module: Mapping[str, object]) -> tuple[Declared[Any], ...]:
    """What a module has declared, in order; `module` is its namespace, such as `globals()`."""
    kept = module.get(KEPT_IN, {})
    return tuple(each for each, _ in kept.values()) if isinstance(kept, dict) else ()


def _running(frame: FrameType) -> CodeType | None:
    """The module's or cell's code that is being run just now; None for a call from elsewhere into a
    function."""
    here: FrameType | None = frame
    while here is not None:
        if here.f_code.co_name == "<module>" and here.f_globals is frame.f_globals:
            return here.f_code
        here = here.f_back
    return None
