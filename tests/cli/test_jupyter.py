"""Jupyter notebooks are those of the marimo notebooks, and run from their first cell to their last."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

nbformat = pytest.importorskip("nbformat")
pytest.importorskip("ipykernel")

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
NAMES = sorted(path.stem for path in NOTEBOOKS.glob("*.py"))
QUICK = ("tuning", "measure", "comparison")
CHARTS_ALONE = "comparison"


@pytest.fixture(scope="module")
def make() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_jupyter", NOTEBOOKS / "jupyter" / "make.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_marimo_notebook_has_one_for_jupyter() -> None:
    assert sorted(path.stem for path in (NOTEBOOKS / "jupyter").glob("*.ipynb")) == NAMES
    assert set(QUICK) < set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_jupyter_notebook_is_that_of_the_marimo_one(name: str, make: ModuleType) -> None:
    written = (NOTEBOOKS / "jupyter" / f"{name}.ipynb").read_text()
    made = nbformat.writes(make.notebook_of(NOTEBOOKS / f"{name}.py")) + "\n"
    assert made == written, "run `make notebooks`"


@pytest.mark.parametrize(
    "name", [name if name in QUICK else pytest.param(name, marks=pytest.mark.slow) for name in NAMES]
)
def test_a_jupyter_notebook_runs_and_shows_tables_and_pictures(name: str, tmp_path: Path) -> None:
    from nbclient import NotebookClient

    notebook = nbformat.read(NOTEBOOKS / "jupyter" / f"{name}.ipynb", 4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    kinds = {
        kind
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        for kind in output.get("data", {})
    }
    assert kinds >= ({"image/png"} if name == CHARTS_ALONE else {"text/html", "image/png"})


def test_a_widget_becomes_its_value_and_text_becomes_text(make: ModuleType, tmp_path: Path) -> None:
    marimo = tmp_path / "small.py"
    marimo.write_text(
        "with app.setup:\n    import marimo as mo\n    import math\n"
        '@app.cell\ndef _():\n    mo.md("""\n    # Roots\n    """)\n    return\n'
        "@app.cell\ndef _():\n    n = mo.ui.slider(1, 9, value=4, label='number')  # a comment\n"
        "    k = mo.ui.dropdown({'two': 2}, value='two')\n    mo.vstack([n, k])\n    return (n, k)\n"
        "@app.cell\ndef _(n, k):\n    root = n.value ** (1 / k.value)  # of n\n"
        "    mo.vstack([mo.md(f'{root}'), root])\n"
        "    return (root,)\n"
    )
    setup, text, how_to, widgets, last = make.notebook_of(marimo).cells
    assert setup.source.endswith("\nimport math") and "marimo" not in setup.source
    assert (text.cell_type, text.source) == ("markdown", "# Roots")
    assert "notebooks/small.py" in how_to.source
    assert widgets.source.splitlines() == [
        "n = SimpleNamespace(value=4)  # number: 1 to 9",
        "k = SimpleNamespace(value=({'two': 2})['two'])",
    ]
    assert last.source == (
        "root = n.value ** (1 / k.value)  # of n\ndisplay(Markdown(f'{root}'))\ndisplay(root)"
    )


def test_what_has_no_jupyter_cell_is_refused(make: ModuleType, tmp_path: Path) -> None:
    marimo = tmp_path / "small.py"
    marimo.write_text("@app.cell\ndef _():\n    mo.accordion({'a': 1})\n    return\n")
    with pytest.raises(ValueError, match=r"no Jupyter cell is known for mo\.accordion"):
        make.notebook_of(marimo)


def test_a_choice_of_several_becomes_the_list_of_what_they_stand_for(
    make: ModuleType, tmp_path: Path
) -> None:
    marimo = tmp_path / "small.py"
    marimo.write_text(
        "@app.cell\ndef _():\n"
        "    k = mo.ui.multiselect({'one': 1, 'two': 2, 'six': 6}, value=['six', 'one'])\n"
        "    n = mo.ui.multiselect(['a', 'b'], value=['b'], label='letters')\n    return (k, n)\n"
    )
    (widgets,) = (cell for cell in make.notebook_of(marimo).cells if cell.cell_type == "code")
    given: dict[str, SimpleNamespace] = {}
    exec(widgets.source, {"SimpleNamespace": SimpleNamespace}, given)
    assert (given["k"].value, given["n"].value) == ([6, 1], ["b"])


def test_decorators_are_kept_without_those_of_marimo(make: ModuleType, tmp_path: Path) -> None:
    marimo = tmp_path / "small.py"
    marimo.write_text(
        "@app.function\n@cache\ndef root(n):\n    return n ** 0.5\n"
        "@app.cell\ndef _():\n    @first(\n        1\n    )\n    @second\n    class One:\n        n = 1\n"
        "    return (One,)\n"
    )
    function, one = (cell.source for cell in make.notebook_of(marimo).cells if cell.cell_type == "code")
    assert function == "@cache\ndef root(n):\n    return n ** 0.5"
    assert one == "@first(\n    1\n)\n@second\nclass One:\n    n = 1"
