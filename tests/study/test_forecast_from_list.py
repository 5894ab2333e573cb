"""The next hours from a list of what stands where: what would have come without a break comes as well."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from carried import quay
from logged import logged
from sited import sited
from standing import CONSTANT, RANDOM, standing, yard

import portsim
from portsim.base.arrays import Floats
from portsim.base.errors import PortsimError
from portsim.model.standing import stream_of
from portsim.model.step import walk
from portsim.model.world import World
from portsim.scenario.listed.rows import read_list
from portsim.scenario.load import load
from portsim.scenario.scenario import Scenario
from portsim.study.analysis import Analysis
from portsim.study.forecasting.groups import Group, groups_of
from portsim.study.forecasting.listed import going_on
from portsim.study.forecasting.moment import Moment
from portsim.study.forecasting.shift import shift_of, streams_of
from portsim.study.forecasting.state import State, state_of
from portsim.study.run import run_world
from portsim.workload.build import build

pytestmark = pytest.mark.usefixtures("quick_engine")

DAY, WEEK = 1440, "2026-03-02"  # a Monday
PAGE = (Path(portsim.__file__).parents[1] / "docs" / "forecast.md").read_text()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def of_list(text: str) -> str:
    """A list in the working folder."""
    Path("now.csv").write_text(text)
    return "now.csv"


def forecast(scenario: Scenario | str, now: str, text: str, **options: object) -> Analysis:
    given: dict[str, object] = {"hours": 1, "replications": 20, "workers": 1, **options}
    return portsim.forecast(scenario, now, from_state=of_list(text), **given)  # type: ignore[arg-type]


def waiting(found: Analysis, place: str, hour: int, alternative: str = "baseline") -> list[float]:
    own = found.tables["queues"]
    own = own[(own["place"] == place) & (own["hour"] == hour) & (own["alternative"] == alternative)]
    assert len(own) == 1
    return own.iloc[0][["low", "median", "high"]].tolist()


def dated() -> None:
    """A gate of one lane, 3 min for each truck, whose log has a truck at 20:00 of each day, by date."""
    logged([day * DAY + 1200 for day in range(14)])
    arrivals = pd.Timestamp(WEEK) + pd.to_timedelta([d * DAY + 1200 for d in range(14)], unit="min")
    pd.DataFrame({"in": arrivals}).to_csv("in.csv", index=False)
    text = Path("gate.yaml").read_text().replace("trucks.csv", "{file: in.csv, columns: {arrival: in}}")
    Path("gate.yaml").write_text(text)


def test_the_example_of_the_page_is_worked_out_there() -> None:
    """The first has 1 min left, the three behind it wait 1, 4 and 7 min: 12 min of 60 are 0.2 trucks. In
    service are they for 1 + 3 x 3 = 10 min. Of the trucks that come to the crane none finds one there."""
    now, text = re.findall(r"--now '(2026-03-10 08:05)' --from-state.*?```csv\n(.*?)```", PAGE, re.DOTALL)[0]
    dated()
    found = forecast("gate.yaml", now, text, alternatives=["slow"])
    assert waiting(found, "gate_in", 0) == [3, 3, 3]
    assert waiting(found, "gate_in", 1) == pytest.approx([0.2] * 3)
    assert waiting(found, "yard_crane", 1) == pytest.approx([0, 0, 0], abs=1e-9)
    busy = found.tables["queues"].query("place == 'gate_in' and hour == 1")["busy_median"]
    assert busy.tolist() == pytest.approx([10 / 60, (2 + 3 * 4) / 60])
    assert waiting(found, "gate_in", 1, "slow") == pytest.approx([(2 + 6 + 10) / 60] * 3)
    assert found.sentences[0] == (
        "By now.csv 5 stand in the port at Tue 08:05, 2026-03-10: 4 of domestic at gate_in, 1 of domestic at "
        "gate_to_yard."
    )
    inside = found.tables["arrivals"].query("alternative == 'baseline'")
    assert inside["inside_median"].tolist() == [5, 0]
    assert np.isnan(inside["median"].iloc[0])


@pytest.mark.parametrize("hour", [13.3, 15.7])
def test_a_run_goes_on_from_its_list_as_if_there_were_no_break(hour: float) -> None:
    """Trucks and vans, those who hold tractors and slots, boxes that wait for their trucks: with constant
    times all queues and all that is inside are the same in all later hours, in both engines to the last bit.
    Times have seven digits."""
    scenario, now = yard(CONSTANT, days=5), f"{2 * 24 + hour:.9f} h"
    whole = portsim.forecast(scenario, now, hours=6, replications=20, workers=1)
    ran = run_world(whole.scenario.baseline, whole.scenario, 0)
    rows = standing(ran, float(str(whole.facts["minute"])))
    assert len(rows) > rows["id"].nunique() > 5
    text = rows.to_csv(index=False)
    found = [forecast(scenario.with_engine(engine), now, text, hours=6) for engine in ("simpy", "compiled")]
    for name, later in (("queues", "hour > 0"), ("arrivals", "hour >= 0")):
        one, other = (each.tables[name].query(later) for each in (whole, found[0]))
        columns = (
            ["low", "median", "high", "busy_median"] if name == "queues" else ["inside_low", "inside_high"]
        )
        assert np.abs(one[columns].to_numpy() - other[columns].to_numpy()).max() < 1e-5
        pd.testing.assert_frame_equal(found[0].tables[name], found[1].tables[name], check_exact=True)
    assert whole.tables["queues"]["median"].max() > 1


def test_a_shift_lies_between_nineteen_runs_from_its_list_nine_times_of_ten() -> None:
    """A further one lies between the least and the most of 19 alike with chance 18 / 20 (David and Nagaraja
    2003, 7.2). Of 12 shifts with random times each has runs from the list of who stood where; the hours and
    places of one shift go together, so the share has a standard deviation of some 0.04."""
    scenario, now = yard(RANDOM, days=5), (2 * 24 + 10) * 60.0
    ready = portsim.forecast(scenario, "58 h", hours=3, replications=20, workers=1).scenario
    edges: Floats = now + 60 * np.arange(-1.0, 4)
    held = []
    for shift in range(12):
        ran = run_world(ready.baseline, ready, 1000 + shift)
        truth = shift_of(ran, edges).waiting[:, 1:]
        path = of_list(standing(ran, now).to_csv(index=False))
        world = state_of(ready, path, Moment(now, None)).worlds["baseline"]
        runs = [shift_of(run_world(world, ready, 19 * shift + n), edges).waiting[:, 1:] for n in range(19)]
        low, high = np.min(runs, axis=0), np.max(runs, axis=0)
        random = high - low > 0.05
        held += ((truth >= low - 1e-9) & (truth <= high + 1e-9))[random].tolist()
    assert len(held) > 150
    assert 0.8 <= np.mean(held) <= 0.98


def test_who_is_in_service_for_long_has_no_more_of_a_constant_time_left() -> None:
    """Two for 20 min at a gate that takes 3: they end at once, and of three behind them one waits 3 min."""
    now = 8 * DAY + 480
    scenario = logged(
        [d * DAY + 1200 for d in range(14)], ("gate_in: {lanes: {value: 1,", "gate_in: {lanes: {value: 2,")
    )
    head = "stream,step,since,doing,count\n"
    found = forecast(
        scenario, "200 h", f"{head}domestic,gate_in,{now - 20},in service,2\ndomestic,gate_in,,,3\n"
    )
    assert found.sentences[1].startswith(
        "2 of 5 are in service or on the way for longer than their step can take; they end at once."
    )
    assert waiting(found, "gate_in", 1) == pytest.approx([3 / 60] * 3)
    on_the_way = f"{head}domestic,gate_to_yard,{now - 600},,4\n"
    assert forecast(scenario, "200 h", on_the_way).sentences[1].startswith("4 of 4 are in service or on")


@pytest.mark.parametrize(("passed", "is_rare"), [(53, False), (57, True)])
def test_a_step_of_an_hour_that_takes_four_minutes_is_said(passed: float, is_rare: bool) -> None:
    """Of exponential times with a mean of 3.9 min one in a million is longer than 3.9 ln(10^6) = 53.9 min."""
    now = 8 * DAY + 480
    rows = f"stream,step,since,doing\ntruck,lift,{now - passed},in service\n"
    sentences = forecast(yard(RANDOM), "200 h", rows).sentences
    start = "1 of 1 is in service or on the way for longer than all but one in a million would be; what it"
    assert any(each.startswith(start) for each in sentences) is is_rare


def test_a_queue_of_thousands_is_said_in_full() -> None:
    """One lane takes 20 trucks of 3 min in the hour: of 1,600 behind the first, 1,590 wait on its mean."""
    found = forecast(
        logged([d * DAY + 1200 for d in range(14)]), "200 h", "stream,step,count\ndomestic,gate_in,1601\n"
    )
    assert found.sentences[2].startswith("gate_in: a queue of 1,59")


def test_a_port_without_a_log_is_forecast_from_a_list() -> None:
    """A rate of 100 a day is 4.2 an hour: they come from now on, and none is there that is not listed."""
    logged([480.0])
    Path("gate.yaml").write_text(Path("gate.yaml").read_text().replace(", log: trucks.csv", ""))
    for now in ("2026-03-05 14:00", "86 h"):
        found = forecast("gate.yaml", now, "stream,step\ndomestic,gate_in\n", hours=3, replications=60)
        arrivals = found.tables["arrivals"]
        assert arrivals["inside_high"].iloc[0] == 1
        assert arrivals["median"].iloc[1:].tolist() == pytest.approx([4, 4, 4], abs=1)
        assert found.tables["arrivals"]["begins"].iloc[1].startswith("Thu 14:00")
        said = "No log says who comes of domestic: from now on they are drawn by the scenario's demand."
        assert found.sentences[-1] == said


LATER = ("per_day: {value: 4 per day, source: A1}}", "per_day: {value: 0.0001 per day, source: A1}}")
LISTED = """stream,step,terminal,id,carrier,since,count
ship,moor,north,V1,,9990,
ship,berth,south,V2,,9990,
box,wait_open,north,B1,V1,9990,
box,wait_open,north,,V1,9990,2
box,pickup,south,,,9600,4
lot,wait_opened,north,L1,B1,9990,
"""


def test_carriers_bring_what_names_them_or_what_is_drawn() -> None:
    """The boxes of V1 and a lot of one of them are in the list; V2 brings as many boxes as a draw says, 5 in
    the mean. Each box but B1 has 2 lots. The ships have moored within 50 min and set their boxes down."""
    found = forecast(quay(LATER), "167 h", LISTED, hours=3, replications=200)
    inside = found.tables["arrivals"].query("hour == 0").set_index("stream")["inside_median"]
    assert inside.to_dict() == {"ship": 2, "box": 3 + 4 + 5, "lot": 1 + 2 * (2 + 4 + 5)}
    served = found.tables["queues"].query("place == 'crane' and terminal == 'north'")
    assert served["busy_median"].iloc[1:].sum() == pytest.approx(3 * 3 / 60, rel=0.35)
    went = found.tables["arrivals"].query("stream == 'ship'")["inside_high"]
    assert went.tolist() == [2, 0, 0, 0]


def test_planned_times_are_still_to_come_and_at_hours_of_the_profile() -> None:
    """Boxes that came at 10:00 are due at any hour from 10 to 22 of the day, or from 6 to 10 of the next, all
    alike. Of those that are left at 20:00 a sixth is due in each of the next two hours, none in the third."""
    text = f"stream,step,terminal,since,count\nbox,pickup,north,{5 * DAY + 600},400\n"
    found = forecast(quay(LATER), "140 h", text, hours=3, replications=20)
    inside = found.tables["arrivals"].query("stream == 'box'")["inside_median"]
    assert inside.iloc[0] == 400
    assert inside.iloc[1:].tolist() == pytest.approx([333, 267, 267], abs=9)
    assert inside.iloc[2] == inside.iloc[3]


def state(scenario: Scenario, text: str, now: float = 200 * 60.0) -> State:
    return state_of(scenario, of_list(text), Moment(now, None))


def test_traits_follow_from_where_a_shipment_stands() -> None:
    """At the bay only chosen trucks stand, of those that pass by none is chosen; else the list says so."""
    scenario = portsim.forecast(yard(CONSTANT), "200 h", hours=1, replications=20, workers=1).scenario
    text = (
        "stream,step,chosen,count\ntruck,open,,40\ntruck,pass_by,,30\ntruck,check,yes,20\ntruck,drive,,1000\n"
    )
    world = state(scenario, text).worlds["baseline"]
    records = run_world(world, scenario, 0)
    by_step = {len(s.arrival): s.traits["chosen"].mean() for n, s in records.by_stream.items() if "@" in n}
    assert {n: by_step[n] for n in (40, 30, 20)} == {40: 1.0, 30: 0.0, 20: 1.0}
    assert by_step[1000] == pytest.approx(0.2, abs=0.04)
    assert streams_of(records) == ("truck", "van")


def test_queues_are_joined_in_the_order_of_since_over_all_streams() -> None:
    """A van has come before two trucks and one after them; vans are urgent at the gate, and not at the crane,
    where 4.11 min each are taken in the order of the list's moments."""
    text = "stream,step,since\nvan,van_lift,11990\ntruck,lift,11980\nvan,van_lift,11970\ntruck,lift,11960\n"
    scenario = portsim.forecast(yard(CONSTANT), "200 h", hours=1, replications=20, workers=1).scenario
    records = run_world(state(scenario, text).worlds["baseline"], scenario, 0)
    visits = records.visits_table()
    crane = visits[(visits["place"] == "crane") & (visits["queued"] < 12000)].sort_values("started")
    assert [str(each).partition(" ")[0] for each in crane["stream"]] == ["truck", "van", "truck", "van"]
    assert (crane["started"] - 12000).tolist() == pytest.approx([0, 4.11, 8.22, 12.33], abs=1e-5)


OCEAN = """stream,step,terminal,since,doing,count
export,lift_off,ocean_gate,3718,in service,3
domestic,lift_domestic,ocean_gate,3718,in service,{}
stacked_import,planned_pickup,ocean_gate,2000,,700
stacked_export,wait_loading_open,ocean_gate,2000,,60
"""


def test_no_two_in_service_have_the_same_crane_and_boxes_fill_blocks_evenly() -> None:
    """Each block of the yard has one crane: of two streams as many trucks as there are blocks are served, and
    none waits. Boxes that wait for their trucks or vessel hold their slots."""
    scenario = load("ocean_gate").only().with_study(days=3, warm_up_days=0, run_out="0 h")
    cranes = scenario.baseline.port.pools("yard_crane", "ocean_gate")
    begun = state(scenario, OCEAN.format(cranes - 3), 62 * 60.0)
    records = run_world(begun.worlds["baseline"], scenario, 0)
    now = shift_of(records, 62 * 60 + 60 * np.arange(-1.0, 2))
    places = list(dict.fromkeys((name, terminal) for name, terminal, _ in records.pools))
    crane, block = (places.index((name, "ocean_gate")) for name in ("yard_crane", "yard_block"))
    assert (now.busy[crane, 0], now.waiting[crane, 0]) == (cranes, 0)
    assert now.busy[block, 0] == 3 + 700 + 60
    held = [
        (visits.pool[(visits.queued < 62 * 60) & (visits.started < 62 * 60)])
        for slot, visits in zip(records.slots, records.raw.visits, strict=True)
        if slot.place == "yard_block"
    ]
    of_each = np.bincount(np.concatenate(held))
    assert np.ptp(of_each[of_each > 0]) <= 2


def refused(world: World, group: Group, now: float) -> bool:
    """Whether a list cannot put shipments there without their carrier."""
    try:
        going_on(world, [group], now)
    except PortsimError as error:
        return "where it waits for its" in str(error)
    return False


def test_a_shipment_can_stand_at_every_step_of_a_port_and_both_engines_go_on_alike() -> None:
    """Ocean Gate: all but the boxes, lots and consignments that are still aboard. Shipments, time and the
    order of releases are conserved, as every run checks."""
    scenario, now = load("ocean_gate").only().with_study(days=3, warm_up_days=0, run_out="0 h"), 62 * 60.0
    world = scenario.baseline
    at = [
        (stream, world.port.terminals_of(demand.mode)[0], flow, step.label)
        for stream, demand in world.port.demand.items()
        for flow in world.streams.threads[stream]
        for step in walk(world.flows[flow].steps)
        if not step.is_fork and not step.instant
    ]
    text = "".join(f"{stream},{terminal},{flow}.{step},{now - 5}\n" for stream, terminal, flow, step in at)
    rows = read_list(of_list(f"stream,terminal,step,since\n{text}"), world.port, None, now)
    groups = groups_of(world, rows, now)
    left = [group for group in groups if not refused(world, group, now)]
    assert (len(groups), len(groups) - len(left)) == (len(at), 6)
    begun = going_on(world, left, now)
    one, other = (run_world(begun, scenario.with_engine(engine), 0) for engine in ("simpy", "compiled"))
    assert one.raw.equals(other.raw)
    stood = [each for name, each in one.by_stream.items() if stream_of(name) != name]
    assert sum((each.arrival < now).sum() for each in stood) >= len(left)


YARD = """stream,step,terminal,since,count,id,carrier
vessel,alongside,ocean_gate,3700,1,V1,
stacked_export,wait_loading_open,ocean_gate,500,300,,
stacked_export,wait_loading_open,ocean_gate,500,40,,V1
"""


def test_export_boxes_are_taken_by_a_vessel_to_come_or_by_that_which_they_name() -> None:
    """A box that is not named to a vessel is loaded on one that comes after now, or after the run."""
    scenario = load("ocean_gate").only().with_study(days=5, warm_up_days=0, run_out="0 h")
    begun = state(scenario, YARD, 62 * 60.0).worlds["baseline"]
    drawn = build(begun, scenario.study.horizon, 1, 0)
    streams = {stream.n: stream for stream in drawn.streams if stream_of(stream.name) == "stacked_export"}
    (standing_vessel,) = (each for each in drawn.streams if each.name.startswith("vessel @"))
    (vessel,) = (each for each in drawn.streams if each.name == "vessel")
    assert (streams[40].carrier == standing_vessel.offset).all()
    taken = streams[300].carrier[streams[300].carrier >= 0] - vessel.offset
    assert 20 < len(taken) < 300
    assert (vessel.arrival[taken] >= 62 * 60).all() and (vessel.arrival >= 62 * 60).all()
    assert streams[0].n == 0, "nobody is there but who is in the list"


SITES = """\
  reefer_site:
    trait: reefer
    instead: {gate_in: far_gate}
"""
HALF = """\
  third_site:
    share: {value: 50 %, source: user}
    instead: {gate_in: third_gate}
"""
AT = "stream,step,since,doing,count,reefer\n"


def test_a_row_that_names_the_place_of_another_site_is_there() -> None:
    """One is served for 1 of 3 min, two are behind it: they wait 2 and 5 min. Whose row says that it is of
    the site by its trait is there as well, and nobody goes elsewhere."""
    scenario, since = sited([d * DAY + 1200 for d in range(14)], SITES), 8 * DAY + 480 - 1
    for rows in (
        f"domestic,far_gate,{since},in service,1,\ndomestic,far_gate,,waiting,2,\n",
        f"domestic,far_gate,{since},in service,1,\ndomestic,domestic_truck.gate_in,,waiting,2,yes\n",
    ):
        found = forecast(scenario, "200 h", AT + rows)
        assert waiting(found, "far_gate", 1) == pytest.approx([7 / 60] * 3)
        assert waiting(found, "gate_in", 1) == [0, 0, 0]
    third = sited([d * DAY + 1200 for d in range(14)], HALF, far="")
    found = forecast(third, "200 h", "stream,step,count\ndomestic,third_gate,3\n")
    assert waiting(found, "third_gate", 1) == pytest.approx([9 / 60] * 3), "0, 3 and 6 min"


def test_each_alternative_has_its_own_places() -> None:
    """Health declared online has a remote officer, who is not in the baseline; all else is the same."""
    other = "crew_online_health_declaration"
    rows = "vessel,alongside,ocean_gate,1\nempty,gate_in,ocean_gate,30\n"
    port = portsim.load("ocean_gate").with_engine("compiled")
    found = forecast(port, "34 h", f"stream,step,terminal,count\n{rows}", alternatives=[other])
    queues = found.tables["queues"].set_index(["alternative", "place"])
    assert "remote_officer" in queues.loc[other].index
    assert "remote_officer" not in queues.loc["baseline"].index
    assert set(queues.loc["baseline"].index) < set(queues.loc[other].index)
    for name in ("baseline", other):
        assert (queues.loc[(name, "gate_in")].query("hour == 0")["median"] > 0).all(), name
        at_once = queues.loc[name].query("hour == 0 and median > 0").index
        assert list(at_once) == ["gate_in"], name
