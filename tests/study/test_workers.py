"""Where the work of a study is done, and what a worker process keeps between two calls."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from portsim.base import machine
from portsim.base.errors import PortsimError
from portsim.base.notes import Note
from portsim.study.forks import FORKS
from portsim.study.workers import spread_out


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_numbers(workers: int) -> None:
    def work(base: int, number: int) -> int:
        return base + number

    assert list(spread_out(work, (10,), range(5), workers)) == [10, 11, 12, 13, 14]


def test_where_the_memory_is_short_fewer_work_and_a_note_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def work(number: int) -> int:
        return os.getpid()

    monkeypatch.setattr(machine, "cores", lambda: 4)
    monkeypatch.setattr(machine, "memory_here", lambda: 8e9)
    with pytest.warns(Note, match="^1 of 4 cores are used: a replication takes about 5.0 GB, and this "):
        assert set(spread_out(work, (), range(3), 0, takes=5e9)) == {os.getpid()}
    assert os.getpid() not in set(spread_out(work, (), range(3), 2, takes=5e9))  # as the user says


def test_a_worker_keeps_what_calls_have_in_common_with_what_was_worked_out_from_it() -> None:
    def work(noted: list[int], number: int) -> tuple[int, list[int]]:
        noted.append(number)
        return os.getpid(), list(noted)

    mine: list[int] = []
    seen: dict[int, list[int]] = {}
    for number, (process, noted) in enumerate(spread_out(work, (mine,), range(6), 2)):
        assert noted[-1] == number
        assert noted[:-1] == seen.get(process, []), "what this process noted before is still there"
        seen[process] = noted
    assert mine == [], "the study's own is not written to"


def test_a_worker_forgets_it_for_the_next_study() -> None:
    def work(noted: list[int], number: int) -> int:
        noted.append(number)
        return len(noted)

    for _ in range(2):
        assert sum(list(spread_out(work, ([],), range(2), 2))) in (2, 3)  # two workers, or one that did both


def test_a_worker_that_is_kept_goes_along_to_another_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(number: int) -> str:
        return Path("said.txt").read_text()

    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "said.txt").write_text(name)
        monkeypatch.chdir(tmp_path / name)
        assert list(spread_out(work, (), range(2), 2)) == [name, name]


@pytest.mark.filterwarnings("error")
def test_processes_stay_for_the_next_study_unless_they_are_at_work_that_nobody_takes() -> None:
    def work(number: int) -> int:
        time.sleep(0.05)  # so that both processes have something to do
        return os.getpid()

    def processes(taken: int) -> set[int]:
        found = spread_out(work, (), range(12), 2)
        return {next(found) for _ in range(taken)}

    first = processes(12)
    assert len(first) == 2 and processes(12) == first
    processes(1)
    assert processes(12).isdisjoint(first)


DEAF = """
import signal
from portsim.study.workers import spread_out

def deaf(number):
    blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    return blocked or signal.getsignal(signal.SIGINT) is signal.SIG_IGN

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever runs the tests may be deaf
print(list(spread_out(deaf, (), range(4), 2)), deaf(0))
"""


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="needs the masks of POSIX")
def test_ctrl_c_is_for_the_process_that_started_the_others() -> None:
    """In a process of its own, as the first that are started matter: a terminal sends Ctrl-C to all."""
    done = subprocess.run([sys.executable, "-c", DEAF], capture_output=True, text=True, check=True)
    assert done.stdout == "[True, True, True, True] False\n"


SCRIPT = """
import os
import sys
from portsim.study.workers import spread_out

print("begun", os.getpid(), flush=True)

def work(number):
    return os.getpid()

print(len(set(spread_out(work, (), range(2), 2)) - {os.getpid()}) > 0, sys.modules["__main__"].__file__)
"""


@pytest.mark.skipif(not FORKS, reason="workers are no forks here")
def test_a_fork_says_nothing_where_who_asked_for_it_has_ended_before_it_begins(tmp_path: Path) -> None:
    """As where Ctrl-C ends a command while its first worker is started: its locks are gone."""
    script = """
import os
from multiprocessing.synchronize import SemLock
from portsim.study.forks import context, load_ahead

load_ahead()
locks = [context().Lock(), context().Lock()]
for number, lock in enumerate(locks):
    if number == 0:
        SemLock._cleanup(lock._semlock.name)
    worker = context().Process(target=len, args=(lock,))  # which is an error, once it has begun
    worker.start()
    worker.join()
    print(worker.exitcode, flush=True)
os._exit(0)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n1\n"
    assert "FileNotFoundError" not in done.stderr and "TypeError: object of type 'Lock'" in done.stderr


def test_workers_do_not_run_the_users_script_again(tmp_path: Path) -> None:
    """It has no `if __name__ == "__main__"`, as those of users have none."""
    script = tmp_path / "study.py"
    script.write_text(SCRIPT)
    out = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=True)
    assert out.stderr == "" and out.stdout.count("begun") == 1
    assert out.stdout.splitlines()[-1] == f"True {script}"


BEGUN_WHERE_NOTHING_IS = """
import os
import sys
import tempfile
folder = tempfile.mkdtemp()
os.chdir(folder)
os.rmdir(folder)
import portsim.study.loaded
os.chdir("/")
from portsim.engine.choice import has_numba, ready
if has_numba():
    ready("compiled")
print("loaded")
"""


@pytest.mark.skipif(not FORKS, reason="needs a system whose workers are forks")
def test_a_folder_that_goes_while_libraries_are_loaded_leaves_none_half_loaded() -> None:
    paths = os.pathsep.join(each for each in sys.path if each)
    told = subprocess.run(
        [sys.executable, "-c", BEGUN_WHERE_NOTHING_IS],
        env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (told.stdout.strip(), told.stderr) == ("loaded", "")


READY = """
import sys
from portsim.study.workers import spread_out

def loaded(number):
    return {"numpy", "portsim.study.replication"} <= sys.modules.keys()

print(list(spread_out(loaded, (), range(2), 2)))
"""


@pytest.mark.skipif(not FORKS, reason="needs a system whose workers are forks")
def test_workers_begin_with_all_that_runs_need() -> None:
    out = subprocess.run([sys.executable, "-c", READY], capture_output=True, text=True, check=True)
    assert out.stdout == "[True, True]\n"


ENDED = """
import os
import sys
import time
from portsim.study.workers import spread_out

def work(number):
    os.write(1, b"%d\\n" % os.getpid())  # in one piece, as two write at once
    time.sleep(60)

list(spread_out(work, (), range(2), 2))
"""


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs /proc")
def test_workers_end_with_the_process_that_started_them_however_it_ends() -> None:
    with subprocess.Popen([sys.executable, "-c", ENDED], stdout=subprocess.PIPE, text=True) as study:
        assert study.stdout is not None
        workers = [int(study.stdout.readline()) for _ in range(2)]
        assert all(Path(f"/proc/{worker}").exists() for worker in workers)
        study.kill()
        assert study.stdout.read() == ""  # ends when nobody can write any more, the server of forks too
    for _ in range(100):
        if not any(Path(f"/proc/{worker}").exists() for worker in workers):
            return
        time.sleep(0.1)
    pytest.fail(f"still there: {workers}")


LARGE = """
from portsim.model.library import Library
from portsim.study.workers import spread_out

def work(number):
    return bytes(30_000_000)  # longer under way than a pipe can hold

for _ in range(2):
    found = spread_out(work, (), range(20), 2, Library(()))
    assert len(next(found)) == 30_000_000
    found.close()
print("ended")
"""


def test_workers_that_end_in_the_middle_of_a_result_leave_nothing_to_wait_for() -> None:
    out = subprocess.run([sys.executable, "-c", LARGE], capture_output=True, text=True, timeout=60)
    assert (out.stdout, out.stderr) == ("ended\n", "")


def test_a_number_of_workers_below_zero_is_refused() -> None:
    with pytest.raises(PortsimError, match=r"^workers: got -1, allowed 0 "):
        list(spread_out(print, (), range(2), -1))
