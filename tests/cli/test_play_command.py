"""`portsim play`: one page of a day of two alternatives."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path

import pytest
from commands import Terminal
from gates import GATE

QUICK = ("--seed", "1")


@pytest.fixture(autouse=True)
def gate(terminal: Terminal) -> None:
    Path("gate.yaml").write_text(GATE)


def facts(page: str, language: str = "en") -> dict[str, object]:
    """The texts that the page was given."""
    facts: dict[str, object] = given(page)["languages"][language]  # type: ignore[index]
    return facts


def language(page: str) -> object:
    """The language in which the page opens."""
    return given(page)["language"]


def given(page: str) -> dict[str, object]:
    """All that the page was given beside its columns."""
    found = re.search(r'<script id="data"[^>]*>([^<]*)</script>', page)
    assert found is not None
    data = zlib.decompress(base64.b64decode(found[1]))
    text: dict[str, object] = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
    return text


def test_it_writes_one_page_of_the_first_alternative(terminal: Terminal) -> None:
    code, out, _ = terminal("play", "gate.yaml", "--out", "play.html", *QUICK)
    assert code == 0
    page = Path("play.html").read_text(encoding="utf-8")
    assert out == f"play.html: {len(page.encode()) / 1e6:.2f} MB; open it in a browser\n"
    said = facts(page)
    assert said["title"] == "A gate" and said["names"] == ["Baseline", "QR"] and said["minute"] == 0
    pools = {(pool["place"], pool["noun"]) for pool in said["pools"]}  # type: ignore[attr-defined]
    assert {("Gate-in", "lanes"), ("Yard crane", "cranes")} <= pools


def test_it_takes_another_counted_day(terminal: Terminal) -> None:
    words = ("--day", "2", "--days", "2", "--warm-up-days", "1", "--replication", "3")
    assert terminal("play", "gate.yaml", "--out", "play.html", *words, *QUICK).code == 0
    said = facts(Path("play.html").read_text(encoding="utf-8"))
    assert (said["day"], said["minute"]) == (2, 2880)  # [min] after one day of warm-up and one counted
    assert said["under"]["replication"] == 3  # type: ignore[index]


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("--alternative", "baseline"),
            "--alternative: got 'baseline', beside which others are played; name one of qr",
        ),
        (("--day", "2"), "--day: got 2, allowed 1 to 1, the counted days of the run"),
        (("--day", "0"), "--day: got 0, allowed a whole number >= 1"),
        (("--alternative", "qrr"), "unknown alternative 'qrr' (nearest: qr)"),
        (("--out", "no/play.html"), "cannot write no/play.html: the folder no does not exist"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    terminal: Terminal, words: tuple[str, ...], message: str
) -> None:
    out = () if "--out" in words else ("--out", "play.html")
    code, _, err = terminal("play", "gate.yaml", *out, *words, *QUICK)
    assert code == 2 and message in err
    assert [each.name for each in Path().iterdir()] == ["gate.yaml"]


def test_the_page_opens_in_the_default_language(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTSIM_LANG", "zh,en")
    code, out, err = terminal("play", "gate.yaml", "--out", "play.html", *QUICK)
    assert code == 0, err
    assert re.fullmatch(
        "play\\.html\uff1a0\\.\\d\\d MB\uff1b\u8bf7\u5728\u6d4f\u89c8\u5668\u4e2d\u6253\u5f00\n", out
    )
    assert language(Path("play.html").read_text(encoding="utf-8")) == "zh"
    assert terminal("play", "gate.yaml", "--out", "play.html", "--lang", "en", *QUICK).out.endswith(
        "browser\n"
    )
    assert language(Path("play.html").read_text(encoding="utf-8")) == "en"


def test_titles_of_port_and_terminals_are_said_in_chinese(terminal: Terminal) -> None:
    Path("words").mkdir()
    own = {"A gate": "\u95f8\u53e3", "North": "\u5317\u7801\u5934"}
    Path("words/zh.json").write_text(json.dumps(own))
    Path("gate.yaml").write_text(GATE.replace("{title: Main", "{title: North"))
    assert terminal("play", "gate.yaml", "--out", "play.html", *QUICK).code == 0
    page = Path("play.html").read_text(encoding="utf-8")
    for language, title, first in (("en", "A gate", "North"), ("zh", own["A gate"], own["North"])):
        said = facts(page, language)
        assert said["title"] == title
        assert said["terminals"][0]["title"] == first  # type: ignore[index]
