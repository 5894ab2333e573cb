"""What is sampled: which sliders, between which positions, and where the stored runs are to lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError, did_you_mean
from portsim.scenario.scenario import Scenario
from portsim.serve.controls import Control
from portsim.serve.state import State
from portsim.serve.variant import Variants
from portsim.study.uncertainty.chaos import Axis
from portsim.study.uncertainty.design import shares_of

LEAST, MOST = 64, 256  # stored worlds where nothing else is said: as many as sliders, within these
Positions = tuple[int, ...]  # of each slider


@dataclass(frozen=True)
class Plan:
    """Sliders by name, the alternatives that are run, the replications of each world, and how many worlds."""

    scenario: Scenario
    names: tuple[str, ...]
    shown: tuple[str, ...]
    replications: int
    samples: int

    @cached_property
    def variants(self) -> Variants:
        """Worlds at any positions, also those to which more work comes than their servers can do."""
        means = replace(self.scenario.means, overload=True)
        return Variants(replace(self.scenario, means=means))

    @cached_property
    def controls(self) -> tuple[Control, ...]:
        return tuple(self.variants.controls[name] for name in self.names)

    @property
    def stated(self) -> Positions:
        return tuple(each.stated for each in self.controls)

    @cached_property
    def axes(self) -> tuple[Axis, ...]:
        """How a figure can go by each slider: smoothly, or from choice to choice."""
        return tuple(
            Axis(tuple(step / len(each.values) for step in range(1, len(each.values))))
            if each.kind == "choice"
            else Axis()
            for each in self.controls
        )

    @cached_property
    def places(self) -> tuple[Floats, ...]:
        """Where the positions of each slider lie between its ends, [0..1]; of choices the middle of each."""
        return tuple(map(places_of, self.controls))

    def shares(self, points: Sequence[Positions]) -> Floats:
        """Where points lie between the ends of the sliders, shape (points, sliders)."""
        rows = [[self.places[i][at] for i, at in enumerate(point)] for point in points]
        return np.array(rows, dtype=float).reshape(len(points), len(self.names))

    def points(self) -> list[Positions]:
        """The positions at which worlds are to be run, spread evenly over all sliders, from end to end.

        Raises PortsimError: the number of samples is no power of 2.
        """
        shares = shares_of(self.samples, len(self.names), self.scenario.study.seed, run_alike=True)
        shares = (shares - shares.min(axis=0)) / np.ptp(shares, axis=0)
        return [
            tuple(int(np.argmin(np.abs(self.places[i] - share))) for i, share in enumerate(row))
            for row in shares
        ]

    def state(self, point: Positions) -> State:
        """The state of a page whose sliders stand there."""
        changes = tuple(
            sorted(
                (each.name, each.values[at])
                for each, at in zip(self.controls, point, strict=True)
                if at != each.stated
            )
        )
        return State(changes, self.shown, "quick", self.replications)


def planned(
    scenario: Scenario,
    variants: Variants,
    shown: tuple[str, ...],
    inputs: Sequence[str] | None,
    samples: int | None,
) -> Plan:
    """What is sampled of a scenario: all sliders that can move what is shown, or the `inputs` of these names.

    Raises PortsimError: no such input; none at all.
    """
    names = _named(inputs, variants) if inputs is not None else _all(scenario, variants, shown)
    if not names:
        raise PortsimError(f"{scenario.path.name}: has no number that the page could change; add ranges")
    number = samples if samples is not None else min(MOST, max(LEAST, 1 << (len(names) - 1).bit_length()))
    return Plan(scenario, names, shown, scenario.study.replications, number)


def _named(inputs: Sequence[str], variants: Variants) -> tuple[str, ...]:
    for name in inputs:
        if name not in variants.controls:
            raise PortsimError(f"inputs: unknown input '{name}'{did_you_mean(name, variants.controls)}")
    return tuple(name for name in variants.controls if name in inputs)


def _all(scenario: Scenario, variants: Variants, shown: tuple[str, ...]) -> tuple[str, ...]:
    """All sliders, but for those of measures that no shown alternative has."""
    uses = (scenario.in_place, *(scenario.compare[name] for name in shown))
    used = {use.measure for each in uses for use in each}

    def moves(control: Control) -> bool:
        parts = (key.split(".") for key in control.keys)
        return any(first not in ("measures", "what_ifs") or rest[0] in used for first, *rest in parts)

    return tuple(name for name, control in variants.controls.items() if moves(control))


def places_of(control: Control) -> Floats:
    """Where the positions of a control lie between its ends, [0..1]."""
    n = len(control.values)
    if control.kind == "choice":
        return np.array([(place + 0.5) / n for place in range(n)])
    levels = np.array([float(str(value).split()[0]) for value in control.values])
    width = levels[-1] - levels[0]
    return np.asarray((levels - levels[0]) / width) if width else np.zeros(n)
