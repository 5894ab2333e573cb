"""The pictures of a study are the same files, whoever writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from portsim import compare, load
from portsim.report.charts.draw import draw

pytestmark = pytest.mark.usefixtures("tiny_folder")


def test_two_processes_write_what_one_writes() -> None:
    study = compare(load("tiny.yaml"), workers=1)
    captions = draw(study, Path("one"))
    assert draw(study, Path("two"), workers=2) == captions
    names = sorted(f"{name}{end}" for name in captions for end in (".png", ".svg"))
    assert "savings.png" in names
    for folder in ("one", "two"):
        assert sorted(each.name for each in Path(folder).iterdir()) == names
    for name in names:
        assert Path("one", name).read_bytes() == Path("two", name).read_bytes()
