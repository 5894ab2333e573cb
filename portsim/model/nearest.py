"""Which site of a choice is the nearest from a terminal, by the mean time of the way there."""

from __future__ import annotations

from portsim.model.port import Port


def nearest_site(port: Port, choice: tuple[str, ...], terminal: str) -> str | None:
    """The nearest of the sites that are chosen so, None for the places that flows name.

    Those win where ways are as long, then the sites in the order of the file.
    """
    times: dict[str | None, float] = {}
    for name in choice:
        site = port.other_sites[name]
        if site.nearest is not None and site.takes(terminal):
            times.setdefault(None, port.time(site.nearest, terminal).lifted.average)
            times[name] = port.time(site.instead[site.nearest], terminal).lifted.average
    return min(times, key=lambda name: times[name]) if times else None
