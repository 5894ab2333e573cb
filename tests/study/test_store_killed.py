"""A study that is killed at any moment goes on where it was, and two at once share one store."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from studied import REPLICATIONS, TABLES, Apart

from portsim.study.store.check import verify
from portsim.study.store.opening import opened

pytestmark = pytest.mark.usefixtures("tiny_folder")
ALTERNATIVES = 3


def results(out: str) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in Path(out).iterdir()}
    assert set(found) == set(TABLES) and all(found.values())
    return found


def there(store: str) -> int:
    """The runs that are in a store, in which nothing may be wrong; it may not have been made yet."""
    if not Path(store, "store.json").exists():
        return 0
    found = verify(opened(Path(store)))
    assert found.wrong == ()
    return found.runs


def killed_and_resumed(kills: int) -> None:
    moments = random.Random(5)
    study = Apart("", "undisturbed")
    times = [time.monotonic() for _ in range(REPLICATIONS) if study.told()]
    one, lost = (times[-1] - times[0]) / (REPLICATIONS - 1), 0
    study.ended()
    whole = results("undisturbed")
    for number in range(kills):
        store, out = f"store_{number}", f"out_{number}"
        study = Apart(store, out)
        before = [study.told() for _ in range(moments.randrange(REPLICATIONS))]
        time.sleep(moments.uniform(0, one))
        done = len(before) + sum(each.isdigit() for each in study.killed())
        kept = there(store)
        assert done * ALTERNATIVES <= kept <= (done + 1) * ALTERNATIVES  # nothing of what was done is lost
        lost += kept < REPLICATIONS * ALTERNATIVES
        assert Apart(store, out).ended()[-1] == f"new {REPLICATIONS * ALTERNATIVES - kept}"
        assert results(out) == whole
        assert there(store) == REPLICATIONS * ALTERNATIVES
    assert lost  # some were killed before they had done all


def test_a_study_that_is_killed_loses_at_most_the_runs_under_way() -> None:
    killed_and_resumed(3)


@pytest.mark.slow
def test_and_so_it_does_killed_twenty_times() -> None:
    killed_and_resumed(20)


def test_two_studies_at_once_share_one_store() -> None:
    """Two of the same scenario, and one of another seed; they leave what each leaves alone."""
    plain = {seed: f"plain_{seed}" for seed in (1, 2)}
    for seed, out in plain.items():
        Apart("", out, seed).ended()
    studies = {f"at_once_{number}": seed for number, seed in enumerate((1, 1, 2))}
    for study in [Apart("store", out, seed) for out, seed in studies.items()]:
        study.ended()
    for out, seed in studies.items():
        assert results(out) == results(plain[seed])
    assert there("store") == 2 * REPLICATIONS * ALTERNATIVES
    assert Apart("store", "later", 2).ended()[-1] == "new 0"
