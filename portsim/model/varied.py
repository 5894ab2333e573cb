"""Parts that list what else they could plausibly be, by name: a range whose ends a machine can try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import Field

from portsim.base.errors import did_you_mean
from portsim.base.units import Real
from portsim.model.sourced import ASSUMPTION, Sources
from portsim.model.undrawn import Undrawn


class Other(Undrawn):
    """What a part could be instead. It is one end of a range itself, so that an assumption needs no further
    one."""

    source: Sources = (ASSUMPTION,)
    range: tuple[Any, Any] | None = Field(None, description="not taken: each alternative is an end of it")
    weight: Annotated[Real, Field(gt=0, le=1000)] | None = Field(
        None,
        description="how likely it is beside what is stated, which has weight 1; if not said, all "
        "alternatives together have weight 1",
    )

    @property
    def ranged(self) -> bool:
        return True

    def check(self) -> None:
        super().check()
        if self.range is not None:
            raise ValueError("an alternative takes no range; list what else it could be beside it")


class Varied(Undrawn):
    """A part with named alternatives, each of which can stand in its place as a whole."""

    alternatives: Mapping[str, Any]

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, key) for key in type(self).model_fields if key != "alternatives"))

    @property
    def ranged(self) -> bool:
        return super().ranged or bool(self.alternatives)

    def range_words(self) -> str:
        """The names of the alternatives, and the range in words; empty if there are neither."""
        names = ", ".join(
            name if each.weight is None else f"{name} (weight {each.weight:g})"
            for name, each in self.alternatives.items()
        )
        return "; ".join(filter(None, (names, super().range_words())))

    def children(self) -> dict[str, object]:
        """What stands under each key, without the alternatives: they are no numbers of the port."""
        return {key: value for key, value in super().children().items() if key != "alternatives"}

    @property
    def varies(self) -> bool:
        return bool(self.alternatives)

    def drawn_at(self, share: float) -> Self:
        """What is stated up to its share of the weights, then the alternatives in their order."""
        chosen = self.chosen_at(share)
        return self.named(chosen) if chosen else self

    @property
    def brief(self) -> str:
        return "as stated"

    def words_at(self, share: float) -> str:
        return self.chosen_at(share) or self.brief

    def chosen_at(self, share: float) -> str:
        """The name of the alternative at a share of the weights [0..1]; empty for what is stated.

        Raises ValueError: there are no alternatives.
        """
        if not self.varies:
            raise ValueError("it lists no alternatives to take another one from")
        weights = [
            1 / len(self.alternatives) if each.weight is None else each.weight
            for each in self.alternatives.values()
        ]
        passed, sought = 1.0, share * (1 + sum(weights))
        if sought <= passed:
            return ""
        for name, weight in zip(self.alternatives, weights, strict=True):
            passed += weight
            if sought <= passed:
                return name
        return name

    def named(self, name: str) -> Self:
        """The alternative of this name in its place; it keeps the list, so that another one can follow.

        Raises ValueError: there is no such alternative.
        """
        if name not in self.alternatives:
            hint = did_you_mean(name, self.alternatives)
            raise ValueError(f"unknown alternative '{name}'{hint}; give one of them, or a whole mapping")
        other: Other = self.alternatives[name]
        own = type(self).model_fields
        fields = own.items()
        usual = {key: field.get_default() for key, field in fields if key != "alternatives"}
        given = {key: getattr(other, key) for key in type(other).model_fields if key in own}
        changed = self.model_copy(update={**usual, **given})
        changed.check()
        return changed
