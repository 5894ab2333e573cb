"""`portsim init` begins a port: a file that loads at once, with as many servers as its work needs."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from commands import Outcome

import portsim
from portsim.scenario.offered_load import offered_loads
from portsim.scenario.starting import Wanted, begun

Terminal = Callable[..., Outcome]
SIZED = ("gate_in", "gate_out", "trouble_desk")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("template", ["gate", "customs", "port"])
def test_each_template_begins_a_port_that_can_be_run(terminal: Terminal, template: str) -> None:
    outcome = terminal("init", "mine", "--template", template, "--terminals", "2", "--trucks", "3000")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out.splitlines()[0] == "mine.yaml: terminal_1, terminal_2; 3,000 trucks a day. Next:"
    assert "portsim compare mine.yaml" in outcome.out
    lines = Path("mine.yaml").read_text().splitlines()
    assert len(lines) < 80
    assert any(line.startswith("#") for line in lines)
    port = portsim.load("mine.yaml").baseline.port
    assert [name for name in port.terminals if name != "airport"] == ["terminal_1", "terminal_2"]
    assert ("airport" in port.terminals) == (template == "port")


def test_thousands_may_have_a_comma(terminal: Terminal) -> None:
    assert terminal("init", "mine", "--trucks", "1,800").code == 0
    assert portsim.load("mine.yaml").baseline.port.demand["truck"].per_day.value == 1800


def test_trucks_a_day_are_those_that_were_asked_for(terminal: Terminal) -> None:
    """Each stream of trucks keeps its part; boxes of vessels are fetched by a truck each."""
    terminal("init", "mine", "--template", "customs", "--trucks", "7140")
    demand = portsim.load("mine.yaml").baseline.port.demand
    rates = {name: demand[name].per_day.value for name in ("export", "empty", "domestic", "vessel")}
    assert rates == {"export": 2820, "empty": 1800, "domestic": 1440, "vessel": 12}
    assert demand["import"].number.mean * rates["vessel"] == 1080
    assert 2820 + 1800 + 1440 + 1080 == 7140


def test_servers_are_the_fewest_of_which_nine_in_ten_are_busy_in_the_busiest_hour(terminal: Terminal) -> None:
    terminal("init", "mine", "--terminals", "east,west", "--trucks", "2400")
    world = portsim.load("mine.yaml").baseline
    found = {each.place: each for each in offered_loads(world) if each.terminal == "east"}
    for place in SIZED:
        servers, busiest = world.port.places[place].most("east"), max(found[place].hours)
        assert busiest <= 0.9
        assert servers == 1 or busiest * servers / (servers - 1) > 0.9


def test_an_office_is_sized_by_what_comes_while_it_is_open_and_by_its_hours() -> None:
    text = begun(Wanted("mine", "customs", trucks=6000), "mine.yaml")
    Path("mine.yaml").write_text(text)
    world = portsim.load("mine.yaml").baseline
    found = {each.place: each for each in offered_loads(world)}
    for place in ("exam_bay", "haulier_desk", "document_officer", "customs_window", "certificate_counter"):
        servers, load = world.port.places[place].most("main"), found[place]
        assert load.rush[1] <= 0.9 and load.mean <= 0.75
        assert load.mean * servers / (servers - 1) > 0.75
    assert "with what comes in the busiest hour, and 75 % in the mean, unless noted" in text


def test_one_exam_site_serves_all_terminals(terminal: Terminal) -> None:
    terminal("init", "mine", "--template", "customs", "--terminals", "east,west", "--exam-sites", "1")
    places = portsim.load("mine.yaml").baseline.port.places
    shared = {name for name, place in places.items() if place.serves == ("east", "west")}
    assert shared == {"exam_bay", "scanner", "exam_stacker"}


def test_parts_are_left_out(terminal: Terminal) -> None:
    terminal("init", "mine", "--template", "port", "--without", "air")
    demand = portsim.load("mine.yaml").baseline.port.demand
    assert "lcl_box" in demand and "flight" not in demand


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ("Mine",),
            "name: got 'Mine', allowed small letters, digits and _, with a letter first, such as my_port",
        ),
        (("--template", "prt"), "--template: unknown template 'prt' (nearest: port)"),
        (("--terminals", "0"), "--terminals: got '0', allowed 1 to 20, or names such as east,west"),
        (
            ("--terminals", "a,"),
            "--terminals: got '', allowed small letters, digits and _, with a letter first, such as east",
        ),
        (("--terminals", "a,a"), "--terminals: two have one name; give each a name of its own"),
        (("--trucks", "3"), "--trucks: got 3, allowed 10 to 100,000 a day"),
        (
            ("--terminals", "a,b,c", "--exam-sites", "2"),
            "--exam-sites: got 2, allowed 1 for all terminals together, or 3, one at each",
        ),
        (("--without", "lcl"), "--without: template gate has no part that can be left out"),
        (("--exam-sites", "1"), "exam sites: template gate has none; leave that out"),
        (("--country", "CN"), "--country: template gate has no offices; leave that out"),
        (
            ("--country", "CL"),
            "--country: template gate has no offices, and the money of CL is none of USD, EUR, GBP; "
            "leave that out, and put yours under money in the file",
        ),
        (
            ("--country", "GB-XXX"),
            "--country: got GB-XXX, a part of GB of which no holidays are known (known: ENG, NIR, SCT, WLS)",
        ),
        (("--country", "cn"), "--country: got 'cn', allowed a country such as CN or US-CA"),
        (
            ("mine", "--template", "port", "--country", "XX"),
            "--country: got XX, a country of which no holidays are known",
        ),
        (
            ("mine", "--template", "port", "--country", "Poland"),
            "--country: got 'Poland', allowed a country such as CN or US-CA",
        ),
        (
            ("mine", "--template", "port", "--without", "rail"),
            "--without: unknown part or stream 'rail' (parts: sea, air, lcl; or a stream)",
        ),
        (
            ("mine", "--template", "port", "--terminals", "east,west", "--without", "lcl,sea"),
            "--without: got lcl, sea, and then no truck comes to east, west; leave out less, or begin a file "
            "of your own that extends a shipped port",
        ),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_written(
    terminal: Terminal, words: tuple[str, ...], text: str
) -> None:
    outcome = terminal("init", *words)
    assert (outcome.code, outcome.err) == (2, f"{text}\n")
    assert not list(Path().iterdir())


def test_a_file_that_is_there_is_left_as_it_is(terminal: Terminal) -> None:
    Path("mine.yaml").write_text("mine\n")
    outcome = terminal("init", "mine")
    assert outcome.err == "mine.yaml: is there already; give another name, or another file with --out\n"
    assert Path("mine.yaml").read_text() == "mine\n"


def test_offices_close_on_the_holidays_of_a_country(terminal: Terminal) -> None:
    outcome = terminal("init", "mine", "--template", "customs", "--country", "CN")
    assert (outcome.code, outcome.out.count("yuan")) == (0, 0)
    port = portsim.load("mine.yaml").baseline.port
    assert (
        len(port.calendars["office_hours"].holidays) > 100
    )  # eleven years of about a dozen weekdays and more


def test_shares_of_terminals_add_up() -> None:
    text = begun(Wanted("mine", "gate", ("a", "b", "c", "d", "e", "f", "g"), 500), "mine.yaml")
    shares = [
        float(line.split("value: ")[1].split(" %")[0]) for line in text.splitlines() if "share:" in line
    ]
    assert len(shares) == 7
    assert sum(shares) == pytest.approx(100)


def test_without_options_it_asks(tmp_path: Path) -> None:
    """At a terminal: template, name, terminals, trucks, and with two terminals how many exam sites.
    A name that cannot be is asked for again."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "portsim", "init"], stdin=theirs, stdout=theirs, stderr=theirs, cwd=tmp_path
    )
    os.close(theirs)
    os.write(ours, b"customs\nMy Haven\nhaven\nEast\neast,west\n2000\n1\n")
    said = b""
    while True:
        try:
            said += (part := os.read(ours, 4096))
        except OSError:  # the other end is closed
            break
        if not part:
            break
    os.close(ours)
    assert process.wait(60) == 0
    assert b"name: got 'My Haven', allowed small letters" in said
    assert b"terminals: got 'East', allowed small letters" in said
    assert b"Trucks a day through all gates" in said
    port = portsim.load("haven.yaml").baseline.port
    assert list(port.terminals) == ["east", "west"]
    assert port.places["exam_bay"].serves == ("east", "west")


@pytest.mark.parametrize("template", ["gate", "customs", "port"])
@pytest.mark.parametrize(("country", "code"), [("US", "USD"), ("US-CA", "USD"), ("DE", "EUR"), ("GB", "GBP")])
def test_a_port_is_begun_in_the_money_of_its_country(
    terminal: Terminal, template: str, country: str, code: str
) -> None:
    """Every price that the file names, and the rate, is an assumption with a range and a note."""
    assert terminal("init", "mine", "--template", template, "--country", country).code == 0
    text = Path("mine.yaml").read_text()
    assert len(text.splitlines()) < 80
    assert re.search(r"\d yuan", text) is None
    scenario = portsim.load("mine.yaml")
    assert scenario.money is not None
    assert (scenario.money.currency, scenario.money.yuan.source) == (code, ("assumption",))
    named = yaml.safe_load(text)["tariffs"]
    assert {"truck_hour", "driver_hour", "gate_clerk_hour", "lift"} <= named.keys()
    for price in (each[key] for each in named.values() for key in ("cost", "fee") if key in each):
        assert code in price["value"]
        assert price["source"] == "assumption"
        assert len(price["range"]) == 2
        assert price["note"].endswith("a guess")


def test_a_country_whose_money_is_not_known_has_prices_in_yuan_and_the_key_to_write(
    terminal: Terminal,
) -> None:
    out = terminal("init", "mine", "--template", "customs", "--country", "ZA").out
    assert portsim.load("mine.yaml").money is None
    assert out.count("yuan") == 3
    line, key = out.splitlines()[-2:]
    assert (
        line
        == "Prices stay in yuan until mine.yaml says its currency (ISO 4217) and how many yuan one of it is:"
    )
    file = Path("mine.yaml")
    file.write_text(file.read_text() + key.strip().replace("CODE", "ZAR").replace("NUMBER", "0.4") + "\n")
    money = portsim.load("mine.yaml").money
    assert money is not None and money.currency == "ZAR"


@pytest.mark.usefixtures("blank_charts")
def test_a_port_that_begins_on_a_date_leaves_its_results(terminal: Terminal) -> None:
    """The date of `study.start` stands in provenance.json as the file has it."""
    terminal("init", "mine", "--template", "gate", "--trucks", "300")
    text = Path("mine.yaml").read_text()
    Path("mine.yaml").write_text(text.replace("seed: 1}", "seed: 1, start: 2026-11-23}"))
    outcome = terminal(
        "compare", "mine.yaml", "--days", "1", "--replications", "2", "--workers", "1", "--no-play"
    )
    assert (outcome.code, outcome.err.count("Traceback")) == (0, 0)
    assert json.loads(Path("results/mine/provenance.json").read_text())["start"] == "2026-11-23"
