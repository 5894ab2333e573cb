"""The command line as a process: stopped, terminated, cut off, and packed into a wheel."""

import errno
import os
import pty
import re
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from commands import contents
from tiny import EVIDENCE, TINY

from portsim.base.folders import staged_folder
from portsim.cli import app

ROOT = Path(__file__).parents[2]
SHORT = "memory is short ({}): try --workers 1, fewer days or a smaller demand; earlier results are unchanged"


def at_work(*words: str) -> tuple[subprocess.Popen[str], int]:
    """A study as a process of its own whose bar shows that some replications are done, and its terminal."""
    terminal, end = pty.openpty()  # rich draws the bar while it goes on only for a terminal
    process = subprocess.Popen(
        [sys.executable, "-m", "portsim", "compare", "tiny.yaml", "--replications", "9000", *words],
        stdout=subprocess.PIPE,
        stderr=end,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a runner may have it ignored
    )
    os.close(end)
    told = ""
    while not re.search(r"[1-9]\d* of 9000", told):
        told += os.read(terminal, 4096).decode(errors="replace")
    return process, terminal


def rest_of(terminal: int) -> str:
    told = b""
    try:
        while part := os.read(terminal, 4096):
            told += part
    except OSError:  # Linux: the other end was closed
        pass
    os.close(terminal)
    return told.decode()


@pytest.mark.usefixtures("tiny_folder")
def test_an_interrupt_leaves_earlier_results_untouched() -> None:
    earlier = Path("results/tiny")
    with staged_folder(earlier, "report.md") as folder:
        (folder / "report.md").write_text("# Earlier")
        (folder / "comparison.csv").write_text("of an earlier study\n")
    before = contents(earlier)
    process, terminal = at_work("--workers", "1")
    os.killpg(process.pid, signal.SIGINT)
    try:
        process.communicate(timeout=60)
    finally:
        process.kill()
    error = rest_of(terminal)
    assert process.returncode == 130
    assert "stopped; earlier results are unchanged" in error and "Traceback" not in error
    assert contents(earlier) == before
    assert [p.name for p in earlier.parent.iterdir()] == ["tiny"]


def test_an_interrupt_that_a_library_puts_into_words_is_one() -> None:
    code = (
        "import portsim.cli.commands as commands, portsim.cli.app as app\n"
        "def built(**_):\n"
        "    raise ValueError('SchemaError: Field \"source\":\\n  KeyboardInterrupt: ')\n"
        "commands.app = built\n"
        "app.main()\n"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert out.returncode == 130
    assert out.stderr == "stopped; earlier results are unchanged, unless the new ones were complete already\n"


@pytest.mark.usefixtures("tiny_folder")
def test_a_terminated_run_leaves_no_worker_behind() -> None:
    process, terminal = at_work("--workers", "2")
    process.terminate()
    process.communicate(timeout=60)  # returns only when no worker holds the pipe any more
    os.close(terminal)
    assert process.returncode == 130
    assert list(Path().glob("results/*")) == []


@pytest.mark.parametrize(
    "command",
    [
        ("sources", "ocean_gate"),
        ("compare", "--help"),
        pytest.param(("list",), marks=pytest.mark.slow),
        pytest.param(("show", "export_box"), marks=pytest.mark.slow),
    ],
)
def test_a_reader_that_leaves_early_is_no_error(command: tuple[str, ...], tmp_path: Path) -> None:
    words = " ".join([sys.executable, "-m", "portsim", *command])
    out = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {words} | head -1"], cwd=tmp_path, capture_output=True, text=True
    )
    assert out.returncode == 0 and out.stderr == ""


def test_an_output_that_cannot_be_written_is_one_message(tmp_path: Path) -> None:
    out = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m portsim list > /dev/full"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert out.returncode == 2
    assert out.stderr == "cannot write the output: No space left on device\n"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (
            OSError(errno.EMFILE, "Too many open files", "DejaVuSans.ttf"),
            "too many files are open: raise the limit (ulimit -n), or try --workers 1",
        ),
        (
            FileNotFoundError(errno.ENOENT, "No such file or directory"),
            "the current folder is no longer there: change to one that is",
        ),
        (
            ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused"),
            "the process that starts workers has ended (Connection refused): try --workers 1",
        ),
        (RuntimeError("can't start new thread"), SHORT.format("can't start new thread")),
        (
            ImportError("index.so: failed to map segment from shared object"),
            SHORT.format("index.so: failed to map segment from shared object"),
        ),
        (
            OSError(errno.ENOMEM, "Cannot allocate memory"),
            SHORT.format("[Errno 12] Cannot allocate memory"),
        ),
    ],
)
def test_what_the_system_refuses_is_one_message_that_says_what_to_do(
    error: Exception, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr("portsim.cli.commands.app", refuse)
    assert app._answered() == 2
    assert capsys.readouterr().err == f"{said}\n"


@pytest.mark.usefixtures("tiny_folder")
@pytest.mark.parametrize(
    ("command", "file"),
    [
        ("run tiny.yaml --replications 2 --out out --workers 1", "out/visits.parquet"),
        ("run tiny.yaml --replications 2 --out out --workers 2", "out/visits.parquet"),
        ("init my_gate --trucks 300", "{temporary}/my_gate.yaml"),
    ],
)
def test_a_disk_that_is_full_is_told_with_the_file_and_leaves_nothing(command: str, file: str) -> None:
    """The operating system itself refuses to write beyond 1 kB, in the folder of temporary files too."""
    before = sorted(p.name for p in Path().iterdir())
    out = subprocess.run(
        ["bash", "-c", f"ulimit -f 1; exec {sys.executable} -m portsim {command}"],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},  # Python would leave its own files cut off
        capture_output=True,
        text=True,
    )
    assert out.returncode == 2
    named = re.escape(file).replace(r"\{temporary\}", ".+")
    assert re.fullmatch(
        f"cannot write {named}: file too large; what was there before is unchanged",
        out.stderr.splitlines()[-1],
    )
    assert sorted(p.name for p in Path().iterdir()) == before


def test_help_and_import_load_nothing_heavy() -> None:
    heavy = (
        *("numpy", "pandas", "pyarrow", "matplotlib", "scipy", "simpy", "numba"),
        *("joblib", "pydantic", "ruamel", "yaml"),
    )
    code = (
        "import sys, portsim, portsim.cli.commands\n"
        "try: portsim.cli.commands.app(['--help'])\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [m for m in {heavy!r} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.strip().endswith("LOADED []")


def test_to_check_a_scenario_loads_only_what_it_needs() -> None:
    unneeded = ("pandas", "pyarrow", "matplotlib", "scipy", "simpy", "numba", "joblib", "ruamel")
    code = (
        "import sys, portsim.cli.commands\n"
        "try: portsim.cli.commands.app(['validate', 'ocean_gate'])\n"
        "except SystemExit: pass\n"
        f"print('LOADED', [m for m in {unneeded!r} if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "no mistakes found in the file" in out
    assert out.strip().endswith("LOADED []")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built once."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)],
        capture_output=True,
        check=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_carries_scenarios_library_and_types(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in ("ocean_gate.yaml", "xiamen.yaml", "xiamen_claims.yaml", "evidence.yaml"):
        assert f"portsim/scenarios/{name}" in names
    assert {"portsim/py.typed", "portsim/library/flows/gate.py", "portsim/testing.py"} <= set(names)
    assert {"portsim/report/html/page.html.j2", "portsim/report/play/assets/play.html"} <= set(names)
    assert {"portsim/serve/page/index.html", "portsim/serve/page/vendor/uPlot.iife.min.js"} <= set(names)
    assert wheel.stat().st_size < 2_000_000


@pytest.mark.slow
def test_the_wheel_alone_compares_plays_and_serves(wheel: Path, tmp_path: Path) -> None:
    """In an environment of its own, from a folder without the sources."""
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "own"], check=True)
    own = tmp_path / "own" / "bin"
    installed = subprocess.run([own / "pip", "install", "--quiet", wheel], capture_output=True, text=True)
    if installed.returncode:
        pytest.skip(f"pip cannot fetch what the wheel needs: {installed.stderr.strip()[-200:]}")
    folder = tmp_path / "empty"
    folder.mkdir()
    quick = ("--days", "1", "--warm-up-days", "1", "--run-out", "2 day")
    bare = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def portsim(*words: str) -> str:
        done = subprocess.run([own / "portsim", *words], cwd=folder, env=bare, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "compare" in portsim("--help") and "ocean_gate" in portsim("list")
    (folder / "tiny.yaml").write_text(TINY)
    (folder / "evidence.yaml").write_text(EVIDENCE)
    assert portsim("compare", "tiny.yaml").endswith("page: results/tiny/report.html\n")
    assert (folder / "results/tiny/report.html").stat().st_size > 100_000
    portsim("play", "ocean_gate", "--out", "play.html", *quick)
    assert (folder / "play.html").stat().st_size > 100_000
    said = portsim("serve", "ocean_gate", "--no-browser", "--stop-after", "1")
    assert "http://127.0.0.1:" in said and said.endswith("stopped\n")
