"""The names in a log: of shipments, threads, cases and resources, the same in every format."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from portsim.report.logs.log import Log


@dataclass(frozen=True, eq=False)
class Names:
    """A shipment is called by its stream and its number in the table of shipments, `export:17`; a thread has
    its flow behind that; a resource is `terminal/place`, with the block behind it where there are several."""

    log: Log

    def shipment(self, number: int) -> str:
        """The name of a shipment by number; an empty text for none (-1)."""
        return "" if number < 0 else f"{self.stream(number)}:{number}"

    def thread(self, number: int) -> str:
        """The name of a thread by number."""
        shipment, flow = divmod(number, len(self.log.flows))
        return f"{self.shipment(shipment)}:{self.log.flows[flow]}"

    def case(self, number: int) -> str:
        return self.thread(number) if self.log.case == "thread" else self.shipment(number)

    def stream(self, number: int) -> str:
        """The stream of a shipment by number."""
        records = self.log.records
        return records.streams[bisect_right(records.first, number) - 1]  # one without shipments comes before

    @cached_property
    def several(self) -> frozenset[tuple[str, str]]:
        """The places that have more than one block at a terminal."""
        blocks = Counter((place, terminal) for place, terminal, _ in self.log.records.pools)
        return frozenset(pool for pool, number in blocks.items() if number > 1)

    @cached_property
    def resources(self) -> tuple[str, ...]:
        """The name of each pool, by number."""
        return tuple(
            f"{terminal}/{place}" + (f"/{block}" if (place, terminal) in self.several else "")
            for place, terminal, block in self.log.records.pools
        )

    def milestones(self) -> Iterator[tuple[int, int, str]]:
        """The slot, the edge and the name of each milestone."""
        for slot, step in enumerate(self.log.records.steps):
            for edge, milestone in step.stamps.items():
                yield slot, ("at_queue", "at_start", "at_end").index(edge), milestone
