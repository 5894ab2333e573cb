"""Playback: what goes into the page is what the records say, worked out by hand."""

from __future__ import annotations

import base64
import hashlib
import json
import zlib

import numpy as np
import pytest
from worlds import Given, by_hand, flow, play, workload

from portsim.base.errors import PortsimError
from portsim.model.steps import inside, start, travel, visit, wait_for_next
from portsim.records.records import Records
from portsim.report.play.pack import deltas, packed
from portsim.report.play.page import page
from portsim.report.play.parts import parts
from portsim.report.play.plan import plan
from portsim.report.play.play import play_page
from portsim.report.play.tracks import NEVER, tracks
from portsim.report.play.twins import KINDS, twins
from portsim.report.play.worst import worst_moment

STEPS = (visit("gate", "work"), travel("drive"), visit("crane", "lift"))


def trucks(lanes: int, horizon: float = 1440.0) -> Records:
    """Three trucks at 0, 1 and 100 min; 4 min at the gate, 5 min on the road, 3 min at the crane."""
    servers = {"gate": lanes, "crane": 1}
    return by_hand(STEPS, [0, 1, 100], servers, work=4, drive=5, lift=3, horizon=horizon)


def port() -> Records:
    """A vessel with two boxes, their declaration, and a truck for each box."""
    told = [
        flow("call", inside("berth", (travel("sail_in"), wait_for_next("tide")), label="alongside")),
        flow("box", visit("quay", "unload"), start("truck")),
        flow("truck", visit("gate", "check"), travel("drive"), visit("crane", "lift")),
        flow("paper", visit("desk", "read"), visit("desk", "sign")),
    ]
    boxes = {"unload": [1.0, 2.0], "check": 1.0, "drive": 4.0, "lift": 2.0}
    streams = {
        "vessel": Given([0.0], ("call",), {"sail_in": 10.0}),
        "box": Given([0.0, 0.0], ("box",), boxes, carrier=[0, 0], declaration=[3, 3]),
        "paper": Given([0.0], ("paper",), {"read": 1.0, "sign": 1.0}),
    }
    servers = {"berth": 1, "quay": 1, "gate": 1, "crane": 1, "desk": 1}
    return play(workload(told, streams, servers, departures={"tide": [60.0]}, horizon=1440.0))


def test_tracks_have_whole_seconds_and_the_second_run_only_where_it_differs() -> None:
    # one lane: the second truck waits from 1 to 4 min, leaves at 8; with two it leaves at 5 min
    found = tracks(twins(trucks(1), trucks(2)))
    assert found.shipment.tolist() == [0, 1, 2] and found.flow.tolist() == [0, 0, 0]
    assert found.same.tolist() == [1, 0, 1]  # only the second is another one
    assert found.count.tolist() == [[3, 3, 3], [0, 3, 0]]
    second = slice(3, 6)
    assert found.queued[second].tolist() == [60, 480, 780]
    assert found.started[second].tolist() == [240, 480, 780]
    assert found.ended[second].tolist() == [480, 780, 960]
    with_two = slice(9, 12)
    assert found.queued[with_two].tolist() == [60, 300, 600]
    # the crane serves the first truck from 9 to 12 min (both runs)
    assert found.started[with_two].tolist() == [60, 300, 720]
    assert found.ended[with_two].tolist() == [300, 600, 900]


def test_a_thread_is_there_whole_if_it_is_under_way_on_the_day_in_either_run() -> None:
    records = by_hand(STEPS, [1430, 3000], {"gate": 1, "crane": 1}, work=4, drive=5, lift=3, horizon=4320.0)
    first, second = (tracks(twins(records, records, day)) for day in (1, 2))
    assert first.shipment.tolist() == second.shipment.tolist() == [0]  # over midnight
    assert first.queued.tolist() == [1430 * 60, 1434 * 60, 1439 * 60]
    assert second.queued.tolist() == [-600, -360, -60]


def test_what_has_not_come_at_the_horizon_stays_open() -> None:
    cut = trucks(1, horizon=6.0)  # the first is on the road, the second in service
    found = tracks(twins(cut, cut))
    assert found.ended.tolist() == [240, NEVER, NEVER]
    assert found.started.tolist() == [0, 240, 240]


def test_the_data_of_a_page_give_the_tracks_again() -> None:
    found = tracks(twins(trucks(1), trucks(2)))
    text = packed({"title": "豆 </script>"}, deltas(found, np.zeros(len(STEPS), dtype=np.int64)))
    data = zlib.decompress(base64.b64decode(text))
    length = int.from_bytes(data[:4], "little")
    facts = json.loads(data[4 : 4 + length])
    assert facts["title"] == "豆 </script>"
    at, columns = 4 + length, {}
    for column in facts["columns"]:
        n = column["length"]
        planes = np.frombuffer(data[at : at + 4 * n], dtype=np.uint8).reshape(4, n)
        columns[column["name"]] = planes.T.copy().view("<i4").reshape(-1)
        at += 4 * n
    assert at == len(data)
    assert columns["wait"].tolist() == [1, 1, 1, 181, 1, 1, 1, 1, 1, 1, 1, 121]  # [s], and 1 for `came`
    assert columns["work"].tolist() == [241, 301, 181] * 4
    assert columns["after"].tolist()[3:6] == [120, 0, 0]  # zigzag: 60 s after the begin of the day


def test_kinds_tell_stays_waits_and_delays_apart() -> None:
    day = twins(port(), port())
    kinds = {label: KINDS[kind] for (_, _, label), kind in zip(day.slots, day.kind, strict=True)}
    assert kinds["alongside"] == "stay" and kinds["sail_in"] == "delay" and kinds["tide"] == "next"
    assert kinds["unload"] == "place"
    assert (day.carriers, day.papers) == ({"vessel"}, {"paper"})
    assert ("box", "truck") not in day.begun and ("box", "box") in day.begun


def test_places_belong_to_parts_by_who_comes_there() -> None:
    day = twins(port(), port())
    found = {place: part for (place, _), part in parts(day, tracks(day)).items()}
    assert found["berth"] == "water" and found["desk"] == "papers"
    assert found["quay"] == "land"  # the only place of the threads that come from outside
    assert found["gate"] == found["crane"] == "site"


def test_the_plan_puts_every_block_somewhere_and_none_over_another() -> None:
    cranes, slots = ([(place, "t", n) for n in range(18)] for place in ("crane", "slots"))
    pools = [("gate", "t", 0), *cranes, *slots,
             ("scanner", "t", 0), ("berth", "t", 0), ("desk", "t", 0), ("gate", "u", 0)]  # fmt: skip
    of = {("gate", "t"): "land", ("crane", "t"): "yard", ("slots", "t"): "yard", ("scanner", "t"): "site",
          ("berth", "t"): "water", ("desk", "t"): "papers", ("gate", "u"): "land"}  # fmt: skip
    found = plan("t", pools, of, {"slots": "crane"})  # type: ignore[arg-type]  # parts as texts
    shown = sorted(pool for spot in found.spots for pool in spot.pools)
    assert shown == list(range(len(pools) - 1))  # all but that of the other terminal
    assert sum(len(spot.pools) == 2 for spot in found.spots) == 18  # a crane and its slots share a spot
    for n, one in enumerate(found.spots):
        assert one.x >= 0 and one.x + one.width <= 1000 and one.y + one.height <= found.height
        for other in found.spots[:n]:
            apart = one.x >= other.x + other.width or other.x >= one.x + one.width
            assert apart or one.y >= other.y + other.height or other.y >= one.y + one.height
    order = [each.part for each in sorted(found.captions, key=lambda each: each.y)]
    assert order[0] == "land" and set(order[1:3]) == {"yard", "site"} and order[3:] == ["water", "papers"]


def test_places_stand_where_the_scenario_puts_them_and_the_others_above() -> None:
    pools = [("gate", "t", 0), *(("crane", "t", n) for n in range(4)), ("desk", "t", 0)]
    of = {("gate", "t"): "land", ("crane", "t"): "yard", ("desk", "t"): "papers"}
    found = plan("t", pools, of, {}, {"gate": (0.5, 0.5), "crane": (0.2, 0.8)})  # type: ignore[arg-type]
    spots = {spot.pools[0]: spot for spot in found.spots}
    assert spots[5].road is not None and spots[5].y + spots[5].height <= found.begin  # the desk, by the flows
    gate = spots[0]
    assert gate.road is None
    assert (gate.x + gate.width / 2, gate.y + gate.height / 2) == (500, found.begin + 0.5 * 750)
    cranes = [spots[n] for n in range(1, 5)]  # 380 x 170 round 20 % of 1000 and 80 % of 750, moved inside
    assert cranes[0].x == 200 - 190
    assert all(each.x >= 200 - 190 and each.x + each.width <= 200 + 190 for each in cranes)
    assert all(each.y + each.height <= found.begin + 750 for each in cranes)
    named = [each for each in found.captions if each.place]
    assert [(each.place, each.x, each.y) for each in named] == [("crane", 10, found.begin + 600 - 85)]
    assert plan("t", pools[:1], of, {}, {"gate": (0.5, 0.5)}).begin == 0  # type: ignore[arg-type]
    assert plan("t", pools, of, {}).begin == plan("t", pools, of, {}).height  # type: ignore[arg-type]


def test_the_worst_moment_is_the_hour_in_which_most_is_waited() -> None:
    # one lane, 4 min each: trucks at 3000 and 3001 min wait 0 + 3 min, in hour 2 of the third day; those at
    # 100, 100.5 and 101 min wait 0 + 3.5 + 7 min, in hour 1 of the first; with four lanes none waits
    servers = {"gate": 1, "crane": 4}
    arrivals = [100, 100.5, 101, 3000, 3001]
    one = by_hand(STEPS, arrivals, servers, work=4, drive=5, lift=3, horizon=4320.0)
    other = by_hand(STEPS, arrivals, {"gate": 4, "crane": 4}, work=4, drive=5, lift=3, horizon=4320.0)
    assert worst_moment(one, other) == worst_moment(other, one) == (1, 1)
    later = by_hand(STEPS, arrivals[2:], servers, work=4, drive=5, lift=3, horizon=4320.0)
    assert worst_moment(later, later) == (3, 2)


def test_the_page_has_its_texts_in_each_language() -> None:
    text = play_page(trucks(1), trucks(2), "A gate", ("baseline", "two_lanes"), language="zh")
    data = zlib.decompress(base64.b64decode(text.split('octet-stream">')[1].split("</script>")[0]))
    facts = json.loads(data[4 : 4 + int.from_bytes(data[:4], "little")])
    assert facts["language"] == "zh"
    assert list(facts["languages"]) == ["en", "zh"]
    assert facts["words"]["zh"]["Worst hour"] == "最拥堵的一小时"
    assert facts["languages"]["en"]["names"] == ["Baseline", "Two lanes"]
    captions = [facts["languages"][each]["terminals"][0]["captions"][0]["text"] for each in ("en", "zh")]
    assert captions == ["Land side", "陆侧"]


def test_the_policy_lets_no_script_run_but_that_of_the_page() -> None:
    text = play_page(trucks(1), trucks(2), "A gate", ("baseline", "two_lanes"))
    script = text.rpartition("<script>")[2].partition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "unsafe" not in text.partition("<style>")[0]


def test_texts_of_a_scenario_are_never_html() -> None:
    bad = "</title></script><script>bad()</script>"
    text = play_page(trucks(1), trucks(2), bad, (bad, bad))
    assert "bad()" not in text.replace("&lt;script&gt;bad()", "")


def test_a_page_asks_for_nothing_outside_itself() -> None:
    text = page("t", {"en": {"streams": []}}, {}, "en")
    assert "default-src 'none'" in text
    assert not any(word in text for word in ("http:", "https:", "@import", "fetch(", "XMLHttpRequest"))
    assert "<!--" not in text


def test_other_shipments_and_other_days_are_refused() -> None:
    fewer = by_hand(STEPS, [0], {"gate": 1, "crane": 1}, work=4, drive=5, lift=3)
    with pytest.raises(PortsimError, match="play shows the same shipments in both alternatives; got 3 and 1"):
        twins(trucks(1), fewer)
    with pytest.raises(PortsimError, match="day: got 2, allowed 1 to 1, the counted days of the run"):
        twins(trucks(1), trucks(2), 2)
