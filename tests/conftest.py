"""Fixtures that several files of tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY


@pytest.fixture
def tiny_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the scenario that loads; names in messages are relative to it."""
    monkeypatch.chdir(tmp_path)
    Path("tiny.yaml").write_text(TINY)
    Path("evidence.yaml").write_text(EVIDENCE)
