"""A folder is written whole or not at all, through full disks, real kills and simultaneous runs."""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from portsim.base import folders
from portsim.base.errors import PortsimError
from portsim.base.files import write_text
from portsim.base.folders import MANIFEST, staged_folder


def python(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", textwrap.dedent(code), *map(str, arguments)]
    root = Path(__file__).parents[2]
    return subprocess.run(command, capture_output=True, text=True, cwd=root, timeout=60, check=False)


def names(folder: Path) -> list[str]:
    """What lies in a folder, without the manifest of a folder that was written whole."""
    return sorted(p.name for p in folder.iterdir() if p.name != MANIFEST)


def test_a_staged_folder_replaces_the_earlier_one_as_a_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for name in ("first", "second"):
        with staged_folder(target) as folder:
            assert names(folder) == [] and folder.parent == tmp_path and folder != target
            (folder / name).write_text(name)
    assert names(target) == ["second"] and names(tmp_path) == ["out"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_failure_leaves_the_earlier_folder(tmp_path: Path, failure: type[BaseException]) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    with pytest.raises(failure), staged_folder(target) as folder:
        (folder / "a").write_text("later")
        raise failure
    assert (target / "a").read_text() == "earlier" and names(tmp_path) == ["out"]


def test_a_full_disk_inside_is_said_and_other_errors_pass_as_they_are(tmp_path: Path) -> None:
    target = tmp_path / "out"
    done = python(
        """
        import resource, sys
        from pathlib import Path
        from portsim.base.folders import staged_folder
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))
        try:
            with staged_folder(Path(sys.argv[1])) as folder:
                (folder / "a").write_bytes(bytes(1_000_000))
        except Exception as error:
            print(type(error).__name__, error, sep=": ")
        """,
        target,
    )
    assert (
        done.stdout
        == f"NotWritten: cannot write {target}: file too large; what was there before is unchanged\n"
    )
    with pytest.raises(FileNotFoundError), staged_folder(target) as folder:
        (folder / "missing.csv").read_text()
    assert names(tmp_path) == []


def test_a_file_inside_that_cannot_be_written_is_named_as_the_user_knows_it(tmp_path: Path) -> None:
    """Also where it comes from a worker process, pickled."""
    target, elsewhere = tmp_path / "out", tmp_path / "no folder" / "b.csv"
    with pytest.raises(PortsimError) as raised, staged_folder(target) as folder:
        (folder / "a.csv").mkdir()
        write_text(folder / "a.csv", "a")
    expected = f"cannot write {target / 'a.csv'}: it is a folder; what was there before is unchanged"
    assert str(raised.value) == expected
    assert str(pickle.loads(pickle.dumps(raised.value))) == expected
    other = pytest.raises(PortsimError, match=r"no folder.b\.csv: the folder .*no folder does not exist")
    with other, staged_folder(target):
        write_text(elsewhere, "b")
    assert names(tmp_path) == []


def test_a_kill_in_the_middle_leaves_the_earlier_folder_and_the_next_run_clears_up(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    done = python(
        """
        import os, signal, sys
        from pathlib import Path
        from portsim.base.folders import staged_folder
        with staged_folder(Path(sys.argv[1])) as folder:
            (folder / "a").write_text("half")
            os.kill(os.getpid(), signal.SIGKILL)
        """,
        target,
    )
    assert done.returncode == -signal.SIGKILL
    assert (target / "a").read_text() == "earlier"
    assert len(list(tmp_path.glob(".out.*.partial"))) == 1
    with staged_folder(target) as folder:
        assert names(folder) == []
    assert names(tmp_path) == ["out"]


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from portsim.base import folders
    from portsim.base.folders import staged_folder
    def killed(*_, **__):
        os.kill(os.getpid(), signal.SIGKILL)
    def then_killed(work):
        return lambda *words: (work(*words), killed())
    {}
    with staged_folder(Path(sys.argv[1])) as folder:
        (folder / "a").write_text("later")
"""
WITHOUT_EXCHANGE = "folders._exchanged = lambda *_: False; "


@pytest.mark.parametrize(
    ("moment", "left", "found"),
    [
        ("folders.sync = killed", "earlier", "earlier"),
        ("folders._take_the_place = killed", "earlier", "earlier"),
        ("folders._exchanged = then_killed(folders._exchanged)", "later", "later"),
        ("folders.shutil.rmtree = killed", "later", "later"),
        (f"{WITHOUT_EXCHANGE}Path.rename = then_killed(Path.rename)", None, "earlier"),
        (f"{WITHOUT_EXCHANGE}folders.shutil.rmtree = killed", "later", "later"),
    ],
)
def test_a_kill_at_any_moment_leaves_one_whole_folder(
    tmp_path: Path, moment: str, left: str | None, found: str
) -> None:
    """`left` lies there after the kill, and `found` once a further run, which fails, has cleared up."""
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    assert python(KILLED.format(moment), target).returncode == -signal.SIGKILL
    assert (target / "a").read_text() == left if left else not target.exists()
    with pytest.raises(ValueError), staged_folder(target):
        raise ValueError
    assert (target / "a").read_text() == found and names(tmp_path) == ["out"]


def test_an_interrupt_while_it_clears_up_is_made_good_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    target = tmp_path / "out"
    with monkeypatch.context() as patch:
        patch.setattr(folders.shutil, "rmtree", interrupted)
        with pytest.raises(KeyboardInterrupt), staged_folder(target) as folder:
            (folder / "a").write_text("half")
            raise ValueError
    assert len(names(tmp_path)) == 2  # the hidden folder, and the lock file that names it
    with staged_folder(target) as folder:
        (folder / "a").write_text("whole")
    assert names(tmp_path) == ["out"] and (target / "a").read_text() == "whole"


def test_a_reader_never_finds_a_mixture_while_four_write(tmp_path: Path) -> None:
    target = tmp_path / "out"
    code = """
        import sys
        from pathlib import Path
        from portsim.base.errors import PortsimError
        from portsim.base.folders import staged_folder
        written = 0
        while written < 12:
            try:
                with staged_folder(Path(sys.argv[1]), mark="b") as folder:
                    for name in "ab":
                        (folder / name).write_text(f"{sys.argv[2]}-{written}")
                written += 1
            except PortsimError as error:
                assert "another run is writing it" in str(error), error
        """
    command = [sys.executable, "-c", textwrap.dedent(code), str(target)]
    writers = [subprocess.Popen([*command, str(each)]) for each in range(4)]
    seen = set()
    while any(writer.poll() is None for writer in writers):
        try:
            handle = os.open(target, os.O_RDONLY)
        except FileNotFoundError:
            assert not seen, "once it is there it never goes away"
            continue
        texts = []
        for name in "ab":
            try:
                file = os.open(name, os.O_RDONLY, dir_fd=handle)
            except FileNotFoundError:  # of an earlier folder that is being cleared away
                continue
            texts.append(os.read(file, 100))
            os.close(file)
        os.close(handle)
        assert len(set(texts)) < 2, texts
        seen.update(texts)
    assert [writer.wait() for writer in writers] == [0] * 4
    assert len(seen) > 5 and names(tmp_path) == ["out"]


def test_what_a_user_has_beside_it_stays(tmp_path: Path) -> None:
    for name in (".out.old", ".out.partial", ".out.00000000.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "mine.txt").write_text("mine")
    for _ in range(2):
        with staged_folder(tmp_path / "out", mark="mark") as folder:
            (folder / "mark").write_text("ours")
    assert names(tmp_path) == [".out.00000000.old", ".out.old", ".out.partial", "out"]
    (tmp_path / ".out.lock").write_text("mine")
    with pytest.raises(PortsimError) as caught, staged_folder(tmp_path / "out", mark="mark"):
        pass
    assert str(caught.value) == (
        f"cannot write {tmp_path}/out: beside it lies .out.lock, which portsim did not write; "
        "move it away, or name another folder"
    )
    assert (tmp_path / ".out.lock").read_text() == "mine"


def test_what_cannot_be_written_is_said_before_the_work(tmp_path: Path) -> None:
    begun = []
    for target, reason in (
        (tmp_path / ("n" * 250), "file name too long"),
        (Path("/proc"), "it is a mount point, which cannot be replaced; name a folder inside it"),
        (tmp_path / "file" / "out", "file is a file, not a folder"),
    ):
        (tmp_path / "file").write_text("")
        with pytest.raises(PortsimError, match=reason), staged_folder(target):
            begun.append(target)
    assert not begun and names(tmp_path) == ["file"]


def test_folders_above_it_that_were_made_go_again_when_the_work_fails(tmp_path: Path) -> None:
    with pytest.raises(ValueError), staged_folder(tmp_path / "new" / "newer" / "out"):
        raise ValueError
    assert names(tmp_path) == []
    with staged_folder(tmp_path / "new" / "newer" / "out") as folder:
        (folder / "a").write_text("a")
    assert names(tmp_path / "new" / "newer") == ["out"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_that_its_owner_has_closed_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        (folder / "a").write_text("earlier")
    target.chmod(0o500)
    with pytest.raises(PortsimError, match="permission denied"), staged_folder(target):
        pass


def test_two_runs_into_one_folder_do_not_mix(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target) as folder:
        done = python(
            """
            import sys
            from pathlib import Path
            from portsim.base.folders import staged_folder
            try:
                with staged_folder(Path(sys.argv[1])):
                    pass
            except Exception as error:
                print(error)
            """,
            target,
        )
        (folder / "a").write_text("first")
    expected = f"cannot write {target}: another run is writing it; wait, or name another folder\n"
    assert done.stdout == expected
    assert names(target) == ["a"]


def test_a_users_own_folder_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(PortsimError) as caught, staged_folder(tmp_path, mark="manifest.json"):
        pass
    assert (
        str(caught.value)
        == f"cannot write {tmp_path}: it holds other files and no manifest.json; name a new folder"
    )
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PortsimError, match="it would replace the folder"), staged_folder(Path()):
        pass
    with (
        pytest.raises(PortsimError, match="it is a file, allowed a folder"),
        staged_folder(Path("thesis.tex")),
    ):
        pass
    assert names(tmp_path) == ["thesis.tex"]


def test_a_folder_with_its_mark_is_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("1", "2"):
        with staged_folder(target, mark="manifest.json") as folder:
            (folder / "manifest.json").write_text(text)
    assert (target / "manifest.json").read_text() == "2"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_folder_without_permission_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(PortsimError, match="permission denied"), staged_folder(tmp_path / "out"):
        pass


def test_a_file_of_the_users_in_a_results_folder_is_not_lost(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with staged_folder(target, mark="mark") as folder:
        (folder / "mark").write_text("ours")
    (target / "notes").mkdir()
    (target / "notes" / "mine.txt").write_text("mine")
    expected = (
        f"cannot write {target}: it holds notes/mine.txt, which portsim did not write; "
        "move it away, or name a new folder"
    )
    with pytest.raises(PortsimError) as error, staged_folder(target, mark="mark"):
        pass
    assert str(error.value) == expected
    assert (target / "notes" / "mine.txt").read_text() == "mine"


def test_a_folder_that_only_looks_like_results_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "mark").write_text("{}")
    expected = "it holds other files and no mark; name a new folder"
    with pytest.raises(PortsimError, match=expected), staged_folder(tmp_path / "other", mark="mark"):
        pass


def test_what_was_written_here_may_be_replaced(tmp_path: Path) -> None:
    for text in ("first", "second"):
        with staged_folder(tmp_path / "out", mark="mark") as folder:
            (folder / "mark").write_text(text)
    assert (tmp_path / "out" / "mark").read_text() == "second"
