"""A world is a port with its flows, and the log of who changed what in it; it is never mutated."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from math import inf
from typing import TypeVar

from pydantic import ValidationError

from portsim.base.arguments import check_arguments
from portsim.base.errors import ConfigError, did_you_mean
from portsim.base.language import later
from portsim.base.many import many
from portsim.base.memory import Memory
from portsim.model.at_sites import with_sites
from portsim.model.event import Occurrence
from portsim.model.flow import Flow
from portsim.model.keys import check_kind, part_at, what_it_is, with_part
from portsim.model.library import NOTHING, Library
from portsim.model.part import Part, in_words
from portsim.model.place import Place
from portsim.model.port import Port
from portsim.model.roster import Roster
from portsim.model.sourced import Sourced
from portsim.model.step import Step, walk
from portsim.model.steps import when
from portsim.model.streams import Streams
from portsim.model.words import When

T = TypeVar("T")


@dataclass(frozen=True)
class Change:
    """One line of the change log: `key: old -> new (measure)`."""

    key: str
    old: str
    new: str
    measure: str

    def __str__(self) -> str:
        return f"{self.key}: {self.old} -> {self.new} ({self.measure})"


@dataclass(frozen=True)
class World:
    """Port and flows as one value; every change carries the name of the measure that made it.

    Two measures on one key are an error unless the later one says `over`. `library` has the KPIs and ledger
    entries that are worked out on its runs. `event` is what happens once in its runs. In its flows every step
    that can be done at another site of the port knows it. Nobody comes before `begin` [min] but who stands in
    the port then.
    """

    port: Port
    flows: Mapping[str, Flow]
    library: Library = NOTHING
    changes: tuple[Change, ...] = ()
    author: str = ""
    over: bool = False
    touched: Mapping[str, str] = field(default_factory=dict)
    event: Occurrence | None = None
    begin: float = 0.0

    def __post_init__(self) -> None:
        if self.port.other_sites:
            object.__setattr__(self, "flows", with_sites(self.flows, self.port.other_sites))

    def __repr__(self) -> str:
        streams, places = many(len(self.port.demand), "stream"), many(len(self.port.places), "place")
        return f"<World of {streams}, {places}: {many(len(self.changes), 'change')}>"

    @cached_property
    def streams(self) -> Streams:
        """How its streams belong together."""
        return Streams(self.port, self.flows)

    @property
    def changes_run(self) -> tuple[Change, ...]:
        """The changes, without those of flows that no stream of the port runs through."""
        run = {flow.name for flow in self.streams.flows_run}
        parts = (change.key.split(".") for change in self.changes)
        ours = (section != "flows" or name in run for section, name, *_ in parts)
        return tuple(change for change, is_ours in zip(self.changes, ours, strict=True) if is_ours)

    @cached_property
    def _memory(self) -> Memory:
        return Memory()

    def once(self, key: Hashable, work_out: Callable[[], T]) -> T:
        """What was worked out from this world under this key, worked out at the first call only."""
        return self._memory.once(key, work_out)

    def written_by(self, author: str, *, over: bool = False) -> World:
        """The same world, whose next changes carry the name of this author, such as a measure."""
        return replace(self, author=author, over=over)

    def flows_with(self, label: str) -> tuple[str, ...]:
        """Names of the flows that have a step of this label."""
        return tuple(name for name, flow in self.flows.items() if label in flow.labels)

    def streams_with(self, label: str) -> tuple[str, ...]:
        """Names of the streams whose shipments can come to a step of this label."""
        flows = self.flows_with(label)
        return tuple(name for name, threads in self.streams.threads.items() if set(flows) & set(threads))

    def place(self, name: str) -> Place:
        """A place by its name.

        Raises ConfigError: the port has no such place.
        """
        if name not in self.port.places:
            hint = did_you_mean(name, self.port.places)
            raise ConfigError(f"needs place '{name}', which this scenario does not have{hint}")
        return self.port.places[name]

    def set(self, key: str, value: Part | str) -> World:
        """Put a part at a dotted key: `places.gate_in.lanes`, or a new one such as `tasks.scan_code`.

        Where a part names another one, as `places.gate_in.calendar` does, the value is the other's name.

        Raises ConfigError: the key leads nowhere; the part does not fit; another measure has changed it.
        TypeError: the value is no part and no such name, or of another kind than what belongs there.
        """
        check_kind(self.port, key.split("."), value, key)
        try:
            port, old = with_part(self.port, key.split("."), value, key)
        except ValidationError as error:
            reason = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise ConfigError(f"{key}: got {in_words(value)}; {reason[:1].lower()}{reason[1:]}") from None
        return replace(self._claim((key,), key, in_words(old), in_words(value)), port=port)

    def scale(self, key: str, factor: float) -> World:
        """Multiply the sourced number at a dotted key, such as `demand.export.per_day`, or the numbers of all
        shifts there, by a factor.

        Raises ConfigError: the key leads to no number; another measure has changed it; a share above 100 %; a
        factor below 0. ArgumentError: a factor that is no number.
        """
        check_arguments(World.scale, locals(), "key factor")
        if not 0 <= factor < inf:
            raise ConfigError(f"{key}: scale: got {factor:g}, allowed a finite factor of at least 0")
        old = part_at(self.port, key.split("."), key)
        if old is None:
            raise ConfigError(f"{key}: scale takes a number, and none is given; give one, or set it")
        if not isinstance(old, Sourced | Roster):
            raise ConfigError(f"{key}: scale takes a number with a source, not {what_it_is(old)}")
        try:
            return self.set(key, old.scaled(factor))
        except ValueError as error:
            raise ConfigError(f"{key}: {error}") from None

    def edit(
        self, flow: str, first: str, change: Callable[[Flow], Flow], *, through: str | None = None
    ) -> World:
        """Edit a flow from label `first` to `through`, by one of the edits of `Flow`.

        Raises ConfigError: unknown flow; another measure has changed one of these steps.
        """
        old = self._flow(flow)
        span = old.span(first, through)
        new = change(old)
        keys = tuple(f"flows.{flow}.{step.label}" for step in span)
        gone, come = _difference(old, new)
        if set(new.labels) == set(old.labels):  # another step under the same label
            gone, come = old[first].sentence(()), new[first].sentence(())
        elif not gone:  # a branch: the old steps stay for the others
            gone = ", ".join(step.label for step in span)
            come = later("{steps}; for others as before").format(steps=come)
        key = f"flows.{flow}.{first}" + (f"..{through}" if through else "")
        world = self._claim(keys, key, gone, come)
        return replace(world, flows={**self.flows, flow: new})

    def before(self, flow: str, label: str, *new: Step) -> World:
        """Insert steps before a label: it touches no existing step, so it collides with no one.

        Raises ConfigError: unknown flow or label.
        """
        edited = self._flow(flow).before(label, *new)
        keys = tuple(f"flows.{flow}.{step.label}" for step in new)
        come = _difference(self.flows[flow], edited)[1]
        world = self._claim(keys, f"flows.{flow} before {label}", "nothing", come)
        return replace(world, flows={**self.flows, flow: edited})

    def add_flow(self, flow: Flow) -> World:
        """Add a flow that only this measure needs.

        Raises ConfigError: there is such a flow already.
        """
        key = f"flows.{flow.name}"
        if flow.name in self.flows and key not in self.touched:
            raise ConfigError(f"{key}: there is such a flow already; edit it, or choose another name")
        world = self._claim((key,), key, "none", ", ".join(flow.labels))
        return replace(world, flows={**self.flows, flow.name: flow})

    def branch(
        self, flow: str, first: str, trait: str | tuple[str, ...], *instead: Step, through: str | None = None
    ) -> World:
        """Shipments with the trait do `instead`; all others what they did before.

        Raises ConfigError: unknown flow or label; another measure has changed one of these steps.
        """
        old = self._flow(flow).span(first, through)
        label = "_or_".join((instead[0].label if instead else "skip", first))
        fork = when(trait, instead, orelse=old, label=label)
        return self.edit(flow, first, lambda f: f.replace(first, fork, through=through), through=through)

    def narrow(self, flow: str, label: str, *names: str) -> World:
        """The fork of this label asks for more: for these traits, or these hours, too.

        Raises ConfigError: unknown flow or label; another measure has changed the fork. TypeError: the step
        of this label is no `when`.
        """
        fork = self._flow(flow)[label]
        if not isinstance(fork, When):
            what = type(fork).__name__.lower()
            raise TypeError(f"flow {flow}: '{label}' is a {what} and no fork; narrow takes a `when`")
        narrower = replace(fork, traits=(*fork.traits, *names))
        key = f"flows.{flow}.{label}"
        world = self._claim((key,), key, " and ".join(fork.traits), " and ".join(narrower.traits))
        return replace(world, flows={**self.flows, flow: self.flows[flow].replace(label, narrower)})

    def _flow(self, name: str) -> Flow:
        if name not in self.flows:
            raise ConfigError(f"{self.author}: unknown flow '{name}'{did_you_mean(name, self.flows)}")
        return self.flows[name]

    def _claim(self, keys: tuple[str, ...], key: str, old: str, new: str) -> World:
        for each in keys:
            owner = self.touched.get(each)
            if owner not in (None, self.author) and not self.over:
                raise ConfigError(
                    f"{each}: changed by {owner} and again by {self.author}; leave one out, "
                    f"or let the later one win with {{measure: {self.author}, over: true}}"
                )
        return replace(
            self,
            touched={**self.touched, **dict.fromkeys(keys, self.author)},
            changes=(*self.changes, Change(key, old, new, self.author)),
        )


def _difference(old: Flow, new: Flow) -> tuple[str, str]:
    before, after = set(old.labels), set(new.labels)
    gone = [step.label for step in walk(old.steps) if step.label not in after]
    come = [step.label for step in walk(new.steps) if step.label not in before]
    return ", ".join(gone), ", ".join(come) or "nothing"
