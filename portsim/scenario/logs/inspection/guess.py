"""Which columns look like the arrival, the terminal, the case, the activity: a guess by name and look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from portsim.scenario.logs.cells.dates import moments_of
from portsim.scenario.logs.inspection.look import Look

# words that stand in names of columns, the surest first; English, Chinese, German, Dutch, French, Spanish
ARRIVAL = (
    r"arriv|ankunft|aankomst|llegada|到达|到港|抵",
    r"gate.?in|in.?gate|entry|entrada|entr[ée]e|einfahrt|进闸|进场|入场",
    r"transaction.?time|event.?time|timestamp|time:timestamp",
    r"start|begin|beginn|开始",
    r"time|date|zeit|datum|tijd|heure|fecha|hora|时间|日期",
)
CLOCK = (*ARRIVAL[:2], r"\bin$", ARRIVAL[-1])  # of the time of day beside a date
# of moments that are no arrival: what ends later, and what is planned or written earlier
LATER = (
    r"depart|out|end|exit|complet|finish|left|abfahrt|ende|离|出闸|结束|planned|appoint|eta\b|预约"
    r"|book|creat|\border|request|updat|\bprint|创建|下单|登记|更新"
)
TERMINAL = (r"terminal|facility|码头", r"site|yard|depot|location|场站|堆场")
CASE = (
    r"case:concept:name|\bcase\b|^object$",
    r"contain|ctr|truck|plate|shipment|visit|booking|箱号|车牌",
    r"\bid\b|nbr|number|编号",
)
LIFECYCLE = (r"lifecycle",)
CARRIER = (
    r"carrier|vessel.?(visit|call)|ship.?(visit|call)|port.?call|rotation|航次",
    r"voyage|\bvoy\b|flight|reise|航班",
    r"vessel|\bship\b|schiff|schip|navire|buque|船名",
)
ACTIVITY = (r"^concept:name$|activity", r"transaction.?type|event|status|stage|作业|活动|事件|状态")
MOST_TERMINALS = 30
MOST_ACTIVITIES = 60


@dataclass(frozen=True)
class Guess:
    """The columns that look like what a map needs; empty where none does."""

    arrival: str = ""
    time_of_day: str = ""
    terminal: str = ""
    case: str = ""
    activity: str = ""
    lifecycle: str = ""
    carrier: str = ""
    own: bool = False  # whether the column of carriers is different in all rows, as in a log of these

    @property
    def long(self) -> bool:
        """Whether it looks like a row per event."""
        return bool(self.case and self.activity)

    @property
    def activities(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.activity, self.lifecycle)))

    @property
    def moment(self) -> tuple[str, ...]:
        return (self.arrival, self.time_of_day) if self.time_of_day else (self.arrival,)


def guess(looks: Sequence[Look], rows: int) -> Guess:
    """What the columns of a log look like."""
    dates = [each for each in looks if each.kind in ("dates", "days")]
    if not dates:
        numbers = [each for each in looks if each.kind == "numbers" and _rank(each.name, ARRIVAL[:2]) < 2]
        dates = numbers
    arrival = min(dates, key=lambda each: (_rank(each.name, ARRIVAL), -each.filled), default=None)
    clocks = [each.name for each in looks if each.kind == "time of day"]
    clock = min(clocks, key=lambda name: _rank(name, CLOCK), default="")
    bare = (
        arrival is not None and arrival.kind == "dates" and all(len(text) <= 11 for text in arrival.examples)
    )
    few = [each for each in looks if each.kind in ("text", "numbers", "yes or no")]
    terminal = _named(few, TERMINAL, 1, MOST_TERMINALS)
    activity = _named([each for each in few if each.kind == "text"], ACTIVITY, 2, MOST_ACTIVITIES)
    repeated = [each for each in looks if each.different and each.filled >= 1.5 * each.different]
    case = _named([each for each in repeated if each.name not in (terminal, activity)], CASE, 1, rows)
    taken = (terminal, activity, case if activity else "")
    calls = [each for each in few if each.name not in taken]
    carrier = next((each for each in looks if each.name == _named(calls, CARRIER, 2, rows)), None)
    return Guess(
        "" if arrival is None else arrival.name,
        clock if bare else "",
        terminal,
        case if activity else "",
        activity if case else "",
        _named(few, LIFECYCLE, 2, MOST_ACTIVITIES) if case and activity else "",
        "" if carrier is None else carrier.name,
        carrier is not None and carrier.different == carrier.filled == rows,
    )


def named_better(looks: Sequence[Look], guessed: Guess) -> list[str]:
    """The columns of texts, some of them dates, whose name means an arrival more surely than the guess."""
    import pyarrow as pa

    least = _rank(guessed.arrival, ARRIVAL)
    texts = [each for each in looks if each.kind == "text" and _rank(each.name, ARRIVAL) < least]
    cells = {each.name: pa.chunked_array([list(each.examples)], pa.string()) for each in texts}
    return [name for name, text in cells.items() if not np.isnat(moments_of(text, True).when).all()]


def _named(looks: Sequence[Look], words: Sequence[str], least: int, most: int) -> str:
    fitting = [
        each for each in looks if least <= each.different <= most and _rank(each.name, words) < len(words)
    ]
    best = min(fitting, key=lambda each: _rank(each.name, words), default=None)
    return "" if best is None else best.name


def _rank(name: str, words: Sequence[str]) -> float:
    """How surely a name means something: the number of the first words that it has; later ones for ends."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower().replace("_", " ")
    late = (
        0.5
        if words in (ARRIVAL, CLOCK) and re.search(LATER, plain) and not re.search(words[0], plain)
        else 0.0
    )
    for number, each in enumerate(words):
        if re.search(each, plain):
            return number + late * 8
    return len(words) + late
