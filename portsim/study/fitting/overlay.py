"""The scenario file that a fit writes: it extends the one that was fitted, and has each number with source,
n, fit and range."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from portsim.base.many import many
from portsim.base.units import show_clock
from portsim.model.sourced import LOG
from portsim.scenario.layers import entries
from portsim.scenario.placing import dumped
from portsim.scenario.saving import extended, put, set_beside
from portsim.scenario.scenario import Scenario
from portsim.study.fitting.alternatives import counting_rows, ruled_out
from portsim.study.fitting.found import Shaped, table
from portsim.study.fitting.ranking import Fit

if TYPE_CHECKING:
    from portsim.study.fitting.found import Answered, Coming, Duration
    from portsim.study.fitting.terminals import Spread

MARKED = "# Written by portsim fit."
TIMES = frozenset({"mean", "low", "mode", "high", "sd"})  # figures that are minutes
Plain = dict[str, object]


def overlay_text(
    scenario: Scenario,
    durations: Mapping[str, Duration],
    chances: Mapping[str, Answered],
    coming: Sequence[Coming],
    terminals: Mapping[str, Spread],
) -> str:
    """The text of the file, YAML; `extends` names a scenario of one's own by its whole path."""
    tasks = {
        key.split(".", 1)[1]: _with_nulls(_task(each), scenario, key)
        for key, each in durations.items()
        if not each.refused
    }
    shares: dict[str, dict[str, Plain]] = {"chances": {}, "traits": {}}
    for key, answered in chances.items():
        group, name, *at = key.split(".")
        share = _with_nulls(_share(answered), scenario, key)
        shares[group][name] = {at[0]: share} if at else share
    demand = {each.logged.stream: _stream(each) for each in coming if each.found is not None}
    profiles: dict[str, object] = {
        f"{each.logged.stream}_fitted": _profile(each) for each in coming if each.found is not None
    }
    profiles |= _unused(scenario, set(demand))
    sites = {name: {"share": share} for each in terminals.values() for name, share in _sites(each).items()}
    parts: dict[str, Mapping[str, object]] = {
        "terminals": sites, "tasks": tasks, **shares, "profiles": profiles, "demand": demand,
        "what_ifs": dict.fromkeys(counting_rows(scenario, demand)),
        "compare": dict.fromkeys(ruled_out(scenario, demand)),
    }  # fmt: skip
    body: Plain = {
        "extends": extended(scenario),
        "name": f"{scenario.name}_fitted",
        "title": f"{scenario.name}, fitted to its logs",
        **set_beside(scenario),
    }
    for group, part in parts.items():
        for name, value in part.items():
            there = entries(entries(body.get(group)).get(name))
            put(body, [group], {name: {**there, **value} if isinstance(value, dict) else value})
    return f"{MARKED} Each number has its log, n and fit in its note.\n{dumped(body)}"


def _minutes(value: float) -> str:
    return f"{value:.6g} min"


def _figures(fit: Fit) -> Plain:
    """What a file says of a fitted shape."""
    if fit.family.several:
        of, own = fit.figures, (("weight", "mean", "cv"), ("", "mean_2", "cv_2"))
        return {
            "shape": "mixture",
            "parts": [
                {
                    "weight": float(f"{of[w] if w else 1 - of['weight']:.6g}"),
                    "time": {"shape": "lognormal", "mean": _minutes(of[m]), "cv": float(f"{of[cv]:.6g}"),
                             "source": LOG},
                }
                for w, m, cv in own
            ],
        }  # fmt: skip
    out: Plain = {"shape": fit.family.name}
    for key, value in fit.figures.items():
        whole = key == "k" and fit.family.name == "erlang"
        out[key] = _minutes(value) if key in TIMES else int(value) if whole else float(f"{value:.6g}")
    return out


def _shape(each: Shaped) -> Plain:
    """What a file says of the shape of some times, or their quantiles."""
    if each.fit is not None:
        return _figures(each.fit)
    shares, known = table(each.times)
    return {
        "shape": "empirical",
        "quantiles": [_minutes(time) for time in known],
        "shares": [float(f"{share:.9g}") for share in shares],
    }


def _task(each: Duration) -> Plain:
    n = len(each.times)
    if not each.fits and each.range[0] == each.range[1]:
        return {
            "shape": "constant",
            "mean": _minutes(each.range[0]),
            **_said(each.measured.source, n, "constant"),
        }
    if each.hours:
        parts = [
            {
                "hours": f"{show_clock(part.begin * 60)}-{show_clock((part.end or 24) * 60)}",
                "weight": len(part.times),
                "time": {**_shape(part), "source": LOG},
            }
            for part in each.hours
        ]
        out: Plain = {"shape": "by_hour", "parts": parts}
        how = "another shape at other hours, as these differ, day after day"
    else:
        out = _shape(Shaped(each.times, each.fit))
        how = "quantiles, as no shape is accepted" if each.fit is None else _how(each.fit)
    low, high = min(each.range[0], each.mean * 0.9999), max(each.range[1], each.mean * 1.0001)
    return {**out, **_said(each.measured.source, n, how), "range": [_minutes(low), _minutes(high)]}


def _how(fit: Fit) -> str:
    return f"{fit.family.name}, AIC weight {fit.weight:.2f}, Anderson-Darling p {fit.p:.2g}"


def _said(source: str, n: int, how: str) -> Plain:
    return {"source": LOG, "note": f"{source}; n = {n}; {how}"}


def _share(each: Answered) -> Plain:
    low, high = each.range
    return {
        "value": round(each.share, 6),
        **_said(each.measured.source, each.n, "counted"),
        "range": [float(np.floor(low * 1e6) / 1e6), float(np.ceil(high * 1e6) / 1e6)],
    }


def _sites(each: Spread) -> dict[str, Plain]:
    """Shares of terminals. They have no range: drawn one by one they would not add up to 1."""
    return {
        name: {"value": share, **_said(each.source, each.n, "counted"), "range": None}
        for name, share in each.shares.items()
    }


def _stream(each: Coming) -> Plain:
    assert each.found is not None
    found = each.found
    return {
        "per_day": {
            "value": f"{found.per_day:.6g} per day",
            **_said(each.logged.source, found.n, f"mean of a week, {many(found.days, 'day')}"),
            "range": [f"{found.range[0] * 0.99999:.6g} per day", f"{found.range[1] * 1.00001:.6g} per day"],
        },
        "profile": f"{each.logged.stream}_fitted",
        "log": None,
        "resample": None,
    }


def _profile(each: Coming) -> Plain:
    assert each.found is not None
    return {
        "hours": [float(f"{weight:.4g}") for weight in each.found.hours],
        "days": [float(f"{weight:.4g}") for weight in each.found.week_days],
        **_said(each.logged.source, each.found.n, "hour x weekday"),
    }


def _with_nulls(new: Plain, scenario: Scenario, key: str) -> Plain:
    """The new number without what the extended file says of the old one."""
    old: object = scenario.document.data
    for name in key.split("."):
        old = old.get(name) if isinstance(old, dict) else None
    stale = [each for each in old if each not in new] if isinstance(old, dict) else []
    return {**new, **dict.fromkeys(stale)}


def _unused(scenario: Scenario, fitted: set[str]) -> dict[str, object]:
    """The profiles that no stream reads once these have new ones: they are taken out."""
    demand = scenario.baseline.port.demand
    before = {name for stream in fitted for key, name in demand[stream].profiles() if key == "profile"}
    kept = {
        name
        for stream, each in demand.items()
        for key, name in each.profiles()
        if stream not in fitted or key != "profile"
    }
    return dict.fromkeys(sorted(before - kept))
