"""The page of a playback in a real Chromium: what is drawn, clicked and counted."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from gates import GATE
from worlds import by_hand

import portsim
from portsim.model.steps import travel, visit
from portsim.records.records import Records
from portsim.report.play.play import play_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium, and none is installed")
MINUS = "\u2212"
STEPS = (visit("gate", "work"), travel("drive"), visit("crane", "lift"))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def trucks(lanes: int) -> Records:
    """Three trucks at 0, 1 and 100 min; 4 min at the gate, 5 min on the road, 3 min at the one crane.

    With one lane the second waits 3 min at the gate; with two it waits 2 min at the crane.
    """
    servers = {"gate": lanes, "crane": 1}
    return by_hand(STEPS, [0, 1, 100], servers, work=4, drive=5, lift=3, horizon=1440.0)


class Opened:
    """A page that was opened from its file, with what it said and asked for."""

    def __init__(self, page: Page, file: Path) -> None:
        self.page, self.said, self.asked = page, list[str](), list[str]()
        page.set_default_timeout(120_000)  # [ms] on a busy machine
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        page.on("request", lambda request: self.asked.append(request.url))
        page.goto(file.as_uri())
        self.until("Play.ready === true")

    def until(self, holds: str) -> None:
        """Wait until something holds; the page's own policy forbids to ask for it inside the page."""
        for _ in range(2400):
            if self.page.evaluate(holds):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"never: {holds}; {self.said}")

    def at(self, seconds: int) -> None:
        """Put the clock to a moment and wait until it is drawn."""
        self.page.evaluate(
            "t => { const s = Play.view.page.scrub; s.value = t; s.dispatchEvent(new Event('input')); }",
            seconds,
        )
        self.until(f"Play.t === {seconds} && Play.view.dots[0].clock === {seconds}")

    def text(self, name: str) -> str:
        return self.page.locator(f"#{name}").inner_text()


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Opened]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield shown(context.new_page(), tmp_path, trucks(1), trucks(2))
    context.close()


def shown(page: Page, folder: Path, one: Records, other: Records, title: str = "A gate") -> Opened:
    file = folder / "play.html"
    file.write_text(play_page(one, other, title, ("Baseline", "Two lanes")), encoding="utf-8")
    return Opened(page, file)


def test_the_page_says_nothing_and_asks_for_nothing_but_itself(opened: Opened) -> None:
    opened.at(120)
    assert opened.said == []
    assert [url.partition(":")[0] for url in opened.asked] == ["file"]


def test_queues_and_counters_are_those_of_the_records(opened: Opened) -> None:
    opened.at(120)  # the second truck waits since 60 s with one lane, and is served with two
    states = "[0, 1].map(w => { const d = Play.view.dots[w]; return [d.waiting, d.serving, d.moving]; })"
    assert opened.page.evaluate(states) == [[1, 1, 0], [0, 2, 0]]
    assert opened.page.evaluate("[0, 1].map(w => Play.total(Play.view, w, 120))") == [
        {"waiting": 1, "seconds": 60},
        {"waiting": 0, "seconds": 0},
    ]
    opened.at(360)  # the first is on the road from 240 to 540 s; with two lanes the second is too
    assert opened.page.evaluate(states) == [[0, 1, 1], [0, 0, 2]]
    whole = opened.page.evaluate("[0, 1].map(w => Play.total(Play.view, w, 86400).seconds)")
    assert whole == [180, 120]
    assert opened.text("now0").startswith("1 on the road, 0 waiting, 0.1 h waited")
    assert opened.text("name1") == "Two lanes"


def test_a_truck_on_the_road_is_as_far_as_its_time(opened: Opened) -> None:
    where = """() => { const v = Play.view, d = v.dots[0], n = [...d.thread].slice(0, d.shown).indexOf(0);
        return [d.x[n] / v.ratio / v.scale, d.y[n] / v.ratio / v.tall]; }"""
    way = opened.page.evaluate("Play.view.roads.way(0, 1).points")  # from the gate to the crane
    for seconds in (240, 300, 360, 420, 480):  # on the road from 240 to 540 s
        opened.at(seconds)
        x, y = opened.page.evaluate(where)
        expected = along(way, (seconds - 240) / 300)
        assert abs(x - expected[0]) < 8 and abs(y - expected[1]) < 8  # its lane and its size, of 1000 units


def along(points: list[list[float]], share: float) -> tuple[float, float]:
    """The point of a polyline after a share of its length."""
    parts = [math.dist(a, b) for a, b in pairwise(points)]
    left = share * sum(parts)
    for (a, b), part in zip(pairwise(points), parts, strict=True):
        if left <= part:
            return a[0] + (b[0] - a[0]) * left / part, a[1] + (b[1] - a[1]) * left / part
        left -= part
    return points[-1][0], points[-1][1]


def test_a_click_shows_the_steps_of_a_truck_in_both_runs(opened: Opened) -> None:
    opened.at(120)
    spot = opened.page.evaluate("""() => { const v = Play.view, d = v.dots[0];
        const n = [...d.thread].slice(0, d.shown).indexOf(1);
        return [d.x[n] / v.ratio, d.y[n] / v.ratio]; }""")
    opened.page.locator("#dots0").click(position={"x": spot[0], "y": spot[1]})
    assert opened.text("who") == "truck:1: its steps of this day in both runs"
    cells = opened.page.locator("#steps tbody tr").first.locator("th, td").all_inner_texts()
    assert cells == [
        "Work (F)",
        "Gate",
        "00:01:00",
        "3.0 min",
        "00:08:00",
        "Gate",
        "00:01:00",
        "0 s",
        "00:05:00",
    ]
    assert opened.page.locator("#steps tbody tr").count() == 3


def test_who_waits_most_differently_is_listed(opened: Opened) -> None:
    options = opened.page.locator("#movers option").all_inner_texts()
    assert [each.strip() for each in options] == ["choose", f"truck:1, {MINUS}1.0 min"]
    opened.page.select_option("#movers", index=1)
    assert opened.page.evaluate("[Play.t, Play.view.followed]") == [60, 1]  # where it is seen first


def test_keys_play_and_move_the_clock(opened: Opened) -> None:
    opened.at(3600)
    opened.page.locator("h1").click()
    opened.page.keyboard.press("ArrowRight")
    assert opened.page.evaluate("Play.t") == 3660
    opened.page.keyboard.press("w")  # all wait in the first hour
    assert opened.page.evaluate("Play.t") == 0
    opened.page.keyboard.press("Space")
    assert opened.page.evaluate("Play.playing") is True
    opened.until("Play.frames > 3 && Play.t > 0")
    opened.page.keyboard.press("Space")
    assert opened.text("play") == "Play"
    opened.page.locator("#worst").click()
    opened.page.keyboard.press("ArrowRight")  # from a button too
    assert opened.page.evaluate("Play.t") == 60
    assert opened.page.get_attribute("#play", "aria-pressed") is None  # its name says what it does next


def test_who_has_waited_as_long_has_not_waited_less(opened: Opened) -> None:
    opened.at(0)
    opened.until("Play.view.page.waits.textContent !== ''")
    assert opened.text("waits") == "Two lanes: as long waited as Baseline so far"
    opened.at(3600)
    opened.until("Play.view.page.clock.textContent === '01:00:00'")
    assert opened.text("waits") == "Two lanes: 1.0 min less waited than Baseline so far"


def test_the_page_speaks_another_language_at_a_switch(opened: Opened) -> None:
    opened.at(120)
    opened.page.select_option("#language", "zh")
    assert opened.page.evaluate("document.documentElement.lang") == "zh"
    assert opened.text("play") == "播放"
    assert opened.page.locator("h2[data-say=who]").inner_text() == "谁在等待服务"
    opened.until("document.getElementById('now0').textContent.startsWith('0 个行驶中')")
    assert opened.page.evaluate("Play.t") == 120  # the clock stays
    empty = "[...document.querySelectorAll('[data-say]')].filter((each) => !each.textContent)"
    assert opened.page.evaluate(f"{empty}.map((each) => each.dataset.say)") == []
    opened.page.select_option("#language", "en")
    assert opened.text("play") == "Play"
    assert opened.said == []


def test_places_now_are_filled_when_they_are_opened_while_the_clock_stands(opened: Opened) -> None:
    opened.at(120)
    opened.page.locator("summary").click()
    opened.until("document.querySelectorAll('#places tbody tr').length === 2")
    cells = opened.page.locator("#places tbody tr").first.locator("td").all_inner_texts()
    assert cells == ["1 of 1", "1", "2 of 2", "0"]


def crane_then_lane(lanes: list[tuple[float, int]] | int) -> Records:
    """Four wait 0 + 4 + 8 + 12 min for one crane in hour 0; in hour 5 one waits if there is but one lane."""
    arrivals = [0.0, 0.1, 0.2, 0.3, 300.0, 300.1]
    servers = {"gate": lanes, "crane": [(0.0, 1), (200.0, 4)]}
    return by_hand(STEPS, arrivals, servers, work=1, drive=5, lift=4, horizon=1440.0)


MORE_LANES = [(0.0, 1), (200.0, 4)]


def test_the_hour_that_differs_most_is_another_one_than_the_worst(browser: Browser, tmp_path: Path) -> None:
    context = browser.new_context(reduced_motion="reduce")
    opened = shown(context.new_page(), tmp_path, crane_then_lane(1), crane_then_lane(MORE_LANES))
    opened.page.locator("#worst").click()
    assert opened.page.evaluate("Play.t") == 0
    opened.page.locator("#differing").click()
    assert opened.page.evaluate("Play.t") == 5 * 3600
    context.close()


@pytest.mark.parametrize(("others", "hour"), [(MORE_LANES, 5), (1, 0)], ids=["they differ", "they are alike"])
def test_it_opens_at_the_hour_that_differs_most_and_without_one_at_the_worst(
    browser: Browser, tmp_path: Path, others: list[tuple[float, int]] | int, hour: int
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    opened = shown(context.new_page(), tmp_path, crane_then_lane(1), crane_then_lane(others))
    assert opened.page.evaluate("Play.t") == hour * 3600
    assert opened.text("clock").startswith(f"{hour:02}:00")
    context.close()


def test_who_drives_between_places_that_are_put_somewhere_takes_the_straight_road(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = GATE.replace("gate_in: {", "gate_in: {at: [20 %, 20 %], ")
    text = text.replace("yard_crane: {", "yard_crane: {at: [80 %, 70 %], ")
    Path("gate.yaml").write_text(text)
    portsim.play("gate.yaml", "play.html", alternative="qr")
    context = browser.new_context(reduced_motion="reduce")
    opened = Opened(context.new_page(), tmp_path / "play.html")
    labels = opened.page.evaluate("Play.data.facts.pools.map((pool) => pool.label)")
    gate, crane, desk = (labels.index(each) for each in ("Gate-in", "Yard crane", "Trouble desk"))
    begin = opened.page.evaluate("Play.data.facts.terminals[0].begin")
    assert begin > 0  # the others stand above
    points = opened.page.evaluate(f"Play.view.roads.way({gate}, {crane}).points")
    assert points[0] == points[1] == [200, begin + 150] and points[2] == points[3] == [800, begin + 525]
    mixed = opened.page.evaluate(f"Play.view.roads.way({desk}, {crane}).points")
    assert mixed[-3:] == [[640, begin], [800, begin + 525], [800, begin + 525]]
    assert opened.page.evaluate(f"Play.view.roads.way(-2, {gate}).points")[0] == [0, begin + 150]
    assert [[200, begin + 150], [800, begin + 525]] in opened.page.evaluate("Play.view.roads.straight")
    assert "Places stand where the scenario puts them" in opened.page.locator("#map").inner_text()
    assert opened.said == []
    context.close()


@pytest.mark.parametrize("wide", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_runs_over_the_edge(browser: Browser, tmp_path: Path, wide: int, scheme: str) -> None:
    context = browser.new_context(viewport={"width": wide, "height": 844}, color_scheme=scheme)  # type: ignore[arg-type]
    opened = shown(context.new_page(), tmp_path, trucks(1), trucks(2), "A long title " * 12)
    opened.page.select_option("#movers", index=1)
    opened.page.locator("summary").click()
    assert opened.page.evaluate("document.documentElement.scrollWidth") == wide
    assert opened.said == []
    context.close()


TEXTS_OF_THE_PLAN = """wide => {
    const pen = CanvasRenderingContext2D.prototype, texts = [];
    pen.measureText = (text) => ({ width: wide * text.length });
    pen.fillText = (text) => texts.push(text);
    Play.drawPlan(Play.view, 0, 120);
    return texts;
}"""


def test_where_both_numbers_have_no_room_those_who_wait_are_told(opened: Opened) -> None:
    assert "1/1 +1" in opened.page.evaluate(TEXTS_OF_THE_PLAN, 1)
    narrow = opened.page.evaluate(TEXTS_OF_THE_PLAN, 80)  # [px] a letter
    assert "+1" in narrow and not any(text.startswith("1/") for text in narrow)


def test_markup_in_a_title_is_a_text(browser: Browser, tmp_path: Path) -> None:
    bad = "</title><img src=x onerror='window.bad=1'><script>window.bad=1</script>"
    context = browser.new_context(reduced_motion="reduce")
    opened = shown(context.new_page(), tmp_path, trucks(1), trucks(2), bad)
    assert opened.text("title") == bad
    assert opened.page.evaluate("window.bad === undefined && document.images.length === 0")
    context.close()


def test_counters_of_a_scenario_are_those_of_its_records(
    browser: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gate.yaml").write_text(GATE)
    scenario = portsim.load("gate.yaml").with_study(days=2)
    portsim.play(scenario, "play.html", alternative="qr", day=2)
    context = browser.new_context(reduced_motion="reduce")
    opened = Opened(context.new_page(), tmp_path / "play.html")
    for number, name in enumerate(("baseline", "qr")):
        table = portsim.run(scenario, 0, name).visits_table()
        table = table[table["place"] != ""]
        for minute in (1440 + 600, 2880):
            until = table["started"].fillna(minute).clip(1440, minute)
            minutes = (until - table["queued"].clip(1440, minute)).sum()
            said = opened.page.evaluate(f"Play.total(Play.view, {number}, {(minute - 1440) * 60})")
            waiting = (table["queued"] <= minute) & ~(table["started"] <= minute)
            assert abs(said["seconds"] - minutes * 60) < 0.5 * len(table)  # whole seconds
            assert abs(said["waiting"] - waiting.sum()) <= 1
    context.close()


def test_five_thousand_move_in_both_runs(browser: Browser, tmp_path: Path) -> None:
    many = by_hand(
        STEPS, [0.0] * 5000, {"gate": 5000, "crane": 5000}, work=1, drive=119, lift=1, horizon=1440
    )
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened = shown(context.new_page(), tmp_path, many, many)
    opened.at(120)
    opened.page.locator("#play").click()
    before = opened.page.evaluate("Play.frames")
    opened.until(f"Play.frames > {before} + 5")
    moving, cost = opened.page.evaluate("""() => {
        const moving = Play.view.dots.map(d => d.moving);
        const costs = Array.from({ length: 40 }, (_, n) => {
            const begin = performance.now();
            for (const w of [0, 1]) Play.drawDots(Play.view, w, 600 + n);
            return performance.now() - begin;
        });
        return [moving, Math.min(...costs)];
    }""")
    assert moving == [5000, 5000]
    assert cost < 20  # [ms] 50 frames a second; the least of many, as others may use the machine
    context.close()
