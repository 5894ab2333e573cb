"""A scenario: a file of a port, its measures and what is to be compared, checked before minute zero."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, create_model

from portsim import flows, measures
from portsim.checks import Problem, offered_loads, problems, unused
from portsim.document import Document, assign, build, overlay, read
from portsim.errors import ConfigError, PortsimError, did_you_mean
from portsim.measures import Measure
from portsim.port import ASSUMPTION, USER, Part, Port, Sourced, sourced_numbers
from portsim.units import CountValue
from portsim.world import Change, World

BASELINE = "baseline"
Positive = Annotated[CountValue, Field(ge=1)]


class Study(Part):
    """How long and how often: whole days, counted between warm-up and run-out."""

    days: Positive = 7
    warm_up_days: CountValue = 1
    run_out_days: CountValue = 1
    replications: Annotated[CountValue, Field(ge=2, le=10000)] = 10
    seed: CountValue = 1

    @property
    def window(self) -> tuple[float, float]:
        """The minutes whose arrivals are counted."""
        return self.warm_up_days * 1440.0, (self.warm_up_days + self.days) * 1440.0

    @property
    def horizon(self) -> float:
        return (self.warm_up_days + self.days + self.run_out_days) * 1440.0


class Use(Part):
    """One measure in an alternative, with options that differ from the scenario's."""

    measure: str
    over: bool = False
    options: dict[str, object] = Field(default={}, description="options that differ from the scenario's")


class WhatIf(Part):
    """A measure that only changes numbers: dotted key to its new value."""

    title: str = ""
    set: dict[str, object] = Field(min_length=1)


class Evidence(Part):
    """One public figure, told in our own words, with where it stands."""

    what: str
    figure: str
    reference: str
    confidence: str = Field("D", description="D stated, C computed, W weak")


class EvidenceFile(Part):
    evidence: dict[str, Evidence]


def scenario_model() -> type[Port]:
    """The model of a scenario file: a port, the options of every declared measure, and the study."""
    load_registries()
    return _model(tuple(measures.MEASURES.items()))


@cache
def _model(declared: tuple[tuple[str, type[Measure]], ...]) -> type[Port]:
    options: dict[str, object] = {name: (cls | None, None) for name, cls in declared}
    all_options = create_model("Measures", __base__=Part, **options)  # type: ignore[call-overload]
    return create_model(
        "ScenarioFile",
        __base__=Port,
        name=(str, ...),
        title=(str, ...),
        extends=(str | None, None),
        evidence=(str | None, None),
        claims=(str | None, None),
        limits=(tuple[str, ...], ()),
        study=(Study, Study()),
        measures=(all_options, all_options()),
        what_ifs=(dict[str, WhatIf], {}),
        compare=(dict[str, tuple[str | Use, ...]], {}),
    )


@cache
def load_registries() -> None:
    """Declare all shipped flows and measures, once."""
    flows.load_all()
    measures.load_all()


@dataclass(frozen=True)
class Scenario:
    """A checked scenario. It is never mutated: every change gives a new one."""

    name: str
    title: str
    path: Path
    document: Document
    study: Study
    baseline: World
    measures: Mapping[str, Measure]
    what_ifs: Mapping[str, WhatIf]
    compare: Mapping[str, tuple[Use, ...]]
    evidence: Mapping[str, Evidence]
    claims: Path | None
    limits: tuple[str, ...]
    set_by_user: tuple[Change, ...] = ()

    @property
    def alternatives(self) -> tuple[str, ...]:
        """The baseline, then what it is compared with, in the file's order."""
        return (BASELINE, *self.compare)

    @property
    def config_hash(self) -> str:
        """Twelve hex digits that change when anything in the merged configuration does."""
        logs = {}
        for name, demand in self.baseline.port.demand.items():
            if demand.log is not None and Path(demand.log).is_file():
                logs[name] = hashlib.sha256(Path(demand.log).read_bytes()).hexdigest()
        text = json.dumps([self.document.data, self.study.model_dump(), logs], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()[:12]

    def world(self, alternative: str) -> World:
        """The world of an alternative: the baseline with its measures in force, in order.

        Raises ConfigError: unknown alternative or measure; two measures on one key; a changed world
        that cannot run, or that ignores an option.
        """
        if alternative == BASELINE:
            return self.baseline
        if alternative not in self.compare:
            names = self.alternatives
            raise ConfigError(f"unknown alternative '{alternative}'{did_you_mean(alternative, names)}")
        world = self.baseline
        for use in self.compare[alternative]:
            world = self._apply(world, use, alternative)
        found = problems(world)
        if not found:
            idle = set(unused(world)) - set(unused(self.baseline))
            found = [Problem(key, "set by a measure and read by no flow") for key in sorted(idle)]
        if found:
            lines = "\n".join(f"{p.key}: {p.message}" for p in found)
            raise ConfigError(
                f"{self.document.where(('compare', alternative))}: alternative {alternative}: {lines}"
            )
        return world

    def _apply(self, world: World, use: Use, alternative: str) -> World:
        where = self.document.where(("compare", alternative))
        world = world.written_by(use.measure, over=use.over)
        try:
            if use.measure in self.what_ifs:
                if use.options:
                    raise ConfigError("a what-if takes no options")
                for key, raw in self.what_ifs[use.measure].set.items():
                    world = world.set_text(key, raw)
                return world
            if use.measure not in self.measures:
                known = (*self.measures, *self.what_ifs)
                raise ConfigError(f"unknown measure '{use.measure}'{did_you_mean(use.measure, known)}")
            return self._with_options(use).apply(world)
        except (PortsimError, ValueError) as error:
            raise ConfigError(f"{where}: compare.{alternative}: {use.measure}: {error}") from None

    def _with_options(self, use: Use) -> Measure:
        measure = self.measures[use.measure]
        if not use.options:
            return measure
        data = self.document.data["measures"]
        assert isinstance(data, dict)
        base = Document(data[use.measure], {})
        over = Document(dict(use.options), {})
        return build(type(measure), overlay(base, over))

    # --- changing a scenario, each giving a new one

    def set(self, key: str, value: object) -> Scenario:
        """The scenario with one number changed: `s.set("places.gate_in.lanes", 6)`; checked like the file."""
        document, old, new = assign(self.document, key, str(value))
        changed = parse(document, self.path)
        change = Change(key, old, new, "--set")
        return replace(
            changed, study=self.study, compare=self.compare, set_by_user=(*self.set_by_user, change)
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
            raise ConfigError(f"study: {error}") from None

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


def find(name: str) -> Path:
    """The file of a scenario: a path, or the name of one that portsim ships.

    Raises ConfigError: no such file or name.
    """
    path = Path(name)
    if path.suffix in (".yaml", ".yml") or path.exists():
        return path
    shipped = shipped_scenarios()
    if name not in shipped:
        raise ConfigError(
            f"unknown scenario '{name}'{did_you_mean(name, shipped)}; give a name or a .yaml file"
        )
    return shipped[name]


def scenario_folder() -> Path:
    """Where the shipped scenarios lie: inside an installed package, or beside it in a checkout."""
    inside = Path(__file__).parent / "scenarios"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "scenarios"


def shipped_scenarios() -> dict[str, Path]:
    return {
        path.stem: path
        for path in sorted(scenario_folder().glob("*.yaml"))
        if "demand:" in (text := path.read_text()) or "extends:" in text
    }


def load(name: str) -> Scenario:
    """Read, merge and check a scenario file.

    Raises ConfigError: everything that is wrong, each with its place, what was got and what is allowed.
    """
    path = find(name)
    return parse(_merged(path, ()), path)


def _merged(path: Path, seen: tuple[Path, ...]) -> Document:
    if path.resolve() in seen:
        chain = " -> ".join(p.name for p in (*seen, path.resolve()))
        raise ConfigError(f"{path}: scenarios extend one another in a circle: {chain}")
    document = read(path)
    base = document.data.get("extends")
    if not isinstance(base, str):
        return document
    parent = path.parent / base if (path.parent / base).exists() else scenario_folder() / base
    if not parent.exists():
        raise ConfigError(
            f"{document.where(('extends',))}: extends '{base}', but there is no such file beside it"
        )
    return overlay(_merged(parent, (*seen, path.resolve())), document)


def parse(document: Document, path: Path) -> Scenario:
    """A checked scenario from a merged document."""
    file = build(scenario_model(), document)
    get = file.__getattribute__
    parts = {name: get(name) for name in Port.model_fields}
    parts["demand"] = {
        name: d if d.log is None else d.model_copy(update={"log": str(path.parent / d.log)})
        for name, d in file.demand.items()
    }
    port = Port.model_construct(**parts)
    options = get("measures")
    compare = {
        name: tuple(Use(measure=u) if isinstance(u, str) else u for u in uses)
        for name, uses in get("compare").items()
    }
    evidence = _evidence(get("evidence"), document, path)
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
        path.parent / get("claims") if get("claims") else None,
        get("limits"),
    )
    _check(scenario, options)
    return scenario


def _evidence(name: str | None, document: Document, path: Path) -> Mapping[str, Evidence]:
    if name is None:
        return {}
    file = path.parent / name
    if not file.exists():
        file = scenario_folder() / name
    if not file.exists():
        raise ConfigError(f"{document.where(('evidence',))}: evidence file '{name}' does not exist beside it")
    return build(EvidenceFile, read(file)).evidence


def _check(scenario: Scenario, options: Part) -> None:
    document, world = scenario.document, scenario.baseline
    found = problems(world)
    if not found:
        found = [Problem(key, "read by no flow; delete it, or use it in a flow") for key in unused(world)]
    found += _unknown_sources(world.port, scenario.evidence)
    found += [replace(p, key=f"measures.{p.key}") for p in _unknown_sources(options, scenario.evidence)]
    if BASELINE in scenario.compare:
        found.append(
            Problem(f"compare.{BASELINE}", "this name is taken: it is what all others are compared with")
        )
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
    if found:
        lines = sorted({(document.where(tuple(p.key.split("."))), f"{p.key}: {p.message}") for p in found})
        raise ConfigError("\n".join(f"{where}: {text}" for where, text in lines))
    for name in scenario.compare:
        scenario.world(name)


def _unknown_sources(part: Part, evidence: Mapping[str, Evidence]) -> list[Problem]:
    found = []
    for key, number in sourced_numbers(part):
        for source in number.source:
            if (
                source not in evidence
                and source not in (ASSUMPTION, USER)
                and not source.startswith("claim ")
            ):
                hint = did_you_mean(source, (*evidence, ASSUMPTION))
                found.append(Problem(f"{key}.source", f"unknown source '{source}'{hint}"))
    return found


def sources(scenario: Scenario) -> list[tuple[str, Sourced]]:
    """Every sourced number of the port and the measures with its key, the assumed first."""
    numbers = sourced_numbers(scenario.baseline.port)
    for name, measure in scenario.measures.items():
        numbers += sourced_numbers(measure, f"measures.{name}")
    return sorted(numbers, key=lambda pair: (ASSUMPTION not in pair[1].source, pair[0]))
