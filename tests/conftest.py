"""Fixtures that several files of tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # processes that tests start would compile all modules anew
os.environ.pop("PORTSIM_STORE", None)  # no test takes what the user's own studies have run


@pytest.fixture
def tiny_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the scenario that loads; names in messages are relative to it."""
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)
