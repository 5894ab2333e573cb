"""A terminal to type commands at."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return Terminal(monkeypatch, capsys)
