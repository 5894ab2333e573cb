"""`portsim validate` and `claims --why` run nothing, so no process begins that would load what runs need."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import GATE

from portsim.cli.commands import app


def test_no_process_begins_where_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portsim.study.workers.cores", lambda: 2)
    monkeypatch.setattr("portsim.study.workers.load_ahead", lambda: begun.append(True))
    Path("gate.yaml").write_text(GATE)
    app(["validate", "gate.yaml"], result_action="return_value")
    assert not begun
    app(["validate", "gate.yaml", "--workers", "2"], result_action="return_value")
    assert begun


def test_nor_where_a_claim_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portsim.study.workers.cores", lambda: 2)
    monkeypatch.setattr("portsim.study.workers.load_ahead", lambda: begun.append(True))
    app(["claims", "xiamen", "--why", "C1"], result_action="return_value")
    assert not begun
