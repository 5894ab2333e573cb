"""How long a run goes on after its window, so that what was counted can be finished."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, GetJsonSchemaHandler, PlainSerializer, TypeAdapter, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.base.units import DAY, Minutes, ShareValue, minutes, show_minutes, show_share
from portsim.model.part import Part

Length = Annotated[Minutes, PlainSerializer(show_minutes, return_type=str)]
Through = Annotated[ShareValue, PlainSerializer(show_share, return_type=str)]


class RunOut(Part):
    """Arrivals go on for `at_least`, then until the share `until` of the counted shipments is through with
    what every figure counts, but not for longer than `at_most`. A plain length, such as `2 day`, is as long
    as it says."""

    at_least: Annotated[Length, Field(description="how long arrivals go on after the counted days")] = 4 * DAY
    until: Annotated[Through, Field(description="of the counted shipments that are to be through")] = 0.999
    at_most: Annotated[Length, Field(description="when a run ends at the latest")] = 28 * DAY

    @model_validator(mode="before")
    @classmethod
    def _plain(cls, value: object) -> object:
        if not isinstance(value, int | float | str):
            return value
        minutes(value)  # what is wrong with a plain length is said of it, and not of both keys
        return {"at_least": value, "at_most": value}

    @model_validator(mode="after")
    def _in_order(self) -> RunOut:
        if self.at_least > self.at_most:
            least, most = show_minutes(self.at_least), show_minutes(self.at_most)
            raise ValueError(f"at_least is {least}, more than at_most, {most}; let at_most be the longer one")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        plain = TypeAdapter(Length).json_schema()
        return {"anyOf": [handler(core_schema), plain]}

    @property
    def lengths(self) -> Iterator[float]:
        """The lengths to try [min], rising: from `at_least`, doubled until `at_most` is reached."""
        length = self.at_least
        while length < self.at_most:
            yield length
            length = max(2 * length, DAY)
        yield self.at_most
