"""How long a run goes on after its window, so that what was counted can be finished."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field, GetJsonSchemaHandler, PlainSerializer, TypeAdapter, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.base.units import DAY, Minutes, ShareValue, minutes, say_minutes, show_minutes, show_share
from portsim.model.part import Part

Length = Annotated[Minutes, PlainSerializer(show_minutes, return_type=str)]
Through = Annotated[ShareValue, PlainSerializer(show_share, return_type=str)]


class RunOut(Part):
    """How long a run goes on after the counted days, so that what came in them is finished: a plain length,
    such as `2 day`, or these keys."""

    at_least: Annotated[Length, Field(description="how long it goes on in any case")] = 4 * DAY
    until: Annotated[
        Through, Field(description="then until this share of the counted shipments is through")
    ] = 0.999
    at_most: Annotated[Length, Field(description="but for no longer than this after the counted days")] = (
        28 * DAY
    )

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
            least, most = say_minutes(self.at_least), say_minutes(self.at_most)
            raise ValueError(f"at_least is {least}, more than at_most, {most}; let at_most be the longer one")
        return self

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        own, plain = handler(core_schema), TypeAdapter(Length).json_schema()
        for key, shown in cls().model_dump().items():  # as a file writes it
            own["properties"][key]["default"] = shown
        return {"anyOf": [own, plain]}

    @property
    def lengths(self) -> Iterator[float]:
        """The lengths to try [min], rising: from `at_least`, doubled until `at_most` is reached."""
        length = self.at_least
        while length < self.at_most:
            yield length
            length = max(2 * length, DAY)
        yield self.at_most
