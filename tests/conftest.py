"""Fixtures that several files of tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

from portsim.base.circles import leave_as_it_is, look_seldom

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is loaded: pytest's workers have a core each
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes that tests start would compile all modules anew
os.environ.pop("PORTSIM_STORE", None)  # no test takes what the user's own studies have run


def pytest_collection_finish() -> None:
    """Python looks no more through all modules of tests and what they import, which stay to the end: to do so
    took a twelfth of the time."""
    look_seldom()
    leave_as_it_is()


@pytest.fixture
def tiny_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the scenario that loads; names in messages are relative to it."""
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)


@pytest.fixture
def blank_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are put together as ever, and then neither laid out nor drawn: that takes most of the time of a
    folder.

    For tests that look at all else in it, and in this process alone; the charts have tests of their own.
    """
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    def written(figure: Figure, path: Path, **_: object) -> None:
        path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')

    monkeypatch.setattr(Figure, "savefig", written)
    monkeypatch.setattr(ConstrainedLayoutEngine, "execute", lambda engine, figure: None)


@pytest.fixture
def quick_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Studies take the compiled engine, as if they were large, where they would take SimPy: it is loaded once
    for a process of tests, and then a run of a small port takes a tenth of the time.

    For tests that look at something else than who runs; both leave the same records, as `tests/engine` shows.
    """
    from portsim.engine import choice

    monkeypatch.setattr(choice, "PAYS_FROM", 1)


@pytest.fixture
def blank_png(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are drawn and written as SVG, and blank as PNG, which takes twice as long.

    For tests that read all texts in a folder, those of the charts among them; in this process alone.
    """
    from matplotlib.figure import Figure

    write = Figure.savefig

    def written(figure: Figure, path: Path, **options: object) -> None:
        if path.suffix == ".png":
            path.write_bytes(b"")
        else:
            write(figure, path, **options)

    monkeypatch.setattr(Figure, "savefig", written)
