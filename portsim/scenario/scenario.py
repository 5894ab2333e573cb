"""A scenario: a file of a port, its measures and what is to be compared, checked before minute zero."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from portsim.base.arguments import check_arguments, copied, plain
from portsim.base.currency import Currency, counting_in
from portsim.base.errors import ConfigError
from portsim.base.many import many
from portsim.model.library import Library
from portsim.model.measure import MEASURE, Alteration
from portsim.model.money import CountedIn
from portsim.model.port import Port
from portsim.model.random_time import RandomTime
from portsim.model.risk import Risk
from portsim.model.sourced import Sourced
from portsim.model.time_spread import Shapes
from portsim.model.world import Change, World
from portsim.scenario.alternatives import BASELINE, spelt_out, unknown_alternative, use_of, uses_of
from portsim.scenario.apply import Means, changed, with_in_place
from portsim.scenario.as_before import file_of, world_of
from portsim.scenario.as_drawn import as_drawn
from portsim.scenario.assign import assign, spelt, touches
from portsim.scenario.beside import evidence_of, with_logs
from portsim.scenario.checking import build
from portsim.scenario.checks.file import check, check_baseline, check_logs
from portsim.scenario.currency import counting_as
from portsim.scenario.events import Happening, event_of
from portsim.scenario.file_names import check_alternative
from portsim.scenario.identity import study_key
from portsim.scenario.locate import named_file
from portsim.scenario.logs.volume import Window, refuse_other_volume, refuse_to_set, ruled_by_logs
from portsim.scenario.reading import Document
from portsim.scenario.sections import EngineName, Evidence, Study, Use, WhatIf
from portsim.scenario.settable import check_settable, tell_if_idle
from portsim.scenario.without import LeftOut

NOTHING_DRAWN: Mapping[str, Sourced] = {}


@dataclass(frozen=True)
class Scenario:
    """A checked scenario with its library. It is never mutated: every change gives a new one."""

    name: str
    title: str
    path: Path
    study: Study
    baseline: World
    means: Means
    compare: Mapping[str, tuple[Use, ...]]
    claims: Path | None
    limits: tuple[str, ...]
    engine: EngineName = "auto"
    set_by_user: tuple[Change, ...] = ()
    matters: Mapping[str, float] = field(default_factory=dict)
    in_place: tuple[Use, ...] = ()
    validation: Path | None = None
    together: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shapes: Shapes = field(default_factory=Shapes)
    risk: Risk | None = None  # what exams are for; no run reads it
    drawn: Mapping[str, Sourced] = field(default_factory=dict)
    unspread: Mapping[str, RandomTime] = field(default_factory=dict)  # random times before they are spread
    left_out: tuple[LeftOut, ...] = ()  # what an extended file has and this one does without
    bare: World | None = None  # the baseline without what is in place already; None: there is nothing
    money: CountedIn | None = None  # what its figures are in, and the rate of yuan; None: yuan
    _worlds: dict[str, World] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return f"<Scenario {self.name}: {many(len(self.compare), 'alternative')}>"

    @property
    def document(self) -> Document:
        """What its file says, with that of the files it extends, and where each key stands."""
        return self.means.document

    @property
    def library(self) -> Library:
        """The flows, measures, KPIs, tables and so on that plug-ins declare for it."""
        return self.means.library

    @property
    def measures(self) -> Mapping[str, Alteration]:
        """The measures with their options, by name."""
        return self.means.measures

    @property
    def what_ifs(self) -> Mapping[str, WhatIf]:
        """The what-ifs of its file, by name."""
        return self.means.what_ifs

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """What its numbers rest on, by the names that stand under `source`."""
        return self.means.evidence

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The baseline, then what it is compared with, in the file's order."""
        return (BASELINE, *self.compare)

    @property
    def declared(self) -> tuple[str, ...]:
        """All alternatives that the file or the user declared, also those left out by `only`."""
        compare = self.document.data.get("compare")
        return tuple(dict.fromkeys((*(compare if isinstance(compare, dict) else ()), *self.compare)))

    @property
    def identity(self) -> str:
        """The identity of the study: it changes with all that decides its figures, and with nothing else."""
        worlds = {name: self.world(name) for name in self.alternatives}
        money = "" if self.money is None else self.money.currency
        return study_key(worlds, self.study, self.claims, self.validation, money)

    def counting(self) -> AbstractContextManager[None]:
        """Read and say money in what the scenario counts in, until the block ends."""
        return counting_in(self.currency)

    @property
    def currency(self) -> Currency | None:
        """The currency of all its money; None for yuan."""
        return None if self.money is None else self.money.as_currency

    def unknown(self, alternative: str) -> str:
        """That it has no alternative of this name, and what it has, or how a measure becomes one."""
        measures = {*self.means.what_ifs, *self.library[MEASURE]}
        return unknown_alternative(alternative, self.alternatives, measures)

    def world(self, alternative: str) -> World:
        """The world of an alternative: the baseline with its measures in force, in order.

        Raises ConfigError: unknown alternative or measure; two measures on one key; a changed world
        that cannot run, or that ignores an option.
        """
        check_arguments(Scenario.world, locals())
        if alternative == BASELINE:
            return self.baseline
        if alternative not in self.compare:
            raise ConfigError(self.unknown(alternative))
        if alternative not in self._worlds:  # asked for again and again, and never mutated
            uses = self.compare[alternative]
            with self.counting():
                world = changed(self.means, self.baseline, alternative, uses)
            where = self.document.where(("compare", alternative))
            refuse_other_volume(world, self.baseline, f"{where}: alternative '{alternative}'")
            self._worlds[alternative] = world
        return self._worlds[alternative]

    def event(self, alternative: str) -> Happening | None:
        """The event that an alternative holds, None if it holds none.

        Raises ConfigError: as `world`; the event is not within the counted window.
        """
        world = self.world(alternative)
        if world.event is None:
            return None
        uses = self.compare[alternative]
        with self.counting():
            return event_of(self.means, self.baseline, alternative, uses, world, self.study)

    def steady(self, alternative: str) -> World:
        """The world of an alternative that is there in the long run: without the event that it holds.

        Raises ConfigError: it has an event outside the counted window.
        """
        event = self.event(alternative)
        return self.world(alternative) if event is None else event.world

    def same(self, uses: tuple[Use, ...]) -> str:
        """The first alternative of just these measures; empty if there is none."""
        alternatives = ((BASELINE, ()), *self.compare.items())
        return next((name for name, its in alternatives if its == uses), "")

    # --- changing a scenario, each giving a new one

    def set(self, key: str, value: object) -> Scenario:
        """The scenario with one number changed: `s.set("places.gate_in.lanes", 6)`; None removes the key.

        A text is read as in a file. Raises ConfigError: the key leads nowhere; the port cannot run with it.
        ArgumentError: a value of a type that a file cannot have.
        """
        check_arguments(Scenario.set, locals())
        check_settable(key, self.document, self.path)
        refuse_to_set(self.baseline.port, key)
        document, old, new = assign(self.document, key, spelt(key, value))
        tell_if_idle(key, self.compare)
        drawn = {name: number for name, number in self.drawn.items() if not touches(name, key)}
        change = Change(key, old, new, "--set")
        return self.read_again(document, drawn, set_by_user=(*self.set_by_user, change))

    def with_drawn(self, numbers: Mapping[str, Sourced]) -> Scenario:
        """The scenario with other figures from the ranges of its numbers, by dotted key; checked too.

        Raises ConfigError: a key leads nowhere; the port cannot run with them.
        """
        return self.read_again(self.document, {**self.drawn, **numbers}, self.set_by_user)

    def baseline_with(self, numbers: Mapping[str, Sourced]) -> World:
        """The baseline alone with other figures, as in `with_drawn`; more work may come than its servers can
        do, and nothing is asked of alternatives.

        Raises ConfigError: a key leads nowhere; names and threads of the port do not go together.
        """
        drawn = {**self.drawn, **numbers}
        port = port_of(
            self.document, self.path, self.library, overload=self.means.overload, drawn=drawn, before=self
        )
        return port._of_length(self.study).baseline

    def read_again(
        self, document: Document, drawn: Mapping[str, Sourced], set_by_user: tuple[Change, ...]
    ) -> Scenario:
        """The scenario of a changed document, or of other figures; what else was chosen stays, and so do the
        files that it names, which need not be where this process is."""
        overload = self.means.overload
        read_again = parse(document, self.path, self.library, overload=overload, drawn=drawn, before=self)
        changed = replace(
            read_again,
            compare=self.compare,
            engine=self.engine,
            set_by_user=set_by_user,
            left_out=self.left_out,
        )
        known = read_again.compare
        changed._worlds.update(  # made for their checks, and half of the work
            (name, world)
            for name, world in read_again._worlds.items()
            if known[name] == self.compare.get(name)
        )
        return changed._of_length(self.study)

    def with_study(self, **values: int | str | None) -> Scenario:
        """The scenario with other days, warm_up_days, run_out, replications or seed.

        Raises ConfigError: a value out of bounds.
        """
        given = {k: plain(v) for k, v in values.items() if v is not None}
        if not given:
            return self
        data: dict[str, object] = {**dict(self.study), **given}
        return self._of_length(build(Study, Document(data, {})))

    def _of_length(self, study: Study) -> Scenario:
        """The scenario with another study; what its logs bring is counted in the days of that."""
        baseline = ruled_by_logs(self.baseline, Window.of(study), self.document)
        if baseline is self.baseline:
            return self._of_these_worlds(study=study)
        return replace(self, study=study, baseline=baseline)

    def _of_these_worlds(self, **others: Any) -> Scenario:
        """The scenario with others of its parts, on which none of its worlds depends."""
        changed = replace(self, **others)
        changed._worlds.update((n, world) for n, world in self._worlds.items() if n in changed.compare)
        return changed

    def with_library(self, library: Library) -> Scenario:
        """The scenario with another library, as of one more plug-in."""
        baseline = replace(self.baseline, library=library)
        return replace(self, means=replace(self.means, library=library), baseline=baseline)

    def with_engine(self, engine: EngineName) -> Scenario:
        """The scenario run by this engine: `auto`, `compiled` or `simpy`; figures are the same."""
        return self._of_these_worlds(engine=engine)

    def alternative(self, name: str, *uses: str, **options: object) -> Scenario:
        """The scenario with one more alternative: its name, then each measure; options go to the last.

        One of this name takes the place of that which is there.

        Raises ConfigError: the name of the baseline; no measure, or one that cannot be used so.
        """
        check_arguments(Scenario.alternative, locals())
        if name == BASELINE or not uses:
            raise ConfigError(f"alternative '{name}': give a new name and at least one measure")
        check_alternative(name)
        own = {key: copied(value) for key, value in options.items()}
        entries = tuple(Use(measure=m, options=own if m == uses[-1] else {}) for m in uses)
        longer = replace(self, compare={**self.compare, name: entries})
        longer.event(name)
        return longer

    def only(self, *names: str) -> Scenario:
        """The scenario with these alternatives alone, in its own order.

        Raises ConfigError: there is no such alternative.
        """
        check_arguments(Scenario.only, locals())
        for name in names:
            if name not in self.alternatives:
                raise ConfigError(self.unknown(name))
        return self._of_these_worlds(compare={n: u for n, u in self.compare.items() if n in names})


def parse(
    document: Document,
    path: Path,
    library: Library,
    *,
    overload: bool = False,
    drawn: Mapping[str, Sourced] = NOTHING_DRAWN,
    before: Scenario | None = None,
) -> Scenario:
    """A checked scenario from a merged document; with `overload` more work may come than servers can do.

    `drawn` are numbers, by dotted key, in place of those of the document. `before` is the scenario
    of the same files whose document was changed. Of the same document nothing but figures is new, and only
    the alternatives that `before` compares are checked.

    Raises ConfigError: everything that is wrong, each with its place, what was got and what is allowed.
    """
    scenario = port_of(document, path, library, overload=overload, drawn=drawn, before=before)
    with scenario.counting():
        check_baseline(scenario.baseline, scenario.means, scenario.compare)
    known = scenario.compare if before is None or before.document is not document else before.compare
    names = [name for name in scenario.compare if name in known]
    for name in names:
        scenario.event(name)
    check_logs(map(scenario.world, (BASELINE, *names)), document)
    return scenario


def port_of(
    document: Document,
    path: Path,
    library: Library,
    *,
    overload: bool = False,
    drawn: Mapping[str, Sourced] = NOTHING_DRAWN,
    before: Scenario | None = None,
) -> Scenario:
    """The scenario with what is in place in it, its alternatives not looked at yet.

    Raises ConfigError: as `parse`.
    """
    with counting_as(document):
        return _port_of(document, path, library, overload, drawn, before)


def _port_of(
    document: Document,
    path: Path,
    library: Library,
    overload: bool,
    drawn: Mapping[str, Sourced],
    before: Scenario | None,
) -> Scenario:
    """The scenario, in whose money is counted already."""
    then = None if before is None else before.bare or before.baseline
    stated = file_of(document, library, None if before is None else before.document)
    file, spread, unspread = as_drawn(stated, drawn)
    get = file.__getattribute__
    parts = {name: get(name) for name in Port.model_fields}
    old = None if before is None else (before.document, before.baseline.port.demand)
    parts["demand"] = with_logs(file.demand, document, path, old)
    options, written = get("measures"), uses_of(get("compare"))
    known = {*library[MEASURE], *get("what_ifs")}
    claims, validation = (
        getattr(before, key) if before else named_file((key,), document, path) if get(key) else None
        for key in ("claims", "validation")
    )

    def evidence() -> Mapping[str, Evidence]:
        return evidence_of(get("evidence"), document, path) if before is None else before.evidence

    measures = {n: m for n in type(options).model_fields if (m := getattr(options, n)) is not None}
    rows = document.once("evidence", evidence)
    scenario = Scenario(
        name=get("name"),
        title=get("title"),
        path=path,
        study=get("study"),
        baseline=world_of(Port.model_construct(**parts), library, then),
        means=Means(document, library, measures, get("what_ifs"), rows, overload, bool(drawn), spread),
        compare={name: spelt_out(name, written, known, document, ()) for name in written},
        claims=claims,
        limits=get("limits"),
        engine=get("engine"),
        matters=get("matters"),
        in_place=tuple(map(use_of, get("in_place"))),
        validation=validation,
        together=get("together"),
        shapes=get("shapes"),
        risk=get("risk"),
        drawn=drawn,
        unspread=unspread,
        money=get("money"),
    )
    scenario = scenario._of_length(scenario.study)
    others = {name: get(name) for name in ("shapes", "risk", "money")}
    check(scenario.baseline, scenario.means, options, scenario.compare, scenario.matters, others)
    if not scenario.in_place:
        return scenario
    baseline = with_in_place(scenario.means, scenario.baseline, scenario.in_place)
    refuse_other_volume(baseline, scenario.baseline, f"{document.where(('in_place',))}: in_place")
    return replace(scenario, baseline=baseline, bare=scenario.baseline)
