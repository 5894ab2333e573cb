"""How blocks are dealt to those who stand in the port: evenly, first to those who occupy a server of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from portsim.model.port import Port
from portsim.study.forecasting.groups import IN_SERVICE, Group, Standers


def ranks_of(port: Port, groups: Sequence[Group]) -> Mapping[str, Mapping[Standers, int]]:
    """Place with blocks to the numbers by which they are dealt at each terminal: those in service come first,
    then those who hold servers, then all others, so that no two get what only one of them can have."""
    return {
        name: dict(_ranked(port, name, groups))
        for name, place in port.places.items()
        if place.blocks is not None
    }


def _ranked(port: Port, place: str, groups: Sequence[Group]) -> Iterator[tuple[Standers, int]]:
    """The first number of each at its terminal, in the order in which they are dealt."""
    order = [(_rank(port, place, group, each), each) for group in groups for each in group.members]
    order.sort(key=lambda one: one[0])
    dealt = Counter[str]()
    for _, each in order:
        site = port.places[place].site(each.row.terminal)
        yield each, dealt[site]
        dealt[site] += each.row.count


def _rank(port: Port, place: str, group: Group, each: Standers) -> tuple[int, int]:
    """Whether shipments are in service in the blocks of a place, hold servers there, or neither."""
    alike = {name for name, other in port.places.items() if name == place or other.as_at == place}
    if any(head.kind == IN_SERVICE and alike & set(head.step.named("places")) for head in each.heads):
        return 0, each.number
    return (1 if alike & set(group.midway.holds) else 2), each.number
