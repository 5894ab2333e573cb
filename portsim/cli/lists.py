"""Commands about what there is: `list`, `schema`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from cyclopts import Parameter

from portsim.base.currency import count_in
from portsim.base.errors import PortsimError
from portsim.base.language import ENGLISH
from portsim.cli.options import AsCsv, Lang, languages_of, say_csv

if TYPE_CHECKING:
    from portsim.model.library import Library
    from portsim.scenario.scenario import Scenario

Plugins = Annotated[
    bool, Parameter(name="--plugins", help="Also what plug-ins declare; --no-plugins leaves them out.")
]
Into = Annotated[
    Path | None,
    Parameter(help="Write the reference into the marked parts of this Markdown file; all else stays."),
]
Kind = Literal[
    "scenarios", "measures", "flows", "kpis", "ledger-entries", "tables", "pictures", "channels", "looks"
]


def list_(
    kind: Kind | None = None,
    *,
    scenario: str | None = None,
    csv: AsCsv = False,
    into: Into = None,
    plugins: Plugins = True,
    lang: Lang = ENGLISH,
) -> None:
    """List scenarios and all that is declared (measures, flows, KPIs, ...), and where each comes from.

    Parameters
    ----------
    kind:
        Only this kind.
    scenario:
        With the plug-ins that this scenario names, and KPIs in its money.
    """
    from portsim.report.terminal.lists import show_things, things_table
    from portsim.scenario.words import speak_of

    for given, word in ((csv, "--csv"), (kind is not None, f"{kind}")):
        if into is not None and given:
            raise PortsimError(f"--into: got {word} too, allowed one of them: the reference holds all kinds")
    language = languages_of(lang)[0]
    chosen, library = _chosen(scenario, plugins)
    speak_of(language, library)
    count_in(None if chosen is None else chosen.currency)
    if into is not None:
        from portsim.base.files import read_text, write_text
        from portsim.report.filled import filled
        from portsim.report.reference import parts

        write_text(into, filled(read_text(into), parts(library), str(into)))
    elif csv:
        say_csv(things_table(library, kind))
    else:
        show_things(library, kind)


def schema(out: Path | None = None, *, scenario: str | None = None, plugins: Plugins = True) -> None:
    """Write the JSON Schema of scenario files, for completion and checks in editors.

    Parameters
    ----------
    out:
        File to write; the terminal by default.
    scenario:
        With the plug-ins that this scenario names.
    """
    import json

    from portsim.base.files import check_replaced, write_text
    from portsim.scenario.schema import json_schema

    library = _chosen(scenario, plugins)[1]
    text = json.dumps(json_schema(library), indent=1, sort_keys=True) + "\n"
    if out is None:
        print(text, end="")
    else:
        check_replaced(out, ['{\n "$defs": {'], "JSON Schema of scenario files")
        write_text(out, text)


def _chosen(scenario: str | None, plugins: bool) -> tuple[Scenario | None, Library]:
    """The scenario that was asked for, if one was, and its library; without one, all that is installed."""
    from portsim.scenario.load import library_of_caller, load

    if scenario is None:
        return None, library_of_caller(plugins=plugins)
    chosen = load(scenario, run_files=plugins)
    return chosen, chosen.library
