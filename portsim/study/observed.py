"""What one replication says about the published figures that the model is held against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from portsim.claims.observation import Observation
from portsim.kpis.kpi import Kpi
from portsim.model.world import World
from portsim.records.records import Records
from portsim.study.seen import Seen, of_samples

Findings = Mapping[str, "Finding"]  # of one run, by the name of the figure


@dataclass(frozen=True)
class Finding:
    """What one replication says about one figure [its unit]: as if all that is unfinished were through at the
    horizon, and as if each took a stated time longer; the share unfinished, and the parts behind it.

    `seen` are the samples of a quantile, None where there are none.
    """

    value: float
    later: float
    unfinished: float
    parts: Mapping[str, float]
    seen: Seen | None


def find(
    observations: Mapping[str, Observation], alternative: str, records: Records, grace: float
) -> Findings:
    """What a run of an alternative says about each figure that is compared with it.

    Unfinished shipments may take `grace` [min] longer.
    """
    found: dict[str, Finding] = {}
    for name, each in observations.items():
        if each.alternative != alternative or records.world is None:
            continue
        own, traits = _at_terminal(records, each.terminal)
        kpi = each.compared_with(records.world.library, traits)
        if kpi is not None:
            samples = kpi.samples(own)
            seen = of_samples(kpi, samples) if len(samples) and kpi.statistic != "max" else None
            found[name] = Finding(*kpi.figure(own, grace), _behind(kpi, own, records.world), seen)
    return found


def _behind(kpi: Kpi, records: Records, world: World) -> Mapping[str, float]:
    """The parts of a figure: of its minutes those of the steps on its way, and not what other threads of the
    shipments did meanwhile."""
    parts = records.once(("behind", kpi.of), lambda: kpi.of.behind(records))
    own = world.once(("labels", kpi.of), lambda: {read.step.label for read in kpi.of.steps(world)})
    return {label: amount for label, amount in parts.items() if label in own} or parts


def _at_terminal(records: Records, terminal: str) -> tuple[Records, tuple[str, ...]]:
    """The records with a trait for what is at a terminal, and that trait; as they are if none is named."""
    if not terminal:
        return records, ()
    trait = f"at terminal {terminal}"  # with spaces, as no trait of a file has
    return records.with_trait(
        trait,
        {
            name: each.terminal == records.terminals.index(terminal)
            for name, each in records.by_stream.items()
        },
    ), (trait,)
