"""Chances: a plain share, or one that rises with how full a place is at that moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar

import numpy as np
from pydantic import Discriminator, Field, GetJsonSchemaHandler, Tag
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from portsim.base.arrays import Floats, Ints, ShortInts
from portsim.base.units import ShareValue, show_share
from portsim.model.sourced import Share
from portsim.model.step import spoken

NEVER = int(np.iinfo(np.int32).max)  # more than can ever be at a place


class LevelChance(Share):
    """A chance that goes by how full a place is when a shipment reaches the step.

    It rises evenly from `empty` to `value` with the level, that is how many are there, served and waiting, at
    the terminal and in the block of the shipment, over the servers there. Above full it stays at `value`. The
    shipment itself is one of them if it holds a server there.
    """

    chosen_as: ClassVar[str] = "by level"

    value: Annotated[ShareValue, Field(description="the chance where the place is full")]
    at: Annotated[
        str, Field(description="the place whose level decides: how many are there, over its servers")
    ]
    empty: Annotated[ShareValue, Field(description="the chance where the place is empty")] = 0.0

    def check(self) -> None:
        super().check()
        if self.empty > self.value:
            raise ValueError(
                f"the chance is {show_share(self.empty)} where '{self.at}' is empty and falls to "
                f"{show_share(self.value)} where it is full; give one that rises, and let the flow do its "
                "steps otherwise"
            )

    def words(self) -> str:
        place = spoken(self.at)
        return f"{super().words()} where {place} is full, {show_share(self.empty)} where it is empty"

    def first_levels(self, uniform: Floats, servers: Ints) -> ShortInts:
        """From which level on each shipment takes the step, shape (n,): the least whole number L for which
        its uniform number [0..1) is below empty + (value - empty) L / servers; `NEVER` if there is none."""
        rise = self.value - self.empty
        share = (uniform - self.empty) / rise if rise > 0 else np.ones_like(uniform)
        levels = np.clip(np.floor(share * servers) + 1, 1, servers)
        levels = np.where(uniform < self.empty, 0, np.where(uniform < self.value, levels, NEVER))
        return levels.astype(np.int32)


def before_a_run(chance: Share) -> float:
    """What is taken for a chance before a run: of one by level, that where the place is half full."""
    return (chance.empty + chance.value) / 2 if isinstance(chance, LevelChance) else chance.value


def _kind(value: object) -> str:
    """Which of the two kinds a value is meant to be."""
    keys = value if isinstance(value, Mapping) else ()
    by_level = isinstance(value, LevelChance) or "at" in keys or "empty" in keys
    return (LevelChance if by_level else Share).chosen_as


class _EitherKind:
    """The schema of files: an overlay that gives some keys alone can be of both kinds."""

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        schema = handler(core)
        return {"anyOf": schema["oneOf"]}


Chance = Annotated[
    Annotated[Share, Tag(Share.chosen_as)] | Annotated[LevelChance, Tag(LevelChance.chosen_as)],
    Discriminator(_kind),
    _EitherKind(),
]  # the same at all times, or by how full a place is
