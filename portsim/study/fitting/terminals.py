"""Which share of the shipments goes to each terminal, as the logs have it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from portsim.base.arrays import Floats
from portsim.base.units import show_share
from portsim.model.demand import Arrivals
from portsim.model.port import Port
from portsim.scenario.logs.volume import terminal_shares
from portsim.study.fitting.found import Coming

APART = 0.02  # of a stream's shipments that go elsewhere than the scenario sends them, from which it is said
DIGITS = 6


@dataclass(frozen=True)
class Spread:
    """The shares of the terminals of one mode of transport: by name, of how many rows, and whose."""

    shares: dict[str, float]
    n: int
    source: str


def spreads(port: Port, coming: Sequence[Coming]) -> dict[str, Spread]:
    """The shares of terminals, by mode of transport.

    Shares are the same for all streams of a mode, so they are found only where all streams that come by
    themselves were fitted, and where each terminal has rows. Streams count by their rows a day.
    """
    fitted = {each.logged.stream: each for each in coming if each.found is not None}
    out: dict[str, Spread] = {}
    for mode in dict.fromkeys(each.mode for each in port.terminals.values()):
        names = tuple(port.terminals_of(mode))
        own = [name for name, each in port.demand.items() if isinstance(each, Arrivals) and each.mode == mode]
        if len(names) < 2 or not own or not set(own) <= set(fitted):
            continue
        rates = [each.found.per_day for name in own if (each := fitted[name]).found is not None]
        rows = np.array([_of(port, fitted[name], names) for name in own])
        share = np.average(rows, axis=0, weights=rates)
        if (share > 0).all():
            out[mode] = Spread(
                _rounded(names, share),
                sum(len(fitted[name].logged.log.arrival) for name in own),
                "; ".join(dict.fromkeys(fitted[name].logged.source for name in own)),
            )
    return out


def of_terminals(port: Port, coming: Sequence[Coming], found: dict[str, Spread]) -> Iterator[str]:
    """What was found, and which stream goes elsewhere than the fitted scenario sends it."""
    for each in found.values():
        said = ", ".join(f"{name} {show_share(round(share, 4))}" for name, share in each.shares.items())
        yield f"terminals: {said} (n = {each.n:,}), as the log has it"
    for one in coming:
        if one.found is None:
            continue
        mode = one.logged.demand.mode
        names = tuple(port.terminals_of(mode))
        sent = found[mode].shares if mode in found else {n: port.terminals[n].share.value for n in names}
        own = dict(zip(names, _of(port, one, names), strict=True))
        if sum(abs(own[name] - sent[name]) for name in names) / 2 < APART:
            continue
        has = ", ".join(f"{name} {show_share(round(own[name], 4))}" for name in names)
        goes = ", ".join(f"{name} {show_share(round(sent[name], 4))}" for name in names)
        yield (
            f"demand.{one.logged.stream}: the log has {has}, the fitted scenario sends {goes}, as shares of "
            "terminals are those of all streams: set terminals.<name>.share, or keep the log"
        )


def _of(port: Port, each: Coming, names: Sequence[str]) -> Floats:
    found = terminal_shares(each.logged.log, port)
    return np.array([found[name] for name in names])


def _rounded(names: Sequence[str], share: Floats) -> dict[str, float]:
    """Shares that add up to 1 as they are written."""
    out = {name: round(float(part), DIGITS) for name, part in zip(names, share, strict=True)}
    out[names[-1]] = round(1 - sum(out[name] for name in names[:-1]), DIGITS)
    return out
