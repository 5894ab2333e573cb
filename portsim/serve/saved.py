"""A state of the page as files: a scenario file with its differences alone, and a notebook that runs it."""

from __future__ import annotations

from portsim.base.errors import PortsimError
from portsim.base.version import VERSION
from portsim.scenario.locate import merged
from portsim.scenario.reading import read_any
from portsim.scenario.saving import extended
from portsim.scenario.scenario import Scenario
from portsim.serve.state import State
from portsim.serve.variant import Variants

NOTEBOOK = """\
import marimo

__generated_with = "0.25.2"
app = marimo.App(width="medium", app_title="What if")

with app.setup:
    import tempfile
    from pathlib import Path

    import marimo as mo

    import portsim
    from portsim import label


@app.cell
def _():
    # what the page changed, as a scenario file
    changes = (
{lines}
    )
    return (changes,)


@app.cell
def _(changes):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "{name}.yaml"
        file.write_text(changes, encoding="utf-8")
        scenario = portsim.load(file{overload})
    return (scenario,)


@app.cell
def _(scenario):
    study = portsim.compare(scenario, claims=False, tables=("comparison", "payers", "changes"))
    return (study,)


@app.cell
def _(study):
    comparison = study.comparison[study.comparison["aim"]]
    mo.ui.table(comparison.assign(kpi=comparison["kpi"].map(label)), selection=None)
    return (comparison,)


@app.cell
def _(study):
    mo.ui.table(study.payers, selection=None)
    return


@app.cell
def _(study):
    mo.ui.table(study.changes, selection=None)
    return


if __name__ == "__main__":
    app.run()
"""


def file_name(scenario: Scenario) -> str:
    """The name of what is saved, without its ending."""
    return f"{scenario.name}_what_if"


def as_scenario(variants: Variants, state: State) -> str:
    """The text of a file that extends the scenario and holds what the state changes.

    `portsim compare FILE` gives the figures that the page shows once all its replications are there.

    Raises WrongValue: a state that cannot run. PortsimError: a value that YAML would read as another one; the
    file that is extended is no longer the one of the page.
    """
    import yaml

    _check_as_read(variants.base)
    data = {**head_of(variants.of(state), variants.base), **variants.overlay(state)}
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=110)
    if read_any(text, "saved")[0] != data:
        raise PortsimError("these changes make no scenario file: a value would be read as another one")
    return f"{first_line(variants.base)}\n{text}"


def _check_as_read(base: Scenario) -> None:
    """Raises PortsimError: the scenario's file, or one that it extends, is gone or says something else."""
    there = merged(base.path, ())
    if not base.set_by_user and there.data != base.document.data:
        raise PortsimError(
            f"{base.path}: has changed since this page was opened, and the file would extend what it says "
            "now; start portsim serve again, and open its start address with the part of this address from "
            "# on"
        )


def first_line(base: Scenario) -> str:
    """What a saved file says of itself."""
    return f"# What differs, saved by portsim {VERSION}: portsim compare {file_name(base)}.yaml"


def head_of(variant: Scenario, base: Scenario) -> dict[str, object]:
    """What a saved file holds beside the changes: its name, what it extends, how it is run."""
    study = variant.study
    return {
        "name": file_name(base),
        "title": f"{base.title}: what if",
        "extends": extended(base),
        "study": {
            "days": study.days,
            "warm_up_days": study.warm_up_days,
            "run_out": study.run_out.model_dump(mode="json"),
            "replications": study.replications,
            "seed": study.seed,
        },
    }


def as_notebook(variants: Variants, state: State) -> str:
    """The text of a marimo notebook that runs the state."""
    text = as_scenario(variants, state)
    lines = "\n".join(f"        {line!r}" for line in text.splitlines(keepends=True))
    overload = ", overload=True" if variants.base.means.overload else ""
    filled = NOTEBOOK.replace("{name}", file_name(variants.base)).replace("{overload}", overload)
    return filled.replace("{lines}", lines)
