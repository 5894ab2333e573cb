"""A scenario: a file of a port, its measures and what is to be compared, checked before minute zero."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import create_model

from portsim.base.errors import ConfigError, Keys, PortsimError, did_you_mean, dotted
from portsim.model import declared as flows
from portsim.model import measure as measures
from portsim.model.measure import Alteration
from portsim.model.port import Port
from portsim.model.sourced import ASSUMPTION, Part, Sourced, sourced_numbers
from portsim.model.world import Change, World
from portsim.scenario.alternatives import BASELINE, spelt_out
from portsim.scenario.assign import assign
from portsim.scenario.checking import build
from portsim.scenario.checks.checks import problems
from portsim.scenario.checks.problem import Problem
from portsim.scenario.checks.unused import unknown_sources, unused
from portsim.scenario.layers import overlay
from portsim.scenario.locate import find, log_path, merged, named_file
from portsim.scenario.log import logged_steps, read_log
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.problems import meant, tell
from portsim.scenario.reading import Document, read
from portsim.scenario.sections import EngineName, Evidence, EvidenceFile, Study, Use, WhatIf, scenario_model
from portsim.scenario.what_if import set_text


@dataclass(frozen=True)
class Scenario:
    """A checked scenario. It is never mutated: every change gives a new one."""

    name: str
    title: str
    path: Path
    document: Document
    study: Study
    baseline: World
    measures: Mapping[str, Alteration]
    what_ifs: Mapping[str, WhatIf]
    compare: Mapping[str, tuple[Use, ...]]
    evidence: Mapping[str, Evidence]
    claims: Path | None
    limits: tuple[str, ...]
    engine: EngineName = "auto"
    set_by_user: tuple[Change, ...] = ()
    _worlds: dict[str, World] = field(init=False, default_factory=dict, repr=False, compare=False)

    def __repr__(self) -> str:
        return (
            f"<Scenario {self.name}: {len(self.alternatives)} alternatives, config hash {self.config_hash}>"
        )

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
    def config_hash(self) -> str:
        """Twelve hex digits that change when anything in the merged configuration does; the engine does not
        count, as results do not depend on it."""
        logs = {}
        for name, demand in self.baseline.port.demand.items():
            if demand.log is not None and Path(demand.log).is_file():
                logs[name] = hashlib.sha256(Path(demand.log).read_bytes()).hexdigest()
        compared = {name: [use.model_dump() for use in uses] for name, uses in self.compare.items()}
        data = {key: value for key, value in self.document.data.items() if key != "engine"}
        whole = [data, self.study.model_dump(), compared, logs]
        text = json.dumps(whole, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def world(self, alternative: str) -> World:
        """The world of an alternative: the baseline with its measures in force, in order.

        Raises ConfigError: unknown alternative or measure; two measures on one key; a changed world
        that cannot run, or that ignores an option.
        """
        if alternative == BASELINE:
            return self.baseline
        if alternative not in self._worlds:  # asked for again and again, and never mutated
            self._worlds[alternative] = self._changed(alternative)
        return self._worlds[alternative]

    def _changed(self, alternative: str) -> World:
        if alternative not in self.compare:
            names = self.alternatives
            raise ConfigError(f"unknown alternative '{alternative}'{did_you_mean(alternative, names)}")
        world = self.baseline
        for number, use in enumerate(self.compare[alternative]):
            if use.measure in [earlier.measure for earlier in self.compare[alternative][:number]]:
                where = self.document.where(("compare", alternative, number))
                raise ConfigError(f"{where}: compare.{alternative}: '{use.measure}' stands twice")
            world = self._apply(world, use, ("compare", alternative, number))
        found = problems(world) + unknown_sources(world.port, self.evidence)
        if not found:
            idle = set(unused(world)) - set(unused(self.baseline))
            found = [Problem(key, "set by a measure and read by no flow") for key in sorted(idle)]
        if found:
            where = self.document.where(("compare", alternative))
            lines = "\n".join(f"{where}: alternative {alternative}: {p.key}: {p.message}" for p in found)
            raise ConfigError(lines)
        if world.changes and all(change.old == change.new for change in world.changes):
            where, change = self.document.where(("compare", alternative)), world.changes[0]
            raise ConfigError(
                f"{where}: alternative {alternative}: changes nothing; {change.key} is {change.new} already"
            )
        return world

    def _apply(self, world: World, use: Use, at: Keys) -> World:
        name = use.measure
        here = f"{self.document.where(at)}: {dotted(at[:2])}"
        known = (*self.measures, *self.what_ifs)
        if name not in known:
            if name in measures.MEASURES:
                raise ConfigError(f"{here}: measure '{name}' needs options; write them under measures")
            raise ConfigError(f"{here}: unknown measure '{name}'{did_you_mean(name, known)}")
        what_if = self.what_ifs.get(name)
        if what_if is not None and use.options:
            raise ConfigError(f"{here}: {name}: a what-if takes no options")
        measure = self._with_options(use, (*at, "options")) if what_if is None else None
        world = world.written_by(name, over=use.over)
        try:
            if measure is not None:
                return measure.apply(world)
            assert what_if is not None
            for way, key in [*(("set", k) for k in what_if.set), *(("scale", k) for k in what_if.scale)]:
                if at[0] == "what_ifs":
                    here = f"{self.document.where((*at, way, key))}: {dotted(at)}"
                world = (
                    set_text(world, key, what_if.set[key])
                    if way == "set"
                    else world.scale(key, what_if.scale[key])
                )
            return world
        except (PortsimError, ValueError, KeyError) as error:
            lack = f"needs '{error.args[0]}', which this scenario does not have"
            told = lack if isinstance(error, KeyError) else str(error)
            raise ConfigError(f"{here}: {told if at[1] == name else f'{name}: {told}'}") from None

    def _with_options(self, use: Use, at: Keys) -> Alteration:
        """The measure with the options of one use, which stand at a path of the document."""
        if not use.options:
            return self.measures[use.measure]
        path = ("measures", use.measure)
        there = {(*path, *p[len(at) :]): w for p, w in self.document.positions.items() if p[: len(at)] == at}
        over = Document({"measures": {use.measure: use.options}}, there)
        base = Document({"measures": self.document.data["measures"]}, self.document.positions)
        options: Any = scenario_model().model_fields["measures"].annotation
        model: Any = create_model("Options", __base__=Part, measures=(options, ...))
        chosen: Alteration = getattr(build(model, overlay(base, over)).measures, use.measure)
        return chosen

    # --- changing a scenario, each giving a new one

    def set(self, key: str, value: object) -> Scenario:
        """The scenario with one number changed: `s.set("places.gate_in.lanes", 6)`; checked like the file."""
        if key.split(".")[0] not in Port.model_fields and key.split(".")[0] not in ("measures", "what_ifs"):
            raise ConfigError(
                f"--set {key}: only numbers of the port, measures and what_ifs are set so; "
                "days, replications and seed have options of their own"
            )
        document, old, new = assign(self.document, key, str(value))
        changed = parse(document, self.path)
        change = Change(key, old, new, "--set")
        return replace(
            changed,
            study=self.study,
            compare=self.compare,
            engine=self.engine,
            set_by_user=(*self.set_by_user, change),
        )

    def with_study(self, **values: int | None) -> Scenario:
        """The scenario with other days, warm_up_days, run_out_days, replications or seed.

        Raises ConfigError: a value out of bounds, named as on the command line.
        """
        given = {k: v for k, v in values.items() if v is not None}
        data: dict[str, object] = {**self.study.model_dump(), **given}
        positions = Document(data, {})
        try:
            return replace(self, study=build(Study, positions))
        except ConfigError as error:
            raise ConfigError(re.sub("^", "--", str(error), flags=re.MULTILINE)) from None

    def with_engine(self, engine: EngineName) -> Scenario:
        return replace(self, engine=engine)

    def alternative(self, name: str, *uses: str, **options: object) -> Scenario:
        """The scenario with one more alternative; options go to the last measure named."""
        if name == BASELINE or not uses:
            raise ConfigError(f"alternative '{name}': give a new name and at least one measure")
        entries = tuple(Use(measure=m, options=options if m == uses[-1] else {}) for m in uses)
        changed = replace(self, compare={**self.compare, name: entries})
        changed.world(name)
        return changed

    def only(self, *names: str) -> Scenario:
        """The scenario with these alternatives alone."""
        for name in names:
            if name not in self.alternatives:
                raise ConfigError(f"unknown alternative '{name}'{did_you_mean(name, self.alternatives)}")
        return replace(self, compare={n: u for n, u in self.compare.items() if n in names})


def load(name: str) -> Scenario:
    """Read, merge and check a scenario file.

    Raises ConfigError: everything that is wrong, each with its place, what was got and what is allowed.
    """
    path = find(name)
    return parse(merged(path, ()), path)


def parse(document: Document, path: Path) -> Scenario:
    """A checked scenario from a merged document."""
    file = build(scenario_model(), document)
    get = file.__getattribute__
    parts = {name: get(name) for name in Port.model_fields}
    parts["demand"] = {
        name: d if d.log is None else d.model_copy(update={"log": log_path(name, d.log, document, path)})
        for name, d in file.demand.items()
    }
    port = Port.model_construct(**parts)
    options = get("measures")
    written = {
        name: tuple(Use(measure=u) if isinstance(u, str) else u for u in uses)
        for name, uses in get("compare").items()
    }
    known = {*measures.MEASURES, *get("what_ifs")}
    compare = {name: spelt_out(name, written, known, document, ()) for name in written}
    evidence: Mapping[str, Evidence] = {}
    if get("evidence") is not None:
        evidence = build(EvidenceFile, read(named_file("evidence", document, path))).evidence
    scenario = Scenario(
        get("name"),
        get("title"),
        path,
        document,
        get("study"),
        World(port, dict(flows.FLOWS)),
        {n: m for n in type(options).model_fields if (m := getattr(options, n)) is not None},
        get("what_ifs"),
        compare,
        evidence,
        named_file("claims", document, path) if get("claims") else None,
        get("limits"),
        get("engine"),
    )
    _check(scenario, options)
    return scenario


def _check(scenario: Scenario, options: Part) -> None:
    document, world = scenario.document, scenario.baseline
    found = problems(world)
    if not found:
        found = [Problem(key, f"read by no flow{meant(key, document)}") for key in unused(world)]
    found += unknown_sources(world.port, scenario.evidence)
    found += [replace(p, key=f"measures.{p.key}") for p in unknown_sources(options, scenario.evidence)]
    taken = [name for name in scenario.what_ifs if name in measures.MEASURES]
    found += [Problem(f"what_ifs.{name}", "this name is taken by a measure") for name in taken]
    if BASELINE in scenario.compare:
        found.append(Problem(f"compare.{BASELINE}", "this name is taken: all others are compared with it"))
    if not found:
        found = [
            Problem(
                f"places.{load.place}",
                f"offered load {load.mean:.2f} at {load.terminal}: "
                "more work arrives than the servers can do; "
                f"add {world.port.places[load.place].noun}, or lower the demand",
            )
            for load in offered_loads(world)
            if load.mean > 1
        ]
    tell(found, document)
    for name in scenario.what_ifs:
        scenario._apply(world, Use(measure=name), ("what_ifs", name))
    timed = logged_steps(f for name in scenario.alternatives for f in scenario.world(name).flows.values())
    for name, demand in world.port.demand.items():
        if demand.log is not None:
            try:
                read_log(demand.log, world.port, name, timed)
            except ConfigError as error:
                raise ConfigError(f"{document.where(('demand', name, 'log'))}: {error}") from None


def sources(scenario: Scenario) -> list[tuple[str, Sourced]]:
    """Every sourced number of the port and the measures with its key, the assumed first."""
    numbers = sourced_numbers(scenario.baseline.port)
    for name, measure in scenario.measures.items():
        numbers += sourced_numbers(measure, f"measures.{name}")
    return sorted(numbers, key=lambda pair: (ASSUMPTION not in pair[1].source, pair[0]))
