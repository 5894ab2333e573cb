"""A piece of the configuration: frozen, and it knows its keys and its words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Part(BaseModel):
    """A piece of the configuration: frozen, and an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    added: ClassVar[frozenset[str]] = frozenset()  # later keys: no part of the identity where not given
    looks: ClassVar[frozenset[str]] = frozenset()  # keys of how it is drawn: no part of the identity
    chosen_as: ClassVar[str] = ""  # the tag of this kind, where the form of what is given decides the kind

    @classmethod
    def called(cls) -> str:
        """What messages call this kind among others that may stand in its place; empty if there are none."""
        return ""

    @classmethod
    def keys_in(cls, data: Mapping[str, object]) -> dict[str, str]:
        """Each field, and the key under which a mapping of a file gives it."""
        return {name: name for name in cls.model_fields}

    def children(self) -> dict[str, object]:
        """What stands under each key, as a file names it."""
        return {name: getattr(self, name) for name in type(self).model_fields}

    def kinds_at(self, key: str) -> tuple[type[Part], ...]:
        """The kinds of parts that may stand under one of the keys of `children`, where these are several."""
        return ()

    def with_child(self, key: str, value: object) -> Self:
        """A copy with another value under one of the keys of `children`.

        Raises ValidationError: the value is no such part, or does not go with what else there is.
        """
        return self.model_validate({**self.children(), key: value})

    def words(self) -> str:
        """The part in a few words, for the change log."""
        given = {key: value for key, value in self.children().items() if value not in (None, ())}
        return ", ".join(f"{key} {in_words(value)}" for key, value in given.items())

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """The schema, in which a field that is stated anew keeps the words of the class it was stated in."""
        schema = handler(core)
        for name, own in handler.resolve_ref_schema(schema).get("properties", {}).items():
            bases = (base.model_fields for base in cls.__mro__[1:] if issubclass(base, Part))
            said = (fields[name].description for fields in bases if name in fields)
            if "description" not in own and (words := next(filter(None, said), None)):
                own["description"] = words
        return schema


def in_words(value: object) -> str:
    """What stands under a key in a few words: a part, a list, text or nothing."""
    if isinstance(value, Part):
        return value.words()
    if isinstance(value, tuple):
        return " ".join(map(in_words, value))
    return "none" if value is None else str(value)
