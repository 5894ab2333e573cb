"""Parts that list what else they could plausibly be, by name: a range whose ends a machine can try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from portsim.base.errors import did_you_mean
from portsim.model.sourced import ASSUMPTION, Sourced, Sources


class Other(Sourced):
    """What a part could be instead. It is one end of a range itself, so that an assumption needs no further
    one."""

    source: Sources = (ASSUMPTION,)

    @property
    def ranged(self) -> bool:
        return True

    def check(self) -> None:
        super().check()
        if self.range is not None:
            raise ValueError("an alternative takes no range; list what else it could be beside it")


class Varied(Sourced):
    """A part with named alternatives, each of which can stand in its place as a whole."""

    alternatives: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, key) for key in type(self).model_fields if key != "alternatives"))

    @property
    def ranged(self) -> bool:
        return super().ranged or bool(self.alternatives)

    def range_words(self) -> str:
        """The names of the alternatives, and the range in words; empty if there are neither."""
        return "; ".join(filter(None, (", ".join(self.alternatives), super().range_words())))

    def children(self) -> dict[str, object]:
        """What stands under each key, without the alternatives: they are no numbers of the port."""
        return {key: value for key, value in super().children().items() if key != "alternatives"}

    def named(self, name: str) -> Self:
        """The alternative of this name in its place; it keeps the list, so that another one can follow.

        Raises ValueError: there is no such alternative.
        """
        if name not in self.alternatives:
            hint = did_you_mean(name, self.alternatives)
            raise ValueError(f"unknown alternative '{name}'{hint}; give one of them, or a whole mapping")
        other: Other = self.alternatives[name]
        fields = type(self).model_fields.items()
        usual = {key: field.get_default() for key, field in fields if key != "alternatives"}
        given = {key: getattr(other, key) for key in type(other).model_fields}
        changed = self.model_copy(update={**usual, **given})
        changed.check()
        return changed
