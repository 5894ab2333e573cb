"""From an alternative's list of measures and what-ifs to its checked world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import ValidationError, create_model

from portsim.base.errors import ConfigError, Keys, PortsimError, Position, did_you_mean, dotted, nearest
from portsim.model.event import Occurrence, Once
from portsim.model.library import Library
from portsim.model.measure import MEASURE, Alteration, Event
from portsim.model.part import Part
from portsim.model.roster import Roster
from portsim.model.time_spread import spread_out
from portsim.model.world import World
from portsim.scenario.checking import build, in_words
from portsim.scenario.checks.problem import Problem
from portsim.scenario.checks.unused import unknown_sources_of_changes, unused
from portsim.scenario.checks.world import problems
from portsim.scenario.layers import overlay
from portsim.scenario.logs.by_row import grown
from portsim.scenario.of_both import behind_an_error
from portsim.scenario.reading import Document
from portsim.scenario.sections import SHARED, Evidence, Use, WhatIf, scenario_model
from portsim.scenario.what_if import set_text


@dataclass(frozen=True)
class Means:
    """What alternatives are made of: measures with their options and what-ifs, as a file gives them."""

    document: Document
    library: Library
    measures: Mapping[str, Alteration]
    what_ifs: Mapping[str, WhatIf]
    evidence: Mapping[str, Evidence]
    overload: bool = False  # whether the baseline may have more work than its servers can do
    drawn: bool = False  # whether numbers were drawn from ranges: they may be what an alternative makes them
    spread: float = 1.0  # how many times as wide as stated random times are spread


def changed(means: Means, baseline: World, name: str, uses: tuple[Use, ...]) -> World:
    """The world of an alternative: the baseline with its measures in force, in order.

    Raises ConfigError: an unknown measure; one that is named twice; two measures on one key; a world that
    cannot run, that ignores an option, or that nothing has changed; a part that a measure makes and that no
    port can have. An error of another kind that a measure raises is left as it is, with a note that names the
    measure and the place of its declaration.
    """
    world, where = replace(baseline, changes=()), means.document.where
    for number, use in enumerate(uses):
        if use.measure in [earlier.measure for earlier in uses[:number]]:
            here = where(("compare", name, number))
            raise ConfigError(f"{here}: compare.{name}: duplicate measure '{use.measure}'")
        world = in_force(means, world, use, ("compare", name, number))
    world = grown(world, baseline)
    if found := _wrong_with(means, baseline, world):
        raise ConfigError(
            "\n".join(
                f"{_where(means, world, each.key, name)}: alternative {name}: {each.key}: {each.message}"
                for each in found
            )
        )
    if world.changes and not means.drawn and all(change.old == change.new for change in world.changes):
        here, change = where(("compare", name)), world.changes[0]
        raise ConfigError(
            f"{here}: alternative {name}: changes nothing; {change.key} is {change.new} already"
        )
    return world


def with_in_place(means: Means, world: World, uses: tuple[Use, ...]) -> World:
    """The baseline of a port in which some measures are in place already.

    Its log of changes says what they changed; alternatives may change the same again.

    Raises ConfigError: as `changed`; an event is no state of a port.
    """
    where = means.document.where
    bare = world
    for number, use in enumerate(uses):
        if use.measure in [earlier.measure for earlier in uses[:number]]:
            raise ConfigError(f"{where(('in_place', number))}: in_place: duplicate measure '{use.measure}'")
        world = in_force(means, world, use, ("in_place", number))
        if world.event is not None:
            raise ConfigError(
                f"{where(('in_place', number))}: in_place: {use.measure} is an event, which happens once "
                "in a run; compare it under compare"
            )
    world = grown(world, bare)
    if found := _wrong_with(means, bare, world):
        raise ConfigError(
            "\n".join(f"{where(('in_place',))}: in_place: {each.key}: {each.message}" for each in found)
        )
    return replace(world, author="", over=False, touched={})


def in_force(means: Means, world: World, use: Use, at: Keys) -> World:
    """The world with one measure or what-if in force; `at` is where the document names it.

    Raises as `changed`.
    """
    name, here = use.measure, f"{means.document.where(at)}: {dotted(at[:2])}"
    known = (*means.measures, *means.what_ifs)
    if name not in known:
        if name in means.library[MEASURE]:
            raise ConfigError(f"{here}: measure '{name}' needs options; write them under measures")
        raise ConfigError(f"{here}: unknown measure '{name}'{did_you_mean(name, known)}")
    what_if = means.what_ifs.get(name)
    if what_if is not None and use.options:
        raise ConfigError(f"{here}: {name}: a what-if takes no options")
    world = world.written_by(name, over=use.over)
    named = dotted(at[1:2]) == name  # the place says the name already
    if what_if is not None:
        world = _happening(world, name, what_if.event, here)
        return _numbers_changed(means, world, what_if, here if named else f"{here}: {name}", at)
    measure = with_options(means, use, (*at, "options"))
    world = _happening(world, name, measure if isinstance(measure, Event) else None, here)
    try:
        with means.library.blaming(MEASURE, name):
            after = measure.apply(world)
            if not isinstance(after, World):
                kind = type(after).__name__
                raise TypeError(
                    f"measure '{name}': apply returned {kind}, allowed World; return the changed world"
                )
            return after
    except PortsimError as error:
        before = here if named else f"{here}: {name}"
        raise ConfigError("\n".join(f"{before}: {line}" for line in str(error).splitlines())) from error
    except ValidationError as error:
        todo = "take it out, or give the port what it changes"
        text = f"makes what this port cannot have: {in_words(error)}; {todo}"
        raise ConfigError(f"{here}: {text if named else f'{name}: {text}'}") from error


def _happening(world: World, name: str, once: Once | Event | None, here: str) -> World:
    """The world with the event of a measure or what-if, if it is one.

    Raises ConfigError: the world holds another event already.
    """
    if once is None:
        return world
    if world.event is not None:
        raise ConfigError(
            f"{here}: event {name} comes after event {world.event.name}; an alternative holds one event, so "
            "that its cost is known: give the other one an alternative of its own"
        )
    return replace(world, event=Occurrence(name, once.per_year))


def _numbers_changed(means: Means, world: World, what_if: WhatIf, here: str, at: Keys) -> World:
    """The world with the numbers of a what-if set and scaled."""
    for way in ("set", "scale"):
        for key, value in getattr(what_if, way).items():
            if at[0] == "what_ifs":
                here = f"{means.document.where((*at, way, key))}: {dotted(at)}"
            if key.partition(".")[0] in SHARED:
                raise ConfigError(
                    f"{here}: {key}: is the same in all alternatives, so that no what-if changes it; set it "
                    "in a scenario of its own, or with --set (Python: Scenario.set)"
                )
            try:
                by_set = way == "set"
                world = set_text(world, key, value, means.spread) if by_set else world.scale(key, value)
            except PortsimError as error:
                more = behind_an_error(means.document, world.author)
                lines = (f"{here}: {line}{more}" for line in str(error).splitlines())
                raise ConfigError("\n".join(lines)) from None
    return world


def _wrong_with(means: Means, baseline: World, world: World) -> list[Problem]:
    """What keeps a changed world from being run, or else what measures set and no flow reads."""
    found = (
        problems(world)
        + unknown_sources_of_changes(world.port, baseline.port, means.evidence)
        + _undeclared(baseline, world)
    )
    idle = () if found else set(unused(world)) - set(unused(baseline))
    return found + [
        Problem(key, f"set by a measure and not used by any flow{_used_instead(key, world)}")
        for key in sorted(idle)
        if any(touched == key or touched.startswith(f"{key}.") for touched in world.touched)
    ]


def _undeclared(baseline: World, world: World) -> list[Problem]:
    """Calendars and shifts of numbered days that a measure sets without being an event: a year would repeat
    them."""
    event = "" if world.event is None else world.event.name
    return [
        Problem(
            key,
            f"is for numbered days, `on` {' '.join(map(str, days))}, so {author} happens once in the run: "
            "say event: true in the what-if, let the measure inherit from Event, or give days of the week",
        )
        for key, author in world.touched.items()
        if author != event
        if (days := _numbered_at(world, key)) and not _numbered_at(baseline, key)
    ]


def _numbered_at(world: World, key: str) -> tuple[int, ...]:
    """The numbered days of a calendar, or of the shifts of a place, at a dotted key or above it."""
    group, name = [*key.split("."), ""][:2]
    if group == "calendars":
        return _numbered(world, name)
    place = world.port.places.get(name) if group == "places" else None
    if place is None or not isinstance(place.servers, Roster):
        return ()
    return tuple(day for shift in place.servers.shifts.values() for day in shift.on)


def _numbered(world: World, calendar: str) -> tuple[int, ...]:
    """The numbered days of a calendar, or of the hours taken out of it."""
    found = world.port.calendars.get(calendar)
    while found is not None and not found.on:
        found = found.but_for
    return () if found is None else found.on


def _used_instead(key: str, world: World) -> str:
    """The nearest name beside a part that nobody uses."""
    group, name = key.split(".", 1)
    near = nearest(name, [other for other in getattr(world.port, group) if other != name])
    return f" (nearest: {near})" if near else ""


def _where(means: Means, world: World, key: str, alternative: str) -> Position:
    """Where a file says what is wrong: at the key that a what-if sets, or else at the alternative."""
    author = world.touched.get(key, "")
    set_there = author in means.what_ifs and key in means.what_ifs[author].set
    return means.document.where(("what_ifs", author, "set", key) if set_there else ("compare", alternative))


def with_options(means: Means, use: Use, at: Keys) -> Alteration:
    """The measure with the options of one use, which stand at a path of the document.

    Raises ConfigError: the measure has no such options.
    """
    if not use.options:
        return means.measures[use.measure]
    document, path = means.document, ("measures", use.measure)
    there = {(*path, *p[len(at) :]): w for p, w in document.positions.items() if p[: len(at)] == at}
    over = Document({"measures": {use.measure: use.options}}, there)
    base = Document({"measures": document.data["measures"]}, document.positions)
    options: Any = scenario_model(means.library).model_fields["measures"].annotation
    model: Any = create_model("Options", __base__=Part, measures=(options, ...))
    stated: Alteration = getattr(build(model, overlay(base, over)).measures, use.measure)
    chosen = spread_out(stated, means.spread)
    own = means.measures[use.measure]
    rest = {name: getattr(own, name) for name in type(own).model_fields if name not in use.options}
    return chosen.model_copy(update=rest)
