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
T = TypeVar("T")


def joined(columns: Sequence[NDArray[Scalar]], kind: type[Scalar]) -> NDArray[Scalar]:
    """Arrays one behind the other, also none; not copied if they already are so in one array."""
    filled = [column for column in columns if len(column)]
    if len(filled) == 1 and filled[0].dtype == kind and filled[0].flags.c_contiguous:
        return filled[0]
    base = filled[0].base if filled else None
    if isinstance(base, np.ndarray) and base.ndim == 1 and base.dtype == kind and _neighbours(filled):
        begin = (_address(filled[0]) - _address(base)) // base.itemsize
        return base[begin : begin + sum(map(len, filled))]
    return np.concatenate([*columns, np.empty(0, dtype=kind)]).astype(kind, copy=False)


def read_only(thing: T) -> T:
    """An array as one that cannot be written to, not copied; of a tuple each in it. All else as it is."""
    if isinstance(thing, tuple) and type(thing) is tuple:  # a named one is left as it is
        return tuple(read_only(each) for each in thing)  # type: ignore[return-value]
    if not isinstance(thing, np.ndarray) or not thing.flags.writeable:
        return thing
    seen = thing.view()
    seal(seen)
    return seen


def seal(*columns: NDArray[Any]) -> None:
    """Let nobody write to these arrays from now on."""
    for column in columns:
        column.flags.writeable = False


def in_use(numbers: NDArray[Any]) -> Ints:
    """The different ones of whole numbers >= 0, rising: what `np.unique` gives, in a tenth of the time where
    they are small."""
    return np.flatnonzero(np.bincount(numbers))


def mean_of(samples: Floats) -> float:
    """The mean of samples of shape (n,), n > 0: what `samples.mean()` gives, to the last bit, but of few in
    half the time."""
    return float(np.add.reduce(samples)) / len(samples)


def share_of(those: Bools) -> float:
    """The share of those that are so, shape (n,), n > 0: what `those.mean()` gives."""
    return int(np.count_nonzero(those)) / len(those)


def quantiles(samples: NDArray[Any], *shares: float) -> tuple[float, ...]:
    """The quantiles (0..1) of samples of shape (n,), n > 0, interpolated between them; NaN if one is NaN.

    What `np.quantile` gives of float64, to the last bit, without what it does for axes, weights and methods:
    a run asks for three hundred of few samples each, which took a fifteenth of it. Source: Hyndman and Fan
    1996, Sample quantiles in statistical packages, type 7.
    """
    last = len(samples) - 1
    below = {int(share * last) for share in shares}
    above = {min(place + 1, last) for place in below}
    return quantiles_of(np.partition(samples, sorted({*below, *above, last})), *shares)


def quantiles_of(ordered: NDArray[Any], *shares: float) -> tuple[float, ...]:
    """What `quantiles` gives of samples that are in ascending order, at the places that it looks at and at
    the end."""
    last = len(ordered) - 1
    if ordered[last] != ordered[last]:
        return (float("nan"),) * len(shares)
    places = [share * last for share in shares]
    return tuple(
        _between(float(ordered[int(place)]), float(ordered[min(int(place) + 1, last)]), place - int(place))
        for place in places
    )


def _between(low: float, high: float, share: float) -> float:
    """The share (0..1) of the way from one number to the next, counted from the nearer of them."""
    return low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share)


def _neighbours(columns: Sequence[NDArray[Scalar]]) -> bool:
    """Whether arrays are parts of one array, each from where the one before it ends."""
    base, end = columns[0].base, _address(columns[0])
    for column in columns:
        if column.base is not base or not column.flags.c_contiguous or _address(column) != end:
            return False
        end += column.nbytes
    return True


def _address(array: NDArray[Any]) -> int:
    return int(array.__array_interface__["data"][0])
