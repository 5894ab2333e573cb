"""What a figure comes from: the order of the steps, the inputs, or the queues that form between shipments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Literal

from portsim.claims.claim import Reading
from portsim.claims.finding import Finding, mean_figure
from portsim.scenario.scenario import Scenario

Label = Literal["by construction", "product of inputs", "emergent"]
SAME = 0.02  # of the figure, and of what remains of a share: so near is the figure with unlimited servers


@dataclass(frozen=True)
class Origin:
    """The label of a reading, and its figure [unit] with unlimited servers over `n` replications.

    The label is None where nothing was measured, or no replication was run so.
    """

    label: Label | None = None
    unlimited: float = float("nan")
    n: int = 0


NO_ORIGIN = Origin()


def origin(reading: Reading, keys: Sequence[str], findings: Iterable[Finding], scenario: Scenario) -> Origin:
    """The label of a reading that `keys` decide, over its findings.

    By construction: no number decides it, or none but shares of traits that the measure brings. Product of
    inputs: unlimited servers give the same figure in the same replications. Emergent: they do not.
    """
    if reading.kpi is None:
        return NO_ORIGIN
    twice = [(each, each.unlimited) for each in findings if each.unlimited is not None]
    measured = [pair for pair in twice if all(isfinite(each.figure) for each in pair)]
    n = len(measured)
    limited = mean_figure(reading, [each for each, _ in measured])
    unlimited = mean_figure(reading, [other for _, other in measured])
    if by_construction(keys, scenario):
        return Origin("by construction", unlimited, n)
    if not n:
        return NO_ORIGIN
    same = _same(limited, unlimited) and (
        reading.figure != "saved_share" or _same(1 - limited, 1 - unlimited)
    )
    return Origin("product of inputs" if same else "emergent", unlimited, n)


def by_construction(keys: Iterable[str], scenario: Scenario) -> bool:
    """Whether none of the keys is a number of the port, but for shares of traits that a measure brings."""
    here = scenario.baseline.port.traits
    return all(
        (parts := key.split("."))[0] == "traits" and parts[-1] == "share" and parts[1] not in here
        for key in keys
    )


def _same(limited: float, unlimited: float) -> bool:
    return abs(unlimited - limited) <= SAME * abs(limited)
