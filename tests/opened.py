"""Notebooks opened as modules, to be run from their first cell to their last."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

from matplotlib.figure import Figure
from matplotlib.text import Text


def opened(name: str) -> ModuleType:
    """The notebook of this name under `notebooks/`."""
    path = Path(__file__).parents[1] / "notebooks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"{name}_notebook", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def words_on(chart: object) -> str:
    """All that is written on a chart."""
    assert isinstance(chart, Figure)
    return " ".join(text.get_text() for text in chart.findobj(Text))
