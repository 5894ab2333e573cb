"""A playback beside the report: which day it shows, what is said of it, and why there is none."""

from __future__ import annotations

import base64
import json
import zlib
from pathlib import Path

import pytest
from gates import GATE
from hostile import study as made
from hostile import written
from html_read import page_in

import portsim
from portsim.report.play.play import playback
from portsim.study.question import StudyResult

BUSIER = "what_ifs: {busier: {scale: {demand.truck.per_day: 1.1}}}\n"


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> StudyResult:
    folder = tmp_path_factory.mktemp("played")
    text = GATE.replace("compare: {qr: [qr_gate_pass]}", "compare: {qr: [qr_gate_pass], busy: [busier]}")
    (folder / "gate.yaml").write_text(text + BUSIER)
    scenario = portsim.load(str(folder / "gate.yaml")).with_study(days=2, replications=3)
    return portsim.compare(scenario, workers=1, tables=("comparison", "hours"))


def facts(page: str) -> dict[str, object]:
    data = zlib.decompress(base64.b64decode(page.split('octet-stream">')[1].split("</script>")[0]))
    found = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])["languages"]["en"]
    assert isinstance(found, dict)
    return found


def test_the_day_and_the_replication_are_those_in_which_most_wait(study: StudyResult) -> None:
    """The queue of each hour, from the visits of every replication, by another way."""
    waited: dict[tuple[int, int], float] = {}
    most: dict[int, float] = {}
    for number in range(3):
        of_hours = []
        for name in ("baseline", "qr"):
            table = portsim.run(study.scenario, number, name).visits_table()
            table = table[table["place"] != ""]
            hours = [
                (table["started"].clip(60 * h, 60 * h + 60) - table["queued"].clip(60 * h, 60 * h + 60)).sum()
                for h in range(48)
            ]
            of_hours.append(hours)
            most[number] = max(most.get(number, 0.0), *(hours[h] + hours[h + 24] for h in range(24)))
        for hour in range(48):
            waited[number, hour] = max(each[hour] for each in of_hours)
    replication = max(most, key=most.__getitem__)
    hour = max(range(48), key=lambda each: waited[replication, each])
    played = playback(study, ["qr"])
    shown = facts(played.page)
    assert shown["day"] == hour // 24 + 1
    assert shown["under"] == {"replication": replication, "seed": 1, "identity": study.scenario.identity}
    assert shown["names"] == ["Baseline", "QR"]
    assert played.says == (
        f"QR and the baseline with the same shipments, day {hour // 24 + 1} of replication {replication}; "
        f"most wait from {hour % 24:02}:00 to {hour % 24 + 1:02}:00."
    )


def test_an_alternative_with_other_shipments_is_passed_over(study: StudyResult) -> None:
    assert facts(playback(study, ["busy", "qr"]).page)["names"] == ["Baseline", "QR"]
    none = playback(study, ["busy"])
    assert none.page == ""
    assert none.says == "Nothing to play: no shipment is the same with and without Busy."
    assert playback(study, []).says == "Nothing to play: nothing is compared."


def test_the_first_screen_links_to_it_and_says_what_it_shows() -> None:
    folder = written()
    (said,) = [each for each in page_in(folder).root.all("p") if each.attributes.get("class") == "play"]
    (link,) = said.all("a")
    assert (link.attributes["href"], link.text) == ("play.html", "Play the trucks")
    assert said.text.startswith(
        "Play the trucks QR and the baseline with the same shipments, day 1 of replication"
    )
    assert facts((folder / "play.html").read_text(encoding="utf-8"))["names"] == ["Baseline", "QR"]


def test_a_study_can_be_written_without_it(tmp_path: Path) -> None:
    folder = portsim.write(made(), tmp_path / "out", play=False)
    assert not (folder / "play.html").exists()
    assert "Play the trucks" not in (folder / "report.html").read_text(encoding="utf-8")
