"""The check-list of STRESS-DES, filled in from the scenario and its study.

Source: Monks et al. 2019, Strengthening the reporting of empirical simulation studies, Journal of Simulation
13(1), 55-67, doi 10.1080/17477778.2018.1442155.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from portsim.base.units import show_minutes
from portsim.model.sourced import ASSUMPTION
from portsim.report.numbers import figures
from portsim.report.parts import Section, Text, grid
from portsim.report.words import inline
from portsim.scenario.offered_load import daily_rate
from portsim.scenario.scenario import Scenario, sources
from portsim.study.question import StudyResult

HOW = (
    "Strengthening the Reporting of Empirical Simulation Studies, for discrete-event simulation (Monks et "
    "al. 2019, doi 10.1080/17477778.2018.1442155), filled in from the model. What only the authors of a "
    "study can say, such as who asked for it, they add."
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
    table = grid("stress", "STRESS-DES check-list", ("Part", "Item", "What", "Here"), rows)
    return Section("stress", "STRESS-DES check-list", (Text(HOW), table), "STRESS-DES")


def _items(study: StudyResult, facts: Mapping[str, object]) -> Iterator[Item]:
    yield from _objectives(study)
    yield from _logic(study.scenario)
    yield from _data(study.scenario)
    yield from _experiment(study.scenario)
    yield from _software(study.scenario, facts)


def _objectives(study: StudyResult) -> Iterator[Item]:
    scenario, part = study.scenario, "Objectives"
    claims = f", and hold {len(study.claims)} reported claims against it" if study.claims else ""
    yield Item(
        part,
        "1.1",
        "Purpose of the model",
        f"{scenario.title}: find what {len(scenario.compare)} alternatives change against the "
        f"baseline{claims}.",
    )
    yield Item(
        part,
        "1.2",
        "Model outputs",
        f"{len(study.kpis)} KPIs, times by stage, queues by hour of the day and a ledger by payer. Each is "
        "defined in the library; portsim list kpis prints them.",
    )
    names = ", ".join(inline(name) for name in scenario.compare)
    yield Item(part, "1.3", "Aims of the experiments", f"Alternatives, each against the baseline: {names}.")


def _logic(scenario: Scenario) -> Iterator[Item]:
    part, port = "Logic", scenario.baseline.port
    flows = dict.fromkeys(flow for demand in port.demand.values() for flow in demand.flows)
    yield Item(
        part,
        "2.1",
        "Diagram of the base model",
        f"portsim show FLOW draws each flow: {', '.join(flows)}.",
    )
    yield Item(
        part,
        "2.2",
        "Logic of the base model",
        f"portsim describe {scenario.name} writes it in sentences, made from the flows that are run.",
    )
    yield Item(
        part,
        "2.3",
        "Logic of the scenarios",
        "The section on changes has every parameter and step that an alternative changes, old and new.",
    )
    yield Item(
        part,
        "2.4",
        "Algorithms",
        "Arrivals by inverting the cumulative rate by hour of the week; all draws are made before the clock "
        "starts.",
    )
    entities = ", ".join(
        f"{inline(name)} ({figures(rate)} a day)" if (rate := daily_rate(port, name)) > 0 else inline(name)
        for name in port.demand
    )
    yield Item(part, "2.5.1", "Entities", f"{entities}.")
    tasks = f"{len(port.tasks)} kinds of work and of travel, with their distributions under tasks."
    yield Item(part, "2.5.2", "Activities", tasks)
    places = ", ".join(f"{inline(name)} ({place.noun})" for name, place in port.places.items())
    yield Item(part, "2.5.3", "Resources", f"{places}.")
    yield Item(
        part,
        "2.5.4",
        "Queues",
        "One at each place and terminal; by priority, and then in the order of joining. Nobody gives up.",
    )
    yield Item(
        part,
        "2.5.5",
        "Entry and exit",
        "A shipment enters at its arrival and leaves with the last step of its flow; who is unfinished at "
        "the end makes a figure a bound.",
    )


def _data(scenario: Scenario) -> Iterator[Item]:
    part, numbers = "Data", [number for _, number in sources(scenario)]
    assumed = sum(ASSUMPTION in number.source for number in numbers)
    rows = {name for number in numbers for name in number.source if name in scenario.evidence}
    yield Item(
        part,
        "3.1",
        "Data sources",
        f"{len(rows)} rows of evidence, each with a reference; portsim sources {scenario.name} prints them.",
    )
    logs = [name for name, demand in scenario.baseline.port.demand.items() if demand.log is not None]
    yield Item(
        part,
        "3.2",
        "Preparation of data",
        f"Arrivals of a log, as the section on logs says: {', '.join(map(inline, logs))}."
        if logs
        else "None: no stream is read from a log.",
    )
    yield Item(
        part, "3.3", "Input parameters", f"{len(numbers)} numbers, each with a source and most with a range."
    )
    yield Item(part, "3.4", "Assumptions", f"{assumed} of these numbers are assumed; the section lists them.")


def _experiment(scenario: Scenario) -> Iterator[Item]:
    part, study = "Experiments", scenario.study
    out = study.run_out
    yield Item(
        part,
        "4.1",
        "Initialisation",
        f"The port starts empty; {study.warm_up_days} days of warm-up are not counted.",
    )
    yield Item(
        part,
        "4.2",
        "Run length",
        f"{study.days} counted days; arrivals go on for {show_minutes(out.at_least)} to "
        f"{show_minutes(out.at_most)} after them, until {100 * out.until:g} % of the counted are through.",
    )
    yield Item(
        part,
        "4.3",
        "Estimation",
        f"{study.replications} independent replications; paired t intervals of 95 % on differences; Holm's "
        "correction over what measures aim at, false-discovery rate over all other KPIs.",
    )


def _software(scenario: Scenario, facts: Mapping[str, object]) -> Iterator[Item]:
    part, libraries = "Implementation", facts.get("libraries")
    named = ", ".join(f"{k} {v}" for k, v in libraries.items()) if isinstance(libraries, dict) else "unknown"
    yield Item(
        part,
        "5.1",
        "Software",
        f"portsim {facts.get('version')}, Python {facts.get('python')}, {named}.",
    )
    yield Item(
        part,
        "5.2",
        "Random sampling",
        f"NumPy's SeedSequence, seed {scenario.study.seed}; a stream of draws for each purpose, replication, "
        "flow and step, so that alternatives meet truck by truck on common random numbers.",
    )
    yield Item(
        part,
        "5.3",
        "Model execution",
        f"Events in order of time, rank and shipment; engine: {scenario.engine}. Results do not depend on "
        "the engine nor on the number of processes.",
    )
    processor = facts.get("processor")
    machine = processor.get("machine") if isinstance(processor, dict) else "unknown"
    yield Item(part, "5.4", "System", f"{machine}.")
    yield Item(
        "Code access",
        "6.1",
        "Sharing of the model",
        f"portsim is free software (MIT licence); identity {facts.get('identity')} stands for this scenario, "
        "its claims, seed and days, and provenance.json has what gives the same figures again.",
    )
