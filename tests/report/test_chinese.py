"""Reports in Chinese: no English sentence is left, the numbers are the same, and names have words of their
own."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from html_read import Element, page_in
from kept import kept_folder
from tiny import EVIDENCE, GATE_CLAIMS, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.base.language import retold, speaking
from portsim.base.spoken import joined
from portsim.base.wide import left, right, shortened, width, wrapped
from portsim.report.analysis import shown as shown_table
from portsim.report.answer.answer import answer
from portsim.report.charts import fonts
from portsim.report.folder import write
from portsim.report.words import label, listed, with_commas
from portsim.scenario.words import speaking_of, words
from portsim.study.question import StudyResult

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not fonts.installed(), reason="no font with Chinese characters is installed")
OWN = {"One small terminal": "\u4e00\u4e2a\u5c0f\u7801\u5934", "two_lanes": "\u4e24\u6761\u8f66\u9053"}
OWN |= {
    "lanes": "\u589e\u52a0\u8f66\u9053",
    "qr": "\u4e8c\u7ef4\u7801",
    "north": "\u5317\u7801\u5934",
    "The gate takes 3 min": "\u95f8\u53e3\u7528\u65f6 3 \u5206\u949f",
    "with the queue": "\u542b\u6392\u961f",
    "at the lane": "\u5728\u8f66\u9053\u4e0a",
}
DATA = ("changes", "assumptions", "provenance", "volumes")  # tables of keys, values and notes as they stand
KNOWN = {  # what is no word of English here
    "tariffs", "yaml", "code",
    "portsim", "CSV", "CI", "KPI", "STRESS", "DES", "Holm", "Python", "NumPy", "SeedSequence", "Monks", "doi",
    "MIT", "json", "provenance", "comparison", "csv", "stages", "tasks", "show", "FLOW", "list", "kpis",
    "sources", "describe", "uncertainty", "tiny", "simpy", "numpy", "scipy", "pandas", "matplotlib", "numba",
    "compiled", "MSER", "AUC", "xml", "identity", "claims",
}  # fmt: skip


@cache
def study() -> StudyResult:
    folder = kept_folder("chinese")
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "claims.yaml").write_text(GATE_CLAIMS)
    (folder / "words").mkdir()
    (folder / "words" / "zh.json").write_text(json.dumps(OWN))
    text = TINY.replace("title: One small terminal", "title: One small terminal\nclaims: claims.yaml")
    (folder / "tiny.yaml").write_text(text)
    return portsim.compare(portsim.load(folder / "tiny.yaml"), workers=1)


@cache
def written() -> Path:
    """A folder whose page is told in English and in Chinese."""
    return write(study(), kept_folder("chinese") / "out", languages=("en", "zh"), play=False)


def told(language: str) -> Element:
    """The page in one of its languages."""
    (found,) = [
        each for each in page_in(written()).root.all("div") if each.attributes.get("data-lang") == language
    ]
    return found


@pytest.fixture
def chinese(tmp_path: Path, blank_charts: None) -> Path:
    """A folder told in Chinese alone."""
    return write(study(), tmp_path / "out", languages=("zh",), play=False)


def shown(element: Element) -> Iterator[str]:
    """The texts that a reader sees, but for keys and tables of data."""
    if element.tag in ("script", "style", "code"):
        return
    if element.tag == "table" and element.attributes.get("data-name") in DATA:
        return
    for name in ("aria-label", "placeholder", "data-title"):
        yield element.attributes.get(name, "")
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from shown(child)


def test_no_english_is_left() -> None:
    texts = re.sub(
        r"/\S+|(?<![0-9a-z])[0-9a-f]{16}(?![0-9a-z])", "", " ".join(shown(told("zh")))
    )  # paths, identities
    left_over = {word for word in re.findall(r"[A-Za-z]{3,}", texts) if word not in KNOWN}
    names = {word for name in study().scenario.baseline.flows for word in re.findall("[A-Za-z]{3,}", name)}
    assert left_over - names - made_of_keys() == set()


def made_of_keys() -> set[str]:
    """Words of the keys of the scenario: parameters, steps, places and streams are named by them."""
    scenario = study().scenario
    steps = [
        step for flow in scenario.baseline.flows.values() for step in re.findall(r"[A-Za-z_]+", repr(flow))
    ]
    keys = [*steps, *scenario.baseline.port.places, *scenario.baseline.port.demand, *scenario.alternatives]
    keys += ["places", "tasks", "traits", "chances", "share", "lanes", "cranes", "demand", "calendars"]
    return {word for key in keys for word in re.findall(r"[A-Za-z]{3,}", key)}


def numbers(page: Element) -> list[list[str]]:
    """The numbers of each row of each table."""
    rows = [row for table in page.all("table") for row in table.all("tr")]
    return [sorted(re.findall(r"\d[\d,]*(?:\.\d+)*", row.text)) for row in rows]


def test_the_numbers_of_all_tables_are_those_of_the_english_page() -> None:
    english, chinese = numbers(told("en")), numbers(told("zh"))
    assert len(english) == len(chinese) > 50
    assert [pair for pair in zip(english, chinese, strict=True) if pair[0] != pair[1]] == []


def test_files_of_data_are_the_same_in_every_language(chinese: Path) -> None:
    files = sorted(each.name for each in written().glob("*.csv"))
    assert len(files) > 5
    assert all((written() / name).read_bytes() == (chinese / name).read_bytes() for name in files)


def test_a_scenario_has_words_of_its_own(chinese: Path) -> None:
    text = (chinese / "report.md").read_text(encoding="utf-8")
    assert text.startswith(f"# {OWN['One small terminal']}\n")
    with speaking_of(study().scenario, "zh"):
        assert label("two_lanes") == OWN["two_lanes"]
        assert label("truck_turn_time") == "\u96c6\u5361\u5468\u8f6c\u65f6\u95f4"
        assert label("never_heard_of") == "Never heard of"
    assert label("two_lanes") == "Two lanes"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"zh\.json: got no JSON \(.*\), allowed an object of names and words"),
        ("[]", r"zh\.json: got a list, allowed an object of names and words"),
        ('{"gate": 3}', r"zh\.json: gate: got 3, allowed the words for it as a text"),
    ],
)
def test_a_file_of_words_that_is_none_is_one_message(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "zh.json").write_text(text)
    scenario = portsim.load(tmp_path / "tiny.yaml")
    with pytest.raises(PortsimError, match=message):
        words("zh", scenario.library, scenario)
    assert words("en", scenario.library, scenario) == {}


def test_the_words_of_a_plug_in_lie_beside_it(tmp_path: Path) -> None:
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    (tmp_path / "tiny.yaml").write_text(TINY + "plugins: [mine/own.py]\n")
    (tmp_path / "mine" / "words").mkdir(parents=True)
    code = (
        "from portsim import Between, kpi\n"
        "kpi('own_time', 'My time', 'min', 'less', Between('arrival', 'gate_out'))\n"
    )
    (tmp_path / "mine" / "own.py").write_text(code)
    (tmp_path / "mine" / "words" / "zh.json").write_text('{"own_time": "\u6211\u7684\u65f6\u95f4"}')
    with speaking_of(portsim.load(tmp_path / "tiny.yaml"), "zh"):
        assert label("own_time") == "\u6211\u7684\u65f6\u95f4"


def test_the_answer_fits_the_terminal_in_chinese() -> None:
    with speaking_of(study().scenario, "zh"):
        lines = answer(study(), Path("report.html"), "n = 2")
    assert len(lines) <= 25
    assert max(map(width, lines)) <= 80
    assert any("\u57fa\u51c6" in line for line in lines)


def test_a_wide_character_takes_two_columns() -> None:
    assert (width("\u6e2fport"), width("")) == (6, 0)
    assert left("\u6e2f", 4) == "\u6e2f  "
    assert right("\u6e2f", 4) == "  \u6e2f"
    assert shortened("\u4e00\u4e8c\u4e09\u56db\u4e94\u516d", 10) == "\u4e00\u4e8c\u4e09 ..."
    assert wrapped("\u4e00\u4e8c\u4e09 ab\u3002", 6) == ["\u4e00\u4e8c\u4e09", "ab\u3002"]
    assert wrapped("a b c", 3) == ["a b", "c"]


def test_a_text_that_was_finished_elsewhere_is_said_by_its_template() -> None:
    with speaking("zh"):
        assert (
            retold("about 12 replications would tell")
            == "\u7ea6\u9700 12 \u6b21\u91cd\u590d\u4eff\u771f\u624d\u80fd\u5224\u65ad"
        )
        assert retold("no such text") == "no such text"
        for text in ("places.gate at north, few on Mon", "places.gate at north, more than 1 on Mon 06:00"):
            assert retold(text) == text  # of a number there are digits alone
        assert retold("a or b, c; for others as before") == "a or b, c\uff1b\u5176\u4ed6\u4e0d\u53d8"
        assert retold("triangular, mean 6.33 min") == "triangular, mean 6.33 min"
        left_out = retold("left out, as they do not speak of tiny: C4 (xiamen)")
        assert left_out == "\u672a\u8ba1\u5165\uff0c\u56e0\u5176\u4e0e tiny \u65e0\u5173\uff1aC4 (xiamen)"
        assert retold("it waits for slot_given") == "\u987b\u7b49\u5f85 slot_given"
    assert retold("about 12 replications would tell") == "about 12 replications would tell"


def test_things_of_one_kind_have_the_sign_of_the_language_between_them() -> None:
    assert joined(["gate_in", "gate_out", "berth"]) == "gate_in, gate_out, berth"
    assert joined([]) == ""
    with speaking("zh"):
        assert joined(iter(("\u95f8\u53e3", "\u6cca\u4f4d"))) == "\u95f8\u53e3\u3001\u6cca\u4f4d"
        assert listed(["a"]) == "a"
        assert with_commas(["\u95f8\u53e3", "\u6cca\u4f4d"]) == "\u95f8\u53e3\uff0c\u6cca\u4f4d"


def test_columns_of_a_table_of_data_are_said_all_or_none() -> None:
    finds = pd.DataFrame({"alternative": ["qr"], "found": [100.0], "found_low": [90.0]})
    claims = pd.DataFrame({"claim": ["C1"], "reported": ["15 min"], "n": [3]})
    with speaking("zh"):
        assert shown_table(finds).splitlines()[0] == "| alternative | found | found low |"
        assert shown_table(claims).splitlines()[0] == "| \u58f0\u660e | \u62a5\u544a\u503c | n |"
        assert shown_table(claims[:0]) == "\u65e0\u6570\u636e"
    assert shown_table(finds).splitlines()[0] == "| alternative | found | found low |"


def test_without_a_font_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "installed", lambda families: ())
    with pytest.raises(PortsimError, match=r"--lang zh: charts need a font with Chinese .*fonts-noto-cjk"):
        fonts.check_fonts("zh")
    fonts.check_fonts("en")


def test_chinese_names_have_a_font_in_an_english_chart(tmp_path: Path) -> None:
    from portsim.report.charts.style import new_figure, save

    figure = new_figure(2.0)
    figure.add_subplot().set_title("\u53a6\u95e8\u6e2f")
    _, svg = save(figure, tmp_path / "named")
    assert fonts.installed()[0] in svg.read_text(encoding="utf-8")


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
@pytest.mark.parametrize("size", [pytest.param(1280, marks=pytest.mark.slow), 390])
def test_the_switch_changes_the_language_and_the_address_keeps_it(size: int) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    problems: list[str] = []
    with sync_api.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": size, "height": 800})
        page.set_default_timeout(300_000)
        page.on("console", lambda said: problems.append(said.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.goto((written() / "report.html").as_uri())
        language = "document.documentElement.lang"
        assert page.evaluate(language) == "en"
        assert page.locator("h2:visible").first.inner_text() == "The answer"
        page.locator("#languages button[lang=zh]").click()
        assert page.evaluate(language) == "zh"
        assert page.locator("h2:visible").first.inner_text() == "\u7ed3\u8bba"
        assert page.title().startswith(OWN["One small terminal"])
        page.reload()
        assert page.evaluate(language) == "zh"
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
        assert page.evaluate("document.documentElement.scrollWidth") == size
        page.locator("#languages button[lang=en]").click()
        assert page.evaluate(language) == "en"
        browser.close()
    assert problems == []


def test_no_address_stands_twice_on_a_page_in_two_languages() -> None:
    read = page_in(written())
    every = [each.attributes["id"] for each in read.root.elements() if "id" in each.attributes]
    assert len(every) == len(set(every))
    links = [each.attributes["href"] for each in read.root.all("a", "use")]
    assert all(link[1:] in every for link in links)
