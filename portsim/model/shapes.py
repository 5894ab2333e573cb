"""What all random quantities have in common: a shape with a mean, which says itself in words."""

from __future__ import annotations

from abc import abstractmethod
from typing import Self

from pydantic import Field, GetJsonSchemaHandler, ValidatorFunctionWrapHandler, WrapValidator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.model.sourced import Sourced

LEAST = 1e-9  # of a mean: what takes no time at all would be of no shape


class Shape(Sourced):
    """A random quantity: each shape is a class of its own, named by `shape`. A `range` is of the mean."""

    shape: str = Field(description="which shape it has")

    @classmethod
    def called(cls) -> str:
        return f"shape {cls.model_fields['shape'].default}"

    @property
    @abstractmethod
    def average(self) -> float:
        """Mean of the shape."""

    def check(self) -> None:
        super().check()
        self._in_range(self.average, "mean")

    @property
    def varies(self) -> bool:
        scales = type(self)._times is not Shape._times
        return scales and self.range is not None and self.average > 0

    @property
    def brief(self) -> str:
        return self._written(self.average)

    @property
    def level(self) -> float:
        return self.average

    def drawn_at(self, share: float) -> Self:
        """The quantity with another mean, all its figures in proportion."""
        if not self.varies or self.range is None:
            return super().drawn_at(share)
        low, high = self.range
        return self._times(max(self._taken(share, low, self.average, high) / self.average, LEAST))

    def _times(self, factor: float) -> Self:
        """The quantity with all its figures times a factor.

        Raises ValueError: a shape that does not say how.
        """
        raise ValueError(f"shape {self.shape} does not say how it is scaled")

    def scaled(self, factor: float) -> Self:
        return self._times(factor)

    def words(self) -> str:
        return f"{self.shape}, mean {self._written(self.average)}"

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of files, where the shape has to be named: it decides which other keys there are."""
        schema = super().__get_pydantic_json_schema__(core, handler)
        resolved = handler.resolve_ref_schema(schema)
        resolved["required"] = ["shape", *resolved.get("required", [])]
        return schema


def or_given(kind: type[Shape]) -> WrapValidator:
    """A checked quantity of this kind stays as it is; what a file says is read by its `shape`."""

    def keep(value: object, read: ValidatorFunctionWrapHandler) -> object:
        if isinstance(value, Sourced) and not isinstance(value, kind):
            raise ValueError(f"allowed an instance of {kind.__name__}")
        return value if isinstance(value, kind) else read(value)

    return WrapValidator(keep)
