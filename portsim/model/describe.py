"""A flow in a sentence that can be read aloud, and as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from portsim.model.flow import Flow
from portsim.model.journey import passages
from portsim.model.step import Body, Step, spoken


def sentence(flow: Flow, calendars: Collection[str] = ()) -> str:
    """The flow as indented sentences, one step a line; `calendars` names those that its forks can ask for."""
    return "\n".join([f"{spoken(flow.name).capitalize()}:", *_lines(flow.steps, 1, calendars)])


def _lines(body: Body, depth: int, calendars: Collection[str]) -> Iterator[str]:
    pad = "  " * depth
    for step in body:
        yield f"{pad}{step.sentence(calendars)}{_tags(step)}"
        for number, inner in enumerate(step.bodies):
            if step.is_fork and number and inner:
                yield f"{pad}otherwise:"
            if step.is_fork and not number and not inner:
                yield f"{pad}  nothing"
            yield from _lines(inner, depth + 1, calendars)


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


def mermaid(flow: Flow, calendars: Collection[str] = ()) -> str:
    """The flow as a Mermaid flowchart; `calendars` names those that its forks can ask for."""
    lines = ["flowchart TD", f"  begin([{spoken(flow.name)}])"]
    steps, last = passages(flow)
    begin = (((flow.name, "begin"), ""),)
    for passage in steps:
        node, said = passage.step.label, passage.step.sentence(calendars).rstrip(":")
        lines.append(f'  {node}{{"{said}"}}' if passage.step.is_fork else f'  {node}["{said}"]')
        lines += [_arrow(before, node, answer) for (_, before), answer in passage.before or begin]
    lines.append("  finish([end])")
    lines += [_arrow(before, "finish", answer) for (_, before), answer in last or begin]
    return "\n".join(lines)


def _arrow(begin: str, end: str, text: str) -> str:
    return f"  {begin} -->|{text}| {end}" if text else f"  {begin} --> {end}"
