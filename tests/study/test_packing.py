"""What goes to another machine: logs by their content, and code that cannot be imported there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from logged import evenly, logged

from portsim.base.errors import PortsimError
from portsim.study.packing import Log, pack, place, unpack

pytestmark = pytest.mark.filterwarnings("ignore::portsim.base.notes.Note")


def test_streams_read_the_log_where_it_was_placed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    scenario = logged(evenly(100, 7))
    contents = Path("trucks.csv").read_bytes()
    digest = hashlib.sha256(contents).hexdigest()

    values, logs = pack([scenario, scenario.world("slow")])
    assert {key: path.name for key, path in logs.items()} == {digest: "trucks.csv"}

    there = place(Log("trucks.csv", digest, contents), tmp_path / "elsewhere")
    Path("trucks.csv").unlink()
    found, slow = unpack(values, {digest: there})
    assert found.baseline.port.demand["domestic"].log == slow.port.demand["domestic"].log == str(there)
    assert found.baseline.port.demand["domestic"] is found.world("slow").port.demand["domestic"]
    assert there.read_bytes() == contents and there.name == "trucks.csv"
    assert scenario.baseline.port.demand["domestic"].log == "trucks.csv"

    monkeypatch.chdir(tmp_path / "elsewhere")  # where none of the files that it names is
    changed = found.set("places.gate_in.lanes", 2)
    assert changed.baseline.port.demand["domestic"].log == str(there)
    with pytest.raises(PortsimError, match="no such file"):
        found.set("demand.domestic.log", "other.csv")


def test_a_log_that_was_damaged_on_its_way_is_not_used(tmp_path: Path) -> None:
    digest, other = (hashlib.sha256(text).hexdigest() for text in (b"arrival\n1\n", b"arrival\n2\n"))
    with pytest.raises(PortsimError) as caught:
        place(Log("trucks.csv", digest, b"arrival\n2\n"), tmp_path)
    assert str(caught.value) == (
        f"log trucks.csv: got contents of SHA-256 {other[:16]}, but {digest[:16]} were sent; "
        "it was damaged on its way: run again"
    )
    assert list(tmp_path.iterdir()) == []


def test_two_logs_of_one_name_lie_apart(tmp_path: Path) -> None:
    paths = [
        place(Log("trucks.csv", hashlib.sha256(text).hexdigest(), text), tmp_path)
        for text in (b"arrival\n1\n", b"arrival\n2\n")
    ]
    assert [path.read_bytes() for path in paths] == [b"arrival\n1\n", b"arrival\n2\n"]
