"""Queues and draws against what theory says of them, over independent replications."""

from math import factorial

import numpy as np
import pytest
from scipy import stats
from worlds import columns_of, draw, flow, lasting, one, port, replicated, share, stream_of

from portsim.model.calendar import Profile
from portsim.model.demand import Brought, Declaration, Trait
from portsim.model.durations import RandomTime
from portsim.model.numbers import ConstantNumber, Geometric
from portsim.model.place import Place, Terminal
from portsim.model.sourced import Time
from portsim.model.steps import Step, visit
from portsim.workload.arrivals import cumulative_rate, poisson_arrivals
from portsim.workload.declarations import declarations
from portsim.workload.draws import Draws

RUNS = 12
DAYS, WARM_UP = 15, 1
GATE = visit("gate", "work")


def figures(
    per_minute: float, steps: tuple[Step, ...], servers: dict[str, int], **tasks: RandomTime
) -> np.ndarray:
    """Mean wait and mean sojourn [min] of each step, one row per replication, shape (runs, steps, 2)."""
    places = {name: Place(servers=one(n)) for name, n in servers.items()}
    world = port(tasks, {"truck": stream_of(per_minute * 1440)}, places=places)
    out = []
    for records in replicated(world, [flow("f", *steps)], DAYS, RUNS):
        rows = []
        for step in steps:
            queued, started, ended = columns_of(records, step.label)
            after = (queued >= WARM_UP * 1440) & np.isfinite(ended)
            rows.append(((started - queued)[after].mean(), (ended - queued)[after].mean()))
        out.append(rows)
    return np.array(out)


def agrees(values: np.ndarray, theory: float) -> bool:
    """The theory lies in the 99 % CI of the replications' mean, and the CI is narrow enough to tell."""
    half = float(stats.t.ppf(0.995, len(values) - 1)) * values.std(ddof=1) / len(values) ** 0.5
    assert half < 0.1 * theory
    return abs(values.mean() - theory) <= half


def erlang_c(servers: int, load: float) -> float:
    """Chance of having to wait in M/M/c with `load` = arrival rate x mean service."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**k / factorial(k) for k in range(servers)) + last)


@pytest.mark.parametrize(("servers", "use"), [(1, 0.7), (3, 0.8), (8, 0.85)])
def test_mean_wait_of_m_m_c_is_erlang_s(servers: int, use: float) -> None:
    load = servers * use
    waits = figures(load, (GATE,), {"gate": servers}, work=lasting("1 min"))[:, 0, 0]
    assert agrees(waits, erlang_c(servers, load) / (servers - load))


@pytest.mark.parametrize(
    ("work", "second_moment"),
    [
        (lasting("1 min", "constant"), 1.0),
        (lasting("1 min", "lognormal", cv=0.5), 1.25),
        (lasting("1 min", "erlang", k=3), 4 / 3),
        (lasting("1 min", "exponential"), 2.0),
    ],
    ids=["constant", "lognormal", "erlang", "exponential"],
)
def test_mean_wait_of_m_g_1_is_that_of_pollaczek_and_khinchine(
    work: RandomTime, second_moment: float
) -> None:
    rate = 0.75
    waits = figures(rate, (GATE,), {"gate": 1}, work=work)[:, 0, 0]
    assert agrees(waits, rate * second_moment / (2 * (1 - rate)))


def test_each_place_of_a_tandem_line_is_a_queue_of_its_own() -> None:
    rate, means = 0.7, (1.0, 0.8)
    steps = (GATE, visit("desk", "sign"))
    tasks = {"work": lasting("1 min"), "sign": lasting("0.8 min")}
    sojourns = figures(rate, steps, {"gate": 1, "desk": 1}, **tasks)[:, :, 1]
    for place, mean in enumerate(means):
        assert agrees(sojourns[:, place], 1 / (1 / mean - rate))


def test_the_share_that_waits_is_erlang_s() -> None:
    world = port(
        {"work": lasting("1 min")}, {"truck": stream_of(2.4 * 1440)}, places={"gate": Place(servers=one(3))}
    )
    shares = []
    for records in replicated(world, [flow("f", GATE)], DAYS, RUNS):
        queued, started, _ = columns_of(records, "work")
        shares.append(np.mean(started[queued > 1440] > queued[queued > 1440]))
    assert agrees(np.array(shares), erlang_c(3, 2.4))


# --- arrivals

HOURS = (0, 0, 0, 0, 0, 1, 3, 5, 8, 8, 6, 5, 4, 4, 6, 8, 9, 6, 4, 2, 1, 0, 0, 0)
DAY_WEIGHTS = (1, 1.2, 1, 1, 1.4, 0.5, 0)
PROFILE = Profile(hours=HOURS, days=DAY_WEIGHTS, source="user")


def hourly(weeks: int, seed: int) -> np.ndarray:
    """Arrivals per hour of the week over some weeks, shape (168,)."""
    moments = poisson_arrivals(500, PROFILE, 0.0, weeks * 10080.0, Draws(seed, 0).at("arrival"))
    return np.bincount((moments // 60).astype(int) % 168, minlength=168)


def test_arrivals_per_hour_of_the_week_follow_the_rate() -> None:
    weeks = 20
    expected = 500 * 7 * weeks * np.array(PROFILE.weights())
    open_hours = expected > 0
    got = hourly(weeks, 1)
    chi2 = float(((got - expected)[open_hours] ** 2 / expected[open_hours]).sum())
    assert 0.005 < stats.chi2.sf(chi2, int(open_hours.sum())) < 0.995
    assert got[~open_hours].sum() == 0


def test_the_expected_number_of_arrivals_is_the_integral_of_the_rate() -> None:
    ends, counts = cumulative_rate(500, PROFILE, 0.0, 10080.0)
    by_hand = np.concatenate([[0.0], np.cumsum(3500 * np.array(PROFILE.weights()))])
    np.testing.assert_allclose(np.interp(np.arange(169) * 60.0, ends, counts), by_hand, atol=1e-9)


def test_a_span_may_begin_and_end_within_an_hour() -> None:
    _, counts = cumulative_rate(500, PROFILE, 8 * 60 + 15, 9 * 60 + 30)
    weights = np.array(PROFILE.weights())
    assert counts[-1] == pytest.approx(3500 * (0.75 * weights[8] + 0.5 * weights[9]))


def test_before_the_start_the_week_goes_back_to_sunday() -> None:
    _, counts = cumulative_rate(500, PROFILE, -1440.0, 0.0)
    assert counts[-1] == pytest.approx(0.0)  # no arrivals on Sundays


def test_arrivals_within_an_hour_are_even() -> None:
    moments = poisson_arrivals(500, PROFILE, 0.0, 10 * 10080.0, Draws(1, 0).at("arrival"))
    assert stats.kstest(moments % 60 / 60, "uniform").pvalue > 0.005


def test_daily_numbers_of_arrivals_vary_as_poisson_numbers_do() -> None:
    moments = poisson_arrivals(500, None, 0.0, 400 * 1440.0, Draws(1, 0).at("arrival"))
    daily = np.bincount((moments // 1440).astype(int), minlength=400)
    low, high = stats.chi2.ppf([0.005, 0.995], 399) / 399
    assert low < daily.var(ddof=1) / daily.mean() < high


def test_gaps_at_an_even_rate_are_exponential() -> None:
    moments = poisson_arrivals(500, None, 0.0, 20 * 1440.0, Draws(1, 0).at("arrival"))
    assert stats.kstest(np.diff(moments), "expon", args=(0, 1440 / 500)).pvalue > 0.005


# --- shipments

TERMINALS = {
    "north": Terminal(title="N", share=share(0.5)),
    "south": Terminal(title="S", share=share(0.3)),
    "west": Terminal(title="W", share=share(0.2)),
}
WORK = {"work": lasting("1 min")}


def test_shipments_spread_over_terminals_by_their_shares() -> None:
    world = port(WORK, {"truck": stream_of(20000)}, terminals=TERMINALS)
    got = np.bincount(draw(world, [flow("f", GATE)])["truck"].terminal, minlength=3)
    assert stats.chisquare(got, got.sum() * np.array([0.5, 0.3, 0.2])).pvalue > 0.005


@pytest.mark.parametrize("part", [0.01, 0.3, 0.9])
def test_a_trait_has_its_share(part: float) -> None:
    world = port(WORK, {"truck": stream_of(20000)}, traits={"aeo": Trait(share=share(part), of=("truck",))})
    has = draw(world, [flow("f", GATE)])["truck"].traits["aeo"]
    assert stats.binomtest(int(has.sum()), len(has), part).pvalue > 0.005


@pytest.mark.parametrize(("part", "count"), [(0.0, 0), (1.0, 1)])
def test_a_trait_of_nobody_or_everybody_is_exact(part: float, count: int) -> None:
    world = port(WORK, {"truck": stream_of(5000)}, traits={"aeo": Trait(share=share(part), of=("truck",))})
    assert draw(world, [flow("f", GATE)])["truck"].traits["aeo"].mean() == count


def test_declarations_have_geometric_numbers_of_boxes() -> None:
    sizes = Geometric(mean=3.3, source="user").draw(50000, Draws(1, 0).at("sizes"))
    classes = np.append(np.arange(1, 15), 15)
    expected = stats.geom.pmf(classes, 1 / 3.3)
    expected[-1] = stats.geom.sf(14, 1 / 3.3)
    got = np.bincount(np.minimum(sizes, 15), minlength=16)[1:]
    assert stats.chisquare(got, expected * len(sizes)).pvalue > 0.005


def exams(per: str, runs: int = 400) -> tuple[float, float]:
    """Share of boxes with an exam, and the variance of their number over that of single selection."""
    boxes = Declaration(boxes=Geometric(mean=3.3, source="user"), spread=Time(value="4 h", source="user"))
    world = port(
        WORK,
        {"box": stream_of(1000, declaration=boxes)},
        traits={"exam": Trait.model_validate({"share": share(0.1), "of": ("box",), "per": per})},
    )
    found = [draw(world, [flow("f", GATE)], replication=r)["box"].traits["exam"] for r in range(runs)]
    rest = np.array([has.sum() - 0.1 * len(has) for has in found])
    total = sum(len(has) for has in found)
    return sum(int(has.sum()) for has in found) / total, float((rest**2).sum() / (total * 0.1 * 0.9))


def test_boxes_selected_one_by_one_are_binomial() -> None:
    part, ratio = exams("shipment")
    assert part == pytest.approx(0.1, abs=0.002)
    assert 0.8 < ratio < 1.2


def test_boxes_selected_by_declaration_clump() -> None:
    """The variance grows by E[size^2] / E[size] = 2 x 3.3 - 1 for geometric sizes."""
    part, ratio = exams("declaration")
    assert part == pytest.approx(0.1, abs=0.005)
    assert 0.8 < ratio / (2 * 3.3 - 1) < 1.2


def test_boxes_of_one_declaration_are_selected_together() -> None:
    whole = Declaration(boxes=ConstantNumber(mean=5, source="user"), spread=Time(value="4 h", source="user"))
    demand = stream_of(1000, declaration=whole)
    world = port(
        WORK, {"box": demand}, traits={"exam": Trait(share=share(0.2), of=("box",), per="declaration")}
    )
    box = draw(world, [flow("f", GATE)], seed=1)["box"]
    number = declarations(whole, "box", box.arrival, box.terminal, Draws(1, 0))
    selected = {each: set(box.traits["exam"][number == each]) for each in set(number[number >= 0])}
    assert len(selected) > 100
    assert all(len(found) == 1 for found in selected.values())


def test_a_carrier_brings_its_mean_number() -> None:
    ship = stream_of(200, ("ship",))
    box = Brought.model_validate(
        {
            "flows": ("f",),
            "brought_by": "ship",
            "number": {"shape": "poisson", "mean": 90, "source": "user"},
        }
    )
    world = port(WORK, {"ship": ship, "box": box})
    streams = draw(world, [flow("f", GATE), flow("ship")])
    brought = np.bincount(streams["box"].carrier, minlength=streams["ship"].n)
    assert abs(brought.mean() - 90) < 2.58 * (90 / len(brought)) ** 0.5


def test_erlang_s_formula_gives_the_textbook_s_figure() -> None:
    """Two servers with a load of 1: the chance to wait is 1/3."""
    assert erlang_c(2, 1) == pytest.approx(1 / 3)
