"""Random times and numbers: shapes of durations and whole numbers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from portsim.base.units import CountValue, Minutes, show_minutes
from portsim.model.sourced import USER, Count, PerDay, Share, Sourced, Time

SHAPES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    # shape: (needs, may have)
    "constant": (frozenset({"mean"}), frozenset()),
    "exponential": (frozenset({"mean"}), frozenset({"at_least"})),
    "erlang": (frozenset({"mean", "k"}), frozenset({"at_least"})),
    "lognormal": (frozenset({"mean", "cv"}), frozenset({"at_least"})),
    "triangular": (frozenset({"low", "mode", "high"}), frozenset()),
    "uniform": (frozenset({"low", "high"}), frozenset()),
}


class Duration(Sourced):
    """A random time [min]: `mean` is the mean, `cv` the coefficient of variation, `k` Erlang phases.

    `at_least` lifts shorter draws to a floor; the mean is that of the shape without the floor.
    """

    shape: Literal["constant", "exponential", "erlang", "lognormal", "triangular", "uniform"]
    mean: Minutes | None = None
    k: Annotated[int, Field(ge=1, le=100)] | None = None
    cv: Annotated[float, Field(gt=0, le=10)] | None = None
    low: Minutes | None = None
    mode: Minutes | None = None
    high: Minutes | None = None
    at_least: Minutes | None = None
    range: tuple[Minutes, Minutes] | None = Field(None, description="low and high of the mean")

    @model_validator(mode="after")
    def _fits_shape(self) -> Duration:
        needs, may = SHAPES[self.shape]
        given = {
            key
            for key in ("mean", "k", "cv", "low", "mode", "high", "at_least")
            if getattr(self, key) is not None
        }
        if missing := sorted(needs - given):
            raise ValueError(f"shape {self.shape} needs {', '.join(missing)}")
        if extra := sorted(given - needs - may):
            raise ValueError(f"shape {self.shape} does not take {', '.join(extra)}")
        if self.low is not None and self.high is not None:
            middle = self.low if self.mode is None else self.mode
            if not self.low <= middle <= self.high or self.low == self.high:
                raise ValueError(f"shape {self.shape} needs low <= mode <= high, and low below high")
        self._in_range(self.average, "mean", show_minutes)
        return self

    @property
    def average(self) -> float:
        """Mean of the shape [min]."""
        if self.shape == "triangular":
            assert self.low is not None and self.mode is not None and self.high is not None
            return (self.low + self.mode + self.high) / 3
        if self.shape == "uniform":
            assert self.low is not None and self.high is not None
            return (self.low + self.high) / 2
        assert self.mean is not None
        return self.mean


class Number(Sourced):
    """A random whole number: geometric (from 1), poisson, uniform (low..high) or constant."""

    shape: Literal["constant", "geometric", "poisson", "uniform"]
    mean: Annotated[float, Field(gt=0, lt=1e6)] | None = None
    low: CountValue | None = None
    high: CountValue | None = None
    range: tuple[float, float] | None = Field(None, description="low and high of the mean")

    @model_validator(mode="after")
    def _fits_shape(self) -> Number:
        if self.shape == "uniform":
            if self.low is None or self.high is None or self.mean is not None or self.low > self.high:
                raise ValueError("shape uniform needs low <= high, and no mean")
        elif self.mean is None or self.low is not None or self.high is not None:
            raise ValueError(f"shape {self.shape} needs mean, and no low or high")
        elif self.shape == "geometric" and self.mean < 1:
            raise ValueError("shape geometric counts from 1: its mean is at least 1")
        elif self.shape == "constant" and self.mean != round(self.mean):
            raise ValueError("shape constant needs a whole number as its mean")
        self._in_range(self.average, "mean", "{:g}".format)
        return self

    @property
    def average(self) -> float:
        if self.shape == "uniform":
            assert self.low is not None and self.high is not None
            return (self.low + self.high) / 2
        assert self.mean is not None
        return self.mean


SCALED = frozenset(
    {"value", "mean", "low", "mode", "high", "at_least"}
)  # keys of figures; cv and k are shapes


def scaled(number: Sourced, factor: float) -> Sourced:
    """The number times a factor, by the user's wish: whole numbers are rounded, all times of a shape scale.

    Raises ValueError: what is no number; a result that a number of this kind cannot take.
    """
    if not isinstance(number, Count | Share | Time | PerDay | Duration | Number):
        raise ValueError(f"scale takes a number, not a {type(number).__name__.lower()}")
    whole = isinstance(number, Count) or (
        isinstance(number, Number) and number.shape in ("constant", "uniform")
    )

    def times(value: float) -> float:
        return int(value * factor + 0.5) if whole else value * factor

    data: dict[str, object] = {"source": (USER,), "range": None, "note": ""}
    for key in SCALED & type(number).model_fields.keys():
        value = getattr(number, key)
        if isinstance(value, dict):
            data[key] = {terminal: times(each) for terminal, each in value.items()}
        elif value is not None:
            data[key] = times(value)
    if isinstance(number, Share) and number.value * factor > 1:
        raise ValueError(f"{100 * number.value:.4g} % times {factor:g} is above 100 %")
    if isinstance(number, Number) and number.average * factor < 1:
        raise ValueError(f"a mean of {number.average:g} times {factor:g} is below 1")
    return number.model_copy(update=data)
