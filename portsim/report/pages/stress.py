"""The check-list of STRESS-DES, filled in from the scenario and its study.

Source: Monks et al. 2019, Strengthening the reporting of empirical simulation studies, Journal of Simulation
13(1), 55-67, doi 10.1080/17477778.2018.1442155.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from portsim.base.language import counted, known, later, t
from portsim.model.sourced import ASSUMPTION
from portsim.report.numbers import duration, figures
from portsim.report.parts import Section, Text, grid
from portsim.report.words import inline, listed, sentences
from portsim.scenario.numbers import sources
from portsim.scenario.rates import daily_rate
from portsim.scenario.scenario import Scenario
from portsim.study.question import StudyResult

HOW = later(
    "Strengthening the Reporting of Empirical Simulation Studies, for discrete-event "
    "simulation (Monks et al. 2019, doi 10.1080/17477778.2018.1442155), filled in from the "
    "model. What only the authors of a study can say, such as who asked for it, they add."
)


class Item(NamedTuple):
    """An item of the check-list, and what the model says to it."""

    part: str
    number: str
    item: str
    text: str


def stress_section(study: StudyResult, facts: Mapping[str, object]) -> Section:
    """The check-list; `facts` are the provenance of the study."""
    rows = list(_items(study, facts))
    table = grid("stress", t("STRESS-DES check-list"), (t("Part"), t("Item"), t("What"), t("Here")), rows)
    return Section("stress", t("STRESS-DES check-list"), (Text(known(HOW)), table), t("STRESS-DES"))


def _items(study: StudyResult, facts: Mapping[str, object]) -> Iterator[Item]:
    yield from _objectives(study)
    yield from _logic(study.scenario)
    yield from _data(study.scenario)
    yield from _experiment(study.scenario)
    yield from _software(study.scenario, facts)


def _objectives(study: StudyResult) -> Iterator[Item]:
    scenario, part = study.scenario, t("Objectives")
    yield Item(
        part,
        "1.1",
        t("Purpose of the model"),
        _purpose(study),
    )
    yield Item(
        part,
        "1.2",
        t("Model outputs"),
        t(
            "{n} KPIs, times by stage, queues by hour of the day and a ledger by payer. Each is "
            "defined in the library; portsim list kpis prints them.",
            n=len(study.kpis),
        ),
    )
    names = listed(inline(name) for name in scenario.compare)
    yield Item(
        part,
        "1.3",
        t("Aims of the experiments"),
        t("Alternatives, each against the baseline: {names}.", names=names),
    )


def _purpose(study: StudyResult) -> str:
    scenario = study.scenario
    title, n = known(scenario.title), len(scenario.compare)
    if not study.claims:
        return t("{title}: find what {n} alternatives change against the baseline.", title=title, n=n)
    return t(
        "{title}: find what {n} alternatives change against the baseline, and hold {claims} reported claims "
        "against it.",
        title=title,
        n=n,
        claims=len(study.claims),
    )


def _logic(scenario: Scenario) -> Iterator[Item]:
    part, port = t("Logic"), scenario.baseline.port
    flows = dict.fromkeys(flow for demand in port.demand.values() for flow in demand.flows)
    yield Item(
        part,
        "2.1",
        t("Diagram of the base model"),
        t("portsim show FLOW draws each flow: {flows}.", flows=listed(flows)),
    )
    yield Item(
        part,
        "2.2",
        t("Logic of the base model"),
        t(
            "portsim describe {name} writes it in sentences, made from the flows that are run.",
            name=scenario.name,
        ),
    )
    yield Item(
        part,
        "2.3",
        t("Logic of the scenarios"),
        t("The section on changes has every parameter and step that an alternative changes, old and new."),
    )
    yield Item(
        part,
        "2.4",
        t("Algorithms"),
        t(
            "Arrivals by inverting the cumulative rate by hour of the week; all draws are made "
            "before the clock starts."
        ),
    )
    entities = listed(
        t("{name} ({rate} a day)", name=inline(name), rate=figures(rate))
        if (rate := daily_rate(port, name)) > 0
        else inline(name)
        for name in port.demand
    )
    yield Item(part, "2.5.1", t("Entities"), t("{names}.", names=entities))
    tasks = t("{n} kinds of work and of travel, with their distributions under tasks.", n=len(port.tasks))
    yield Item(part, "2.5.2", t("Activities"), tasks)
    places = listed(
        t("{name} ({noun})", name=inline(name), noun=known(place.noun)) for name, place in port.places.items()
    )
    yield Item(part, "2.5.3", t("Resources"), t("{names}.", names=places))
    yield Item(
        part,
        "2.5.4",
        t("Queues"),
        t("One at each place and terminal; by priority, then in the order of joining. Who joined one stays."),
    )
    yield Item(
        part,
        "2.5.5",
        t("Entry and exit"),
        t(
            "A shipment enters at its arrival and leaves with the last step of its flow; who is "
            "unfinished at the end makes a figure a bound."
        ),
    )


def _data(scenario: Scenario) -> Iterator[Item]:
    part, numbers = t("Data"), [number for _, number in sources(scenario)]
    assumed = sum(ASSUMPTION in number.source for number in numbers)
    rows = {name for number in numbers for name in number.source if name in scenario.evidence}
    yield Item(
        part,
        "3.1",
        t("Data sources"),
        t(
            "{n} rows of evidence, each with a reference; portsim sources {name} prints them.",
            n=len(rows),
            name=scenario.name,
        ),
    )
    logs = [name for name, demand in scenario.baseline.port.demand.items() if demand.log is not None]
    yield Item(
        part,
        "3.2",
        t("Preparation of data"),
        t("Arrivals of a log, as the section on logs says: {streams}.", streams=listed(map(inline, logs)))
        if logs
        else t("None: no stream is read from a log."),
    )
    yield Item(
        part,
        "3.3",
        t("Input parameters"),
        t("{n} numbers, each with a source and most with a range.", n=len(numbers)),
    )
    yield Item(
        part,
        "3.4",
        t("Assumptions"),
        t("{assumed} of these numbers are assumed; the section lists them.", assumed=assumed),
    )


def _experiment(scenario: Scenario) -> Iterator[Item]:
    part, study = t("Experiments"), scenario.study
    out = study.run_out
    demand = scenario.baseline.port.demand
    there = listed(inline(name) for name, each in demand.items() if each.there_before)
    yield Item(
        part,
        "4.1",
        t("Initialisation"),
        sentences(
            (
                t("The port starts with nothing but {names}.", names=there)
                if there
                else t("The port starts empty."),
                counted(
                    study.warm_up_days,
                    "{n} day of warm-up is not counted.",
                    "{n} days of warm-up are not counted.",
                ),
            )
        ),
    )
    yield Item(
        part,
        "4.2",
        t("Run length"),
        t(
            "Counted days: {days}; arrivals go on for {at_least} to {at_most} after them, until "
            "{until:g} % of the counted are through.",
            days=study.days,
            at_least=duration(out.at_least),
            at_most=duration(out.at_most),
            until=100 * out.until,
        )
        if out.at_least < out.at_most
        else t(
            "Counted days: {days}; arrivals go on for {after} after them.",
            days=study.days,
            after=duration(out.at_most),
        ),
    )
    yield Item(
        part,
        "4.3",
        t("Estimation"),
        t(
            "{replications} independent replications; paired t intervals of 95 % on differences; "
            "Holm's correction over what measures aim at, false-discovery rate over all other KPIs.",
            replications=study.replications,
        ),
    )


def _software(scenario: Scenario, facts: Mapping[str, object]) -> Iterator[Item]:
    part, libraries = t("Implementation"), facts.get("libraries")
    named = ", ".join(f"{k} {v}" for k, v in libraries.items()) if isinstance(libraries, dict) else "unknown"
    yield Item(
        part,
        "5.1",
        t("Software"),
        t(
            "portsim {version}, Python {python}, {named}.",
            version=facts.get("version"),
            python=facts.get("python"),
            named=named,
        ),
    )
    yield Item(
        part,
        "5.2",
        t("Random sampling"),
        t(
            "NumPy's SeedSequence, seed {seed}; a stream of draws for each purpose, replication, "
            "flow and step, so that alternatives meet truck by truck on common random numbers.",
            seed=scenario.study.seed,
        ),
    )
    yield Item(
        part,
        "5.3",
        t("Model execution"),
        t(
            "Events in order of time, rank and shipment; engine: {engine}. Results do not depend on "
            "the engine nor on the number of processes.",
            engine=scenario.engine,
        ),
    )
    processor = facts.get("processor")
    machine = processor.get("machine") if isinstance(processor, dict) else "unknown"
    yield Item(part, "5.4", t("System"), t("{names}.", names=machine))
    yield Item(
        t("Code access"),
        "6.1",
        t("Sharing of the model"),
        t(
            "portsim is free software (MIT licence); identity {identity} stands for this scenario, its "
            "claims, seed and days, and provenance.json has what gives the same figures again.",
            identity=facts.get("identity"),
        ),
    )
