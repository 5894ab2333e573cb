"""The page without a server, in a real Chromium from a file: figures known and not fit, files, languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from commands import Terminal
from tiny import EVIDENCE, TINY

import portsim
from portsim.serve.state import read_state
from portsim.serve.stored.page import page, script
from portsim.serve.variant import Variants

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
real = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
TEXT = TINY.replace("title: One small terminal", 'title: "One </script><b>small</b> terminal"').replace(
    "mode: 4 min, high: 8 min, source: A1}", "mode: 4 min, high: 8 min, source: A1, range: [3 min, 7 min]}"
)
CHECK, LANES = "tasks.paper_check", "places.gate_in.lanes"
NAMES = f"{CHECK},{LANES},tasks.gate_to_yard"
SLIDER = "[data-name='{}'] input[type=range]"


def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    return Terminal(monkeypatch, capsys)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scenario and its page."""
    made = tmp_path_factory.mktemp("static")
    (made / "tiny.yaml").write_text(TEXT)
    (made / "evidence.yaml").write_text(EVIDENCE)
    from portsim.serve.stored.write import write

    scenario = portsim.load(made / "tiny.yaml").with_study(replications=3)
    found = write(scenario, made / "page.html", show=["qr"], inputs=NAMES.split(","), samples=32, workers=1)
    assert found.size == (made / "page.html").stat().st_size < 3e6
    assert (found.ran, found.left_out) == (32, 0)
    return made


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api", reason="no playwright here")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def tab(chromium: Any, folder: Path) -> Iterator[Any]:
    """A tab of the page; nothing may go wrong in it, and it may ask for nothing but its own file."""
    wrong: list[str] = []
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    found = context.new_page()
    found.on("console", lambda each: wrong.append(each.text) if each.type in ("error", "warning") else None)
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on(
        "request",
        lambda one: None if one.url.startswith(("file:", "blob:", "data:")) else wrong.append(one.url),
    )
    opened(found, folder / "page.html")
    yield found
    context.close()
    assert wrong == []


def opened(tab: Any, file: Path) -> None:
    tab.goto(file.as_uri())
    drawn(tab, 0)
    tab.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true; })")


def drawn(tab: Any, before: int) -> None:
    tab.wait_for_function("(n) => Number(document.body.dataset.drawn || 0) > n", arg=before, timeout=20000)


def press(tab: Any, name: str, key: str) -> None:
    before = int(tab.evaluate("() => Number(document.body.dataset.drawn || 0)"))
    tab.locator(SLIDER.format(name)).press(key)
    drawn(tab, before)


def cells(tab: Any, title: str) -> list[str]:
    row = tab.locator("#rows tr", has=tab.locator("th span", has_text=title)).first
    return [str(each) for each in row.locator("td").all_inner_texts()]


def number(text: str) -> float:
    return float(text.split()[0].replace("\u2212", "-"))


def facts(folder: Path) -> dict[str, Any]:
    text = (folder / "page.html").read_text(encoding="utf-8")
    held = re.search(r'<script type="application/json" id="stored">(.*?)</script>', text)
    assert held is not None
    found: dict[str, Any] = json.loads(held[1])
    return found


@real
def test_the_engine_is_made_ready_before_workers_run_the_worlds(
    monkeypatch: pytest.MonkeyPatch, folder: Path
) -> None:
    """Else each of them would compile it on a new installation."""
    from portsim.serve.stored.write import write

    done: list[str] = []
    of = "portsim.serve.stored.write"
    monkeypatch.setattr(f"{of}.ready", done.append)
    monkeypatch.setattr(f"{of}.worlds", lambda *_: done.append("worlds") or iter(()))
    scenario = portsim.load(folder / "tiny.yaml").with_engine("compiled")
    with pytest.raises(IndexError):  # no world was run
        write(scenario, folder / "other.html", show=["qr"], inputs=NAMES.split(","), samples=32)
    assert done == ["compiled", "worlds"]


def test_as_stated_the_figures_are_those_of_a_study_and_their_footing_is_said(tab: Any, folder: Path) -> None:
    of = Variants(portsim.load(folder / "tiny.yaml").with_study(replications=3))
    stated = of.of(read_state({"show": ["qr"], "n": 3}, of.base, of.controls))
    study = portsim.compare(stated, workers=1, claims=False)
    row = study.comparison.set_index(["alternative", "kpi"]).loc[("qr", "gate_transaction_time")]
    shown = cells(tab, "Gate transaction time")
    assert number(shown[0]) == float(f"{row['baseline']:.3g}")
    assert number(shown[2]) == float(f"{row['difference']:.3g}")
    assert tab.inner_text("#status") == "As stated: these 3 replications were run."
    said = tab.inner_text("#footing")
    assert f"n = 3, seed 1, identity {stated.identity}" in said
    assert "32 stored worlds over 3 inputs, 0 more could not run" in said
    assert tab.inner_text("#title") == "One </script><b>small</b> terminal"


@real
def test_a_figure_that_goes_by_its_input_alone_is_met(tab: Any) -> None:
    # the baseline's transaction time is the mean of the paper check: 4 min at the end of its slider, on the
    # same draws 4 / 2.5 of what it is as stated
    stated = number(cells(tab, "Gate transaction time")[0])
    press(tab, CHECK, "End")
    shown = cells(tab, "Gate transaction time")
    assert number(shown[0]) == pytest.approx(stated * 4 / 2.5, abs=0.01)
    assert "Interpolated between 32 stored worlds of n = 3 replications each" in tab.inner_text("#rows-said")
    tab.click("#undo")
    tab.wait_for_function("() => document.getElementById('status').textContent.startsWith('As stated')")
    assert number(cells(tab, "Gate transaction time")[0]) == stated


@real
def test_the_page_works_out_its_terms_and_shows_no_figure_that_is_not_fit(
    tab: Any, folder: Path, tmp_path: Path
) -> None:
    made = facts(folder)
    at = made["names"].index(CHECK)
    first, second = (row for row in made["rows"] if row["aim"] and row["kpi"] != "gate_queue_time")
    basis = [[1.0, float(place), 0.0] for place in range(len(made["bases"][at]))]
    made["bases"][at] = basis  # the second function of the slider is its position
    fit = {"c": [5.0, 2.0, 1.0], "t": [[[at, 1]], [[at, 1], [at, 1]]], "half": 0.5, "why": ""}
    first["fit"] = {**first["fit"], **fit}
    second["fit"] = {**second["fit"], "error": 1.25, "spread": 1.5, "why": "wrong"}
    made["loads"] = []
    file = tmp_path / "known.html"
    file.write_text(page("known", made), encoding="utf-8")
    opened(tab, file)
    press(tab, CHECK, "Home")
    press(tab, CHECK, "ArrowRight")
    press(tab, CHECK, "ArrowRight")
    title = made["models"]["en"]["kpis"][first["kpi"]]["title"]
    assert cells(tab, title)[2].split() == ["+13", "+12.5", "to", "+13.5"]  # 5 + 2 x 2 + 2 x 2, half 0.5
    wrong = cells(tab, made["models"]["en"]["kpis"][second["kpi"]]["title"])
    assert wrong[2] == (
        "not fit to interpolate: wrong by 1.25 where it was tried, of 1.5 between the 32 stored worlds"
    )
    assert wrong[4] == "not fit to interpolate"


@real
def test_a_place_that_would_be_fuller_than_in_any_stored_run_is_said_and_nothing_shown(
    tab: Any, folder: Path, tmp_path: Path
) -> None:
    made = facts(folder)
    at = made["names"].index(CHECK)
    load = {"c": [0.0], "t": [], "half": 0.0, "error": 0.0, "spread": 0.0, "why": ""}
    made["loads"] = [{"place": "gate_in", "terminal": "north", "limit": -0.1053605, "fit": load}]
    made["stated"][at] = 0
    file = tmp_path / "full.html"
    file.write_text(page("full", made), encoding="utf-8")
    tab.goto(file.as_uri())
    tab.locator("#wrong").wait_for(state="visible")
    assert tab.inner_text("#wrong") == (
        "Gate-in, north: 100 % of what its servers can do would be asked of them, and the stored runs have "
        "90 % at most. Add servers or lower the demand; portsim serve tiny.yaml runs it."
    )
    assert tab.inner_text("#rows") == ""


@real
def test_a_saved_file_is_the_scenario_of_the_sliders(tab: Any, folder: Path) -> None:
    press(tab, LANES, "ArrowRight")
    press(tab, CHECK, "Home")
    press(tab, "tasks.gate_to_yard", "End")
    with tab.expect_download() as download:
        tab.click("#save")
    assert download.value.suggested_filename == "tiny_what_if.yaml"
    download.value.save_as(folder / "tiny_what_if.yaml")
    of = Variants(portsim.load(folder / "tiny.yaml").with_study(replications=3))
    changes = {LANES: "3", CHECK: "1.5 min", "tasks.gate_to_yard": 1.0}
    state = read_state({"set": changes, "show": ["qr"], "n": 3}, of.base, of.controls)
    saved = portsim.load(folder / "tiny_what_if.yaml")
    assert saved.identity == of.of(state).identity
    assert list(saved.compare) == ["qr"]
    tab.click("#notebook")
    assert tab.inner_text("#note") == (
        "A page without a server writes no notebook. portsim serve tiny.yaml does."
    )


@real
def test_the_language_is_switched_and_stands_in_the_address(tab: Any) -> None:
    press(tab, LANES, "ArrowRight")
    tab.select_option("#language", "zh")
    tab.wait_for_function("() => document.documentElement.lang === 'zh'")
    drawn(tab, 0)
    assert tab.inner_text("#undo") == "撤销"
    assert tab.inner_text("#status") == "由 32 个已存样本插值。"
    assert "lanes" in tab.inner_text("#changed") or "3" in tab.inner_text(
        "#changed"
    )  # what was changed stays
    other = tab.context.new_page()
    other.goto(tab.url)
    drawn(other, 0)
    assert other.inner_text("#undo") == "撤销"


@real
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_is_wider_than_the_window(tab: Any, width: int, language: str) -> None:
    tab.select_option("#language", language)
    tab.set_viewport_size({"width": width, "height": 844})
    tab.wait_for_timeout(300)
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_modules_become_one_script_with_each_after_those_that_it_imports() -> None:
    text = script()
    order = re.findall(r'^modules\["([\w.]+)"\] = ', text, re.MULTILINE)
    assert len(order) == len(set(order))
    assert order[-1] == "main.js"
    assert order.index("language.js") < order.index("dom.js") < order.index("figures.js")
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)


@pytest.mark.usefixtures("tiny_folder")
@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("--inputs", "a"), "--inputs: is for a page without a server; add --static FILE.html"),
        (("--samples", "64"), "--samples: is for a page without a server; add --static FILE.html"),
        (("--store", "kept"), "--store: is for a page without a server; add --static FILE.html"),
        (("--lang", "fr"), "--lang: got 'fr', allowed en or zh"),
        (("--static", "a.html", "--inputs", "gate"), "--inputs: unknown input 'gate'"),
        (("--static", "a.html", "--show", "qrs"), "--show: unknown alternative 'qrs' (nearest: qr)"),
        (("--static", "a.html", "--samples", "60"), "samples: got 60, allowed a power of 2 from 8 to 65536"),
        (("--static", "gone/a.html"), "cannot write gone/a.html: the folder gone does not exist"),
        (("--static", "a.html", "--port", "8000"), "--port: is for a page with a server; leave out --static"),
        (("--static", "a.html", "--no-browser"), "--no-browser: is for a page with a server; leave out"),
        (("--static", "a.html", "--stop-after", "1"), "--stop-after: is for a page with a server; leave"),
    ],
)
def test_options_that_do_not_go_together_are_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], text: str
) -> None:
    found = terminal(monkeypatch, capsys)("serve", "tiny.yaml", *words)
    assert found.code == 2
    assert text in found.err
    assert not Path("a.html").exists()


@pytest.mark.usefixtures("tiny_folder")
def test_the_command_says_what_it_wrote(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--static", "a.html", "--inputs", CHECK, "--samples", "8", "--workers", "1", "--lang", "zh")
    found = terminal(monkeypatch, capsys)("serve", "tiny.yaml", *words, "--show", "qr", "--store", "kept")
    assert found.code == 0, found.err
    assert "store: 0 of 36 runs were there, 36 are new" in found.out  # 9 worlds, 2 replications of 2
    assert re.search(r"^\d+ 个数值中有 \d+ 个适合插值\uff1b页面列出其余的$", found.out, re.MULTILINE)
    assert re.search(r"^a\.html\uff1a0\.\d\d MB\uff1b请在浏览器中打开$", found.out, re.MULTILINE)
    assert "<title>假设分析\uff1aOne small terminal</title>" in Path("a.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("tiny_folder")
def test_the_page_opens_in_the_default_language(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORTSIM_LANG", "zh,en")
    words = ("--static", "a.html", "--inputs", CHECK, "--samples", "8", "--workers", "1", "--show", "qr")
    found = terminal(monkeypatch, capsys)("serve", "tiny.yaml", *words)
    assert found.code == 0, found.err
    assert "<title>假设分析\uff1aOne small terminal</title>" in Path("a.html").read_text(encoding="utf-8")
    monkeypatch.setenv("PORTSIM_LANG", "fr")
    assert (
        "--lang: got 'fr', allowed en, zh" in terminal(monkeypatch, capsys)("serve", "tiny.yaml", *words).err
    )
