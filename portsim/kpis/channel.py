"""Customs channels: each shipment is in the first whose trait it has (selectivity lanes, as in ASYCUDA)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from portsim.base.arguments import check_arguments
from portsim.base.arrays import Bools
from portsim.model.declare import declare
from portsim.model.library import Kind
from portsim.model.world import World
from portsim.records.shipments import Shipments

EVERYONE = "all"  # the channel of a port that has no others


@dataclass(frozen=True)
class Channel:
    """A channel of the shipments that have a trait; without a trait, of all that are in no channel before
    it."""

    name: str
    trait: str = ""


def _says(channel: Channel) -> str:
    return f"shipments with {channel.trait}" if channel.trait else "all other shipments"


CHANNEL: Kind[Channel] = Kind("channel", "channels", _says)


def channel(name: str, trait: str = "") -> Channel:
    """Declare a channel under its name; the order of declaration is that of the channels, and the one of all
    others comes last, so that plug-ins can add some.

    Raises PortsimError: the module declares the name twice. ArgumentError: a trait that is no text.
    """
    check_arguments(channel, locals(), "trait")
    return declare(CHANNEL, name, Channel(name, trait))


def channels_in(world: World) -> tuple[Channel, ...]:
    """The channels whose traits the port has; one for all shipments where it has none of them."""
    known = [
        each for each in world.library[CHANNEL].values() if not each.trait or each.trait in world.port.traits
    ]
    if not any(each.trait for each in known):
        return (Channel(EVERYONE),)
    return tuple(sorted(known, key=lambda each: not each.trait))


def members(shipments: Shipments, channels: tuple[Channel, ...]) -> dict[str, Bools]:
    """Channel to the shipments in it, shape (n,) each."""
    out: dict[str, Bools] = {}
    left = np.ones(shipments.n, dtype=np.bool_)
    for each in channels:
        never = np.zeros(shipments.n, dtype=np.bool_)
        out[each.name] = left & shipments.traits.get(each.trait, never) if each.trait else left
        left = left & ~out[each.name]
    return out
