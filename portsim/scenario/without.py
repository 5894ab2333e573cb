"""Parts of a port that a scenario does without: with a stream goes what only it needs."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from portsim.base.errors import ConfigError, did_you_mean, dotted, got, nearest
from portsim.model.flow import FLOW
from portsim.model.library import Library
from portsim.model.place import Terminal
from portsim.model.port import Port
from portsim.model.world import World
from portsim.scenario.checking import build
from portsim.scenario.checks.structure import structure
from portsim.scenario.checks.unused import unused
from portsim.scenario.currency import counting_as
from portsim.scenario.holidays import dated
from portsim.scenario.layers import entries
from portsim.scenario.reading import Document
from portsim.scenario.sections import scenario_model

WITHOUT, PARTS = "without", "parts"
OF_STREAMS = ("demand", "traits", "appointments", "targets", "cohorts")  # groups whose lists name streams
KEPT = 2  # inputs at least that are varied as one


class LeftOut(NamedTuple):
    """The dotted key of something that a scenario does without, and why; `keys` are the numbers that a log
    decides, where that is why."""

    key: str
    why: str
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.key}: left out, {self.why}"


@dataclass
class Thinning:
    """A document's data while parts are taken away, and what was taken."""

    data: dict[str, object]
    left_out: list[LeftOut] = field(default_factory=list)

    def group(self, name: str) -> dict[str, object]:
        found = self.data.get(name)
        return found if isinstance(found, dict) else {}

    def remove(self, group: str, name: str, why: str, keys: tuple[str, ...] = ()) -> None:
        if name in self.group(group):
            del self.group(group)[name]
            self.left_out.append(LeftOut(f"{group}.{name}", why, keys))


def thinned(document: Document, library: Library) -> tuple[Document, tuple[LeftOut, ...]]:
    """The document without the parts that it names under `without`, and what went with them.

    A name under `without` is that of a stream, of a mode of transport, or of a list of streams under `parts`.
    With a stream go those that come with it, and the terminals, places, tasks, chances, traits, calendars,
    profiles, targets, what-ifs and inputs that only such streams need. Alternatives are left to
    `portsim.scenario.serving`.

    Raises ConfigError: a name that is none of these; no stream is left.
    """
    if WITHOUT not in document.data:
        return document, ()
    streams = _streams(document)
    work = Thinning(copy.deepcopy(document.data))
    before = _unused(document, library)
    _take_streams(work, streams)
    _take_modes(work)
    _prune_lists(work)
    _take_sites(work)
    while True:
        thin = Document(work.data, document.positions, document.coined)
        new = [key for key in _unused(thin, library) if key not in before]
        if not new:
            break
        for key in new:
            group, name = key.split(".", 1)
            work.remove(group, name, "as no stream that is left needs it")
    _prune_references(work)
    _prune_cohorts(work, document)
    return Document(work.data, document.positions, document.coined), tuple(work.left_out)


# --- which streams


def _streams(document: Document) -> dict[str, str]:
    """The streams to leave out, each with the name under `without` that says so, or the stream that it comes
    with."""
    names, demand = document.data[WITHOUT], entries(document.data.get("demand"))
    where = document.where((WITHOUT,))
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(where.says(WITHOUT, f"got {got(names)}, allowed a list such as [air, lcl_box]"))
    parts = entries(document.data.get(PARTS))
    modes = _modes(demand)
    found: dict[str, str] = {}
    for place, name in enumerate(names):
        listed = parts.get(name)
        own = [str(each) for each in listed] if isinstance(listed, list) else modes.get(name, [])
        own = own or ([name] if name in demand else [])
        if not own:
            near = nearest(name, (*map(str, parts), *modes, *map(str, demand)))
            hint = (
                f"nearest: {near}" if near else f"parts: {', '.join((*modes, *map(str, parts)))}; or a stream"
            )
            text = f"unknown part or stream '{name}' ({hint})"
            raise ConfigError(document.where((WITHOUT, place)).says(WITHOUT, text))
        for stream in own:
            if stream not in demand:
                text = f"names stream '{stream}', which there is not{did_you_mean(stream, map(str, demand))}"
                raise ConfigError(document.where((PARTS, name)).says(dotted((PARTS, name)), text))
            found.setdefault(stream, f"as without {name}")
    _with_dependents(found, demand)
    if len(found) == len(demand):
        raise ConfigError(where.says(WITHOUT, "no stream is left; a port needs one"))
    return found


def _modes(demand: Mapping[str | int, object]) -> dict[str, list[str]]:
    """The streams of each mode of transport, where there is more than one."""
    modes: dict[str, list[str]] = {}
    for stream, given in demand.items():
        modes.setdefault(_mode(given), []).append(str(stream))
    return modes if len(modes) > 1 else {}


def _mode(given: object) -> str:
    """The mode of transport of a stream, a terminal or a place, said or not."""
    return str(entries(given).get("mode", Terminal.model_fields["mode"].default))


def _with_dependents(found: dict[str, str], demand: Mapping[str | int, object]) -> None:
    """Add the streams that come with one of those found: brought or taken by it, or its declarations."""
    grown = -1
    while grown != len(found):
        grown = len(found)
        for stream, given in demand.items():
            if stream not in found and (other := next((o for o in _relatives(given) if o in found), None)):
                found[str(stream)] = f"as it comes with {other}"


def _relatives(stream: object) -> Iterator[str]:
    """The streams without which one cannot come."""
    given = entries(stream)
    for other in (
        given.get("brought_by"),
        given.get("taken_by"),
        entries(given.get("declares")).get("stream"),
    ):
        if isinstance(other, str):
            yield other


# --- what goes with them


def _take_streams(work: Thinning, streams: Mapping[str, str]) -> None:
    for stream, why in streams.items():
        work.remove("demand", stream, why)
        own = entries(entries(work.data.get("risk")).get("streams"))
        if stream in own and isinstance(risk := work.data["risk"], dict):
            del risk["streams"][stream]
            if not risk["streams"]:
                del work.data["risk"]
                work.left_out.append(LeftOut("risk", "as it is of no stream that is left"))


def _take_modes(work: Thinning) -> None:
    """Take the terminals and places of modes that no stream is of any more."""
    modes = {_mode(given) for given in work.group("demand").values()}
    for group in ("terminals", "places"):
        for name, given in list(work.group(group).items()):
            if isinstance(given, dict) and (mode := _mode(given)) not in modes:
                work.remove(group, name, f"as no stream of mode {mode} is left")


def _prune_lists(work: Thinning) -> None:
    """Take the streams that are gone out of the lists that name streams; what then names none goes too."""
    gone = {each.key.removeprefix("demand.") for each in work.left_out if each.key.startswith("demand.")}
    for group in OF_STREAMS:
        for name, given in list(work.group(group).items()):
            if _pruned(given, gone) and group != "demand":
                work.remove(group, name, "as it is of no stream that is left")


def _take_sites(work: Thinning) -> None:
    """Take the other sites of shipments with a trait that is gone."""
    gone = {each.key for each in work.left_out}
    for name, given in list(work.group("other_sites").items()):
        if f"traits.{entries(given).get('trait')}" in gone:
            work.remove("other_sites", name, f"as it takes those with traits.{entries(given)['trait']}")


def _pruned(node: object, gone: Collection[str]) -> bool:
    """Take names out of all lists below a node; whether one of them is empty then."""
    emptied = False
    for value in entries(node).values():
        if isinstance(value, list) and any(isinstance(each, str) and each in gone for each in value):
            value[:] = [each for each in value if each not in gone]
            emptied |= not value
        elif isinstance(value, dict):
            emptied |= _pruned(value, gone)
    return emptied


def _unused(document: Document, library: Library) -> list[str]:
    """Dotted keys of parts that no stream needs; none where flows cannot be walked, which its checks tell."""
    data = {key: value for key, value in document.data.items() if key not in ("compare", "in_place")}
    with counting_as(document):
        file = build(scenario_model(library), dated(Document(data, document.positions, document.coined)))
    port = Port.model_construct(**{name: getattr(file, name) for name in Port.model_fields})
    world = World(port, library[FLOW], library)
    flows_known = all(flow in world.flows for stream in port.demand.values() for flow in stream.flows)
    return unused(world) if flows_known and not any(_of_streams(world)) else []


def _of_streams(world: World) -> Iterator[str]:
    """Problems of the streams, without which flows can be walked."""
    return (each.key for each in structure(world) if each.key.split(".")[0] in ("demand", "flows"))


def _prune_references(work: Thinning) -> None:
    """Take what-ifs that set a number that is gone, and such numbers out of what is varied as one."""
    gone = {each.key for each in work.left_out}
    for name, given in list(work.group("what_ifs").items()):
        keys = [*entries(entries(given).get("set")), *entries(entries(given).get("scale"))]
        if lost := next((str(key) for key in keys if _below(str(key), gone)), None):
            work.remove("what_ifs", name, f"as it sets {lost}")
            _take_from_namesake(work, name)
    for name, given in list(work.group("together").items()):
        if not isinstance(given, list):
            continue
        kept = [each for each in given if not _below(str(each).removeprefix("-"), gone)]
        if len(kept) < min(KEPT, len(given)):
            work.remove("together", name, "as fewer than two of its inputs are left")
        else:
            work.group("together")[name] = kept


def _prune_cohorts(work: Thinning, document: Document) -> None:
    """Take the inherited cohorts that ask for what is gone; the checks tell of those of the file itself."""
    gone, here = {each.key for each in work.left_out}, document.where((WITHOUT,)).file
    for name, given in list(work.group("cohorts").items()):
        groups = (("traits", "traits"), ("terminals", "terminals"), ("at", "places"))
        asked = (f"{group}.{each}" for key, group in groups for each in _listed(given, key))
        lost = next((key for key in asked if key in gone), None)
        if lost and document.where(("cohorts", name)).file != here:
            take_cohort(work, name, f"as it asks for {lost}")


def take_cohort(work: Thinning, name: str, why: str) -> None:
    """Take a cohort, and the KPIs that are of it."""
    work.remove("cohorts", name, why)
    for kpi, given in list(work.group("kpis").items()):
        if name in _listed(given, "cohort"):
            work.remove("kpis", kpi, f"as cohorts.{name} is")


def _listed(given: object, key: str) -> list[str]:
    """The names in a list below a key; none where something else stands there."""
    found = entries(given).get(key)
    return [str(each) for each in found] if isinstance(found, list) else []


def _take_from_namesake(work: Thinning, name: str) -> None:
    """Take a what-if that is gone out of the alternative of its name, which else would name itself."""
    uses = work.group("compare").get(name)
    if isinstance(uses, list) and name in uses:
        work.group("compare")[name] = kept = [each for each in uses if each != name]
        if not kept:
            work.remove("compare", name, "as its measures change nothing that is left")


def _below(key: str, gone: Collection[str]) -> bool:
    """Whether a dotted key leads into something that is gone."""
    return ".".join(key.split(".")[:2]) in gone
