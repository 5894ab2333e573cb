"""Broken numbers: counts, times, rates, shares, shapes, and the lengths of a study."""

from __future__ import annotations

import pytest
from broken import each, edited, refusal

pytestmark = pytest.mark.usefixtures("tiny_folder")


# fmt: off
BROKEN = [
    ("a per cent for a plain number", "cv: 0.7", "cv: 70 %",
     "tiny.yaml:15:53: tasks.resolve_trouble.cv: got '70 %', allowed a number; write 0.7"),
    ("a text for a count", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: two, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got 'two', allowed a whole number >= 0 or a mapping"),
    ("a broken number for a count", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2.5, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got 2.5, allowed a whole number >= 0 or a mapping"),
    ("a count below 0", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: -2, source: A1}}",
     "tiny.yaml:8:21: places.gate_in.lanes.value: got -2, allowed a whole number >= 0 or a mapping"),
    ("a time without a unit", "mean: 1 h", "mean: 1",
     "tiny.yaml:20:43: tasks.agent_carries_papers.mean: got 1, allowed a time with its unit: write 1 s, "
     "1 min or 1 h"),
    ("an unknown unit", "mean: 1 h", "mean: 1 hr",
     "tiny.yaml:20:43: tasks.agent_carries_papers.mean: got '1 hr', allowed a time such as 150 s, 2.5 min or "
     "2 h; unknown unit 'hr' (nearest: hour)"),
    ("a time in words", "mean: 1 h", "mean: soon",
     "tiny.yaml:20:43: tasks.agent_carries_papers.mean: got 'soon', allowed a time such as 150 s, "
     "2.5 min or 2 h"),
    ("a time below 0", "mean: 1 h", "mean: -1 h",
     "tiny.yaml:20:43: tasks.agent_carries_papers.mean: got '-1 h', allowed a time of 0 or more"),
    ("a rate without a unit", "100 per day", "100",
     "tiny.yaml:31:49: demand.domestic.per_day.value: got 100, allowed a rate such as 30 per hour or "
     "670 per day"),
    ("a rate per unknown unit", "100 per day", "100 per dya",
     "tiny.yaml:31:49: demand.domestic.per_day.value: got '100 per dya', allowed a rate such as 30 "
     "per hour or 670 per day; unknown unit 'dya' (nearest: day)"),
    ("an infinite rate", "100 per day", "1e999 per day",
     "tiny.yaml:31:49: demand.domestic.per_day.value: got '1e999 per day', allowed a rate of 0 or "
     "more, and finite"),
    ("a share above 100 %", "value: 5 %", "value: 150 %",
     "tiny.yaml:24:13: chances.trouble.value: got '150 %', allowed a share from 0 to 1 (0 % to 100 %)"),
    ("a percentage without its sign", "value: 5 %", "value: 5",
     "tiny.yaml:24:13: chances.trouble.value: got 5, allowed a share from 0 to 1 (0 % to 100 %); "
     "write 5 % for 5 in a hundred"),
    ("a share in words", "value: 5 %", "value: few",
     "tiny.yaml:24:13: chances.trouble.value: got 'few', allowed a share such as 5 % or 0.05"),
    ("true for a share", "value: 5 %", "value: true",
     "tiny.yaml:24:13: chances.trouble.value: got true, allowed a share such as 5 % or 0.05"),
    ("an unknown shape", "shape: erlang", "shape: erlnag",
     "tiny.yaml:14:17: tasks.paper_check.shape: got 'erlnag', allowed constant, exponential, erlang, "
     "lognormal, triangular, uniform, gamma, weibull, loglogistic, normal, beta, empirical, ... "
     "(nearest: erlang)"),
    ("a shape without its phases", "k: 3, ", "",
     "tiny.yaml:14:3: tasks.paper_check: shape erlang needs k"),
    ("no phases", "k: 3", "k: 0",
     "tiny.yaml:14:45: tasks.paper_check.k: got 0, allowed 1 or more"),
    ("a broken number of phases", "k: 3", "k: 2.5",
     "tiny.yaml:14:45: tasks.paper_check.k: got 2.5, allowed a whole number"),
    ("a variation of 0", "cv: 0.7", "cv: 0",
     "tiny.yaml:15:53: tasks.resolve_trouble.cv: got 0, allowed 1e-06 or more"),
    ("a variation of next to nothing", "lognormal, mean: 30 min, cv: 0.7", "gamma, mean: 30 min, cv: 1e-170",
     "tiny.yaml:15:49: tasks.resolve_trouble.cv: got 1e-170, allowed 1e-06 or more"),
    ("a bell of next to no width", "lognormal, mean: 30 min, cv: 0.7", "normal, mode: 30 min, sd: 1e-200 min",
     "tiny.yaml:15:3: tasks.resolve_trouble: shape normal needs an sd of a millionth of its mode or more; or "
     "take constant"),
    ("a variation in words", "cv: 0.7", "cv: high",
     "tiny.yaml:15:53: tasks.resolve_trouble.cv: got 'high', allowed a number"),
    ("a shape with too much", "cv: 0.7", "k: 2, cv: 0.7",
     "tiny.yaml:15:53: tasks.resolve_trouble.k: shape lognormal takes no k (allowed: at_least, cv, "
     "distribution, mean, note, range, shape, source)"),
    ("a shape without its mean", "shape: constant, mean: 1 h", "shape: constant",
     "tiny.yaml:20:3: tasks.agent_carries_papers: shape constant needs mean"),
    ("a triangle out of order", "low: 2 min, mode: 4 min", "low: 5 min, mode: 4 min",
     "tiny.yaml:16:3: tasks.gate_to_yard: shape triangular needs low <= mode <= high, and low below high"),
    ("a span out of order", "low: 2 min, high: 8 min", "low: 8 min, high: 2 min",
     "tiny.yaml:18:3: tasks.yard_to_gate: shape uniform needs low below high"),
    ("a mean outside its range", "range: [90 s, 240 s]", "range: [90 s, 120 s]",
     "tiny.yaml:14:3: tasks.paper_check: mean 2.5 min lies outside its own range, 1.5 min to 2 min; "
     "set both so that they agree"),
    ("a mean of a triangle outside its range", "high: 8 min, source: A1}\n  lift",
     "high: 8 min, source: A1, range: [5 min, 6 min]}\n  lift",
     "tiny.yaml:16:3: tasks.gate_to_yard: mean 4.67 min lies outside its own range, 5 min to 6 min; "
     "set both so that they agree"),
    ("a count outside its range", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: 2, source: A1, range: [3, 4]}}",
     "tiny.yaml:8:13: places.gate_in.lanes: value 2 lies outside its own range, 3 to 4; "
     "set both so that they agree"),
    ("a count of one terminal outside its range", "gate_in: {lanes: {value: 2, source: A1}}",
     "gate_in: {lanes: {value: {north: 5}, source: A1, range: [3, 4]}}",
     "tiny.yaml:8:13: places.gate_in.lanes: value of north, 5 lies outside its own range, 3 to 4; "
     "set both so that they agree"),
    ("a share outside its range", "value: 5 %, source: A1", "value: 5 %, source: A1, range: [6 %, 9 %]",
     "tiny.yaml:24:3: chances.trouble: value 5 % lies outside its own range, 6 % to 9 %; "
     "set both so that they agree"),
    ("a rate outside its range", "value: 100 per day, source: A1",
     "value: 100 per day, source: A1, range: [20 per day, 90 per day]",
     "tiny.yaml:31:39: demand.domestic.per_day: value 100 per day lies outside its own range, "
     "20 per day to 90 per day; set both so that they agree"),
    ("a price outside its range", "demand:", "tariffs:\n  sheet: {cost: {value: 2 yuan, source: A1, "
     "range: [3 yuan, 4 yuan]}, payer: shipper}\ndemand:",
     "tiny.yaml:30:11: tariffs.sheet.cost: value 2 yuan lies outside its own range, 3 yuan to 4 yuan; "
     "set both so that they agree"),
    ("no days", "{days: 1", "{days: 0",
     "tiny.yaml:4:9: study.days: got 0, allowed a whole number from 1 to 3660"),
    ("a broken number of days", "{days: 1", "{days: 1.5",
     "tiny.yaml:4:9: study.days: got 1.5, allowed a whole number from 1 to 3660"),
    ("no replication", "replications: 2", "replications: 0",
     "tiny.yaml:4:51: study.replications: got 0, allowed a whole number from 1 to 10000"),
    ("too many replications", "replications: 2", "replications: 20000",
     "tiny.yaml:4:51: study.replications: got 20000, allowed a whole number from 1 to 10000"),
    ("a seed below 0", "seed: ", "seed: -",
     "tiny.yaml:4:68: study.seed: got -1, allowed a whole number from 0 to 999999999999"),
    ("a seed in words", "seed: 1", "seed: x",
     "tiny.yaml:4:68: study.seed: got 'x', allowed a whole number from 0 to 999999999999"),
]
# fmt: on


@each(BROKEN)
def test_a_broken_scenario_gives_one_clear_message(old: str, new: str, message: str) -> None:
    assert refusal(lambda: edited(old, new)) == message


def test_a_mean_on_the_end_of_its_range_is_inside_in_spite_of_rounding() -> None:
    assert (0.1 + 0.2 + 0.3) / 3 > 0.2
    old = "low: 2 min, mode: 4 min, high: 8 min, source: A1"
    new = "low: 0.1 min, mode: 0.2 min, high: 0.3 min, source: A1, range: [0.1 min, 0.2 min]"
    task = edited(old, new).baseline.port.tasks["gate_to_yard"]
    assert task.range == (0.1, 0.2)


@pytest.mark.parametrize("key", ["demand.domestic.per_day", "demand.domestic.per_day.value"])
def test_what_a_user_sets_has_no_range_to_lie_outside_of(key: str) -> None:
    scenario = edited("value: 100 per day, source: A1", "value: 80 per day, source: A1, range: [50/d, 90/d]")
    rate = scenario.set(key, "100 per day").baseline.port.demand["domestic"].per_day
    assert rate is not None
    assert (rate.value, rate.range, rate.source) == (100.0, None, ("user",))
