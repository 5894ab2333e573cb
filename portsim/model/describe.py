"""A flow in a sentence that can be read aloud, and as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from portsim.model.flow import Flow
from portsim.model.journey import passages
from portsim.model.step import Body, Step, spoken

Levels = Mapping[str, str]  # of chances that go by how full a place is: that place


def sentence(flow: Flow, calendars: Collection[str] = (), levels: Levels | None = None) -> str:
    """The flow as indented sentences, one step a line.

    `calendars` names those that its forks can ask for, `levels` the chances that go by how full a place is,
    each with that place.
    """
    lines = _lines(flow.steps, 1, calendars, levels or {})
    return "\n".join([f"{spoken(flow.name).capitalize()}:", *lines])


def _lines(body: Body, depth: int, calendars: Collection[str], levels: Levels) -> Iterator[str]:
    pad = "  " * depth
    for step in body:
        yield f"{pad}{_said(step, calendars, levels)}{_tags(step)}"
        for number, inner in enumerate(step.bodies):
            if step.is_fork and number and inner:
                yield f"{pad}otherwise:"
            if step.is_fork and not number and not inner:
                yield f"{pad}  nothing"
            yield from _lines(inner, depth + 1, calendars, levels)


def _said(step: Step, calendars: Collection[str], levels: Levels) -> str:
    """What a step does, and by the level of which place a chance goes."""
    said = step.sentence(calendars)
    places = [levels[name] for name in step.named("chances") if name in levels]
    by = "".join(f", more often the fuller {spoken(place)} is" for place in places)
    return f"{said.removesuffix(':')}{by}:" if by else said


def _tags(step: Step) -> str:
    """What a step counts and which milestones it stamps, and its label where its task does not say it."""
    tags = []
    tasks = step.named("tasks")
    if tasks and step.label not in tasks:
        tags.append(f"'{step.label}'")
    if step.counts:
        tags.append(f"counts {spoken(step.counts)}")
    tags += [f"milestone {spoken(name)}" for name in step.stamps.values()]
    return f"  [{', '.join(tags)}]" if tags else ""


def mermaid(flow: Flow, calendars: Collection[str] = (), levels: Levels | None = None) -> str:
    """The flow as a Mermaid flowchart; `calendars` and `levels` as for `sentence`.

    Forks are hexagons, and a frame holds the steps that are done while a server is kept. Steps are numbered,
    as some labels, such as `end` or `style`, are words of Mermaid's own.
    """
    steps, last = passages(flow)
    names = {label: f"s{number}" for number, label in enumerate(flow.labels, 1)}
    arrows = [
        _arrow(names[before], names[passage.step.label], answer) if passage.before else "  begin --> s1"
        for passage in steps
        for (_, before), answer in passage.before or (((flow.name, ""), ""),)
    ]
    arrows += [_arrow(names[before], "finish", answer) for (_, before), answer in last]
    nodes = _nodes(flow.steps, names, 1, calendars, levels or {})
    drawn = [f"  begin([{spoken(flow.name)}])", *nodes, "  finish([end])"]
    return "\n".join(["flowchart TD", *drawn, *(arrows or ["  begin --> finish"])])


def _nodes(
    body: Body, names: Mapping[str, str], depth: int, calendars: Collection[str], levels: Levels
) -> Iterator[str]:
    """Each step as a node; those that are done while a server is kept in a frame."""
    pad = "  " * depth
    for step in body:
        name = names[step.label]
        said = _quoted(_said(step, calendars, levels).rstrip(":").removesuffix(" while it"))
        yield f"{pad}{name}{{{{{said}}}}}" if step.is_fork else f"{pad}{name}[{said}]"
        if step.held:
            yield f'{pad}subgraph with_{name}[" "]'
        for inner in step.bodies:
            yield from _nodes(inner, names, depth + bool(step.held), calendars, levels)
        if step.held:
            yield f"{pad}end"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', "#quot;") + '"'


def _arrow(begin: str, end: str, text: str) -> str:
    return f"  {begin} -->|{text}| {end}" if text else f"  {begin} --> {end}"
