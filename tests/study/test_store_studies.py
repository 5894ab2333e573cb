"""Studies with a store: what any study has run is there for the next one, and nothing is lost to a fault."""

from __future__ import annotations

import json
import resource
import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from plugged import HEAD
from stored import Remembering, asked_all, kept, same
from tiny import EVIDENCE, GATE_CLAIMS, TINY

from portsim.base.errors import PortsimError
from portsim.base.notes import Note
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study import replication
from portsim.study.answers import About
from portsim.study.one_alternative import run_replications
from portsim.study.question import QUESTION, StudyResult
from portsim.study.run import run_world
from portsim.study.store import about
from portsim.study.store import folder as folders
from portsim.study.store.store import Store
from portsim.study.study import compare

pytestmark = pytest.mark.usefixtures("quick_engine")


@pytest.fixture
def tiny(tmp_path: Path) -> Scenario:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    return load(str(tmp_path / "tiny.yaml"))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The replications of the worlds that are run from now on."""
    seen: list[int] = []

    def watched(world, scenario, number, *rest):  # type: ignore[no-untyped-def]
        seen.append(number)
        return run_world(world, scenario, number, *rest)

    monkeypatch.setattr(replication, "run_world", watched)
    return seen


def equal(one: StudyResult, other: StudyResult) -> None:
    for name in one.scenario.library[QUESTION]:
        pd.testing.assert_frame_equal(one.table(name), other.table(name), check_exact=True)


def parts(store: Path) -> list[Path]:
    return sorted((store / "parts").iterdir())


def test_every_shipped_question_has_an_answer_that_comes_back_bit_by_bit(tmp_path: Path) -> None:
    scenario, heard = asked_all(tmp_path), Remembering()
    plain = compare(scenario, workers=1, answers=heard)
    asked = {question for own in heard.all.values() for question in own}
    shipped = scenario.library[QUESTION].items()
    assert asked == {name for name, each in shipped if each.keep is not None and not each.about_measured}
    assert all(any(own.get(question) for own in heard.all.values()) for question in asked)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Note)
        equal(plain, compare(scenario, workers=2, answers=Store(tmp_path / "store")))
        store = Store(tmp_path / "store")
        for key, own in heard.all.items():
            found = store.of(key)
            assert set(found) == set(own)
            for question, answer in own.items():
                same(answer, found[question])
        equal(plain, compare(scenario, workers=1, answers=store))
    assert (store.found, store.new) == (8, 0)


def test_a_second_study_runs_nothing(tiny: Scenario, tmp_path: Path, runs: list[int]) -> None:
    first = compare(tiny, workers=1, answers=Store(tmp_path / "store"))
    assert len(runs) == 6
    again = compare(load(str(tiny.path)), workers=1, answers=Store(tmp_path / "store"))
    assert len(runs) == 6
    equal(first, again)


def test_more_replications_run_those_that_are_new(tiny: Scenario, tmp_path: Path, runs: list[int]) -> None:
    kept(tiny, tmp_path / "store")
    runs.clear()
    found = compare(tiny, workers=1, replications=4, answers=Store(tmp_path / "store"))
    assert sorted(runs) == [2, 2, 2, 3, 3, 3]
    equal(found, compare(tiny, workers=1, replications=4))


def test_more_replications_of_claims_run_the_new_ones_and_those_that_are_run_twice_now(
    tmp_path: Path, runs: list[int]
) -> None:
    """With unlimited servers one of 6 is run, and two of 12: replication 1 is asked anew."""
    (tmp_path / "tiny.yaml").write_text(TINY + "claims: claims.yaml\n")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "claims.yaml").write_text(GATE_CLAIMS)
    scenario = load(str(tmp_path / "tiny.yaml"))
    compare(scenario, workers=1, replications=6, answers=Store(tmp_path / "store"))
    runs.clear()
    found = compare(scenario, workers=1, replications=12, answers=Store(tmp_path / "store"))
    assert set(runs) == {1, *range(6, 12)}
    equal(found, compare(scenario, workers=1, replications=12))


def test_a_study_without_claims_takes_what_one_with_claims_has_run(tmp_path: Path, runs: list[int]) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY + "claims: claims.yaml\n")
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "claims.yaml").write_text(GATE_CLAIMS)
    scenario = load(str(tmp_path / "tiny.yaml"))
    compare(scenario, workers=1, answers=Store(tmp_path / "store"))
    runs.clear()
    compare(scenario, workers=1, tables=["comparison", "stages"], answers=Store(tmp_path / "store"))
    assert runs == []


def test_runs_of_one_alternative_take_what_a_comparison_has_run(tiny: Scenario, tmp_path: Path) -> None:
    kept(tiny, tmp_path / "store")
    plain = run_replications(tiny, "qr", 1, tmp_path / "plain")
    store = Store(tmp_path / "store")
    found = run_replications(tiny, "qr", 1, tmp_path / "found", answers=store)
    assert (store.found, store.new) == (1, 1)  # replication 0 is run for its records
    pd.testing.assert_frame_equal(plain.kpis, found.kpis, check_exact=True)
    for name in ("visits.parquet", "shipments.parquet"):
        assert (tmp_path / "plain" / name).read_bytes() == (tmp_path / "found" / name).read_bytes()


def test_two_stores_open_at_once_see_what_the_other_writes(
    tiny: Scenario, tmp_path: Path, runs: list[int]
) -> None:
    one, other = Store(tmp_path / "store"), Store(tmp_path / "store")
    compare(tiny, workers=1, answers=one)
    runs.clear()
    compare(tiny, workers=1, answers=other)
    assert runs == [] and len(one) == len(other) == 6


def test_another_code_of_portsim_finds_nothing(
    tiny: Scenario, tmp_path: Path, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tiny, tmp_path / "store")
    runs.clear()
    monkeypatch.setattr(about, "code", lambda: "of another day")
    compare(tiny, workers=1, answers=Store(tmp_path / "store"))
    assert len(runs) == 6


DAMAGE = {
    "cut off": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "garbage": lambda data: b"garbage" * 1000,
    "one byte in the data": lambda data: data[:100] + bytes([data[100] ^ 1]) + data[101:],
    "one byte in the footer": lambda data: data[:-300] + bytes([data[-300] ^ 1]) + data[-299:],
}


@pytest.mark.parametrize("indexed", [True, False])
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_part_that_is_damaged_is_set_aside_and_only_its_runs_are_run_again(
    tiny: Scenario, tmp_path: Path, runs: list[int], damage: str, indexed: bool
) -> None:
    whole = kept(tiny, tmp_path / "store")
    if indexed:
        Store(tmp_path / "store")
    runs.clear()
    bad = parts(tmp_path / "store")[0]
    bad.write_bytes(DAMAGE[damage](bad.read_bytes()))
    with pytest.warns(Note) as notes:
        found = compare(tiny, workers=1, answers=Store(tmp_path / "store"))
    (said,) = {str(each.message) for each in notes}
    there = tmp_path / "store" / "set_aside" / bad.name
    assert said.startswith(f"store: part {bad.name}: ")
    assert said.endswith(f"; it lies in {there} now, and its runs are run again")
    assert there.exists() and len(runs) == 3 and len(set(runs)) == 1
    equal(whole, found)
    assert len(parts(tmp_path / "store")) == 2


@pytest.mark.parametrize("text", ["", "garbage", '{"format": 9, "parts": {}}', "[]", '{"format": 1}'])
def test_an_index_that_cannot_be_read_is_made_anew(
    tiny: Scenario, tmp_path: Path, runs: list[int], text: str
) -> None:
    kept(tiny, tmp_path / "store")
    (tmp_path / "store" / "index.json").write_text(text)
    runs.clear()
    compare(tiny, workers=1, answers=Store(tmp_path / "store"))
    assert runs == [] and len(json.loads((tmp_path / "store" / "index.json").read_text())["parts"]) == 2


def test_an_index_that_lies_is_put_right_by_the_parts(
    tiny: Scenario, tmp_path: Path, runs: list[int]
) -> None:
    whole = kept(tiny, tmp_path / "store")
    Store(tmp_path / "store")
    index = tmp_path / "store" / "index.json"
    first, second = (path.name for path in parts(tmp_path / "store"))
    text = index.read_text()
    index.write_text(text.replace(first, "?").replace(second, first).replace("?", second))
    runs.clear()
    equal(whole, compare(tiny, workers=1, answers=Store(tmp_path / "store")))
    assert runs == [] and len(parts(tmp_path / "store")) == 2


def test_a_store_of_another_format_is_left_alone(tmp_path: Path) -> None:
    Store(tmp_path / "store")
    mark = tmp_path / "store" / "store.json"
    mark.write_text('{"format": 1, "most": 2000000000}')
    with pytest.raises(PortsimError) as error:
        Store(tmp_path / "store")
    assert str(error.value).startswith(f"{tmp_path / 'store'}: is a store of format 1, and portsim ")
    assert str(error.value).endswith(
        " reads format 2; it is left as it is: name another folder, or use the portsim that wrote it"
    )
    assert mark.read_text() == '{"format": 1, "most": 2000000000}'


@pytest.mark.parametrize("text", ["", "[1]", '{"format": "1"}', "{", "\x00"])
def test_a_store_that_does_not_say_its_format_is_left_alone(tmp_path: Path, text: str) -> None:
    Store(tmp_path / "store")
    (tmp_path / "store" / "store.json").write_text(text)
    with pytest.raises(PortsimError, match=r"store\.json: does not say the format of the store; it is left"):
        Store(tmp_path / "store")


def test_a_folder_with_other_files_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("a year of work")
    with pytest.raises(PortsimError) as error:
        Store(tmp_path)
    assert str(error.value) == (
        f"{tmp_path}: is no store: it holds thesis.tex and no store.json; name a new or an empty folder"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_file_is_no_store(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(PortsimError, match="file: is a file, allowed a folder for the store"):
        Store(tmp_path / "file")


@pytest.mark.parametrize("most", ["2", "0 GB", "2 gigs", "-1 GB", ""])
def test_a_bound_that_is_no_size_is_refused(tmp_path: Path, most: str) -> None:
    with pytest.raises(PortsimError, match=r"most: got '.*', allowed a size of more than 0 with its unit"):
        Store(tmp_path / "store", most=most)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def small_disk(tiny: Scenario) -> Iterator[None]:
    """A disk that takes no file of more than 4 kB: less than a part, and more than an index of none."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_on_a_full_disk_the_study_goes_on_and_says_so_once(
    tiny: Scenario, tmp_path: Path, small_disk: None
) -> None:
    with pytest.warns(Note) as notes:
        found = compare(tiny, workers=1, answers=Store(tmp_path / "store"))
    assert {str(each.message) for each in notes} == {
        f"cannot write {tmp_path / 'store'}: file too large; the store stays as it is and the study goes on, "
        "without keeping what is new"
    }
    assert parts(tmp_path / "store") == []  # nothing is left half written
    equal(found, compare(tiny, workers=1))


def test_what_was_kept_before_the_disk_was_full_is_there(
    tiny: Scenario, tmp_path: Path, runs: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, synced = compare(tiny, workers=1), []

    def full(handle: int) -> None:
        synced.append(handle)
        if len(synced) > 4:
            raise OSError(28, "No space left on device")

    store = Store(tmp_path / "store")
    monkeypatch.setattr(folders.os, "fsync", full)  # each part takes two: of the file, and of the folder
    with pytest.warns(Note, match="cannot write .*: no space left on device; the store stays as it is"):
        equal(
            compare(tiny, workers=1, replications=4, answers=store), compare(tiny, workers=1, replications=4)
        )
    monkeypatch.undo()
    assert len(parts(tmp_path / "store")) == 2
    store = Store(tmp_path / "store")
    equal(plain, compare(tiny, workers=1, answers=store))
    assert (store.found, store.new) == (6, 0)


def test_beyond_its_bound_what_was_used_longest_ago_goes(tiny: Scenario, tmp_path: Path) -> None:
    kept(tiny, tmp_path / "store")
    one = max(path.stat().st_size for path in parts(tmp_path / "store"))
    store = Store(tmp_path / "store", most=f"{4 * one / 1000} kB")
    compare(tiny, workers=1, seed=2, answers=store)
    compare(tiny, workers=1, seed=3, answers=Store(tmp_path / "store"))
    taken = sum(path.stat().st_size for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert taken <= 4 * one and 2 <= len(parts(tmp_path / "store")) <= 3
    last = Store(tmp_path / "store")
    compare(tiny, workers=1, seed=3, answers=last)
    assert last.found == 6


def test_a_study_that_is_larger_than_the_bound_says_so(tiny: Scenario, tmp_path: Path) -> None:
    with pytest.warns(Note) as notes:
        found = compare(tiny, workers=1, replications=4, answers=Store(tmp_path / "store", most="30 kB"))
    assert {str(each.message) for each in notes} == {
        f"store {tmp_path / 'store'}: this study alone takes more than 30 kB, and what it kept first is "
        'gone; portsim store gc --most "10 GB" allows more'
    }
    equal(found, compare(tiny, workers=1, replications=4))


def test_a_part_that_is_gone_is_run_again(tiny: Scenario, tmp_path: Path, runs: list[int]) -> None:
    store = Store(tmp_path / "store")
    whole = compare(tiny, workers=1, answers=store)
    other = Store(tmp_path / "store")
    parts(tmp_path / "store")[0].unlink()
    runs.clear()
    equal(whole, compare(tiny, workers=1, answers=other))
    assert len(runs) == 3


UNKNOWN = """
class Thing:
    pass

def made(study):
    return pd.DataFrame({"n": [len(study.kept("things"))]})

portsim.table(portsim.Question("things", "Things", made, lambda run: Thing()))
"""


def test_the_answers_of_an_unknown_class_are_not_kept_and_that_is_said_once(
    tmp_path: Path, runs: list[int]
) -> None:
    (tmp_path / "own.py").write_text(HEAD + UNKNOWN)
    (tmp_path / "tiny.yaml").write_text("plugins: [own.py]\n" + TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    scenario = load(str(tmp_path / "tiny.yaml"))
    with pytest.warns(Note) as notes:
        compare(scenario, workers=1, answers=Store(tmp_path / "store"))
    (said,) = [str(each.message) for each in notes]
    assert said.startswith("store: what runs answer to table 'things' is not kept, for it holds ")
    assert said.endswith(
        ".Thing, which a store does not know; let it be made of numbers, texts, tuples, lists, dicts and "
        "arrays"
    )
    runs.clear()
    compare(scenario, workers=1, tables=["comparison"], answers=Store(tmp_path / "store"))
    assert runs == []  # all other answers are there


def test_a_store_that_may_only_be_read_is_read(
    tiny: Scenario, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept(tiny, tmp_path / "store")

    def refused(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folders.os, "utime", refused)
    monkeypatch.setattr(Path, "replace", refused)
    store = Store(tmp_path / "store")
    compare(tiny, workers=1, answers=store)
    assert store.found == 6
    with pytest.warns(Note, match="permission denied; the store stays as it is"):
        store.keep(About("qr", "new", "new", (), (), None), {"comparison": 1.0})


def test_a_store_can_be_moved(tiny: Scenario, tmp_path: Path, runs: list[int]) -> None:
    kept(tiny, tmp_path / "store")
    shutil.move(tmp_path / "store", tmp_path / "elsewhere")
    runs.clear()
    compare(tiny, workers=1, answers=Store(tmp_path / "elsewhere"))
    assert runs == []
