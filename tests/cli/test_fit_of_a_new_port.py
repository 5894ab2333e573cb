"""A port that `init` began gets a log pasted: `fit` takes it as it is, and what it prints fits 80 columns."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from commands import Terminal

from portsim.scenario.load import load

STEP = '"domestic_truck.gate_in": {from: start, to: end}'
LOG = f"    log: {{file: gate.csv, columns: {{arrival: arrived, {STEP}}}}}\n"
PROFILE = "    profile: truck_gate\n"
BOTH = ("--bootstrap", "19")


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, terminal: Terminal) -> None:
    monkeypatch.chdir(tmp_path)
    assert terminal("init", "own", "--trucks", "200").code == 0
    begin = pd.Timestamp("2026-03-02") + pd.to_timedelta(np.arange(7 * 144) * 10, unit="min")
    end = begin + pd.to_timedelta(60 + 30 * (np.arange(len(begin)) * 7 % 10), unit="s")
    pd.DataFrame({"arrived": begin, "start": begin, "end": end}).to_csv("gate.csv", index=False)
    text = Path("own.yaml").read_text()
    assert text.count(PROFILE) == 1
    Path("own.yaml").write_text(text.replace(PROFILE, PROFILE + LOG))


def test_what_ifs_of_the_volume_are_refused_but_for_a_fit_and_run_in_the_fitted_port(
    terminal: Terminal,
) -> None:
    refused = terminal("validate", "own.yaml")
    assert refused.code == 2
    assert (
        "alternative 'more_trucks' changes demand.truck.per_day, but a log says how many come and when: it "
        "would change nothing; leave it out, or remove demand.truck.log; portsim fit puts a rate in place of "
        "the log"
    ) in refused.err
    fitted = terminal("fit", "own.yaml", *BOTH)
    assert fitted.code == 0, fitted.err
    said = " ".join(fitted.out.split())
    assert (
        "- compare: more_trucks, more_trucks_with_codes: a log decides demand.truck.per_day here; the fitted "
        "scenario has a rate, and runs them"
    ) in said
    port = load("own_fitted.yaml")
    assert port.alternatives == ("baseline", "qr_gate_pass", "more_trucks", "more_trucks_with_codes")
    rates = [port.world(name).port.demand["truck"].per_day.value for name in ("baseline", "more_trucks")]
    assert rates == pytest.approx([144, 158.4])  # a row every ten minutes, and a tenth more


def test_an_alternative_of_a_log_that_stays_is_left_out_of_the_fitted_port(terminal: Terminal) -> None:
    """Of two streams with a log the other one alone is fitted."""
    pd.DataFrame({"arrival": np.arange(7 * 24) * 60.0}).to_csv("other.csv", index=False)
    other = "  other: {flows: [domestic_truck], per_day: {value: 24 per day, source: user}, log: other.csv}\n"
    text = Path("own.yaml").read_text()
    Path("own.yaml").write_text(text.replace("  truck:\n", other + "  truck:\n", 1))
    fitted = terminal("fit", "own.yaml", "--stream", "other", *BOTH)
    assert fitted.code == 0, fitted.err
    assert "left out, as the log stays that decides demand.truck.per_day" in " ".join(fitted.out.split())
    assert load("own_fitted.yaml").alternatives == ("baseline", "qr_gate_pass")


def test_a_fit_prints_no_line_above_80_columns(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    set_env = monkeypatch.setenv
    monkeypatch.setattr(terminal.monkeypatch, "setenv", lambda name, value: set_env(name, "80"))
    out = terminal("fit", "own.yaml", *BOTH).out
    assert max(map(len, out.splitlines())) <= 80
