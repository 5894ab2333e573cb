"""A flow in a sentence that can be read aloud, and as a Mermaid diagram."""

from __future__ import annotations

from collections.abc import Collection

from portsim.model.flow import Flow
from portsim.model.steps import Body, Inside, Maybe, Signal, Step, Travel, Visit, WaitForNext, WaitUntil, When


def words(name: str) -> str:
    return name.replace("_", " ")


def sentence(flow: Flow, calendars: Collection[str] = ()) -> str:
    """The flow as indented sentences, one step a line; `calendars` names those that its forks can ask for."""
    return "\n".join([f"{words(flow.name).capitalize()}:", *_lines(flow.steps, 1, calendars)])


def _lines(body: Body, depth: int, calendars: Collection[str]) -> list[str]:
    pad = "  " * depth
    out: list[str] = []
    for step in body:
        out.append(f"{pad}{_say(step, calendars)}{_tags(step)}")
        if isinstance(step, Inside):
            out += _lines(step.body, depth + 1, calendars)
        elif isinstance(step, Maybe | When):
            out += _lines(step.body, depth + 1, calendars) if step.body else [f"{pad}  nothing"]
            if step.orelse:
                out.append(f"{pad}otherwise:")
                out += _lines(step.orelse, depth + 1, calendars)
    return out


def _say(step: Step, calendars: Collection[str]) -> str:
    if isinstance(step, Travel):
        return f"takes {words(step.task)}"
    if isinstance(step, Visit):
        urgent = "" if step.priority == "normal" else f" ({step.priority})"
        return f"queues for {words(step.place)}{urgent}, {words(step.task)}"
    if isinstance(step, Inside):
        return f"queues for {words(step.place)} and keeps it while it"
    if isinstance(step, Maybe):
        return f"by chance ({words(step.chance)}):"
    if isinstance(step, When):
        return _fork(step, calendars)
    if isinstance(step, WaitUntil):
        return f"waits until {words(step.signal)}{'' if step.of == 'shipment' else f' (of its {step.of})'}"
    if isinstance(step, Signal):
        return f"says: {words(step.signal)}"
    if isinstance(step, WaitForNext):
        return f"waits for the next {words(step.dispatch)}"
    return f"starts the thread {words(step.flow)}"


def _fork(step: When, calendars: Collection[str]) -> str:
    traits = " and ".join(words(name) for name in step.traits if name not in calendars)
    hours = " and ".join(words(name) for name in step.traits if name in calendars)
    return " ".join(part for part in (traits and f"if {traits}", hours and f"while {hours}") if part) + ":"


def _tags(step: Step) -> str:
    tags = []
    if getattr(step, "counts", None):
        tags.append(f"counts {words(step.counts)}")  # type: ignore[union-attr,arg-type]
    edges = (getattr(step, edge, None) for edge in ("at_queue", "at_start", "at_end"))
    tags += [f"milestone {words(name)}" for name in edges if name is not None]
    label = step.label
    named = label in (
        getattr(step, "task", None),
        getattr(step, "signal", None),
        getattr(step, "dispatch", None),
    )
    if isinstance(step, Visit | Travel) and not named:
        tags.insert(0, f"'{label}'")
    return f"  [{', '.join(tags)}]" if tags else ""


def mermaid(flow: Flow, calendars: Collection[str] = ()) -> str:
    """The flow as a Mermaid flowchart; `calendars` names those that its forks can ask for."""
    lines = ["flowchart TD", f"  begin([{words(flow.name)}])"]
    last = _draw(flow.steps, [("begin", "")], lines, calendars)
    lines.append("  finish([end])")
    lines += [_arrow(node, "finish", text) for node, text in last]
    return "\n".join(lines)


def _draw(
    body: Body, comes_from: list[tuple[str, str]], lines: list[str], calendars: Collection[str]
) -> list[tuple[str, str]]:
    for step in body:
        node = step.label
        said = _say(step, calendars).rstrip(":")
        shape = f'{{"{said}"}}' if isinstance(step, Maybe | When) else f'["{said}"]'
        lines.append(f"  {node}{shape}")
        lines += [_arrow(before, node, text) for before, text in comes_from]
        comes_from = [(node, "")]
        if isinstance(step, Inside):
            comes_from = _draw(step.body, comes_from, lines, calendars)
        elif isinstance(step, Maybe | When):
            yes = _draw(step.body, [(node, "yes")], lines, calendars)
            no = _draw(step.orelse, [(node, "no")], lines, calendars)
            comes_from = [*yes, *no]
    return comes_from


def _arrow(begin: str, end: str, text: str) -> str:
    return f"  {begin} -->|{text}| {end}" if text else f"  {begin} --> {end}"
