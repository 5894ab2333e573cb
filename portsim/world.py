"""A world is a port with its flows, and the log of who changed what in it; it is never mutated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import get_args

from portsim.document import Document, build
from portsim.errors import ConfigError, did_you_mean
from portsim.port import Breakdown, Calendar, Place, Port, Profile, Tariff
from portsim.sourced import USER, Count, Duration, Money, Number, Part, PerDay, Share, Sourced, Time, scaled
from portsim.steps import Flow, Step, When, reachable, walk


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

    Two measures on one key are an error unless the later one says `over`.
    """

    port: Port
    flows: Mapping[str, Flow]
    changes: tuple[Change, ...] = ()
    author: str = ""
    over: bool = False
    touched: Mapping[str, str] = field(default_factory=dict)

    def written_by(self, author: str, *, over: bool = False) -> World:
        return replace(self, author=author, over=over)

    def flows_with(self, label: str) -> tuple[str, ...]:
        """Names of the flows that have a step of this label."""
        return tuple(name for name, flow in self.flows.items() if label in flow.labels)

    def streams_with(self, label: str) -> tuple[str, ...]:
        """Names of the streams whose shipments can come to a step of this label."""
        flows = self.flows_with(label)
        return tuple(
            name
            for name, demand in self.port.demand.items()
            if set(flows) & set(reachable(demand.flows, self.flows))
        )

    def set(self, key: str, value: Part) -> World:
        """Put a part at a dotted key: `places.gate_in.lanes`, or a new one such as `tasks.scan_code`.

        Raises ConfigError: the key leads nowhere; another measure has changed it.
        """
        path = key.split(".")
        port, old = _put(self.port, path, value, key)
        assert isinstance(port, Port)
        return replace(self._claim((key,), key, show(old), show(value)), port=port)

    def set_text(self, key: str, raw: object) -> World:
        """Like `set`, with a value as it stands in a file: a number with its unit, or a whole mapping."""
        path = key.split(".")
        old = _get(self.port, path, key)
        parent = _get(self.port, path[:-1], key)
        kind = type(old) if isinstance(old, Part) else _optional(parent, path[-1])
        if kind is None:
            raise ConfigError(f"{key}: set a number, such as {key}.value's parent, not a group of them")
        if isinstance(raw, dict):
            data = raw
        elif issubclass(kind, Sourced):
            name = "mean" if issubclass(kind, Duration | Number) else "value"
            data = old.model_dump(exclude_none=True) if isinstance(old, Part) else {}
            data = {k: v for k, v in data.items() if k not in ("range", "note")}
            data = _as_text(data) | {name: raw, "source": USER}
        else:
            raise ConfigError(f"{key}: got {raw!r}, allowed a mapping with the keys of {kind.__name__}")
        try:
            value = build(kind, Document(data, {}))
            if old is None and isinstance(parent, Part):  # what comes new must fit what stands beside it
                build(type(parent), Document({**dict(parent), path[-1]: value}, {}))
        except ConfigError as error:
            raise ConfigError(f"{key}: {error}") from None
        return self.set(key, value)

    def scale(self, key: str, factor: float) -> World:
        """Multiply the sourced number at a dotted key, such as `demand.export.per_day`, by a factor.

        Raises ConfigError: the key leads to no number; another measure has changed it; a share above 100 %.
        """
        old = _get(self.port, key.split("."), key)
        if not isinstance(old, Sourced):
            raise ConfigError(f"{key}: scale takes a number with a source, not {_what(old)}")
        try:
            return self.set(key, scaled(old, factor))
        except ValueError as error:
            raise ConfigError(f"{key}: {error}") from None

    def edit(
        self, flow: str, first: str, change: Callable[[Flow], Flow], *, through: str | None = None
    ) -> World:
        """Edit a flow from label `first` to `through`, by one of the edits of `Flow`.

        Raises ConfigError: unknown flow; another measure has changed one of these steps.
        """
        if flow not in self.flows:
            raise ConfigError(f"{self.author}: unknown flow '{flow}'{did_you_mean(flow, self.flows)}")
        span = self.flows[flow].span(first, through)
        new = change(self.flows[flow])
        keys = tuple(f"flows.{flow}.{step.label}" for step in span)
        gone, come = _difference(self.flows[flow], new)
        if not gone:  # a branch: the old steps stay for the others
            gone, come = ", ".join(step.label for step in span), f"{come}; for others as before"
        key = f"flows.{flow}.{first}" + (f"..{through}" if through else "")
        world = self._claim(keys, key, gone, come)
        return replace(world, flows={**self.flows, flow: new})

    def before(self, flow: str, label: str, *new: Step) -> World:
        """Insert steps before a label: it touches no existing step, so it collides with no one."""
        if flow not in self.flows:
            raise ConfigError(f"{self.author}: unknown flow '{flow}'{did_you_mean(flow, self.flows)}")
        edited = self.flows[flow].before(label, *new)
        keys = tuple(f"flows.{flow}.{step.label}" for step in new)
        come = _difference(self.flows[flow], edited)[1]
        world = self._claim(keys, f"flows.{flow} before {label}", "nothing", come)
        return replace(world, flows={**self.flows, flow: edited})

    def add_flow(self, flow: Flow) -> World:
        """Add a flow that only this measure needs."""
        key = f"flows.{flow.name}"
        world = self._claim((key,), key, "none", ", ".join(flow.labels))
        return replace(world, flows={**self.flows, flow.name: flow})

    def branch(
        self, flow: str, first: str, trait: str | tuple[str, ...], *instead: Step, through: str | None = None
    ) -> World:
        """Shipments with the trait do `instead`; all others what they did before."""
        from portsim.steps import when

        old = self.flows[flow].span(first, through) if flow in self.flows else ()
        label = "_or_".join((instead[0].label if instead else "skip", first))
        fork = when(trait, instead, orelse=old, label=label)
        return self.edit(flow, first, lambda f: f.replace(first, fork, through=through), through=through)

    def narrow(self, flow: str, label: str, *names: str) -> World:
        """The fork of this label asks for more: for these traits, or these hours, too."""
        fork = self.flows[flow][label]
        assert isinstance(fork, When)
        narrower = replace(fork, traits=(*fork.traits, *names))
        key = f"flows.{flow}.{label}"
        world = self._claim((key,), key, " and ".join(fork.traits), " and ".join(narrower.traits))
        return replace(world, flows={**self.flows, flow: self.flows[flow].replace(label, narrower)})

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


def show(value: object) -> str:
    """A part in a few words, for the change log."""
    from portsim.units import show_minutes, show_per_day, show_price, show_share

    if value is None:
        return "none"
    if isinstance(value, Duration):
        mean = "" if value.shape in ("constant", "exponential") else ", mean"
        return f"{value.shape}{mean} {show_minutes(value.average)}"
    if isinstance(value, Place):
        return f"{show(value.capacity)} {value.noun}"
    if isinstance(value, Count):
        counts = value.value
        if isinstance(counts, dict):
            return " ".join(f"{k}={v}" for k, v in counts.items())
        return str(counts)
    if isinstance(value, Time):
        return show_minutes(value.value)
    if isinstance(value, PerDay):
        return show_per_day(value.value)
    if isinstance(value, Share):
        return show_share(value.value)
    if isinstance(value, Money):
        return show_price(value.value)
    if isinstance(value, Tariff):
        return f"{show(value.cost)}, {value.payer}"
    if isinstance(value, Number):
        return f"{value.shape}, mean {value.average:.4g}"
    if isinstance(value, Calendar):
        spans = [f"{show_clock(a)}-{show_clock(b)}" for a, b in value.hours]
        days = f"days {' '.join(map(str, value.on))}" if value.on else " ".join(value.days)
        but_for = f" but for {show(value.but_for)}" if value.but_for else ""
        return " ".join([*spans, *map(show_clock, value.departures)]) + f" ({days}){but_for}"
    if isinstance(value, Breakdown):
        return f"fails after {show(value.between)}, repaired in {show(value.repair)}"
    if isinstance(value, Profile):
        return f"weights of 24 hours, highest at {value.hours.index(max(value.hours))}:00"
    inner = getattr(value, "value", getattr(value, "share", None))
    if isinstance(inner, Sourced):
        return show(inner)
    return f"{inner:.4g}" if isinstance(inner, float) else str(inner if inner is not None else value)


def show_clock(minutes: float) -> str:
    """A time of day [min after midnight] as a clock shows it."""
    return f"{int(minutes) // 60:02d}:{int(minutes) % 60:02d}"


def show_range(number: object) -> str:
    """A sourced number's range in words; empty when it has none."""
    from portsim.units import show_minutes, show_price, show_share

    bounds = getattr(number, "range", None)
    if bounds is None:
        return ""
    if isinstance(number, Duration | Time):
        return " to ".join(show_minutes(b) for b in bounds)
    if isinstance(number, Money):
        return " to ".join(show_price(b) for b in bounds)
    if isinstance(number, Share):
        return " to ".join(map(show_share, bounds))
    return " to ".join(f"{b:g}" if isinstance(b, float) else str(b) for b in bounds)


def _as_text(data: dict[str, object]) -> dict[str, object]:
    """Numbers of a checked part as a file would give them, so that they can be checked again."""
    from portsim.sourced import SHAPES

    if data.get("shape") in SHAPES:
        times = ("mean", "low", "mode", "high", "at_least")
        return {k: f"{v} min" if k in times else v for k, v in data.items()}
    return data


def _difference(old: Flow, new: Flow) -> tuple[str, str]:
    before, after = set(old.labels), set(new.labels)
    gone = [step.label for step in walk(old.steps) if step.label not in after]
    come = [step.label for step in walk(new.steps) if step.label not in before]
    return ", ".join(gone), ", ".join(come) or "nothing"


def _get(part: object, path: list[str], key: str) -> object:
    for name in path:
        options = _children(part)
        if name not in options:
            raise ConfigError(f"{key}: unknown key '{name}'{did_you_mean(name, options)}")
        part = options[name]
    return part


def _optional(parent: object, name: str) -> type[Part] | None:
    """The kind of part that may stand under a name where there is none so far."""
    if not isinstance(parent, Part) or isinstance(parent, Sourced) or getattr(parent, name) is not None:
        return None
    kinds = get_args(type(parent).model_fields[name].annotation)
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Part)), None)


def _what(value: object) -> str:
    if isinstance(value, Part | dict):
        return f"a group of them (allowed: {', '.join(_children(value))})"
    return "nothing" if value is None else repr(value)


def _children(part: object) -> dict[str, object]:
    if isinstance(part, dict):
        return part
    if isinstance(part, Part):
        return {name: getattr(part, name) for name in type(part).model_fields}
    return {}


def _put(part: object, path: list[str], value: Part, key: str) -> tuple[object, object]:
    """The part with the value at the path, and what stood there before."""
    options = _children(part)
    name, rest = path[0], path[1:]
    if name not in options and (rest or isinstance(part, Part)):
        raise ConfigError(f"{key}: unknown key '{name}'{did_you_mean(name, options)}")
    if rest:
        new, old = _put(options[name], rest, value, key)
    else:
        new, old = value, options.get(name)
    if isinstance(part, Part):
        return part.model_copy(update={name: new}), old
    return {**options, name: new}, old
