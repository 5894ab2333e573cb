"""The scenario as the page draws it: groups of controls, alternatives, payers, lengths of runs."""

from __future__ import annotations

from typing import Any

from portsim.base.errors import ConfigError
from portsim.base.language import known, languages, spoken, t
from portsim.base.units import IN_MINUTES
from portsim.base.version import VERSION
from portsim.model.payers import PAYERS, TOTALS
from portsim.report.words import label
from portsim.scenario.scenario import Scenario
from portsim.scenario.titles import titles
from portsim.serve.controls import Control
from portsim.serve.groups import MEASURES, OTHER, PORT, grouped
from portsim.serve.state import LENGTHS, MOST_REPLICATIONS, MOST_SHOWN
from portsim.serve.variant import Variants
from portsim.serve.words import NAMES, page_words


def described(variants: Variants) -> dict[str, Any]:
    """All that the page needs before its first figures, in the language that is spoken [plain values, as JSON
    takes them]."""
    scenario = variants.base
    return {
        "language": spoken(),
        "languages": {each: NAMES.get(each, each) for each in languages()},
        "words": page_words(spoken()),
        "name": scenario.name,
        "title": known(scenario.title),
        "version": VERSION,
        "seed": scenario.study.seed,
        "n": scenario.study.replications,
        "most_n": MOST_REPLICATIONS,
        "most_shown": MOST_SHOWN,
        "show": list(first_shown(variants)),
        "limits": list(map(known, scenario.limits)),
        "alternatives": _alternatives(variants),
        "lengths": [
            {"id": length, "days": found["days"], "warm_up_days": found["warm_up_days"]}
            for length in LENGTHS
            if (found := variants.lengths.get(length)) is not None
        ],
        "payers": {name: label(name) for name in (*PAYERS, *TOTALS)},
        "names": {name: title_of(scenario, name) for name in scenario.alternatives},
        "units": {name: float(one) for name, one in IN_MINUTES.items()},
        "groups": _groups(variants),
    }


def title_of(scenario: Scenario, alternative: str) -> str:
    """An alternative in words: the title of its what-if where it is one, else its name."""
    return known(titles(scenario).get(alternative, "")) or label(alternative)


def first_shown(variants: Variants) -> tuple[str, ...]:
    """The alternatives that a page begins with: the first two that a quick run can show."""
    able = [each["name"] for each in _alternatives(variants) if not each["why_not"]]
    return tuple(able[:2])


def _alternatives(variants: Variants) -> list[dict[str, Any]]:
    """Every alternative, why a quick run cannot show it: an event that lies outside of its days; and whether
    it holds one, which is no matter of a year."""
    scenario = variants.base
    quick = scenario.with_study(**variants.lengths["quick"])
    found = []
    for name in scenario.compare:
        why_not = ""
        try:
            quick.event(name)
        except ConfigError as error:
            why_not = str(error)
        event = scenario.world(name).event is not None
        found.append({"name": name, "title": title_of(scenario, name), "why_not": why_not, "event": event})
    return found


def _groups(variants: Variants) -> list[dict[str, Any]]:
    parts = {MEASURES: t("Measures and uptake"), PORT: t("The port"), OTHER: t("Demand, prices and more")}
    return [
        {
            "part": parts[group.part],
            "title": group.title,
            "controls": [
                {
                    "name": control.name,
                    "title": title,
                    "kind": control.kind,
                    "values": list(control.values),
                    "texts": list(control.texts),
                    "stated": control.stated,
                    "range": _range(control),
                    "assumed": control.assumed,
                    "note": _note(control),
                }
                for title, control in group.controls
            ],
        }
        for group in grouped(variants.base, variants.controls.values())
    ]


def _range(control: Control) -> str:
    """The range of a control in words: `90 s to 240 s`."""
    low, to, high = control.range.partition(" to ")
    return t("{low} to {high}", low=low, high=high) if to else control.range


def _note(control: Control) -> str:
    if len(control.keys) > 1:
        return t("moves as one: {keys}", keys=", ".join(control.keys))
    return control.note
