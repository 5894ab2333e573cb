"""The option --lang: which languages there are, and what is said in them."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Terminal


def test_a_language_that_there_is_not_is_one_message(terminal: Terminal) -> None:
    for command in (("list",), ("sources", "ocean_gate"), ("compare", "ocean_gate")):
        done = terminal(*command, "--lang", "fr")
        assert done.code == 2
        assert done.err == "--lang: got 'fr', allowed en, zh, or several, such as en,zh\n"
    assert terminal("list", "--lang", "en,en").err == "--lang: got 'en,en', allowed each language once\n"


def test_what_there_is_and_the_sources_are_said_in_chinese(terminal: Terminal) -> None:
    assert "\u96c6\u5361\u5468\u8f6c\u65f6\u95f4" in terminal("list", "kpis", "--lang", "zh").out
    assert "ocean_gate \u7684\u6570\u503c" in terminal("sources", "ocean_gate", "--lang", "zh").out
    assert "Numbers of ocean_gate" in terminal("sources", "ocean_gate").out


def test_titles_of_scenarios_are_said_in_chinese_and_stay_english_in_csv(terminal: Terminal) -> None:
    told = terminal("list", "scenarios", "--lang", "zh").out
    assert "2022 \u5e74\u7684\u53a6\u95e8\u6e2f" in told and "The port of Xiamen" not in told
    assert "The port of Xiamen as of 2022" in terminal("list", "scenarios").out
    assert "The port of Xiamen as of 2022" in terminal("list", "scenarios", "--csv", "--lang", "zh").out


def test_another_default_comes_from_the_environment(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTSIM_LANG", "zh")
    assert terminal("validate", "ocean_gate").out.count("\u8fd0\u884c\u524d\u7684\u8d1f\u8377") == 1
    assert "Offered load" in terminal("validate", "ocean_gate", "--lang", "en").out


def test_an_empty_default_is_none(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTSIM_LANG", "")
    assert "Scenarios" in terminal("list", "scenarios").out
    monkeypatch.delenv("PORTSIM_LANG")
    assert "--lang: got '', allowed en, zh" in terminal("list", "scenarios", "--lang", "").err


def test_a_log_is_looked_at_in_chinese(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("gate.csv").write_text("truck,gate_in\n1,2026-03-02 08:00\n2,2026-03-02 07:00\n,2026-03-02 09:00\n")
    english = terminal("log", "inspect", "gate.csv").out
    assert "- column 'truck' is blank in 1 row\n- earlier than the row before: 1 row\n" in english
    assert "\nhour      Mon     Tue     Wed     Thu     Fri     Sat     Sun\n" in english
    monkeypatch.setenv("PORTSIM_LANG", "zh")
    said = terminal("log", "inspect", "gate.csv").out
    assert "3 \u884c\uff0c2 \u5217" in said  # 3 rows, 2 columns
    assert "- \u5217 'truck' \u4e3a\u7a7a\uff1a1 \u884c\n" in said
    assert "\n\u5c0f\u65f6     \u5468\u4e00    \u5468\u4e8c" in said
    assert terminal("log", "inspect", "gate.csv", "--lang", "en").out == english
    assert terminal("log", "inspect", "gate.csv", "--lang", "fr").err.startswith(
        "--lang: got 'fr', allowed en, zh"
    )
