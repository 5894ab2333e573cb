"""One replication: what its runs leave behind when they are done with."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny import EVIDENCE, TINY

from portsim import load
from portsim.records.records import Records
from portsim.study import replication
from portsim.study.question import asked
from portsim.study.replication import Job, replicate


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Whatever is in a circle stays for good."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def test_records_are_given_back_as_soon_as_every_question_is_answered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, no_collector: None
) -> None:
    """A year of records is some gigabytes: they must not wait for the collector of circles."""
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    seen: list[weakref.ref[object]] = []
    run_world = replication.run_world

    def watched(*given: object) -> Records:
        records = run_world(*given)  # type: ignore[arg-type]
        seen.extend((weakref.ref(records), *map(weakref.ref, records.by_stream.values())))
        return records

    monkeypatch.setattr(replication, "run_world", watched)
    scenario = load(str(tmp_path / "tiny.yaml"))
    kept = replicate(scenario, {}, {}, Job(0, scenario.alternatives, asked(scenario.library)))
    assert kept.keys() == {"baseline", "qr", "lanes"} and "comparison" in kept["qr"]
    assert len(seen) >= 9  # three runs of two streams
    assert not [each for each in seen if each() is not None]
