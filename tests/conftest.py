"""Fixtures that several files of tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # before NumPy is loaded: pytest's workers have a core each
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes that tests start would compile all modules anew
os.environ.pop("PORTSIM_STORE", None)  # no test takes what the user's own studies have run


@pytest.fixture
def tiny_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the scenario that loads; names in messages are relative to it."""
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)


@pytest.fixture
def blank_charts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts are put together as ever and written blank: to draw them takes most of the time of a folder.

    For tests that look at all else in it, and in this process alone; the charts have tests of their own.
    """
    from matplotlib.figure import Figure

    def written(figure: Figure, path: Path, **_: object) -> None:
        path.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>')

    monkeypatch.setattr(Figure, "savefig", written)
