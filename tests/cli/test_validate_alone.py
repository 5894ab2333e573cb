"""`portsim validate` and `claims --why` run nothing, so no process begins that would load what runs need."""

from __future__ import annotations

from pathlib import Path

import pytest
from gates import GATE

from portsim.base.errors import PortsimError
from portsim.cli.commands import app
from portsim.cli.options import Running


def test_no_process_begins_where_nothing_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portsim.study.workers.cores", lambda: 2)
    monkeypatch.setattr("portsim.study.workers.load_ahead", lambda: begun.append(True))
    Path("gate.yaml").write_text(GATE)
    app(["validate", "gate.yaml"], result_action="return_value")
    assert not begun
    Running(workers=2).load("gate.yaml")
    assert begun


def test_nor_where_a_claim_is_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[bool] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("portsim.study.workers.cores", lambda: 2)
    monkeypatch.setattr("portsim.study.workers.load_ahead", lambda: begun.append(True))
    app(["claims", "xiamen", "--why", "C1"], result_action="return_value")
    assert not begun


@pytest.mark.parametrize(
    ("words", "what"),
    [
        (("validate", "gate.yaml"), "validate without --against or --observed"),
        (("claims", "gate.yaml", "--why", "C1"), "--why"),
    ],
)
@pytest.mark.parametrize(
    "option", [("--store", "kept"), ("--on", "dask"), ("--workers", "2"), ("--engine", "simpy")], ids=str
)
def test_what_is_about_runs_is_refused_there(
    words: tuple[str, ...],
    what: str,
    option: tuple[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gate.yaml").write_text(GATE)
    with pytest.raises(PortsimError) as error:
        app([*words, *option], result_action="return_value")
    assert str(error.value) == f"{option[0]}: is about runs, and {what} runs nothing; leave it out"
