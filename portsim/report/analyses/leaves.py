"""What each analysis leaves behind, by its name: charts, sections of its report, its page, its scenario."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from portsim.base.files import write_text
from portsim.base.language import spoken
from portsim.report.analyses import (
    attribute,
    breakeven,
    breakeven_page,
    calibration,
    control,
    fit,
    forecast,
    precision,
    size,
    uncertainty,
)
from portsim.report.analysis import Section, Sheet, fill_with
from portsim.report.analysis_page import AnalysisPage
from portsim.report.html.analysis import write_page
from portsim.report.pages.calibration import calibration_page
from portsim.scenario.placing import placed
from portsim.scenario.words import speaking_of
from portsim.study.analysis import Analysis


@dataclass(frozen=True)
class Leaves:
    """What an analysis leaves beside its tables.

    page: makes its HTML page, whose file is named `NAME.html`. scenario: what the scenario file is called
    that stands in its facts as `overlay`, after the name of its own one.
    """

    sheets: Callable[[Analysis], Sequence[Sheet]] = lambda _: ()
    sections: Callable[[Analysis], Sequence[Section] | None] = lambda _: None
    page: Callable[[Analysis, Sequence[Sheet]], AnalysisPage] | None = None
    scenario: str = ""


LEAVES: Mapping[str, Leaves] = MappingProxyType({
    "attribution": Leaves(attribute.sheets),
    "breakeven": Leaves(lambda _: breakeven.SHEETS, breakeven_page.sections),
    "calibration": Leaves(calibration.sheets, calibration.sections, calibration_page, "calibrated"),
    "control": Leaves(lambda _: control.SHEETS, control.sections),
    "fit": Leaves(lambda _: fit.SHEETS),
    "forecast": Leaves(lambda _: forecast.SHEETS),
    "net_benefit": Leaves(lambda _: breakeven.NET_SHEETS, breakeven_page.sections),
    "precision": Leaves(lambda _: precision.SHEETS, precision.sections),
    "size": Leaves(lambda _: size.SHEETS, size.sections),
    "uncertainty": Leaves(uncertainty.sheets, uncertainty.sections),
})  # fmt: skip


def fill_analysis(analysis: Analysis, partial: Path, languages: Sequence[str] = ()) -> None:
    """Write all that an analysis leaves behind into a folder that is being filled: its page in all
    `languages`, everything else in the first; without any, in the one that is spoken.

    Raises PortsimError: a file cannot be written. LookupError: there is no such language.
    """
    leaves = LEAVES.get(analysis.name, Leaves())
    with speaking_of(analysis.scenario, (*languages, spoken())[0]):
        fill_with(analysis, partial, leaves.sheets(analysis), leaves.sections(analysis))
    if leaves.page is not None:
        write_page(analysis, partial / f"{analysis.name}.html", leaves.sheets, leaves.page, languages)
    if leaves.scenario and (overlay := str(analysis.facts["overlay"])):
        file = partial / scenario_file(analysis)
        write_text(file, placed(overlay, file))


def scenario_file(analysis: Analysis) -> str:
    """The name of the scenario file that an analysis leaves, which has one."""
    return f"{analysis.scenario.name}_{LEAVES[analysis.name].scenario}.yaml"
