"""Draws that a later study in the same process can use again, as long as they are small."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from portsim.scenario.scenario import Scenario
from portsim.workload.draws import Draws

MOST = 256_000_000  # [byte] in a process; a day of the whole port takes some 20 million
_KEPT: dict[tuple[int, int], Draws] = {}  # by seed and replication, the one used last at the end


@contextmanager
def draws_of(scenario: Scenario, replication: int, *, again: bool) -> Iterator[Draws]:
    """The draws of a replication, which its alternatives share.

    With `again` they are those that an earlier study has left, and are left for the next one: a changed
    number draws anew only what depends on it. Those used longest ago go when all take too much memory. A
    stream that comes from a log is read each time, as the file can have changed.
    """
    key = (scenario.study.seed, replication)
    worlds = (scenario.world(name) for name in scenario.alternatives)
    logged = any(demand.log is not None for world in worlds for demand in world.port.demand.values())
    if not again or logged:
        yield Draws(*key, shared=True)
        return
    _KEPT[key] = draws = _KEPT.pop(key, None) or Draws(*key, shared=True)
    yield draws
    while sum(each.size for each in _KEPT.values()) > MOST:
        del _KEPT[next(iter(_KEPT))]
