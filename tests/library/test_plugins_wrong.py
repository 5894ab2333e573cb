"""What a newcomer declares wrongly is refused at once, with the file and the line: it would measure nothing,
or something else."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugged import MEASURE_CODE, QUANTITY, WEIGHED, loaded, plugin

import portsim
from portsim.base.errors import ConfigError, PortsimError
from portsim.kpis.channel import channels_in
from portsim.kpis.kpi import KPI
from portsim.model.flow import FLOW
from portsim.scenario import plugins as finding
from portsim.scenario.plugins import of_file
from portsim.study.checks import check_study
from portsim.testing import contract

pytestmark = [
    pytest.mark.usefixtures("tiny_folder"),
    pytest.mark.filterwarnings("ignore::portsim.base.notes.Note"),
]

KPI_OF = "portsim.kpi('own', 'Own', 'min', 'less', {of})"
FLOW_OF = "portsim.flow('own', {steps})"
WALK = "portsim.travel('gate_to_yard')"


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            KPI_OF.format(of="portsim.Spent('both', labels='gate_in')"),
            "Spent: labels: got 'gate_in', allowed a list of text",
        ),
        (
            KPI_OF.format(of="portsim.Spent('queued', labels=('gate_in',))"),
            "Spent: what: got 'queued' (nearest: queue)",
        ),
        (
            KPI_OF.format(of="portsim.Between('gate_in', 'gate_out', 'domestic')"),
            "Between: streams: got 'domestic', allowed a list of text",
        ),
        (KPI_OF.format(of="portsim.Between(1, 'gate_out')"), "Between: first: got 1, allowed text"),
        (
            KPI_OF.format(of="portsim.Busy('gate_in')"),
            "Busy: places: got 'gate_in', allowed a list of text",
        ),
        (
            KPI_OF.format(of="portsim.Cost(entries='lifts')"),
            "Cost: entries: got 'lifts', allowed a list of text",
        ),
        (
            KPI_OF.format(of="portsim.Cost(payers=('terminl',))"),
            "Cost: payers: got 'terminl' (nearest: terminal)",
        ),
        (
            KPI_OF.format(of="portsim.Weighed((portsim.Between('gate_in', 'gate_out', 'domestic'),))"),
            "Between: streams: got 'domestic', allowed a list of text",
        ),
        (
            FLOW_OF.format(steps="{portsim.signal('one'), portsim.signal('two')}"),
            "flow: steps: got a set, allowed a list of Step",
        ),
        (KPI_OF.format(of="portsim.Yearly(5)"), "Yearly: entry: got 5, allowed text"),
        (
            KPI_OF.format(of="portsim.Weighed(('gate_in', 'gate_out'))"),
            "Weighed: parts: got a list with 'gate_in', allowed a list of Between",
        ),
        (
            KPI_OF.format(of="portsim.Between('gate_in', 'gate_out'), scale='60'"),
            "kpi: scale: got '60', allowed a number",
        ),
        (
            KPI_OF.format(of="portsim.Between('gate_in', 'gate_out'), matters='0.5 min'"),
            "kpi: matters: got '0.5 min', allowed a number",
        ),
        (
            "portsim.entry('own', 'Own', 'lift', portsim.Spent('count', counts='lift'), unit='lifts')",
            "Spent: counts: got 'lift', allowed a list of text",
        ),
        (
            "portsim.entry('own', 'Own', 5, portsim.Spent('count'), unit='lifts')",
            "entry: tariff: got 5, allowed text",
        ),
        ("portsim.channel('own', 5)", "channel: trait: got 5, allowed text"),
        ("portsim.table('own')", "table: question: got 'own', allowed a Question"),
        (
            FLOW_OF.format(steps=WALK),
            "flow: steps: got a Travel, allowed a list of Step",
        ),
        (
            FLOW_OF.format(steps="('gate_to_yard',)"),
            "flow: steps: got a list with 'gate_to_yard', allowed a list of Step",
        ),
        (
            FLOW_OF.format(steps=f"(portsim.inside('gate_in', {WALK}),)"),
            "inside: body: got a Travel, allowed a list of Step",
        ),
        (
            FLOW_OF.format(steps="(portsim.visit(5, 'paper_check'),)"),
            "visit: place: got 5, allowed text",
        ),
        (
            FLOW_OF.format(steps="(portsim.visit('gate_in', 'paper_check', priority='high'),)"),
            "visit: priority: got 'high' (allowed: low, normal, urgent)",
        ),
        (
            FLOW_OF.format(steps="(portsim.wait_until('released', of='papers'),)"),
            "wait_until: of: got 'papers' (allowed: all, carrier, declaration, shipment)",
        ),
        (
            FLOW_OF.format(steps=f"({WALK}, {WALK})"),
            "flow own: duplicate label 'gate_to_yard'; give one of the two steps a label of its own",
        ),
    ],
)
def test_what_is_of_another_type_is_one_message_with_its_line(code: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        of_file(plugin(code))
    assert str(caught.value) == f"{Path('mine.py').resolve()}:8: {message}"


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        (
            KPI_OF.format(of="portsim.Between('gate_in', 'gate_out'), scale=float('nan')"),
            ValueError,
            "KPI 'own': scale: got nan, allowed a finite number other than 0",
        ),
        (
            KPI_OF.format(of="portsim.Between('gate_in', 'gate_out'), scale=0"),
            ValueError,
            "KPI 'own': scale: got 0, allowed a finite number other than 0",
        ),
        (
            "portsim.look('lanes', 'bluish')",
            ValueError,
            "look 'lanes': colour: got 'bluish', allowed one written as #rrggbb: #0072B2",
        ),
        (
            "portsim.entry('own', 'Own', 'truck_hour', portsim.Spent('both'), unit='hours')",
            ValueError,
            "ledger entry 'own': unit: got 'hours', allowed h or day: its work is time",
        ),
        (
            "portsim.entry('own', 'Own', 'truck_hour', unit='h')",
            TypeError,
            "ledger entry 'own': got no work, allowed portsim.Spent or portsim.Between",
        ),
        (
            "portsim.entry('own', 'Own', 'truck_hour', portsim.Busy(('gate_in',)), unit='h')",
            TypeError,
            "ledger entry 'own': got Busy(places=('gate_in',)), allowed portsim.Spent or portsim.Between",
        ),
        (
            "portsim.table(portsim.Question('own', 'Own', None))",
            TypeError,
            "table 'own': got nothing, allowed a function of a study",
        ),
        (
            "portsim.table(portsim.Question('own', 'Own', len, needs='events'))",
            TypeError,
            "table 'own': needs: got 'events', allowed names of tables: (\"events\",)",
        ),
    ],
)
def test_what_would_measure_something_else_is_refused(code: str, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind) as caught:
        of_file(plugin(code))
    assert str(caught.value) == message
    assert caught.value.__notes__ == [f"while running plug-in {Path('mine.py').resolve()}"]


def test_an_installed_plugin_names_file_and_line_too(monkeypatch: pytest.MonkeyPatch) -> None:
    path = plugin(FLOW_OF.format(steps=WALK), "their_wrong_port.py").resolve()

    class Point:
        name, value, dist = "theirs", "their_wrong_port", None

        def load(self) -> object:
            return __import__("their_wrong_port")

    monkeypatch.syspath_prepend(str(Path.cwd()))
    monkeypatch.setattr(finding, "entry_points", lambda group: [Point()])
    finding._installed_packages.cache_clear()
    with pytest.raises(ConfigError) as caught:
        finding.installed()
    assert str(caught.value) == f"{path}:8: flow: steps: got a Travel, allowed a list of Step"
    finding._installed_packages.cache_clear()


def test_lists_do_for_names_and_steps() -> None:
    code = KPI_OF.format(of="portsim.Spent('both', labels=['gate_in'])")
    steps = f"[portsim.when(['a', 'b'], [{WALK}]), portsim.travel('yard_to_gate')]"
    library = loaded(f"{code}\n{FLOW_OF.format(steps=steps)}").library
    assert library[KPI]["own"].of == portsim.Spent("both", labels=("gate_in",))
    walk, back = portsim.travel("gate_to_yard"), portsim.travel("yard_to_gate")
    assert library[FLOW]["own"].steps == (portsim.when(("a", "b"), (walk,)), back)


@pytest.mark.parametrize(
    ("factor", "message"),
    [
        ("-1", "tasks.paper_check: scale: got -1, allowed a finite factor of at least 0"),
        ("float('nan')", "tasks.paper_check: scale: got nan, allowed a finite factor of at least 0"),
        ("'0.5'", "World.scale: factor: got '0.5', allowed a number"),
    ],
)
def test_a_measure_scales_by_a_number_of_at_least_0(factor: str, message: str) -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    path = plugin(MEASURE_CODE.format(body=f"return world.scale('tasks.paper_check', {factor})"))
    with pytest.raises(ConfigError) as caught:
        portsim.load("weighed.yaml", plugins=path)
    assert str(caught.value) == f"weighed.yaml:7:19: compare.weigh: {message}"


def test_an_entry_with_a_misspelt_tariff_is_refused() -> None:
    Path("tariffs.yaml").write_text(
        "extends: tiny.yaml\nname: own\ntitle: Own\n"
        "tariffs: {truck_hour: {cost: {value: 100 yuan/h, source: A1}, payer: haulier}}\n"
    )
    path = plugin("portsim.entry('own', 'Own', 'truck_huor', portsim.Spent('both'), unit='h')").resolve()
    with pytest.raises(PortsimError) as caught:
        check_study(portsim.load("tariffs.yaml", plugins=path))
    assert str(caught.value) == (
        f"{path}:8: ledger entry 'own': unknown tariff 'truck_huor' (nearest: truck_hour)"
    )


def test_a_channel_of_a_plugin_stands_before_that_of_all_others() -> None:
    Path("weighed.yaml").write_text(WEIGHED)
    body = "return world.set('traits.tagged', portsim.Trait(share=self.uptake, of=('domestic',)))"
    body += f".branch('domestic_truck', 'gate_in', 'tagged', {WALK[:-1]}, label='roll'))"
    code = f"{MEASURE_CODE.format(body=body)}\nportsim.channel('tagged lane', 'tagged')"
    scenario = portsim.load("weighed.yaml", plugins=plugin(code))
    names = [each.name for each in channels_in(scenario.world("weigh"))]
    assert names == ["tagged lane", "green channel"]


@pytest.mark.parametrize(
    "body", ["return np.random.default_rng().random(3)", "SEEN.append(1.0); return np.array(SEEN)"]
)
def test_the_contract_finds_chance_and_counting_in_a_kpi(body: str) -> None:
    scenario = loaded(f"SEEN = []\n{QUANTITY.format(body=body)}")
    (check,) = (each for each in contract(scenario, "mine") if "a figure" in str(each))
    with pytest.raises(AssertionError, match="the same run gives other samples each time"):
        check()


def test_every_public_name_says_what_it_is() -> None:
    silent = [name for name in portsim.__all__ if not getattr(portsim, name).__doc__]
    assert silent == []


OWN = """
from __future__ import annotations
from dataclasses import dataclass
from typing import TYPE_CHECKING
import portsim
if TYPE_CHECKING:
    from portsim.records.records import Records

@dataclass(frozen=True)
class Mine(portsim.{base}):
    {field}

portsim.kpi("own", "Own", "min", "less", Mine({of}))
"""


@pytest.mark.parametrize(
    ("base", "of"),
    [("Spent", "'both'"), ("Cost", ""), ("Weighed", "(portsim.Between('gate_in', 'gate_out', ('truck',)),)")],
)
@pytest.mark.parametrize("field", ["more: float = 1.0", "kept: Records | None = None"])
def test_a_quantity_built_on_one_of_portsim_is_taken(base: str, of: str, field: str) -> None:
    """Its inherited fields are checked where they are known, not where it is declared; and one whose type is
    there for type checkers alone is left to it."""
    Path("mine.py").write_text(OWN.format(base=base, of=of, field=field))
    assert len(of_file(Path("mine.py")).declared) == 1


def test_work_that_is_counted_is_not_added_to_time() -> None:
    work = (portsim.Spent("count", counts=("lift",)), portsim.Spent("both"))
    with pytest.raises(
        ValueError, match=r"^ledger entry 'own': got counted work beside time, allowed either$"
    ):
        portsim.entry("own", "Own", "lift", *work, unit="h")
