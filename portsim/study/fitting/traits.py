"""How often shipments of fitted logs have a trait, and the planned times that a log has and a fit has not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.units import show_share
from portsim.model.port import Port
from portsim.study.fitting.found import Answered, Coming
from portsim.study.fitting.measured import Measured
from portsim.study.fitting.words import counted_share


@dataclass(frozen=True)
class Had:
    """A trait as it was counted in the logs of `streams`, and the `others` whose shipments can have it and
    whose logs do not say: the scenario has one share for all."""

    counted: Answered
    streams: tuple[str, ...]
    others: tuple[str, ...]


def counted_traits(port: Port, coming: Sequence[Coming]) -> dict[str, Measured]:
    """The answers (0 and 1) of the logs that are fitted, by key of the share: `traits.aeo.share`."""
    found: dict[str, Measured] = {}
    for each in coming:
        log, stream = each.logged.log, each.logged.stream
        for name in port.traits:
            if each.found is None or name not in log.columns or np.isnan(log.columns[name]).all():
                continue
            own = found.setdefault(f"traits.{name}.share", Measured(f"traits.{name}.share"))
            said = ~np.isnan(log.columns[name])
            own.steps.append(stream)
            own.sources.append(each.logged.source)
            own.parts.append((log.arrival[said], log.columns[name][said], log.terminal[said]))
    return found


def had(port: Port, coming: Sequence[Coming], counted: Answered) -> Had:
    """A counted trait, with the streams of which no log says how often they have it."""
    name = counted.measured.key.split(".")[1]
    told = {each.logged.stream for each in coming if name in each.logged.log.columns}
    others = [stream for stream in port.traits[name].of if stream in port.demand and stream not in told]
    return Had(counted, tuple(counted.measured.steps), tuple(others))


def of_traits(port: Port, traits: Mapping[str, Had]) -> Iterator[str]:
    """How often each trait was counted, and what the fitted scenario has of it."""
    for key, each in traits.items():
        said = f"{counted_share(each.counted)} of {' and '.join(each.streams)}"
        if not each.others:
            yield f"{key}: {said}"
            continue
        stated = show_share(port.traits[key.split(".")[1]].share.value)
        yield (
            f"{key}: stays {stated} for all, though the log has {said}: it is the share of "
            f"{' and '.join(each.others)}, too, of which no log says it; set {key}, or give all of them a log"
        )


def of_planned_times(port: Port, coming: Sequence[Coming]) -> Iterator[str]:
    """The planned times of logs that are fitted: they are drawn anew, as the scenario has them."""
    for each in coming:
        stream = each.logged.stream
        planned = port.demand[stream].planned
        if each.found is not None and planned is not None and planned.name in each.logged.log.columns:
            key = f"demand.{stream}.planned"
            yield f"{key}: {planned.name} of the log is not fitted: runs draw it as the scenario says"
