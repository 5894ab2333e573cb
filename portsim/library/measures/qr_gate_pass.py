"""QR-code gate pass: the truck is read at the lane instead of handing over paper."""

from __future__ import annotations

from typing import ClassVar, Literal, TypeVar

from pydantic import Field, model_validator

from portsim.base.errors import ConfigError
from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.roster import Shift
from portsim.model.sourced import Count, Share
from portsim.model.steps import maybe, visit
from portsim.model.world import World

C = TypeVar("C", bound=Count)


@measure("qr_gate_pass")
class QrGatePass(Measure):
    """Trucks with a code are scanned; exceptions still go to the trouble desk.

    `lanes: mixed` lets both kinds share all lanes; `dedicated` takes `dedicated` lanes from the gate, in
    each of its shifts if it has any.
    """

    title: ClassVar[str] = "QR-code gate pass"
    reported: ClassVar[str] = "S5"
    aims_at: ClassVar[tuple[str, ...]] = (
        "gate_transaction_time",
        "gate_queue_time",
        "document_window_visits",
    )
    scan_code: Duration = Field(description="scan of a truck's code at the lane")
    exceptions: Share = Field(description="of trucks with a code, the share that goes to the trouble desk")
    lanes: Literal["mixed", "dedicated"] = Field(
        "mixed", description="whether trucks with a code have lanes of their own"
    )
    dedicated: Count | None = Field(None, description="lanes of their own, with `lanes: dedicated`")

    @model_validator(mode="after")
    def _lanes(self) -> QrGatePass:
        if (self.lanes == "dedicated") != (self.dedicated is not None):
            raise ValueError("dedicated lanes need both: lanes: dedicated, and how many under dedicated")
        return self

    def apply(self, world: World) -> World:
        flows = world.flows_with("gate_in")
        world = (
            world.set(
                "traits.has_code", Trait(share=self.uptake, of=world.streams_with("gate_in"), digital=True)
            )
            .set("tasks.scan_code", self.scan_code)
            .set("chances.code_exception", self.exceptions)
        )
        place = "gate_in"
        if self.dedicated is not None:
            place = "qr_lane"
            world = self._split_lanes(world, self.dedicated)
        for flow in flows:
            world = world.branch(
                flow,
                "gate_in",
                "has_code",
                visit(place, "scan_code", label="gate_in_qr", at_queue="gate_arrival"),
                maybe(
                    "code_exception",
                    (
                        visit(
                            "trouble_desk",
                            "resolve_trouble",
                            label="resolve_code_trouble",
                            counts="document_window",
                        ),
                    ),
                ),
                through="trouble" if "trouble" in world.flows[flow].labels else None,
            )
        return world

    def _split_lanes(self, world: World, dedicated: Count) -> World:
        gate = world.place("gate_in")
        terminals = world.port.sites("gate_in")
        rest = gate.servers.each(lambda lanes: _without(lanes, dedicated, terminals))
        taken = gate.servers.each(lambda lanes: _taken(lanes, dedicated, terminals))
        return world.set(f"places.gate_in.{gate.noun}", rest).set(
            "places.qr_lane", gate.model_copy(update={"servers": taken})
        )


def _without(lanes: C, dedicated: Count, terminals: tuple[str, ...]) -> C:
    """The lanes of a gate, or of a shift that has any, without the dedicated ones."""
    left = {t: lanes.at(t) - dedicated.at(t) if lanes.at(t) else 0 for t in terminals}
    if short := [t for t in terminals if lanes.at(t) and left[t] < 1]:
        raise ConfigError(f"dedicated lanes leave no paper lane at {', '.join(short)}{_hours(lanes)}")
    return lanes.model_copy(update={"value": left})


def _taken(lanes: C, dedicated: Count, terminals: tuple[str, ...]) -> C:
    """The dedicated lanes, at all hours or in a shift; none where the gate has none in it."""
    given = {name: getattr(dedicated, name) for name in Count.model_fields}
    if all(map(lanes.at, terminals)):
        return lanes.model_copy(update=given)
    value = {t: dedicated.at(t) if lanes.at(t) else 0 for t in terminals}
    return lanes.model_copy(update={**given, "value": value, "range": None})


def _hours(lanes: Count) -> str:
    return f", which has {lanes.words()} in a shift" if isinstance(lanes, Shift) else ""
