"""All random times wider or narrower around their means, by one factor that can have a range."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import TypeAdapter
from tiny import TINY

import portsim
from portsim.base.errors import ConfigError
from portsim.claims.observation import Observation
from portsim.model.durations import Duration, RandomTime
from portsim.model.sourced import Sourced
from portsim.scenario.inputs import drawn, inputs
from portsim.scenario.numbers import sources
from portsim.scenario.scenario import Scenario
from portsim.study.calibration.unknowns import unknowns
from portsim.study.paying.one_input import find_input
from portsim.workload.draws import Draws

KEY = "shapes.spread_of_times"
AS_STATED = "shapes: {spread_of_times: {value: 1, source: assumption, range: [0.5, 1.5]}}\n"
SOURCE = {"source": "A1"}
N, FAR = 400_000, 5  # draws; standard errors


@pytest.fixture(autouse=True)
def here(tiny_folder: None) -> None:
    """All scenarios lie in a folder of their own."""


def scenario(text: str = TINY + AS_STATED) -> Scenario:
    Path("tiny.yaml").write_text(text)
    return portsim.load("tiny.yaml")


def time(**text: object) -> RandomTime:
    return TypeAdapter(Duration).validate_python({**text, **SOURCE})


WIDER = [
    # shape, its coefficient of variation by hand, the one asked for at twice the spread
    (time(shape="exponential", mean="7 min"), 1.0, 2.0),
    (time(shape="erlang", mean="7 min", k=4), 0.5, 1.0),
    (time(shape="lognormal", mean="7 min", cv=0.4), 0.4, 0.8),
    (time(shape="gamma", mean="7 min", cv=0.4), 0.4, 0.8),
    (time(shape="triangular", low="4 min", mode="5 min", high="6 min"), 6**-0.5 / 5, 1.5**-0.5 / 5),
    (time(shape="uniform", low="4 min", high="6 min"), (1 / 3) ** 0.5 / 5, (4 / 3) ** 0.5 / 5),
]  # fmt: skip


@pytest.mark.parametrize(("stated", "cv", "twice"), WIDER, ids=lambda each: getattr(each, "shape", ""))
def test_a_shape_keeps_its_mean_and_its_draws_spread_as_asked(
    stated: RandomTime, cv: float, twice: float
) -> None:
    for factor, wanted in ((1.0, cv), (2.0, twice), (0.5, cv / 2)):
        other = stated.spread_by(factor)
        drawn_times = other.times(N, Draws(1, 0).at("spread"))
        assert other.average == pytest.approx(stated.average)
        assert other.variance**0.5 / other.average == pytest.approx(wanted)
        assert abs(drawn_times.mean() / other.average - 1) < FAR * wanted / N**0.5
        assert drawn_times.std() / other.average == pytest.approx(wanted, rel=0.02)
        assert other.source == stated.source


def test_times_with_ends_spread_until_the_shortest_is_none() -> None:
    wide = time(shape="triangular", low="1 min", mode="4 min", high="7 min").spread_by(3)
    assert wide.children() | {"low": 0.0, "mode": 4.0, "high": 8.0} == wide.children()
    assert time(shape="uniform", low="2 min", high="4 min").spread_by(3).variance == pytest.approx(36 / 12)


def test_no_shape_spreads_beyond_what_a_file_can_state() -> None:
    for shape in ("lognormal", "gamma"):
        assert time(shape=shape, mean="7 min", cv=6).spread_by(3).variance == pytest.approx((10 * 7) ** 2)


def test_no_shape_is_narrower_than_what_a_file_can_state() -> None:
    for shape, more in (("lognormal", {"cv": 0.4}), ("gamma", {"cv": 0.4}), ("erlang", {"k": 4})):
        narrow = time(shape=shape, mean="7 min", **more).spread_by(1e-200)
        assert narrow.times(10, Draws(1, 0).at("narrow")) == pytest.approx(7, rel=1e-4)


def test_a_floor_stays() -> None:
    floored = time(shape="erlang", mean="7 min", k=4, at_least="2 min").spread_by(1.5)
    assert floored.floor == 2.0
    assert floored.times(1000, Draws(1, 0).at("floor")).min() == 2.0


def test_shapes_of_measured_times_stay() -> None:
    quantiles = time(shape="empirical", quantiles=["2 min", "4 min", "10 min"])
    assert quantiles.spread_by(2) is quantiles


def test_all_times_of_the_port_go_with_it_and_nothing_else() -> None:
    stated, wide = scenario().baseline.port, scenario().set(KEY, 1.5).baseline.port
    random = {"paper_check", "resolve_trouble", "gate_to_yard", "yard_to_gate"}
    assert {name for name, time in stated.tasks.items() if time != wide.tasks[name]} == random
    for name in random:
        assert wide.tasks[name].variance == pytest.approx(1.5**2 * stated.tasks[name].variance)
    assert wide.children() == stated.children() | {"tasks": wide.tasks}


def test_a_mean_and_the_spread_are_drawn_each_by_its_own() -> None:
    assert [each.name for each in inputs(scenario())] == [KEY, "tasks.paper_check"]
    both = drawn(scenario(), {KEY: 1.0, "tasks.paper_check": 0.0}).scenario
    check = both.baseline.port.tasks["paper_check"]
    assert check.average == pytest.approx(1.5)
    assert check.variance**0.5 / check.average == pytest.approx(1.5 / 3**0.5)
    one: Sourced = inputs(scenario())[0].at(inputs(scenario())[0].stated)[KEY]
    assert one.level == pytest.approx(1.0)


def test_a_time_that_is_drawn_or_set_again_is_spread_once() -> None:
    wide = scenario().set(KEY, 1.5)
    check, stated = wide.baseline.port.tasks["paper_check"], scenario().baseline.port.tasks["paper_check"]
    assert check.variance == pytest.approx(1.5**2 * stated.variance)
    known = {each.name: each for each in inputs(wide)}
    assert known["tasks.paper_check"].first == stated
    again = drawn(scenario(), {KEY: 1.0}).scenario
    again = drawn(again, {"tasks.paper_check": known["tasks.paper_check"].stated}).scenario
    assert again.baseline.port.tasks["paper_check"].variance == pytest.approx(check.variance)
    for key in ("gate_to_yard", "yard_to_gate"):
        number = find_input(wide, f"tasks.{key}")
        same = wide.set(f"tasks.{key}", number.text(number.stated)).baseline.port.tasks[key]
        assert same.variance == pytest.approx(wide.baseline.port.tasks[key].variance)


def test_sources_tell_times_as_the_file_does() -> None:
    numbers = dict(sources(scenario().set(KEY, 1.5)))
    assert numbers["tasks.paper_check"].words() == "erlang, mean 2.5 min"
    assert numbers[KEY].level == 1.5


def test_a_time_that_is_in_place_is_told_as_it_is_there() -> None:
    text = TINY.replace(
        "what_ifs:\n", "in_place: [slow]\nwhat_ifs:\n  slow: {set: {tasks.resolve_trouble: 1 h}}\n"
    )
    assert dict(sources(scenario(text + AS_STATED).set(KEY, 1.5)))["tasks.resolve_trouble"].level == 60


def test_a_time_that_a_what_if_sets_as_a_whole_goes_with_it() -> None:
    own = "{shape: lognormal, mean: 2 min, cv: 0.4, source: A1}"
    slow = f"what_ifs:\n  slow: {{set: {{tasks.paper_check: {own}, places.gate_in.lanes: 3}}}}\n"
    text = TINY.replace("what_ifs:\n", slow).replace("compare:\n", "compare:\n  slow: [slow]\n")
    check = scenario(text + AS_STATED).set(KEY, 1.5).world("slow").port.tasks["paper_check"]
    assert check.variance == pytest.approx((0.4 * 1.5 * 2) ** 2)


def test_as_stated_nothing_moves() -> None:
    plain = scenario(TINY)
    assert scenario().identity == plain.identity
    assert scenario().set(KEY, 1.25).identity != plain.identity


def test_times_of_measures_and_of_an_alternatives_own_options_go_with_it() -> None:
    text = (TINY + AS_STATED).replace(
        "scan_code: {shape: constant, mean: 20 s, source: A1}",
        "scan_code: {shape: lognormal, mean: 20 s, cv: 0.4, source: assumption, range: [10 s, 60 s]}",
    )
    assert scenario(text).set(KEY, 1.5).world("qr").port.tasks["scan_code"].variance == pytest.approx(
        (0.4 * 1.5 * 20 / 60) ** 2
    )
    own = "{shape: lognormal, mean: 30 s, cv: 0.2, source: assumption, range: [10 s, 60 s]}"
    text = text.replace(
        "qr: [qr_gate_pass]", f"qr: [{{measure: qr_gate_pass, options: {{scan_code: {own}}}}}]"
    )
    assert scenario(text).set(KEY, 1.5).world("qr").port.tasks["scan_code"].variance == pytest.approx(
        (0.2 * 1.5 * 0.5) ** 2
    )


def test_both_engines_run_what_is_spread_alike() -> None:
    wide = scenario().set(KEY, 1.5)
    tables = [
        portsim.compare(wide.with_engine(engine), workers=1).comparison for engine in ("compiled", "simpy")
    ]
    assert tables[0].equals(tables[1])
    plain = portsim.compare(scenario(), workers=1).comparison
    assert not tables[0].equals(plain)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{value: 0, source: user}", "got 0, allowed above 0 and up to 3"),
        ("{value: 4, source: user}", "got 4, allowed above 0 and up to 3"),
        ("{value: 1, source: assumption, range: [0, 2]}", "got 0, allowed above 0 and up to 3"),
        ("{value: 1, source: assumption}", "an assumption needs a range: add range: [low, high]"),
        ("{value: 1, source: Z9}", "unknown source 'Z9' (allowed: A1, assumption, user)"),
    ],
)
def test_what_it_cannot_be_is_refused(text: str, message: str) -> None:
    with pytest.raises(ConfigError) as error:
        scenario(f"{TINY}shapes: {{spread_of_times: {text}}}\n")
    line = TINY.count("\n") + 1
    assert str(error.value).startswith(f"tiny.yaml:{line}:") and message in str(error.value)


def test_a_what_if_cannot_change_it() -> None:
    text = TINY.replace("what_ifs:\n", "what_ifs:\n  wide: {set: {shapes.spread_of_times: 2}}\n")
    with pytest.raises(ConfigError) as error:
        scenario(text + AS_STATED)
    assert str(error.value) == (
        "tiny.yaml:38:16: what_ifs.wide: shapes.spread_of_times: is the same in all alternatives, so that no "
        "what-if changes it; set it in a scenario of its own, or with --set (Python: Scenario.set)"
    )


def test_a_file_without_it_says_where_it_goes() -> None:
    with pytest.raises(ConfigError) as error:
        scenario(TINY).set(KEY, 1.5)
    assert str(error.value) == (
        "set shapes.spread_of_times: tiny.yaml has no shapes so far; write it there or in a file that "
        "extends it, and set it then"
    )


def test_a_calibration_looks_for_it_where_times_decide_the_figures() -> None:
    figure = {
        "kpi": "truck_turn_time",
        "observed": 20,
        "unit": "min",
        "band": [10, 30],
        "because": "x",
        "differs": "no",
    }
    seen = {"V1": Observation.model_validate({"statement": "turn", "source": "A1", **figure})}
    assert KEY in [each.name for each in unknowns(scenario(), seen)]
