"""The parts of a page that tells a scenario's model: streams, flows, numbers, measures and sources."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType

from portsim.model.demand import Declared, Demand
from portsim.model.describe import mermaid, sentence
from portsim.model.part import Part, in_words
from portsim.model.port import Port
from portsim.model.sourced import ASSUMPTION, LOG, USER, Sourced, sourced_numbers
from portsim.model.world import World
from portsim.report.markdown import as_text, pipe_table
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario

CONFIDENCE: Mapping[str, str] = MappingProxyType({"D": "stated", "C": "computed", "W": "weak"})
MOST_KEYS = 4  # of the numbers that rest on a row of the evidence


def limits(scenario: Scenario) -> str:
    """What the scenario itself says that it leaves out."""
    return "\n".join(f"- {as_text(each)}" for each in scenario.limits) or "none are stated"


def grounds(scenario: Scenario) -> str:
    """How many numbers rest on public figures, and how many on assumptions, group by group."""
    groups: dict[str, Counter[str]] = {}
    for key, number in sources(scenario):
        groups.setdefault(key.split(".", 1)[0], Counter())[_rests_on(number)] += 1
    counted = {"all": sum(groups.values(), Counter()), **dict(sorted(groups.items()))}
    kinds = [kind for kind in RESTS if counted["all"][kind]]
    rows = [
        (name, *(counts[kind] for kind in kinds), sum(counts.values())) for name, counts in counted.items()
    ]
    return pipe_table(("group", *kinds, "numbers"), rows, range(1, len(kinds) + 2))


RESTS = ("public figures", "a figure and an assumption", "assumption alone", "user or log")


def _rests_on(number: Sourced) -> str:
    named = set(number.source)
    if named <= {USER, LOG}:
        return RESTS[3]
    return RESTS[2] if named == {ASSUMPTION} else RESTS[1 if ASSUMPTION in named else 0]


def streams(scenario: Scenario) -> str:
    """Every stream: how its shipments come, how many, and which flows they begin."""
    rows = [
        (
            name,
            _comes(demand),
            *(_number(demand.volume) if demand.volume is not None else ("", "", "", "")),
            ", ".join(demand.flows),
        )
        for name, demand in scenario.baseline.port.demand.items()
    ]
    return pipe_table(("stream", "comes", "how many", "range", "source", "note", "begins"), rows)


def _comes(demand: Demand) -> str:
    if isinstance(demand, Declared):
        return f"declares {demand.declares.stream}"
    if demand.carrier is None:
        return "by itself"
    return f"{'taken' if demand.origin == 'per_day' else 'brought'} by {demand.carrier}"


def flows(scenario: Scenario) -> str:
    """Every flow in sentences and as a diagram, in the order of the streams that run it."""
    world = scenario.baseline
    order = dict.fromkeys((*(flow.name for flow in world.streams.flows_run), *world.flows))
    return "\n\n".join(_flow(world, name) for name in order)


def flows_not_run(scenario: Scenario) -> str:
    """The flows of the library that no stream of this port runs through: other ports can."""
    world = scenario.baseline
    run = {flow.name for flow in world.streams.flows_run}
    return "\n\n".join(_flow(world, name) for name in world.flows if name not in run)


def flows_of(stream: str) -> Callable[[Scenario], str]:
    """The part with the flows that a stream runs, but for those that an earlier stream runs too."""

    def part(scenario: Scenario) -> str:
        world, told = scenario.baseline, set[str]()
        for name, own in world.streams.threads.items():
            if name == stream:
                return "\n\n".join(_flow(world, each) for each in own if each not in told)
            told |= set(own)
        raise KeyError(stream)

    return part


def _flow(world: World, name: str) -> str:
    flow, of_port = world.flows[name], (world.port.calendars, world.port.levels)
    return (
        f"### {as_text(name)}\n\n{_run_by(world, name)}\n\n```text\n{sentence(flow, *of_port)}\n```\n\n"
        f"```mermaid\n{mermaid(flow, *of_port)}\n```"
    )


def _run_by(world: World, name: str) -> str:
    """Which streams begin a flow, or come to it as a thread that another flow starts."""
    begun = [stream for stream, demand in world.port.demand.items() if name in demand.flows]
    runs = [stream for stream, own in world.streams.threads.items() if name in own and stream not in begun]
    said = [
        f"{how} {', '.join(names)}" for how, names in (("Begun by", begun), ("a thread of", runs)) if names
    ]
    text = "; ".join(said) or "no stream of this scenario runs it"
    return as_text(text[:1].upper() + text[1:] + ".")


def numbers_of(group: str) -> Callable[[Scenario], str]:
    """The part with all numbers of one group of the port, such as its places."""
    return lambda scenario: _numbers(getattr(scenario.baseline.port, group))


def _numbers(parts: Mapping[str, Part]) -> str:
    """Every number below some parts, with its source, and what else a part says in the first of its rows."""
    rows = []
    for name, part in parts.items():
        cells = [(key, *_number(number)) for key, number in sourced_numbers(part, name)]
        cells = cells or [(name, "", "", "", "")]
        rows += [(*cell, also) for cell, also in zip(cells, _also(part, len(cells)), strict=True)]
    headings = ("name", "value", "range", "source", "note", "also")
    if not rows:
        return "none"
    if not any(also for *_, also in rows):
        return pipe_table(headings[:-1], [row[:-1] for row in rows])
    return pipe_table(headings, rows)


def _also(part: Part, rows: int) -> Iterator[str]:
    """What a part says beside its numbers, where that is not the usual."""
    said = []
    for key, value in part.children().items() if not isinstance(part, Sourced) else ():
        field = type(part).model_fields.get(key)
        usual = field is not None and value == field.default
        if isinstance(value, bool | str | tuple) and not usual:
            words = ", ".join(map(in_words, value)) if isinstance(value, tuple) else in_words(value)
            said.append(key.replace("_", " ") + ("" if value is True else f": {words}"))
        elif key == "instead" and isinstance(value, dict):
            said.append(", ".join(f"{other} for {main}" for main, other in value.items()))
    yield as_text("; ".join(said))
    yield from [""] * (rows - 1)


def _number(number: Sourced) -> tuple[str, str, str, str]:
    return number.words(), number.range_words(), ", ".join(number.source), as_text(number.note)


def measures(scenario: Scenario) -> str:
    """Every alternative: what its measures are, and each change that they make."""
    return "\n\n".join(_alternative(scenario, name) for name in scenario.compare) or "none are compared"


def _alternative(scenario: Scenario, name: str) -> str:
    uses = [use.measure for use in scenario.compare[name]]
    said = [f"### {as_text(name)}"]
    for each in uses:
        if each in scenario.measures:
            measure = scenario.measures[each]
            said.append(f"**{as_text(measure.title)}.** {as_text(inspect.getdoc(measure) or '')}".strip())
        else:
            said.append(f"**{as_text(scenario.what_ifs[each].title or each)}.**")
    changes = scenario.world(name).changes_run
    if len(uses) > 1:
        said = [said[0], f"Together: {as_text(', '.join(uses))}; {len(changes)} changes."]
    else:
        rows = [(as_text(each.key), as_text(each.old), as_text(each.new)) for each in changes]
        said.append(pipe_table(("key", "before", "with it"), rows))
    return "\n\n".join(said)


def options(scenario: Scenario) -> str:
    """Every number of the measures with its source."""
    return _numbers(scenario.measures)


def evidence(scenario: Scenario) -> str:
    """Every row of the evidence, and the numbers that rest on it."""
    used: dict[str, list[str]] = {}
    for key, number in sources(scenario):
        for row in number.source:
            used.setdefault(row, []).append(key)
    rows = [
        (
            name,
            as_text(row.what),
            as_text(row.figure),
            as_text(row.reference),
            CONFIDENCE.get(row.confidence, row.confidence),
            _listed(used.get(name, [])),
        )
        for name, row in scenario.evidence.items()
    ]
    return pipe_table(("row", "what", "figure", "reference", "confidence", "numbers that rest on it"), rows)


def _listed(keys: list[str]) -> str:
    more = len(keys) - MOST_KEYS
    shown = ", ".join(keys[:MOST_KEYS]) or "none"
    return as_text(shown + (f" and {more} more" if more > 0 else ""))


GROUPS = tuple(Port.model_fields)  # terminals, places, tasks, ...
WHOLE: Mapping[str, Callable[[Scenario], str]] = MappingProxyType(
    {
        "limits": limits,
        "grounds": grounds,
        "streams": streams,
        "flows": flows,
        **{group: numbers_of(group) for group in GROUPS},
        "measures": measures,
        "options": options,
        "evidence": evidence,
    }
)
"""The parts of a whole page by name; `grounds` says what the numbers rest on."""


def parts(scenario: Scenario) -> dict[str, Callable[[], str]]:
    """All parts by name, those of a whole page first, then `flows of` each stream by itself, and the rest."""
    by_stream = {f"flows of {name}": flows_of(name) for name in scenario.baseline.port.demand}
    every = {**WHOLE, **by_stream, "flows not run": flows_not_run}
    return {name: partial(part, scenario) for name, part in every.items()}
