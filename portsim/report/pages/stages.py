"""Release times as a WCO Time Release Study shows them: by stream and channel, whole times and stages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from portsim.base.language import known, later, t
from portsim.base.spoken import unit_words
from portsim.report.numbers import figures, interval
from portsim.report.parts import Cell, Figure, Grid, Part, Section, Text, grid, number, strong
from portsim.report.stage_rows import StageRow, stage_rows
from portsim.report.words import label, with_commas
from portsim.scenario.alternatives import BASELINE

if TYPE_CHECKING:
    import pandas as pd

HOURS_FROM = 600.0  # a stream whose way takes longer [min] is shown in hours
HOWTO = later(
    "Times as in a Time Release Study of the World Customs Organization, by channel. A mean "
    "is that of all shipments of the channel: those that skip a stage count 0, so the means "
    "of the stages and of those still under way at the end of the run add up to the mean of "
    "the whole way. Took it is the share of shipments that passed the stage. Median, P90 and "
    "range are of those that took it. Where some were still under way, the mean is a lower "
    "bound (at least). A measure is shown where a mean differs from the baseline's by a "
    "hundredth of the whole way or more; all rows, also those by terminal, stand in "
    "stages.csv."
)
WHOLES = (
    later("Time"),
    later("Channel"),
    later("Alternative"),
    "n",
    later("Mean"),
    later("95 % CI"),
    later("Median"),
    "P90",
    later("Lowest to highest"),
    later("Still under way"),
    later("Target"),
    later("Within target"),
)


def stages_section(stages: pd.DataFrame, figures_of: Sequence[Figure] = ()) -> Section:
    """For each stream and terminal whole times, the baseline's stages, and those that a measure moves."""
    parts: list[Part] = [Text(known(HOWTO)), *figures_of] if len(stages) else [Text(t("no data"))]
    groups: dict[tuple[str, str], list[StageRow]] = {}
    for row in stage_rows(stages) if len(stages) else ():
        groups.setdefault((row.stream, row.terminal), []).append(row)
    for (stream, terminal), rows in groups.items():
        where = t("all terminals") if terminal == "all" else label(terminal)
        name = f"stages_{stream}" if terminal == "all" else f"stages_{stream}_{terminal}"
        title = with_commas([label(stream), where])
        parts.append(Section(name, title, tuple(_of_stream(rows, name, title))))
    return Section("stages", t("Stage by stage"), tuple(parts), t("Stages"))


def _of_stream(rows: Sequence[StageRow], name: str, title: str) -> Iterator[Grid]:
    unit, per = _scale(row.whole for row in rows)
    yield _wholes([row for row in rows if row.kind == "whole" and row.shown], name, title)
    own = [row for row in rows if row.kind != "whole"]
    if before := [row for row in own if row.alternative == BASELINE]:
        yield _by_channel(before, unit, per, name, title)
    if moved := [row for row in own if row.alternative != BASELINE and row.shown]:
        yield _moved(moved, unit, per, name, title)


def _scale(minutes: Iterable[float]) -> tuple[str, float]:
    """The unit in which times [min] are shown, and so many minutes of it."""
    return ("h", 60.0) if max(minutes) >= HOURS_FROM else ("min", 1.0)


def _wholes(rows: Sequence[StageRow], name: str, title: str) -> Grid:
    """Whole times, each in a unit of its own: the baseline's, and those that a measure moves."""
    import pandas as pd

    times = list(dict.fromkeys(row.stage for row in sorted(rows, key=lambda row: row.order)))
    channels = list(dict.fromkeys(row.channel for row in rows))
    lines: list[tuple[str | Cell, ...]] = []
    for time in times:
        own = sorted((row for row in rows if row.stage == time), key=lambda row: channels.index(row.channel))
        unit, per = _scale(row.mean for row in own)
        lines += [
            (
                strong(label(time)),
                label(row.channel),
                label(row.alternative),
                number(row.n),
                Cell(_mean(row, unit, per), row.mean),
                Cell(interval(row.ci_low / per, row.ci_high / per, unit), row.ci_low),
                Cell(figures(row.median / per, unit), row.median),
                Cell(figures(row.p90 / per, unit), row.p90),
                Cell(interval(row.shortest / per, row.longest / per, unit), row.shortest),
                number(row.unfinished, "share"),
                "" if pd.isna(row.target) else Cell(figures(row.target / per, unit), row.target),
                "" if pd.isna(row.within) else number(row.within, "share"),
            )
            for row in own
        ]
    return grid(f"{name}_whole", t("{title}: whole times", title=title), WHOLES, lines, range(3, len(WHOLES)))


def _mean(row: StageRow, unit: str, per: float) -> str:
    text = figures(row.mean / per, unit)
    return t("at least {amount}", amount=text) if row.unfinished > 0 else text


def _by_channel(rows: Sequence[StageRow], unit: str, per: float, name: str, title: str) -> Grid:
    """The stages of the baseline, four columns for each channel."""
    channels = list(dict.fromkeys(row.channel for row in rows))
    headings = [t("Stage")]
    for channel in channels:
        headings += [
            t("{channel}: mean [{unit}]", channel=label(channel), unit=unit_words(unit)),
            t("Took it"),
            t("Mean of those"),
            "P90",
        ]
    cells = {(row.channel, row.stage): row for row in rows}
    lines = []
    for stage in _in_order(rows):
        line: list[str | Cell] = [label(stage)]
        for channel in channels:
            row = cells.get((channel, stage))
            if row is None:
                line += [number(0), number(0, "share"), "", ""]
            else:
                mean, of_those, p90 = (number(time / per) for time in (row.mean, row.mean_taken, row.p90))
                line += [mean, number(row.taken / row.n, "share"), of_those, p90]
        lines.append(line)
    caption = t("{title}: stages of the baseline", title=title)
    return grid(f"{name}_baseline", caption, headings, lines, range(1, len(headings)))


def _moved(rows: Sequence[StageRow], unit: str, per: float, name: str, title: str) -> Grid:
    """The stages that measures move, a column for each channel: the baseline's mean and the measure's."""
    channels = list(dict.fromkeys(row.channel for row in rows))
    headings = [
        t("Alternative"),
        t("Stage"),
        *(
            t("{channel}: mean [{unit}]", channel=label(channel), unit=unit_words(unit))
            for channel in channels
        ),
    ]
    lines = []
    for alternative, each in groupby(rows, key=lambda row: row.alternative):
        own = list(each)
        for stage in _in_order(own):
            pairs = {row.channel: (row.before, row.mean) for row in own if row.stage == stage}
            cells = (" → ".join(figures(time / per) for time in pairs.get(name, ())) for name in channels)
            lines.append((label(alternative), label(stage), *cells))
    caption = t("{title}: stages that a measure moves, before and after", title=title)
    return grid(f"{name}_moved", caption, headings, lines, range(2, len(headings)))


def _in_order(rows: Iterable[StageRow]) -> list[str]:
    """The stages in the order of the way, those under way last."""
    ordered = sorted(rows, key=lambda row: (row.kind == "under way", row.order))
    return list(dict.fromkeys(row.stage for row in ordered))
