"""Runs the command line on a case, and judges what it says: one message, at a line that is there, and soon."""

# ruff: noqa: E501

from __future__ import annotations

import contextlib
import io
import os
import re
import resource
import signal
import sys
import tempfile
import time
import warnings
from dataclasses import dataclass, replace
from pathlib import Path

from cases import Case

from portsim.base.errors import PortsimError
from portsim.claims.measured.file import load_measured
from portsim.cli.app import main
from portsim.scenario.load import load
from portsim.study.checks import check_study

SECONDS = 5.0
MEGABYTES = 400  # that one case may take beyond all before it
INTERNAL = re.compile(
    r"Traceback|NoneType|list index|out of range for|KeyError|pydantic|errors\.|Warning|Extension|dtype|has no attribute|"
    r"unsupported operand|invalid literal|codec can't|<class|object at 0x|struct\.|Arrow|to unpack|ndarray|ufunc|numpy|pandas|"
    r"bytes-like|not iterable|not subscriptable|unhashable|validator|\.py\b(?<!broken\.py)(?<!no\.py)(?<!my_port\.py)|csv\.Error|BadZip|"
    r"_parsing|value_error|should be a valid|Input should|positional argument|unexpected keyword|must be (str|int|float)\b"
)
# what is wrong with a file as a whole, so that no line of it can be named
WHOLE = re.compile(
    r"no such file|is empty|is a folder|a folder, and no file|at most 1000000|is a workbook|is an archive|"
    r"is a Parquet file|not one row|not one event|gate\.(parquet|xlsx): .*stands twice|no column|columns name no|cannot be read as|unknown scenario|is no regular file|"
    r"gate\.\w+: is not text|names? no two milestones|names neither|"
    r"packed file is|no assumption with a range decides|no stream of the scenario has a log"
)
BESIDE = re.compile(
    r"^note: |reading, and compiling where needed$|^\S*: \d+ (of|/) "
)  # no part of the message
PLACE = re.compile(r"([\w.-]+\.\w+):(\d+)(?::(\d+))?")


@dataclass(frozen=True)
class Outcome:
    """What a command did. wrong: what of it breaks a rule, empty if nothing does."""

    code: int
    out: str
    err: str
    seconds: float
    wrong: str


def outcome(case: Case) -> Outcome:
    """Run the command of a case in a folder of its own, and judge it; once more if it was slow."""
    found = _outcome(case)
    return _outcome(case) if found.wrong.startswith("took") else found


def is_broken(case: Case, found: Outcome) -> bool:
    """Whether a file is broken that was refused: `fit` and `calibrate` refuse good ones too, for what they say."""
    if found.code != 2 or case.words[0] not in ("fit", "calibrate"):
        return found.code == 2
    words = (
        ("validate", "tiny.yaml") if case.words[0] == "fit" else ("observed", case.words[1], case.words[3])
    )
    return _outcome(replace(case, words=words)).code == 2


def _outcome(case: Case) -> Outcome:
    with tempfile.TemporaryDirectory() as folder:
        for name, raw in case.files.items():
            Path(folder, name).write_bytes(raw)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begin = time.perf_counter()
        code, out, err = _called(case.words, folder)
        seconds = time.perf_counter() - begin
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        there = {str(p.relative_to(folder)) for p in Path(folder).rglob("*")}
        wrong = judged(case, code, out, err)
        if not wrong and code and there != set(case.files):
            wrong = f"left {sorted(there ^ set(case.files))}"
        if not wrong and {n for n, raw in case.files.items() if Path(folder, n).read_bytes() != raw}:
            wrong = "changed a file"
    if not wrong and code and seconds > SECONDS:
        wrong = f"took {seconds:.1f} s"
    if not wrong and grown > MEGABYTES:
        wrong = f"took {grown:.0f} MB"
    return Outcome(code, out, err, seconds, wrong)


def _called(words: tuple[str, ...], folder: str) -> tuple[int, str, str]:
    """The exit code and both outputs of a command, in this process."""
    out, err, here, code = io.StringIO(), io.StringIO(), Path.cwd(), 0
    handlers = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    hook, argv = sys.unraisablehook, sys.argv
    os.environ["COLUMNS"] = "140"
    try:
        os.chdir(folder)
        sys.argv = ["portsim", *words]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.simplefilter("ignore", DeprecationWarning)
            warnings.simplefilter("ignore", ResourceWarning)
            warnings.filterwarnings(
                "ignore", "Cyclopts application invoked without tokens"
            )  # they are in argv
            if words[0] == "observed":
                _observed(*words[1:])
            else:
                main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception as error:
        import traceback

        code = 1
        err.write("".join(traceback.format_exception(error)[-3:]))
    finally:
        os.chdir(here)
        sys.argv, sys.unraisablehook = argv, hook
        for each, handler in handlers.items():
            signal.signal(each, handler)
    return code, out.getvalue(), err.getvalue()


def _observed(scenario: str, file: str) -> None:
    """What `compare --observed` does with both before it runs, so that a good log costs no run."""
    try:
        load_measured(Path(file), check_study(load(scenario)))
    except PortsimError as error:
        print(error, file=sys.stderr)
        sys.exit(2)


def judged(case: Case, code: int, out: str, err: str) -> str:
    """Which rule an answer breaks; empty if none."""
    if code not in (0, 2):
        return f"exit code {code}"
    lines = [line for line in err.splitlines() if not BESIDE.search(line)]
    if code == 0:
        return f"an answer of 0 beside {lines[0][:80]}" if lines and case.words[0] != "compare" else ""
    doctors = case.words[0] == "doctor" and not lines
    if doctors:
        lines = [m.group(1) for line in out.splitlines() if (m := re.match(r"\d+\. (.*)", line))]
    if not lines:
        return "no message"
    if found := INTERNAL.search("\n".join(lines)):
        return f"internal: {found.group()}"
    if case.log and len(lines) > 1 and "yaml:" not in lines[-1] and not lines[-1].startswith("... and"):
        return "more than one message"
    for line in lines:
        if len(line) > 1500:
            return f"a line of {len(line)} letters"
        if wrong := _placed(case, line):
            return wrong
    return ""


def _placed(case: Case, line: str) -> str:
    """What is wrong with the place that a line of a message names."""
    if re.match(r"\.\.\. and \d+ more$", line):
        return ""
    if not any(name in line for name in case.files) and not PLACE.search(line) and not WHOLE.search(line):
        return "no file"
    for name, row, column in PLACE.findall(line):
        if name in case.files:
            rows = re.split(rb"\r\n|\n|\r", case.files[name])
            if not 1 <= int(row) <= len(rows) + 1:
                return f"no line {row} in {name}"
            if column and int(column) > len(rows[min(int(row), len(rows)) - 1].decode(errors="replace")) + 2:
                return f"no column {column} in line {row} of {name}"
    if WHOLE.search(line):
        return ""
    if case.log:
        return (
            ""
            if re.search(r"\b(line|row|event|case|relation|cell) \d|yaml:\d+|offset|left out", line)
            else "no line"
        )
    return "" if PLACE.search(line) else "no line"
