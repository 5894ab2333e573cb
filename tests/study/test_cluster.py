"""The same study by the workers of a real Dask cluster, in another folder, some of them killed."""

from __future__ import annotations

import os
import signal
import socket
import time
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from clustered import alive, other_portsim, scheduler, workers
from logged import GATE, evenly
from plugged import QUANTITY, plugin
from tiny import GATE_CLAIMS, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.base.notes import Note
from portsim.base.version import VERSION
from portsim.study import cluster, connection
from portsim.study.cluster_work import do
from portsim.study.connection import connected
from portsim.study.question import QUESTION, StudyResult
from portsim.study.workers import spread_out

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.usefixtures("tiny_folder"),
    pytest.mark.filterwarnings("ignore::portsim.base.notes.Note"),
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see processes"),
]


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, in a folder of their own."""
    folder = tmp_path_factory.mktemp("cluster")
    with scheduler(folder) as address, workers(address, folder / "workers", 2):
        wait_until_there_are(2, address)
        yield address
        connected(address, 0).close()


def wait_until_there_are(number: int, address: str) -> set[str]:
    """The addresses of the workers, once there are so many: some may have to be started anew."""
    deadline = time.monotonic() + 60
    while len(found := connected(address, 0).threads) != number:
        assert time.monotonic() < deadline, found
        time.sleep(0.05)
    return set(found)


def processes(address: str) -> list[int]:
    """The processes of the workers that are there now."""
    found = connected(address, 0).client.run(os.getpid, on_error="ignore")
    return sorted(found.values())


def tables(study: StudyResult) -> dict[str, str]:
    """Every table of a study, each number with all its digits."""
    return {name: study.table(name).to_csv() for name in study.scenario.library[QUESTION]}


def claimed() -> portsim.Scenario:
    """The small terminal, with claims on its gate."""
    Path("claims.yaml").write_text(GATE_CLAIMS)
    Path("claimed.yaml").write_text(f"{TINY}claims: claims.yaml\n")
    return portsim.load("claimed.yaml")


def test_the_same_study_gives_the_same_bytes_although_a_worker_is_killed_twice(two: str) -> None:
    here = portsim.compare(claimed(), replications=12, workers=1)
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done in (1, 5):
            killed.append(processes(two)[0])
            os.kill(killed[-1], signal.SIGKILL)

    there = portsim.compare(claimed(), replications=12, on=two, progress=kill)
    assert len(set(killed)) == 2 and not any(map(alive, killed))
    assert tables(there) == tables(here)
    assert len(here.audit) == 3


PLUGIN = QUANTITY.format(body="return np.array([TEN * float(records.n)])").replace(
    "@dataclass", "TEN = 10\n@dataclass", 1
)


def test_plugin_file_and_log_go_along_to_another_folder(two: str) -> None:
    plugin(PLUGIN)
    Path("trucks.csv").write_text("arrival\n" + "".join(f"{each}\n" for each in evenly(40, 7)))
    free = GATE.replace("trouble: {value: 0", "trouble: {value: 10 %")
    Path("gate.yaml").write_text(free + "plugins: [mine.py]\n")
    here = portsim.compare("gate.yaml", workers=1)
    there = portsim.compare("gate.yaml", on=two)
    assert tables(there) == tables(here)
    own = there.comparison.set_index(["alternative", "kpi"]).loc[("slow", "own")]
    assert own["baseline"] == 10 * 40 * 7


def test_a_log_may_be_large_and_the_work_may_be_a_piece(two: str) -> None:
    Path("trucks.csv").write_text("arrival\n" + "".join(f"{each:.9f}\n" for each in evenly(150_000, 7)))
    assert Path("trucks.csv").stat().st_size > 10_000_000
    Path("gate.yaml").write_text(GATE)
    gates = [portsim.load("gate.yaml", overload=True).set("places.gate_in.lanes", n) for n in (1, 2)]

    def work(scenario: portsim.Scenario) -> tuple[object, int, bool]:
        log = scenario.baseline.port.demand["domestic"].log
        lanes = scenario.baseline.port.places["gate_in"].servers.value
        return lanes, Path(str(log)).stat().st_size, Path(str(log)).is_relative_to(Path.cwd())

    size = Path("trucks.csv").stat().st_size
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Dask says nothing of its size
        found = list(spread_out(work, (), gates, 0, on=two))
    assert found == [(1, size, True), (2, size, True)]


def test_worlds_that_a_worker_draws_itself_need_none_of_the_files(two: str) -> None:
    scenario = claimed().only("qr")
    found = []
    for on in ("local", two):
        with portsim.working_on(on):
            analysis = portsim.uncertainty(scenario, samples=8, replications=2)
        found.append({name: table.to_csv() for name, table in analysis.tables.items()})
    assert found[0] == found[1]
    assert set(analysis.tables["worlds"]["problem"]) == {""}


def test_records_are_written_here(two: str) -> None:
    from portsim.study.one_alternative import run_replications

    scenario = portsim.load("tiny.yaml")
    here = run_replications(scenario, "qr", 1, Path("here"))
    with portsim.working_on(two):
        there = run_replications(scenario, "qr", 0, Path("there"))
    assert there.kpis.to_csv() == here.kpis.to_csv()
    names = sorted(path.name for path in Path("here").iterdir())
    assert "visits.parquet" in names
    for name in names:
        assert Path("there", name).read_bytes() == Path("here", name).read_bytes()


def test_an_error_of_the_work_comes_back_with_its_note(two: str) -> None:
    plugin("class Odd(Exception):\n    pass\n" + QUANTITY.format(body="raise Odd('x')"))
    scenario = portsim.load("tiny.yaml", plugins=Path("mine.py")).only("lanes")
    with pytest.raises(Exception, match="x") as caught:
        portsim.compare(scenario, on=two)
    assert type(caught.value).__name__ == "Odd"
    assert caught.value.__notes__ == [f"in KPI 'own', declared at {Path('mine.py').resolve()}:20"]


def test_a_timeout_of_the_work_is_an_error_and_no_wait(two: str) -> None:
    def work(number: int) -> None:
        raise TimeoutError("mine")

    with pytest.raises(TimeoutError, match="mine"):
        list(spread_out(work, (), range(3), 0, on=two))


def test_what_cannot_be_sent_says_what_to_do(two: str) -> None:
    keep = "lambda run, lock=threading.Lock(): 1"
    plugin(f"import threading\nportsim.table(portsim.Question('mine', 'Mine', len, {keep}))")
    with pytest.raises(TypeError, match="pickle") as caught:
        portsim.compare(portsim.load("tiny.yaml", plugins=Path("mine.py")), on=two)
    assert "try --on local" in caught.value.__notes__[-1]


def test_what_is_no_more_wanted_is_not_done(two: str) -> None:
    def work(folder: Path, number: int) -> int:
        (folder / str(number)).touch()
        time.sleep(0.2)
        return number

    found = spread_out(work, (Path.cwd(),), range(60), 0, on=two)
    assert next(found) == 0
    found.close()  # type: ignore[attr-defined]
    time.sleep(1)
    assert len([path for path in Path().iterdir() if path.name.isdigit()]) < 20
    assert list(spread_out(lambda number: number, (), range(3), 0, on=two)) == [0, 1, 2]


def test_a_piece_that_ends_every_worker_is_named_as_the_reason(two: str) -> None:
    def work(number: int) -> int:
        if number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    found = spread_out(work, (), range(3), 0, on=two)
    assert next(found) == 0
    with pytest.raises(PortsimError) as caught:
        next(found)
    assert str(caught.value) == (
        "on: a piece of work ended each worker that began it, 3 times as often as the scheduler at "
        f"{two} allows; memory may be short: give workers more, or try fewer days"
    )


def test_a_worker_of_another_version_is_refused(two: str, tmp_path: Path) -> None:
    code = other_portsim(tmp_path / "other", "0.1.2")
    known = wait_until_there_are(2, two)
    with workers(two, tmp_path / "third", 1, code=code):
        (new,) = wait_until_there_are(3, two) - known
        with pytest.raises(PortsimError) as caught:
            portsim.compare("tiny.yaml", on=two)
    said = str(caught.value)
    assert said.startswith(f"the worker at {new} has portsim 0.1.2 (here: {VERSION}), portsim's code ")
    assert said.endswith(
        "; its figures could be others: install the same there, as with `pip install -c constraints.txt`, "
        "and start it again"
    )
    wait_until_there_are(2, two)


def test_a_worker_looks_at_the_versions_of_each_piece_itself(two: str) -> None:
    future = connected(two, 0).client.submit(do, "study", {"numpy": "1.0", "Python": "2.7"}, b"", b"")
    with pytest.raises(PortsimError, match=r"^the worker at tcp://\S+ has numpy \S+ \(here: 1\.0\), Python "):
        future.result(timeout=60)
    future = connected(two, 0).client.submit(do, "study", {"plug-in 'mine'": "1.0"}, b"", b"")
    with pytest.raises(PortsimError, match=r" has plug-in 'mine' none \(here: 1\.0\); its figures could "):
        future.result(timeout=60)


def test_workers_that_have_paused_for_lack_of_memory_are_not_waited_for_without_end(
    two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = connected(two, 0).client

    def pause_above(share: float) -> None:
        client.run(lambda dask_worker: setattr(dask_worker.memory_manager, "memory_pause_fraction", share))

    wait_until_there_are(2, two)  # those that were killed have begun anew
    pause_above(1e-9)
    try:
        while connected(two, 0).threads:
            time.sleep(0.05)
        monkeypatch.setattr(connection, "WAIT", 0.3)
        with pytest.warns(Note) as given, pytest.raises(PortsimError) as caught:
            list(spread_out(lambda number: number, (), range(3), 0, on=two))
    finally:
        pause_above(0.8)
        wait_until_there_are(2, two)
    paused = f"the cluster at {two} has paused all its workers (2), as their memory is nearly full"
    assert str(given[0].message) == f"{paused}: waiting 0.3 s for one that goes on"
    assert str(caught.value) == (
        f"on: {paused} for 0.3 s; give each more (`dask worker --memory-limit`), or try fewer days"
    )


def test_a_worker_that_pauses_does_what_it_has_begun(two: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def work(number: int) -> int:
        from distributed import get_worker

        manager = get_worker().memory_manager
        manager.memory_pause_fraction = 1e-9
        time.sleep(0.6)
        manager.memory_pause_fraction = 0.8
        return number

    wait_until_there_are(2, two)
    monkeypatch.setattr(cluster, "EVERY", 0.1)
    monkeypatch.setattr(connection, "WAIT", 0.2)
    assert list(spread_out(work, (), range(2), 0, on=two)) == [0, 1]


def test_a_worker_that_hangs_at_the_start_is_named_and_the_others_begin(
    two: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "ANSWERED_WITHIN", 0.3)
    monkeypatch.setattr(connected(two, 0), "_alike", set())
    wait_until_there_are(2, two)
    hanging = processes(two)[0]
    os.kill(hanging, signal.SIGSTOP)
    try:
        with pytest.warns(Note, match="^not all 2 workers of the cluster at .* answer; what one that hangs"):
            here = connected(two, 0).checked(portsim.load("tiny.yaml").library)
    finally:
        os.kill(hanging, signal.SIGCONT)
    assert here["portsim"] == VERSION


# --- no cluster


def test_a_scheduler_that_does_not_answer_is_one_message_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert connection.REACHED_WITHIN < 10
    monkeypatch.setattr(connection, "REACHED_WITHIN", 0.5)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        port = silent.getsockname()[1]
        for _ in range(2):  # nobody listens; somebody does, and says nothing
            begun = time.monotonic()
            with pytest.raises(PortsimError) as caught:
                portsim.compare("tiny.yaml", on=f"dask://127.0.0.1:{port}")
            assert time.monotonic() - begun < 5
            said = str(caught.value)
            assert said.startswith(f"on: no Dask scheduler answers at tcp://127.0.0.1:{port} (")
            assert said.endswith("); start one with `dask scheduler`, or give the address that it printed")
            silent.listen()


def test_it_ends_in_words_where_there_are_no_workers_or_no_scheduler_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scheduler(tmp_path) as address:
        monkeypatch.setattr(connection, "WAIT", 1)
        with (
            pytest.warns(
                Note, match=f"^the cluster at {address} has no workers: waiting 1 s for the first one; "
            ),
            pytest.raises(PortsimError) as caught,
        ):
            portsim.compare("tiny.yaml", on=address)
        assert str(caught.value) == (
            f"on: the cluster at {address} has had no workers for 1 s; start some, and run the command again"
        )
        monkeypatch.setattr(connection, "WAIT", 60)
        monkeypatch.setattr(cluster, "EVERY", 0.2)
        with workers(address, tmp_path / "one", 1):
            found = spread_out(lambda number: time.sleep(60 * number), (), range(9), 0, on=address)
            assert next(found) is None
        # all workers have ended, and none comes
        monkeypatch.setattr(connection, "WAIT", 1)
        with pytest.raises(PortsimError, match="has had no workers for 1 s"):
            list(found)
        monkeypatch.setattr(connection, "WAIT", 60)
        with workers(address, tmp_path / "two", 1):
            found = spread_out(lambda number: time.sleep(0.3), (), range(99), 0, on=address)
            next(found)
            monkeypatch.setattr(connection, "REACHED_WITHIN", 0.5)
            head = connected(address, 0).client.run_on_scheduler(os.getpid)
            with pytest.raises(PortsimError) as caught:
                for _ in found:
                    os.kill(head, signal.SIGKILL)
    assert str(caught.value) == (
        f"on: the connection to the scheduler at {address} was lost before all was done; "
        "start it again if it has ended, and run the command again"
    )
