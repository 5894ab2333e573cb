"""Targets: within how long shipments are to get from one milestone to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.model.part import Part
from portsim.model.sourced import Time

KEYS = {"first": "from", "last": "to"}  # field: its key in a file, which is no name of Python's


class Target(Part):
    """How soon shipments of some streams are to be at a milestone: `{from: A, to: B, within: {value: 48 h}}`.

    The stage tables give the share that keeps it, by stream, channel and terminal.
    """

    streams: tuple[str, ...] = Field((), description="its streams; all that pass both milestones if not said")
    first: str = Field(description="the milestone from which the time counts")
    last: str = Field(description="the milestone to which the time counts")
    within: Time = Field(description="how long it is to take at most")

    @model_validator(mode="before")
    @classmethod
    def _from_and_to(cls, data: object) -> object:
        if not isinstance(data, Mapping):
            return data
        fields = {key: field for field, key in KEYS.items()}
        return {fields.get(key, key): value for key, value in data.items()}

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Self:
        if self.first == self.last:
            raise ValueError(f"from and to are both {self.first}; a target needs two milestones")
        return self

    @classmethod
    def keys_in(cls, data: Mapping[str, object]) -> dict[str, str]:
        return {name: KEYS.get(name, name) for name in super().keys_in(data)}

    def children(self) -> dict[str, object]:
        return {KEYS.get(name, name): value for name, value in super().children().items()}

    @property
    def span(self) -> str:
        """From which milestone to which, in words."""
        return f"{self.first} to {self.last}"

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema of files."""
        schema = handler(core)
        target = handler.resolve_ref_schema(schema)
        target["properties"] = {KEYS.get(n, n): each for n, each in target["properties"].items()}
        target["required"] = [KEYS.get(name, name) for name in target["required"]]
        return schema
