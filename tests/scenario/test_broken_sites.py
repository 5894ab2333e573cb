"""Other sites that cannot be: one message with its place, what was got and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest
from sited import FAR, LANES, TERMINALS, THIRD, share, sited

from portsim.base.errors import ConfigError
from portsim.scenario.load import load


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def refused(
    sites: str, *edits: tuple[str, str], far: str = f"  far_gate: {{{LANES}}}\n", at: str = "t"
) -> str:
    terminal = {"terminal": [at, at]}
    with pytest.raises(ConfigError) as caught:
        sited([0.0, 1.0], sites, *edits, far=far, **terminal)
    return str(caught.value)


@pytest.mark.parametrize(
    ("site", "message"),
    [
        (f"trait: refer, {FAR}", "25:9: other_sites.far.trait: unknown trait 'refer' (nearest: reefer)"),
        (
            FAR,
            "23:3: other_sites.far: got no rule; say by one of trait, share, nearest, shortest_queue which "
            "shipments come here",
        ),
        (
            f"trait: , {FAR}",
            "25:3: other_sites.far: got no rule; say by one of trait, share, nearest, shortest_queue which "
            "shipments come here",
        ),
        (
            f"trait: reefer, {share(20)}, {FAR}",
            "25:3: other_sites.far: got trait and share; say by one of trait, share, nearest, shortest_queue "
            "which shipments come here",
        ),
        (
            f"trait: reefer, per: carrier, {FAR}",
            "25:3: other_sites.far: per says how a share is drawn; give share, or take it out",
        ),
        (
            "trait: reefer",
            "24:3: other_sites.far: missing key 'instead' (each place or task that flows name, and the one "
            "that stands in for it here)",
        ),
        (
            "trait: reefer, instead: {gate_inn: far_gate}",
            "24:34: other_sites.far.instead.gate_inn: unknown place or task 'gate_inn' (nearest: gate_in)",
        ),
        (
            "trait: reefer, instead: {gate_in: far_gat}",
            "24:34: other_sites.far.instead.gate_in: unknown place 'far_gat' (nearest: far_gate)",
        ),
        (
            "trait: reefer, instead: {gate_in: gate_in}",
            "24:34: other_sites.far.instead.gate_in: 'gate_in' takes its own part; name another place",
        ),
        (
            "trait: reefer, instead: {far_gate: gate_in}",
            "24:34: other_sites.far.instead.far_gate: no flow visits 'far_gate'; name a place that a flow "
            "visits",
        ),
        (
            f"nearest: gate_to_yar, {FAR}",
            "23:9: other_sites.far.nearest: got 'gate_to_yar', which is no task under instead (nearest: "
            "gate_to_yard); name the way there, and under instead the one that takes its part",
        ),
        (
            f"trait: reefer, terminals: [tt], {FAR}",
            "25:24: other_sites.far.terminals: unknown terminal 'tt' (nearest: t)",
        ),
        (
            f"trait: reefer, terminals: [t, t], {FAR}",
            "25:24: other_sites.far.terminals: names terminal 't' twice",
        ),
        (
            f"{share(120)}, {FAR}",
            "23:17: other_sites.far.share.value: got '120 %', allowed a share from 0 to 1 (0 % to 100 %)",
        ),
    ],
)
def test_a_site_that_cannot_be_is_told(site: str, message: str) -> None:
    assert refused(f"  far: {{{site}}}") == f"gate.yaml:{message}"


def test_shares_above_the_whole_are_told() -> None:
    sites = f"  far: {{{share(60)}, {FAR}}}\n  third: {{{share(50)}, {THIRD}}}"
    assert refused(sites) == (
        "gate.yaml:25:11: other_sites.third.share: the shares of far and third add up to 110 % at t, allowed "
        "100 %; the rest goes to the places that the flows name"
    )


def test_two_rules_for_the_rest_are_told() -> None:
    third = "instead: {gate_in: third_gate, gate_to_yard: far_way}"
    sites = f"  far: {{{share(60)}, {FAR}}}\n  third: {{nearest: gate_to_yard, {third}}}"
    assert refused(sites) == (
        "gate.yaml:25:11: other_sites.third.nearest: it is in one choice with far, to which shipments come "
        "by share; let all sites of a choice that do not go by trait go by one rule"
    )


def test_the_nearest_is_chosen_by_one_way() -> None:
    third = "instead: {gate_in: third_gate, yard_to_gate: far_way}"
    sites = f"  far: {{nearest: gate_to_yard, {FAR}}}\n  third: {{nearest: yard_to_gate, {third}}}"
    assert refused(sites) == (
        "gate.yaml:25:11: other_sites.third.nearest: got 'yard_to_gate', and far of the same choice has "
        "'gate_to_yard'; compare the times of one way"
    )


def test_the_name_of_a_trait_is_taken() -> None:
    assert refused(f"  reefer: {{trait: reefer, {FAR}}}") == (
        "gate.yaml:25:3: other_sites.reefer: this name is taken by a trait; give the site another one"
    )


def test_a_site_whose_place_serves_another_terminal_is_told() -> None:
    far = f"  far_gate: {{{LANES}, serves: [east, west]}}\n"
    north = (TERMINALS[0], TERMINALS[1].replace("40 %", "30 %") + (
        "\n  north: {title: North, share: {value: 10 %, source: user}}"
    ))  # fmt: skip
    assert refused(f"  far: {{trait: reefer, terminals: [north], {FAR}}}", north, far=far, at="east") == (
        "gate.yaml:27:54: other_sites.far.instead.gate_in: the site takes shipments of north, and 'far_gate' "
        "serves east and west; add north to places.far_gate.serves, or take it out of terminals"
    )


def test_a_place_of_another_mode_is_told() -> None:
    far = f"  far_gate: {{{LANES}, mode: air}}\n"
    airport = (
        "  t: {title: T, share: {value: 1, source: user}}",
        "  t: {title: T, share: {value: 1, source: user}}\n"
        "  airport: {title: A, share: {value: 1, source: user}, mode: air}",
    )
    assert refused(f"  far: {{trait: reefer, {FAR}}}", airport, far=far) == (
        "gate.yaml:26:34: other_sites.far.instead.gate_in: 'far_gate' is a place of mode air, and 'gate_in' "
        "of mode sea"
    )


def test_queues_are_compared_at_one_place_of_the_site() -> None:
    assert refused(f"  far: {{shortest_queue: gate_out, {FAR}}}") == (
        "gate.yaml:23:9: other_sites.far.shortest_queue: got 'gate_out', which is no place under instead "
        "(nearest: gate_in); name the place whose queues are compared"
    )
    both = "instead: {gate_in: third_gate, gate_out: far_gate}"
    sites = f"  far: {{shortest_queue: gate_in, {FAR}}}\n  third: {{shortest_queue: gate_out, {both}}}"
    assert refused(sites) == (
        "gate.yaml:25:11: other_sites.third.shortest_queue: got 'gate_out', and far of the same choice has "
        "'gate_in'; compare the queues at one place"
    )


def test_more_queues_than_are_compared_are_told() -> None:
    sites = "\n".join(
        f"  s{n}: {{shortest_queue: gate_in, instead: {{gate_in: far_gate}}}}" for n in range(5)
    )
    assert refused(sites) == (
        "gate.yaml:26:3: other_sites.s4: got 5 sites of one choice by shortest_queue, allowed 4"
    )


def test_a_trait_that_none_of_those_who_come_has_is_told() -> None:
    other = (
        "  reefer: {share: {value: 30 %, source: user}, of: [domestic]}\n",
        "  reefer: {share: {value: 30 %, source: user}, of: [van]}\n",
    )
    van = (
        "demand:\n",
        "demand:\n  van: {flows: [vans], per_day: {value: 1 per day, source: user}}\n",
    )
    Path("vans.py").write_text(
        "from portsim.model.flow import flow\nfrom portsim.model.steps import travel\n"
        "flow('vans', (travel('check_out'),))\n"
    )
    plugin = ("title: One gate\n", "title: One gate\nplugins: [vans.py]\n")
    assert refused(f"  far: {{trait: reefer, {FAR}}}", other, van, plugin) == (
        "gate.yaml:26:9: other_sites.far.trait: no shipment that comes to such a place or way has the trait "
        "'reefer'; add its stream to traits.reefer.of"
    )


def test_a_place_that_a_flow_keeps_cannot_be_elsewhere() -> None:
    Path("kept.yaml").write_text(
        "extends: ocean_gate.yaml\nname: kept\ntitle: Kept\n"
        "places: {more_tractors: {tractors: {value: 2, source: user}}}\n"
        "other_sites: {far: {share: {value: 50 %, source: user}, instead: {yard_tractor: more_tractors}}}\n"
    )
    with pytest.raises(ConfigError) as caught:
        load("kept.yaml")
    assert str(caught.value) == (
        "kept.yaml:5:67: other_sites.far.instead.yard_tractor: flow export_box keeps 'yard_tractor', and "
        "other sites are for places that flows visit; name a place that is only visited"
    )


def test_a_flow_that_there_is_not_is_told_before_its_sites_are_looked_at() -> None:
    message = refused(
        f"  far: {{trait: reefer, {FAR}}}", ("flows: [domestic_truck]", "flows: [domestic_truk]")
    )
    assert "demand.domestic.flows: unknown flow 'domestic_truk' (nearest: domestic_truck)" in message
    assert "other_sites" not in message
