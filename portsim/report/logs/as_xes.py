"""A log as XES, XML 1.0 (IEEE 1849-2016): a trace for each case.

Standard extensions: concept, lifecycle (queued is `schedule`, started `start`, ended `complete`), time and
organizational (resource, role: the place, group: the terminal). All else has plain keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.sax.saxutils import quoteattr

from portsim.report.logs.events import Events, events
from portsim.report.logs.log import LIFECYCLE, Log
from portsim.report.logs.names import Names
from portsim.report.logs.tally import Tally

EXTENSIONS = {
    "concept": "Concept",
    "lifecycle": "Lifecycle",
    "time": "Time",
    "org": "Organizational",
}
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char
Facts = Mapping[str, str]


def xes_pieces(log: Log, facts: Facts, tally: Tally) -> Iterator[str]:
    """The text of the file, piece by piece; `facts` are said of the whole log."""
    names = Names(log)
    milestones = {(slot, edge): name for slot, edge, name in names.milestones()}
    yield _head(facts)
    for piece in events(log):
        tally.add(piece)
        yield "".join(_traces(log, names, milestones, piece))
    yield "</log>\n"


def _head(facts: Facts) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">',
    ]
    for prefix, name in EXTENSIONS.items():
        file = f"http://www.xes-standard.org/{name.lower() if prefix != 'org' else 'org'}.xesext"
        lines.append(f'<extension name="{name}" prefix="{prefix}" uri="{file}"/>')
    lines += [
        '<global scope="trace"><string key="concept:name" value=""/></global>',
        '<global scope="event"><string key="concept:name" value=""/>'
        '<string key="lifecycle:transition" value="complete"/>'
        '<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>',
        '<classifier name="Activity" keys="concept:name"/>',
        '<classifier name="Activity and lifecycle" keys="concept:name lifecycle:transition"/>',
        '<string key="lifecycle:model" value="standard"/>',
        *(_string(key, value) for key, value in facts.items()),
    ]
    return "\n".join(lines) + "\n"


def _traces(
    log: Log, names: Names, milestones: Mapping[tuple[int, int], str], piece: Events
) -> Iterator[str]:
    when = log.dates.texts(piece.minute)
    shared = log.case in ("carrier", "declaration")  # a case holds more than one shipment
    known: dict[tuple[int, int, int], tuple[str, str]] = {}
    case = None
    columns = (piece.case, piece.slot, piece.pool, piece.edge, piece.row, piece.shipment)
    for n, (number, slot, pool, edge, row, shipment) in enumerate(
        zip(*(column.tolist() for column in columns), strict=True)
    ):
        if number != case:
            yield ("" if case is None else "</trace>\n") + "<trace>" + _case(log, names, number, shipment)
            case = number
        key = slot, pool, edge
        if key not in known:
            known[key] = _event(log, names, milestones, key)
        before, after = known[key]
        whose = _string("shipment", names.shipment(shipment)) if shared else ""
        yield f'{before}{when[n]}"/><string key="concept:instance" value="{row}"/>{whose}{after}'
    if case is not None:
        yield "</trace>\n"


def _event(
    log: Log, names: Names, milestones: Mapping[tuple[int, int], str], key: tuple[int, int, int]
) -> tuple[str, str]:
    """What stands before and after the date of all events of a slot at a pool and an edge."""
    slot, pool, edge = key
    visited, step = log.records.slots[slot], log.records.steps[slot]
    before = (
        "\n<event>"
        + _string("concept:name", visited.label)
        + _string("lifecycle:transition", LIFECYCLE[edge])
        + '<date key="time:timestamp" value="'
    )
    after = _string("thread", visited.flow)
    if pool >= 0:
        place, terminal, block = log.records.pools[pool]
        after += _string("org:resource", names.resources[pool])
        after += _string("org:role", place) + _string("org:group", terminal)
        after += f'<int key="block" value="{block}"/>'
    if key[::2] in milestones:
        after += _string("milestone", milestones[slot, edge])
    if step.counts:
        after += _string("counts", step.counts)
    return before, after + "</event>"


def _case(log: Log, names: Names, case: int, shipment: int) -> str:
    """The attributes of a case: those of its shipment, carrier or declaration."""
    number = shipment if log.case == "thread" else case
    records = log.records
    text = _string("concept:name", names.case(case)) + _string("stream", names.stream(number))
    text += _string("shipment", names.shipment(number))
    text += _string("terminal", records.terminals[records.terminal[number]])
    text += f'<date key="arrival" value="{log.dates.text(float(records.arrival[number]))}"/>'
    for key, owner in (("carrier", records.carrier), ("declaration", records.declaration)):
        if owner[number] >= 0:
            text += _string(key, names.shipment(int(owner[number])))
    for trait, has in records.traits.items():
        text += f'<boolean key={_quoted(f"trait:{trait}")} value="{"true" if has[number] else "false"}"/>'
    return text


def _string(key: str, value: str) -> str:
    return f"<string key={_quoted(key)} value={_quoted(value)}/>"


def _quoted(text: str) -> str:
    """A text as an attribute; what XML 1.0 cannot hold is replaced, so that readers take the file."""
    return quoteattr(NOT_XML.sub("\ufffd", text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})
