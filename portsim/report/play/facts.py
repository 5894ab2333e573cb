"""The texts and the plan that a page of a playback is given, as a value for JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import asdict

from portsim.base.language import known, languages, speaking, t
from portsim.base.spoken import joined
from portsim.records.records import Records
from portsim.report.play.parts import Part, parts
from portsim.report.play.plan import Plan, plan
from portsim.report.play.tracks import Tracks
from portsim.report.play.twins import KINDS, Twins
from portsim.report.words import label
from portsim.scenario.scenario import Scenario
from portsim.scenario.words import words


def facts_of(
    day: Twins,
    tracks: Tracks,
    title: str,
    names: tuple[str, str],
    number: int,
    under: Mapping[str, object],
    scenario: Scenario | None = None,
) -> dict[str, dict[str, object]]:
    """All that the page says of the day beside its tracks, in each language."""
    found: dict[str, dict[str, object]] = {}
    for language in languages():
        own = {} if scenario is None else words(language, scenario.library, scenario)
        money = nullcontext() if scenario is None else scenario.counting()
        with money, speaking(language, own):
            found[language] = _facts(day, tracks, title, names, number, under)
    return found


def _facts(
    day: Twins,
    tracks: Tracks,
    title: str,
    names: tuple[str, str],
    number: int,
    under: Mapping[str, object],
) -> dict[str, object]:
    """The facts in the language that is spoken."""
    one = day.records[0]
    found = parts(day, tracks)
    terminals = [name for name in one.terminals if any(at == name for _, at, _ in day.pools)]
    plans = [plan(name, day.pools, found, _as_at(day), _at(day)) for name in terminals]
    return {
        "title": known(title),
        "names": list(map(label, names)),
        "day": number,
        "minute": day.begin,
        "under": dict(under),
        "streams": [
            {
                "name": name,
                "label": label(name),
                "first": one.first[n],
                "papers": name in day.papers,
                "carrier": name in day.carriers,
            }
            for n, name in enumerate(one.streams)
        ],
        "shipments": one.n,
        "flows": [label(flow) for flow in day.flows],
        "slots": [
            {"stream": one.streams.index(stream), "label": label(step), "kind": KINDS[kind]}
            for (stream, _, step), kind in zip(day.slots, day.kind, strict=True)
        ],
        "pools": _pools(day, terminals, found),
        "terminals": [
            {**asdict(each), "title": _title(one, name), "captions": _captions(day, name, each)}
            for name, each in zip(terminals, plans, strict=True)
        ],
    }


def _captions(day: Twins, terminal: str, plan: Plan) -> list[dict[str, object]]:
    """What stands above each part: of blocks, the places that have them; at the water, who lies there."""
    said: dict[Part, str] = {"land": t("Land side"), "site": t("Sites"), "papers": t("Papers")}
    records = day.records[0]
    at = records.terminals.index(terminal)
    there = [each for each in records.streams if (records.terminal[records.own(each)] == at).any()]
    said["water"] = " / ".join(
        t("{carrier} side", carrier=label(name)) for name in there if name in day.carriers
    )
    said["yard"] = _of_blocks(day, plan, "yard")
    rows = _of_blocks(day, plan, "water")  # the spots of blocks may have room for their number alone
    said["water"] += t(": ") + rows if rows else ""
    return [
        {"x": each.x, "y": each.y, "text": label(each.place) if each.place else said[each.part]}
        for each in plan.captions
    ]


def _of_blocks(day: Twins, plan: Plan, part: Part) -> str:
    """The places of a part that have several blocks, in the order of their rows; without those that the
    scenario has put somewhere, which have their own captions."""
    laid = (spot for spot in plan.spots if spot.part == part and spot.road is not None)
    shown = Counter(day.pools[pool][0] for spot in laid for pool in spot.pools)
    return joined(label(place) for place, number in shown.items() if number > 1)


def _as_at(day: Twins) -> dict[str, str]:
    ports = [records.port for records in day.records if records.port is not None]
    return {
        name: place.as_at for port in ports for name, place in port.places.items() if place.as_at is not None
    }


def _at(day: Twins) -> dict[str, tuple[float, float]]:
    """Where the scenario puts places on their plans."""
    ports = [records.port for records in day.records if records.port is not None]
    return {name: place.at for port in ports for name, place in port.places.items() if place.at is not None}


def _title(records: Records, terminal: str) -> str:
    return label(terminal) if records.port is None else known(records.port.terminals[terminal].title)


def _pools(
    day: Twins, terminals: list[str], parts: Mapping[tuple[str, str], Part]
) -> list[dict[str, object]]:
    blocks = Counter((place, terminal) for place, terminal, _ in day.pools)
    kept, noun = _kept(day), day.noun
    tapes = [dict(zip(records.pools, records.capacity, strict=True)) for records in day.records]
    return [
        {
            "label": label(place) + (f" {block}" if blocks[place, terminal] > 1 else ""),
            "place": label(place),
            "terminal": terminals.index(terminal),
            "part": parts[place, terminal],
            "stays": place in kept,
            "noun": known(noun.get(place, "servers")),
            "servers": [_servers(day, tape.get((place, terminal, block), ())) for tape in tapes],
        }
        for place, terminal, block in day.pools
    ]


def _kept(day: Twins) -> frozenset[str]:
    """The places of which a server is kept while other steps are done."""
    steps = (step for records in day.records for step in records.steps)
    return frozenset(place for step in steps for place in step.held)


def _servers(day: Twins, tape: tuple[tuple[float, int], ...]) -> list[list[int]]:
    """The servers of a pool over the day: from so many seconds on, so many; none where it is not there."""
    steps = [[round((minute - day.begin) * 60), number] for minute, number in tape if minute < day.end]
    earlier = [step for step in steps if step[0] <= 0][-1:]
    return [*([0, number] for _, number in earlier), *(step for step in steps if step[0] > 0)]
