"""The arrays of portsim by name, and arrays laid one behind the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


ShortFloats = NDArray[np.float32]


Ints = NDArray[np.int64]


Bools = NDArray[np.bool_]


ShortInts = NDArray[np.int32]


SmallInts = NDArray[np.int16]


Scalar = TypeVar("Scalar", bound=np.generic)


def joined(columns: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
    """Arrays one behind the other, also none; not copied if they already are so in one array."""
    filled = [column for column in columns if len(column)]
    base = filled[0].base if filled else None
    if isinstance(base, np.ndarray) and base.ndim == 1 and base.dtype == kind:
        begins = [(_address(column) - _address(base)) // base.itemsize for column in filled]
        ends = [begin + len(column) for begin, column in zip(begins, filled, strict=True)]
        if begins[1:] == ends[:-1] and all(each.base is base and each.flags.c_contiguous for each in filled):
            return base[begins[0] : ends[-1]]
    return np.concatenate([*columns, np.empty(0, dtype=kind)]).astype(kind, copy=False)


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])
