"""Scripts of the benchmarks, as modules.

Cimba adds to the types that Numba knows, which it can do only before Numba compiles anything.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import cimba
import pytest

assert cimba


@pytest.fixture(scope="module")
def script() -> Iterator[Callable[[str], ModuleType]]:
    """A script by its name; it finds its neighbours by itself."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(Path(__file__).parents[2] / "benchmarks")
        yield importlib.import_module
