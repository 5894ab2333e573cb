"""Playbacks of the what-if page: made on demand under the page's own guard, and refused in words."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served import Page, served
from tiny import EVIDENCE, TINY

import portsim
from portsim.serve.state import State, WrongValue
from portsim.serve.variant import Variants

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BUSY = "what_ifs:\n  busier: {title: More trucks, scale: {demand.domestic.per_day: 1.1}}\n"
PORT = (
    TINY.replace("{days: 1,", "{days: 2,")
    .replace("what_ifs:\n", BUSY)
    .replace("compare:\n", "compare:\n  busy: [busier]\n")
)
LANES = {"places.gate_in.lanes": "3"}


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with served(tmp_path_factory.mktemp("played"), "--replications", "2", text=PORT) as found:
        yield found


def state(changes: dict[str, str] | None = None, *show: str) -> dict[str, Any]:
    return {"set": changes or {}, "show": list(show or ("qr",)), "length": "quick", "n": 2}


def asked(page: Page, body: object, status: int = 200) -> dict[str, Any]:
    found, content, _ = page.ask("POST", "/play", body)
    assert found == status, content
    answer = json.loads(content)
    assert isinstance(answer, dict)
    return answer


def test_a_playback_is_a_page_of_its_own_under_its_own_policy(page: Page) -> None:
    address = asked(page, {"state": state(), "against": None, "alternative": "qr"})["address"]
    status, content, headers = page.ask("GET", address)
    assert (status, headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert content.startswith(b"<!doctype html>")
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert policy.endswith("frame-ancestors 'none'; sandbox allow-scripts")
    assert "unsafe" not in policy and "connect-src" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    _, _, own = page.ask("GET", "/")
    assert own["content-security-policy"].startswith("default-src 'none'; script-src 'self'")


def test_who_has_no_key_gets_no_playback(page: Page) -> None:
    body = {"state": state(), "against": None, "alternative": "qr"}
    address = asked(page, body)["address"]
    strange = {"Host": f"127.0.0.1:{page.port}", "Origin": f"http://127.0.0.1:{page.port}"}
    assert page.ask("GET", address, headers=strange)[0] == 403
    assert page.ask("POST", "/play", body, {**page.own, "Origin": "http://attack.test"})[0] == 403
    assert page.ask("POST", "/play", body, {**page.own, "Host": "attack.test"})[0] == 403


@pytest.mark.parametrize("name", ["nothing", "..%2fscenario", "%2e%2e"])
def test_another_address_is_said_to_be_gone(page: Page, name: str) -> None:
    status, content, _ = page.ask("GET", f"/play/{name}")
    assert status == 404
    assert b"portsim" not in content


def test_what_cannot_be_played_says_why(page: Page) -> None:
    other = asked(page, {"state": state(None, "busy"), "against": None, "alternative": "busy"}, 400)
    assert "play shows the same shipments in both alternatives; got" in other["text"]
    assert other["text"].endswith("the demand was changed; choose an alternative that leaves it as it is")
    unknown = asked(page, {"state": state(), "against": None, "alternative": "lanes"}, 400)
    assert unknown["text"] == "play: unknown alternative 'lanes' (allowed: qr)"
    body = {"state": state(None, "lanes"), "against": state(), "alternative": "lanes"}
    assert asked(page, body, 400)["text"] == (
        "play: the pinned variant does not show lanes; show it there, or compare with its own baseline"
    )
    for wrong in (None, 3, ["qr"], {"qr": 1}):
        assert asked(page, {"state": state(), "against": None, "alternative": wrong}, 400)["kind"] == "wrong"
    long = {"state": {**state(), "length": "file"}, "against": state(), "alternative": "qr"}
    assert asked(page, long, 400)["text"] == "against: length: got 'quick', allowed 'file', as in state"
    more = {"state": {**state(), "n": 3}, "against": state()}
    assert (
        json.loads(page.ask("POST", "/figures", more)[1])["text"]
        == "against: n: got 2, allowed 3, as in state"
    )


def test_a_length_that_the_scenario_has_not_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tiny.yaml").write_text(TINY)
    (tmp_path / "evidence.yaml").write_text(EVIDENCE)
    variants = Variants(portsim.load(str(tmp_path / "tiny.yaml")))
    with pytest.raises(
        WrongValue, match="length: got 'file', allowed quick: the file's own runs are no longer"
    ):
        variants.of(State((), ("qr",), "file", 2))


def test_the_last_playbacks_are_kept_and_no_more(page: Page) -> None:
    body = {"state": state(), "against": None, "alternative": "qr"}
    addresses = [asked(page, body)["address"] for _ in range(7)]
    assert len(set(addresses)) == 7
    assert page.ask("GET", addresses[0])[0] == 404  # six are kept
    assert page.ask("GET", addresses[1])[0] == page.ask("GET", addresses[6])[0] == 200


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
def test_the_button_opens_the_present_variant_beside_what_it_is_compared_with(page: Page) -> None:
    api = pytest.importorskip("playwright.sync_api", reason="no playwright here")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
        tab, wrong = context.new_page(), list[str]()
        tab.set_default_timeout(120_000)
        for each in (tab, context):
            each.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        tab.on("pageerror", lambda error: wrong.append(str(error)))
        tab.goto(page.start)

        def played(alternative: str) -> list[str]:
            tab.select_option("#played", alternative)
            tab.click("#play")
            tab.locator("#play-said a").wait_for()
            opened = context.new_page()
            opened.on("pageerror", lambda error: wrong.append(str(error)))
            opened.goto(tab.locator("#play-said a").evaluate("each => each.href"))
            opened.wait_for_function("document.getElementById('name1').textContent !== ''")
            names = [opened.locator(f"#name{each}").inner_text() for each in (0, 1)]
            opened.close()
            return names

        assert played("qr") == ["Baseline", "QR"]
        assert tab.inner_text("#play-said") == "QR beside its baseline is ready. Open the playback"
        tab.locator("[data-name='places.gate_in.lanes'] input[type=range]").evaluate(
            "each => { each.value = 3; each.dispatchEvent(new Event('change')); }"
        )
        said = "QR beside its baseline was made of an earlier variant. Open the playback"
        assert tab.inner_text("#play-said") == said
        tab.click("#pin")
        tab.select_option("#against", "0")
        assert tab.locator("#played option").all_inner_texts()[0] == "Baseline"
        assert played("baseline") == ["Baseline, pinned", "Baseline"]
        tab.select_option("#against", "-1")
        tab.locator("#shown-box summary").click()
        tab.locator("#shown input[value=busy]").check()
        tab.select_option("#played", "busy")
        tab.click("#play")
        tab.locator("#play-said", has_text="cannot be played").wait_for()
        said = tab.inner_text("#play-said")
        assert said.startswith(
            "More trucks beside its baseline cannot be played: play shows the same shipments"
        )
        assert [each for each in wrong if "400" not in each] == []
        browser.close()
