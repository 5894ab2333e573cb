"""Which share of the shipments goes to each other site, as far as it is known before a run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portsim.model.nearest import nearest_site
from portsim.model.other_site import choices
from portsim.model.port import Port
from portsim.model.step import ShareOf, Step

DoneAt = tuple[float, tuple[str, ...], tuple[str, ...]]  # share of those who come, places, tasks


def done_at(step: Step, goes: Mapping[str, float]) -> Iterator[DoneAt]:
    """Where a step is done: at each other site, then where its flow says; `goes` are the shares of the
    shipments that go to each site."""
    left = 1.0
    for other in step.others:
        left -= goes[other.site]
        yield goes[other.site], (other.place,) if other.place else (), (other.task,)
    if step.others:
        own = (step.named(group)[:1] for group in ("places", "tasks"))
        places, tasks = own
        yield max(left, 0.0), places, tasks
    else:
        yield 1.0, step.named("places"), step.named("tasks")


def site_shares(port: Port, share: ShareOf, terminal: str) -> Mapping[str, float]:
    """The share of the shipments of a terminal that goes to each other site.

    `share` gives that of those with a trait; several traits are taken as independent. Of sites with the
    shortest queue each is taken to have as many shipments as it has servers.
    """
    found: dict[str, float] = {}
    for choice in choices(port.other_sites):
        left, rest = 1.0, [name for name in choice if port.other_sites[name].trait is None]
        for name in choice:
            site = port.other_sites[name]
            if site.trait is not None:
                found[name] = left * share("traits", site.trait) if site.takes(terminal) else 0.0
                left -= found[name]
        near, servers = nearest_site(port, choice, terminal), _servers(port, choice, terminal)
        for name in rest:
            site = port.other_sites[name]
            if site.share is not None:
                of_left = site.share.value
            else:
                of_left = servers[name] / sum(servers.values()) if name in servers else float(name == near)
            found[name] = left * of_left if site.takes(terminal) else 0.0
    return found


def _servers(port: Port, choice: tuple[str, ...], terminal: str) -> Mapping[str, int]:
    """The servers of each site whose queue is compared at a terminal, those of the flows' own place under no
    name; none where no queues are compared."""
    found: dict[str, int] = {}
    for name in choice:
        site = port.other_sites[name]
        place = site.shortest_queue
        if place is not None and site.takes(terminal):
            for key, there in (("", place), (name, site.instead.get(place, place))):
                found[key] = port.places[there].most(terminal) * port.pools(there, terminal)
    return found
