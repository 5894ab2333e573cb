"""The page of an analysis: one HTML file with its styles, its script and its charts inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from portsim.base.files import write_text
from portsim.base.language import spoken
from portsim.report.analysis import Sheet
from portsim.report.analysis_page import AnalysisPage, Narrowed
from portsim.report.html.page import Told, joined, told_by
from portsim.report.html.ranking import Bar, Span
from portsim.scenario.words import speaking_of
from portsim.study.analysis import Analysis


def write_page(
    analysis: Analysis,
    file: Path,
    sheets: Callable[[Analysis], Sequence[Sheet]],
    page: Callable[[Analysis, Sequence[Sheet]], AnalysisPage],
    languages: Sequence[str],
) -> None:
    """Write what `page` says of an analysis in all `languages`, in the one that is spoken without any; beside
    it `figures` has the charts of `sheets` in the first one.

    Raises PortsimError: the file cannot be written. LookupError: there is no such language.
    """
    first, *others = languages or (spoken(),)
    with speaking_of(analysis.scenario, first):
        pages = [_told(page(analysis, sheets(analysis)), file.parent / "figures")]
    for language in others:
        with TemporaryDirectory() as folder, speaking_of(analysis.scenario, language):
            drawn = sheets(analysis)
            _draw(analysis, drawn, Path(folder))
            pages.append(_told(page(analysis, drawn), Path(folder), f"{language}-"))
    write_text(file, joined(pages))


def _draw(analysis: Analysis, sheets: Sequence[Sheet], folder: Path) -> None:
    from portsim.report.charts.style import save

    for each in sheets:
        save(each.draw(analysis), folder / each.name)


def _told(page: AnalysisPage, figures: Path, prefix: str = "") -> Told:
    return told_by("analysis.html.j2", page.about, page, figures, prefix, bars=list(_bars(page.narrowed)))


def _bars(rows: Sequence[Narrowed]) -> Iterator[tuple[Narrowed, Bar]]:
    """Each quantity with its bar, on a scale of its own that holds both intervals."""
    for each in rows:
        points = (each.at, each.middle, each.low, each.high, each.least, each.most)
        first, width = min(points), max(points) - min(points) or 1.0
        at, middle, low, high, least, most = (round(100 * (x - first) / width, 2) for x in points)
        over = Span(least, round(most - least, 2))
        yield each, Bar(each.name, middle, at, Span(low, round(high - low, 2)), over)
