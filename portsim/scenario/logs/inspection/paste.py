"""The part of a scenario that brings a log in, as YAML: what is sure as keys, the rest as comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath

import yaml

from portsim.scenario.logs.cells.cells import Asked
from portsim.scenario.logs.cells.named_units import unit_named
from portsim.scenario.logs.inspection.guess import Guess, named_better
from portsim.scenario.logs.inspection.inspect import Inspection
from portsim.scenario.logs.inspection.look import Look

MOST = 12  # different cells that a comment names


def _zone(stated: str) -> str:
    """A zone that a map takes for what all dates state, such as UTC+08:00: the one of the tz database,
    whose signs are the other way round."""
    hours = re.fullmatch(r"UTC([+-])0?(\d+):00", stated)
    if hours is None:
        return f"the zone of your port; the dates state {stated}"
    name = f"Etc/GMT{'-' if hours[1] == '+' else '+'}{hours[2]}"
    return f"{name}  # {stated}, as the dates state; or the zone of your port"


def yaml_of(found: Inspection) -> str:
    """The YAML to paste under a stream of a scenario."""
    guessed = found.guess
    lines = ["log:", f"  file: {_text(PurePath(found.file).name)}"]
    if found.encoding:
        lines.append(f"  encoding: {found.encoding}  # a guess: look at the names above")
    lines += _stated(found.asked)
    if guessed.long:
        lines.append(f"  {_events(guessed, '' if found.hints else _other_times(found))}")
    columns = list(_columns(found))
    lines.append("  columns:" if columns else "  columns: {}")
    lines += [f"    {each}" for each in columns]
    if found.dated and (" " in found.zone or found.zone == "UTC"):
        lines.append(f"  time_zone: UTC  # the dates state {found.zone}; give the zone of your port")
    elif found.dated and found.zone:
        lines.append(f"  # time_zone: {_zone(found.zone)}")
    elif found.dated:
        lines.append(
            "  # time_zone: the zone of the dates, which state none; needed where clocks are set back"
        )
    if found.doubtful_dates:
        lines.append("  day_first: true  # or false: no date of the file tells")
    if found.doubtful_numbers:
        lines.append('  decimal: ","  # or thousands: ",": no number of the file tells')
    lines += _choices(found)
    lines += [f"  {each}" for each in found.hints]
    return "\n".join(lines)


def _stated(asked: Asked) -> Iterator[str]:
    """What was said of the file, which a map has to say too."""
    for name in ("header", "sheet", "separator", "encoding"):
        value = getattr(asked, name)
        if value is not None:
            yield f"  {name}: {value if isinstance(value, int) else _text(value)}"


def _events(guessed: Guess, others: str) -> str:
    of_what = f"case: {_text(guessed.case)}, activity: {_name(guessed.activities)}"
    if not guessed.arrival:
        return f"# events: {{{of_what}, time: COLUMN}}  # no column looks like the time"
    return f"events: {{{of_what}, time: {_name(guessed.moment)}}}{others}"


def _columns(found: Inspection) -> Iterator[str]:
    guessed = found.guess
    others = _other_times(found)
    if guessed.long and guessed.arrival and not found.hints:
        first = f"{_text(found.first_activity)}  # the activity that most cases begin with"
        yield f"arrival: {first if found.first_activity else '# the activity at which a case arrives'}"
    elif guessed.arrival and found.days and _is_sheet(_look(found, guessed.arrival)):
        yield f"arrival: {{column: {_text(guessed.arrival)}, as: excel_days}}{others}"
    elif guessed.arrival and not guessed.long:
        yield f"arrival: {_name(guessed.moment)}{others}"
    elif not guessed.arrival:
        yield "# arrival: no column looks like one"
    if guessed.terminal:
        yield f"terminal: {_text(guessed.terminal)}"
    yield from _of_carriers(guessed)
    if found.hints:
        return
    if guessed.long:
        yield '# "FLOW.LABEL": {from: ACTIVITY, to: ACTIVITY}  # the time of a step'
        return
    other = [each.name for each in found.looks if each.kind == "dates" and each.name not in guessed.moment]
    yield from _between(guessed.moment, [(name,) for name in other])
    if guessed.time_of_day:
        clocks = [each.name for each in found.looks if each.kind == "time of day"]
        clocks = [name for name in clocks if name != guessed.time_of_day]
        yield from _between(guessed.moment, [(guessed.arrival, name) for name in clocks])
    taken = {*guessed.moment, guessed.terminal}
    numbers = [each for each in found.looks if each.kind == "numbers" and each.name not in taken]
    numbers = [each for each in numbers if unit_named(each.name) or not _counts_rows(each, found.rows)]
    numbers.sort(key=lambda each: unit_named(each.name) is None)
    if numbers:
        names = ", ".join(each.name for each in numbers[1:MOST])
        more = f"; other numbers: {names}" if names else ""
        yield f'# "FLOW.LABEL": {_time(numbers[0].name)}{more}'


def _other_times(found: Inspection) -> str:
    """What else holds moments, as a comment beside the column that is proposed for them."""
    times = ("dates", "days", *(["time of day"] if found.guess.time_of_day else []))
    others = [each.name for each in found.looks if each.kind in times and each.name not in found.guess.moment]
    said = [f"times are in {', '.join(others[:MOST])}, too"] if others else []
    said += [f"{name} has cells that are no dates" for name in named_better(found.looks, found.guess)]
    return f"  # a guess; {'; '.join(said)}" if said else ""


def _between(arrival: tuple[str, ...], others: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """The time between two moments that are no arrivals, or from the arrival to the only other one."""
    if others:
        begin, end = others[:2] if len(others) > 1 else (arrival, others[0])
        yield f'# "FLOW.LABEL": {{from: {_name(begin)}, to: {_name(end)}}}  # the time of a step'


def _counts_rows(look: Look, rows: int) -> bool:
    """Whether a column looks like numbers of tickets: whole ones, of which no two rows have the same."""
    return rows > len(look.examples) and look.different == rows and all(map(str.isdigit, look.examples))


def _time(name: str) -> str:
    """A column of times, with the unit that its name says."""
    unit = unit_named(name)
    if unit is None or unit == "minutes":
        return f"{_text(name)}  # a time [min]"
    return f"{{column: {_text(name)}, as: {unit}}}  # a time"


def _of_carriers(guessed: Guess) -> Iterator[str]:
    """The column by which a log is joined with that of the carriers of its shipments, or names its own."""
    if guessed.carrier and guessed.own:
        yield f"# id: {_text(guessed.carrier)}  # by which logs of what these bring name their carrier"
    elif guessed.carrier:
        yield f"# carrier: {_text(guessed.carrier)}  # in the place of arrival, where others bring the stream"


def _choices(found: Inspection) -> Iterator[str]:
    """Terminals to be translated, and columns whose cells rows can be chosen by."""
    for look in found.looks:
        if look.name == found.guess.terminal:
            names = ", ".join(f"{_text(each)}: KEY" for each in list(look.often)[:MOST])
            yield f"  # terminals: {{{names}}}  # the key of each in your scenario"
    for look in found.looks:
        few = 1 < look.different <= MOST and look.filled >= 2 * look.different
        own = {
            found.guess.terminal,
            found.guess.carrier,
            found.guess.case,
            *found.guess.activities,
            *found.guess.moment,
        }
        if few and look.kind in ("text", "yes or no", "numbers") and look.name not in own:
            counts = ", ".join(f"{_text(name)} ({number:,})" for name, number in look.often.items())
            yield f"  # where: {{{_text(look.name)}: [...]}}  # {counts}"


def _look(found: Inspection, name: str) -> Look:
    return next(each for each in found.looks if each.name == name)


def _is_sheet(look: Look) -> bool:
    return all(float(each.replace(",", ".")) < 1e6 for each in look.examples)


def _name(names: tuple[str, ...]) -> str:
    return _text(names[0]) if len(names) == 1 else f"[{', '.join(map(_text, names))}]"


def _text(text: str) -> str:
    """A text as it stands in a list of YAML."""
    written = yaml.safe_dump([text], allow_unicode=True, default_flow_style=True, width=10_000)
    return str(written).strip()[1:-1]
