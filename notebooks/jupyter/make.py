"""Makes a Jupyter notebook of each marimo notebook: the same cells, with plain values in place of sliders.

`python notebooks/jupyter/make.py` writes all of them anew.
"""

from __future__ import annotations

import ast
import textwrap
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).parent
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
FIRST = (
    "%matplotlib inline\nfrom types import SimpleNamespace\n\nfrom IPython.display import Markdown, display"
)
HOW_TO = """\
This notebook is made of `notebooks/{name}.py`, which has sliders (`marimo edit notebooks/{name}.py`). Here
change a value and run the cells below it."""


def notebook_of(marimo: Path) -> NotebookNode:
    """The cells of a marimo notebook as a Jupyter notebook without outputs.

    Raises ValueError: a cell shows something of marimo for which no Jupyter cell is known here.
    """
    source = marimo.read_text()
    lines, cells = source.splitlines(), list[tuple[str, str]]()
    for node in ast.parse(source).body:
        if isinstance(node, ast.With):
            code = [each for each in node.body if ast.unparse(each) != "import marimo as mo"]
            cells.append(("code", "\n".join((FIRST, "", *(_source(lines, each) for each in code)))))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)) and _is_cell(node):
            cells.append(_cell([each for each in node.body if not isinstance(each, ast.Return)], lines))
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            cells.append(("code", _source(lines, node)))
    first_text = next((number for number, (kind, _) in enumerate(cells) if kind == "text"), -1)
    cells.insert(first_text + 1, ("text", HOW_TO.format(name=marimo.stem)))
    made = new_notebook(metadata=KERNEL)
    for number, (kind, text) in enumerate(cells):
        new = new_markdown_cell if kind == "text" else new_code_cell
        made.cells.append(new(text, id=f"{marimo.stem}-{number}"))
    nbformat.validate(made)
    return made


def _is_cell(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether this is a cell, and no function or class that the notebook declares."""
    return any(ast.unparse(each).startswith("app.cell") for each in node.decorator_list)


def _is_of_marimo(decorator: ast.expr) -> bool:
    return ast.unparse(decorator).startswith("app.")


def _source(lines: list[str], node: ast.stmt) -> str:
    """A statement as it is written, comments and decorators included, at the left margin; without those of
    marimo."""
    decorators = (each for each in getattr(node, "decorator_list", ()) if not _is_of_marimo(each))
    first = min((each.lineno for each in decorators), default=node.lineno)
    return textwrap.dedent("\n".join(lines[first - 1 : node.end_lineno]))


def _cell(body: list[ast.stmt], lines: list[str]) -> tuple[str, str]:
    if len(body) == 1 and (text := _plain_text(body[0])) is not None:
        return "text", text
    code: list[str] = []
    widgets: set[str] = set()
    for each in body:
        if isinstance(each, ast.Assign) and ast.unparse(each.value).startswith("mo.ui."):
            code.append(_value(each))
            widgets.add(ast.unparse(each.targets[0]))
        elif isinstance(each, ast.Expr):
            parts = (ast.unparse(part) for part in _parts(each.value))
            code += [f"display({part})" for part in parts if part not in widgets]
        else:
            code.append(_source(lines, each))
    return "code", "\n".join(code)


def _value(widget: ast.Assign) -> str:
    """`name = SimpleNamespace(value=...)` for a widget, whose value is one of its options where it has any,
    with what it says of itself."""
    call = widget.value
    assert isinstance(call, ast.Call)
    words = {word.arg: ast.unparse(word.value) for word in call.keywords}
    value, said = words["value"], words.get("label", "").strip("'\"")
    bounds = [ast.unparse(each) for each in call.args]
    if call.args and isinstance(call.args[0], (ast.Dict, ast.DictComp)):
        of, bounds = bounds[0], []
        many = ast.unparse(call.func) == "mo.ui.multiselect"
        value = f"[({of})[each] for each in {value}]" if many else f"({of})[{value}]"
    comment = ": ".join(filter(None, (said, " to ".join(bounds))))
    made = f"{ast.unparse(widget.targets[0])} = SimpleNamespace(value={value})"
    return f"{made}  # {comment}" if comment else made


def _parts(shown: ast.expr) -> list[ast.expr]:
    """What a cell shows, one by one."""
    if not isinstance(shown, ast.Call) or not ast.unparse(shown.func).startswith("mo."):
        return [shown]
    what = ast.unparse(shown.func)
    if what in ("mo.vstack", "mo.hstack") and isinstance(shown.args[0], ast.List):
        return [part for each in shown.args[0].elts for part in _parts(each)]
    if what in ("mo.as_html", "mo.ui.table"):
        return [shown.args[0]]
    if what == "mo.md":
        return [ast.Call(ast.Name("Markdown"), [shown.args[0]], [])]
    raise ValueError(f"no Jupyter cell is known for {what}")


def _plain_text(statement: ast.stmt) -> str | None:
    """What a cell of text alone says."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "mo.md":
        return None
    text = call.args[0]
    return textwrap.dedent(text.value).strip() if isinstance(text, ast.Constant) else None


def main() -> None:
    for marimo in sorted(HERE.parent.glob("*.py")):
        (HERE / f"{marimo.stem}.ipynb").write_text(nbformat.writes(notebook_of(marimo)) + "\n")


if __name__ == "__main__":
    main()
