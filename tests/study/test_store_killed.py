"""A study that is killed at any moment goes on where it was, and two at once share one store.

Each study is a process of its own that prints a line when it begins, and one for each replication done.
"""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portsim.study.store.check import verify
from portsim.study.store.opening import opened

pytestmark = pytest.mark.usefixtures("tiny_folder")
REPLICATIONS, ALTERNATIVES = 6, 3
STUDY = """
import sys
from pathlib import Path
import portsim
store, out, seed, days = sys.argv[1:]
scenario = portsim.load("tiny.yaml")
print("begun", flush=True)
answers = portsim.Store(store) if store else None
study = portsim.compare(
    scenario, days=int(days), replications=6, seed=int(seed), workers=1, answers=answers,
    progress=lambda done, total: print(done, flush=True) if done else None,
)
Path(out).mkdir(exist_ok=True)
for name in ("comparison", "precision", "stages", "hours", "ledger", "warm_up", "spread", "shipments"):
    study.table(name).to_csv(Path(out, name), float_format="%r")
if answers is not None:
    print("new", answers.new, flush=True)
"""


def start(store: str, out: str, seed: int = 1, days: int = 3) -> subprocess.Popen[str]:
    """A study, when it has begun."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUDY, store, out, str(seed), str(days)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "begun\n"
    return process


def ended(process: subprocess.Popen[str]) -> list[str]:
    """What a study printed, when it has ended well."""
    told, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return told.split("\n")[:-1]


def results(out: str) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in Path(out).iterdir()}
    assert len(found) == 8 and all(found.values())
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
    process = start("", "undisturbed")
    assert process.stdout is not None
    times = [time.monotonic() for _ in range(REPLICATIONS) if process.stdout.readline()]
    one, lost = (times[-1] - times[0]) / (REPLICATIONS - 1), 0
    ended(process)
    whole = results("undisturbed")
    for number in range(kills):
        store, out = f"store_{number}", f"out_{number}"
        process = start(store, out)
        assert process.stdout is not None
        before = [process.stdout.readline() for _ in range(moments.randrange(REPLICATIONS))]
        time.sleep(moments.uniform(0, one))
        process.kill()
        told, _ = process.communicate(timeout=60)
        done = len(before) + sum(line.isdigit() for line in told.split("\n"))
        kept = there(store)
        assert done * ALTERNATIVES <= kept <= (done + 1) * ALTERNATIVES  # nothing of what was done is lost
        lost += kept < REPLICATIONS * ALTERNATIVES
        assert ended(start(store, out))[-1] == f"new {REPLICATIONS * ALTERNATIVES - kept}"
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
        ended(start("", out, seed))
    studies = {f"at_once_{number}": seed for number, seed in enumerate((1, 1, 2))}
    processes = [start("store", out, seed) for out, seed in studies.items()]
    for process in processes:
        ended(process)
    for out, seed in studies.items():
        assert results(out) == results(plain[seed])
    assert there("store") == 2 * REPLICATIONS * ALTERNATIVES
    assert ended(start("store", "later", 2))[-1] == "new 0"
