"""Upkeep of a store: what goes, what is joined, what a check finds, and studies that go on meanwhile."""

from __future__ import annotations

import os
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from noted import notes_of

from portsim.base.errors import PortsimError
from portsim.base.files import NotWritten
from portsim.base.lock import locked
from portsim.study.answers import About, Origin
from portsim.study.store import index
from portsim.study.store.about import key_of
from portsim.study.store.check import verify
from portsim.study.store.folder import Folder
from portsim.study.store.listing import COLUMNS, listing
from portsim.study.store.opening import made, opened
from portsim.study.store.part import Part
from portsim.study.store.store import Store
from portsim.study.store.upkeep import tidy

DAY = 86400.0  # [s]


def about(number: int, alternative: str = "baseline") -> About:
    return About(alternative, f"{number:016x}", f"{number:016x}", (), (), None)


def answer(number: int) -> dict[str, object]:
    return {"comparison": {"turn": float(number)}, "spread": np.arange(float(number))}


def filled(path: Path, numbers: range, scenario: str = "port") -> Store:
    """A store with a part for each replication, of the baseline and one alternative."""
    store = Store(path)
    for number in numbers:
        runs = {about(number): answer(number), about(number + 100, "qr"): answer(number + 100)}
        store.keep_all(runs, Origin(scenario, number))
    return store


def parts(path: Path) -> list[Path]:
    return sorted((path / "parts").glob("*.parquet"))


def all_there(path: Path, numbers: range) -> bool:
    store = Store(path)
    return all(
        store.of(about(number + more, name))["comparison"] == {"turn": float(number + more)}
        for number in numbers
        for more, name in ((0, "baseline"), (100, "qr"))
    )


def test_small_parts_are_joined_and_nothing_is_lost(tmp_path: Path) -> None:
    filled(tmp_path, range(10))
    before = Folder(tmp_path, 1).size
    done = tidy(opened(tmp_path))
    assert (done.dropped, done.joined, done.into, done.aside) == ((), 10, 1, ())
    assert len(parts(tmp_path)) == 1 and Folder(tmp_path, 1).size < before
    assert all_there(tmp_path, range(10))
    again = tidy(opened(tmp_path))
    assert (again.joined, again.into) == (0, 0)
    assert verify(opened(tmp_path)).runs == 20


def test_a_joined_part_counts_as_used_when_the_last_of_its_parts_was(tmp_path: Path) -> None:
    filled(tmp_path, range(3))
    for number, path in enumerate(parts(tmp_path)):
        os.utime(path, (1e9 + number, 1e9 + number))
    tidy(opened(tmp_path))
    (one,) = parts(tmp_path)
    assert one.stat().st_mtime == 1e9 + 2


def test_parts_of_different_days_are_not_joined(tmp_path: Path) -> None:
    filled(tmp_path, range(4))
    for number, path in enumerate(parts(tmp_path)):
        os.utime(path, (1e9 + number // 2 * 9 * DAY,) * 2)
    done = tidy(opened(tmp_path))
    assert (done.joined, done.into) == (4, 2) and all_there(tmp_path, range(4))


def test_what_two_commands_have_both_kept_is_kept_once(tmp_path: Path) -> None:
    filled(tmp_path, range(2))
    other = Store(tmp_path)
    other.keep_all({about(0): answer(0), about(1): answer(1)}, Origin("port", 0))  # the same in another part
    assert len(parts(tmp_path)) == 3
    tidy(opened(tmp_path))
    (one,) = parts(tmp_path)
    facts = Part(one.name, one.read_bytes()).facts
    held = [(run.about, question) for run in facts.runs for question in run.questions]
    assert len(held) == len(set(held)) == 8 and all_there(tmp_path, range(2))


def test_a_study_that_is_under_way_finds_what_was_joined_meanwhile(tmp_path: Path) -> None:
    filled(tmp_path, range(5))
    under_way = Store(tmp_path)
    tidy(opened(tmp_path))
    assert under_way.of(about(3))["comparison"] == {"turn": 3.0}
    under_way.keep(about(9), answer(9))
    assert len(parts(tmp_path)) == 2 and Store(tmp_path).of(about(9))["comparison"] == {"turn": 9.0}


def test_what_was_not_used_for_long_goes(tmp_path: Path) -> None:
    filled(tmp_path, range(4))
    old, *others = parts(tmp_path)
    now = time.time()
    os.utime(old, (now - 31 * DAY,) * 2)
    for path in others:
        os.utime(path, (now - 29 * DAY,) * 2)
    done = tidy(opened(tmp_path), keep=30 * 24 * 60.0)
    assert [each.name for each in done.dropped] == [old.name] and len(Store(tmp_path)) == 6


def test_what_a_study_has_asked_for_counts_as_used(tmp_path: Path) -> None:
    filled(tmp_path, range(2))
    for path in parts(tmp_path):
        os.utime(path, (1e9, 1e9))
    assert Store(tmp_path).of(about(1))
    done = tidy(opened(tmp_path), keep=60.0)
    assert len(done.dropped) == 1 and Store(tmp_path).of(about(1)) and not Store(tmp_path).of(about(0))


def test_a_smaller_bound_holds_at_once_and_from_then_on(tmp_path: Path) -> None:
    filled(tmp_path, range(8))
    for number, path in enumerate(parts(tmp_path)):
        os.utime(path, (1e9 + number,) * 2)
    one = parts(tmp_path)[0].stat().st_size
    bound = 4 * one
    done = tidy(made(tmp_path, f"{bound / 1e6} MB"))
    assert len(done.dropped) >= 4 and Folder(tmp_path, 1).size <= bound + one
    assert [each.used for each in done.dropped] == [1e9 + n for n in range(len(done.dropped))]
    assert opened(tmp_path).most == bound


def test_what_a_killed_command_left_half_written_goes_after_an_hour(tmp_path: Path) -> None:
    filled(tmp_path, range(1))
    for name, age in (("old", 2.0), ("new", 0.1)):
        path = tmp_path / "parts" / f".{name}.partial"
        path.write_bytes(b"half")
        os.utime(path, (time.time() - 3600 * age,) * 2)
    tidy(opened(tmp_path))
    assert [path.name for path in (tmp_path / "parts").glob(".*")] == [".new.partial"]


def test_two_at_the_upkeep_at_once_are_too_many(tmp_path: Path) -> None:
    filled(tmp_path, range(1))
    lock = locked(tmp_path, tmp_path / ".upkeep.lock")
    with pytest.raises(PortsimError, match="another run is writing it; wait"):
        tidy(opened(tmp_path))
    lock.release(clean=True)
    tidy(opened(tmp_path))


def test_upkeep_sets_aside_what_cannot_be_read(tmp_path: Path) -> None:
    filled(tmp_path, range(3))
    bad = parts(tmp_path)[1]
    bad.write_bytes(bad.read_bytes()[:-1])
    done = tidy(opened(tmp_path))
    assert done.aside == ((bad.name, "its bytes are not those that were written"),)
    assert done.joined == 2 and [path.name for path in (tmp_path / "set_aside").iterdir()] == [bad.name]


def unreadable(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As another user's file that this one may not read."""
    reads = {name: getattr(Path, name) for name in ("open", "read_bytes")}

    def refusing(name: str) -> object:
        def read(own: Path, *how: str, **more: str) -> object:
            if own.name == path.name:
                raise PermissionError(13, "Permission denied", str(own))
            return reads[name](own, *how, **more)

        return read

    for name in reads:
        monkeypatch.setattr(Path, name, refusing(name))


@pytest.mark.parametrize("indexed", [True, False])
def test_a_part_that_another_user_alone_may_read_stays_and_is_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, indexed: bool
) -> None:
    store = filled(tmp_path, range(3))
    theirs = store.folder.part(store._index.of(key_of(about(1)))["comparison"].part)
    if indexed:
        Store(tmp_path)
    unreadable(theirs, monkeypatch)
    stores: list[Store] = []
    said = notes_of(lambda: stores.append(store := Store(tmp_path)) or store.of(about(1)))
    assert said == [
        f"store {tmp_path}: parts cannot be read (permission denied); they stay as they are, and their runs "
        "are run again"
    ]
    assert not stores[0].of(about(1)) and stores[0].of(about(2))["comparison"] == {"turn": 2.0}
    assert verify(opened(tmp_path)).wrong == ((theirs.name, "permission denied"),)
    assert tidy(opened(tmp_path)).joined == 2 and theirs.exists()


def test_an_index_that_another_user_alone_may_write_is_no_reason_for_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is new is kept all the same."""
    filled(tmp_path, range(2))

    def refused(*_: object) -> None:
        raise NotWritten(tmp_path / "index.json", "permission denied")

    monkeypatch.setattr(index, "write_text", refused)
    assert notes_of(lambda: filled(tmp_path, range(2, 3))) == [] and all_there(tmp_path, range(3))


def test_a_check_reads_all_and_changes_nothing(tmp_path: Path) -> None:
    filled(tmp_path, range(3))
    assert verify(opened(tmp_path)) == (fine := verify(opened(tmp_path)))
    assert (fine.parts, fine.runs, fine.wrong) == (3, 6, ())
    bad = parts(tmp_path)[0]
    bad.write_bytes(b"garbage")
    (tmp_path / "parts" / "other.parquet").write_bytes(parts(tmp_path)[1].read_bytes())  # a copy by hand
    found = verify(opened(tmp_path))
    text = "its bytes are not those that were written"
    assert sorted(found.wrong) == sorted([(bad.name, text), ("other.parquet", text)])
    assert found.parts == 2 and len(parts(tmp_path)) == 4


def test_the_list_counts_by_scenario_and_alternative(tmp_path: Path) -> None:
    """Four replications of one scenario, two of another, and one run whose scenario is not known."""
    filled(tmp_path, range(4))
    filled(tmp_path, range(10, 12), scenario="airport")
    Store(tmp_path).keep(about(50), answer(50))
    for path in parts(tmp_path):
        os.utime(path, (1e9, 1e9))
    table = listing(opened(tmp_path))
    assert list(table.columns) == list(COLUMNS)
    shown = table[["scenario", "alternative", "runs", "replications"]].values.tolist()
    assert shown == [
        ["", "baseline", 1, 1],
        ["airport", "baseline", 2, 2],
        ["airport", "qr", 2, 2],
        ["port", "baseline", 4, 4],
        ["port", "qr", 4, 4],
    ]
    assert set(table["last_used"]) == {pd.Timestamp(1e9, unit="s", tz="UTC")}
    size = sum(path.stat().st_size for path in parts(tmp_path))
    assert abs(table["size"].sum() - size) < len(table)
    tidy(opened(tmp_path))
    again = listing(opened(tmp_path))
    assert again[["runs", "replications"]].equals(table[["runs", "replications"]])


def test_an_empty_store_has_an_empty_list(tmp_path: Path) -> None:
    Store(tmp_path)
    assert list(listing(opened(tmp_path)).columns) == list(COLUMNS) and not len(listing(opened(tmp_path)))


def test_what_is_stored_can_be_read_with_pandas(tmp_path: Path) -> None:
    filled(tmp_path, range(3))
    table = pd.read_parquet(tmp_path / "parts")
    mine = table[(table["question"] == "comparison") & (table["key"] == "turn")]
    found = mine.set_index(["alternative", "replication"])["value"].to_dict()
    assert found == {("baseline", n): float(n) for n in range(3)} | {("qr", n): 100.0 + n for n in range(3)}
    (spread,) = table[(table["question"] == "spread") & (table["run"] == f"{2:016x}")]["values"]
    assert spread.tolist() == [0.0, 1.0]
