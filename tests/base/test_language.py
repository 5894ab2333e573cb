"""Texts in the language that is spoken: whole catalogues, and the same values in each text."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import portsim
from portsim.base.language import catalogue, counted, known, languages, named, retold, speaking, spoken, t
from portsim.base.spoken import quantity

ROOT = Path(portsim.__file__).parent
# functions that say a text, and which of their arguments are texts
CALLED = {"t": (0,), "counted": (1, 2), "later": (0,)}
IN_PAGES = re.compile(r"""\bt\(\s*("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def in_python(file: Path) -> Iterator[str]:
    """The texts that a file says; each must be written out where it is said."""
    text = file.read_text(encoding="utf-8")
    if "portsim.base.language import" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLED:
            for place in CALLED[node.func.id]:
                said = ast.literal_eval(node.args[place])  # a ValueError: no text that is written out
                assert isinstance(said, str), f"{file.name}:{node.lineno}"
                yield said


def in_pages(file: Path) -> Iterator[str]:
    """The texts of a template or a script."""
    for found in IN_PAGES.findall(file.read_text(encoding="utf-8")):
        yield ast.literal_eval(found)


def said() -> dict[str, str]:
    """Every text that is said, and a file that says it."""
    files = [(each, in_python) for each in ROOT.rglob("*.py") if each != ROOT / "base" / "language.py"]
    pages = (each for end in ("*.js", "*.j2", "*.html") for each in ROOT.rglob(end))
    files += [(each, in_pages) for each in pages if "vendor" not in each.parts]
    return {text: str(file.relative_to(ROOT)) for file, read in files for text in read(file)}


def values(text: str) -> set[str]:
    """The names of the values that a text takes in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", languages()[1:])
def test_a_catalogue_holds_every_text_that_is_said(language: str) -> None:
    missing = {text: file for text, file in said().items() if text not in catalogue(language)}
    assert not missing


@pytest.mark.parametrize("language", languages()[1:])
def test_a_translation_takes_in_the_same_values(language: str) -> None:
    other = {text: words for text, words in catalogue(language).items() if values(text) != values(words)}
    assert not other


def test_a_language_is_spoken_until_its_block_ends() -> None:
    with speaking("zh"):
        assert spoken() == "zh"
        assert t("n/a") == "无数据"
        with pytest.raises(ZeroDivisionError), speaking("en"):
            assert t("n/a") == "n/a"
            raise ZeroDivisionError
        assert spoken() == "zh"
    assert spoken() == "en"
    assert t("n/a") == "n/a"


def test_a_text_takes_in_its_values_and_one_differs_from_many() -> None:
    assert t("{n} of {of}", n=3, of=12) == "3 of 12"
    assert counted(1, "{n} day", "{n} days") == "1 day"
    assert counted(3, "{n} day of {of}", "{n} days of {of}", of="May") == "3 days of May"
    with pytest.raises(KeyError, match="of"):
        t("{n} of {of}", n=3)


def test_another_language_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(LookupError, match=r"language: got 'fr', allowed en, zh"), speaking("fr"):
        pass


def test_no_space_stands_between_two_chinese_characters() -> None:
    with speaking("zh"):
        said = t("{alternative} was not run", alternative="\u57fa\u51c6")
        assert said == "\u6ca1\u6709\u8fd0\u884c\u57fa\u51c6"
        assert t("{alternative} was not run", alternative="lanes") == "\u6ca1\u6709\u8fd0\u884c lanes"
        assert t("{n} of {of}", n=3, of=12) == "3/12"
        assert t("{name} {share:.0f} % ({size})", name="\u95f8\u53e3", share=7.4, size="3 h") == (
            "\u95f8\u53e3 7 %\uff083 h\uff09"
        )
        with pytest.raises(KeyError, match="alternative"):
            t("{alternative} was not run", n=3)


def test_no_space_stands_beside_a_wide_mark() -> None:
    cohort, step = "\uff08\u5bf9\u8c61\uff1aqr\uff09", "\u88c5\u8239\uff08\u4e0b\u4e00\u822a\u6b21\uff09"
    with speaking("zh"):
        said = t(
            "{star} {name}: {kpi}, {figure}, reported {reported} {cohort}",
            star="*", name="P90", kpi="turn", figure="ratio", reported="3 min", cohort=cohort,
        )  # fmt: skip
        assert said == f"* P90\uff1aturn\uff0cratio\uff0c\u62a5\u544a\u503c 3 min{cohort}"
        assert t("{name} {amount}", name=step, amount="0.33 s") == f"{step}0.33 s"
        assert t("{name} {amount}", name="load", amount="0.33 s") == "load 0.33 s"
    assert t("{name} {amount}", name="load", amount="0.33 s") == "load 0.33 s"


def test_a_latin_name_has_a_space_on_both_sides_and_an_empty_value_none() -> None:
    with speaking("zh"):
        assert (
            t("{name} pays for {who}", name="qr", who="\u4f01\u4e1a") == "qr \u5bf9\u4f01\u4e1a\u5408\u7b97"
        )
        assert t("{below} No other point is better in all three.", below="").startswith("\u6ca1\u6709")
        assert t("n = {n} replications{note}", n=3, note="") == "\u91cd\u590d\u4eff\u771f n = 3 \u6b21"
        assert t("{names}, {name}", names="a b", name="") == "a b\u3001"


def test_a_name_that_is_also_a_unit_has_words_of_its_own() -> None:
    with speaking("zh"):
        assert named("truck") == "\u5361\u8f66"
        assert quantity("3 trucks") == "3 \u8f86"
        assert known("truck") == "\u8f86"
    with speaking("zh", {"truck": "\u96c6\u5361"}):
        assert named("truck") == "\u96c6\u5361"
    assert named("truck") == "truck"


def test_values_of_a_text_that_was_finished_before_have_their_units_said() -> None:
    finished = (
        "x: 5.86 min (5 to 95 %: 4.79 min to 1,200 trucks/day), stated 66 %; 66 % of its prior is gone."
    )
    with speaking("zh"):
        assert retold(finished) == (
            "x\uff1a5.86 \u5206\u949f\uff085 \u81f3 95 %\uff1a4.79 \u5206\u949f\u81f3"
            " 1,200 \u8f86/\u5929\uff09\uff0c"
            "\u7ed9\u5b9a\u503c 66 %\uff1b\u5148\u9a8c\u51cf\u5c11\u4e86 66 %\u3002"
        )
    assert retold(finished) == finished


def test_names_with_commas_between_them_are_said_each_by_its_words_or_none() -> None:
    with speaking("zh", {"drive": "\u884c\u9a76", "load": "\u88c5\u8239"}):
        assert known("load, drive") == "\u88c5\u8239\u3001\u884c\u9a76"
        assert known("load, walk") == "load, walk"
        assert retold("load, drive; for others as before") == (
            "\u88c5\u8239\u3001\u884c\u9a76\uff1b\u5176\u4ed6\u4e0d\u53d8"
        )


def test_days_are_one_word_in_chinese_however_many() -> None:
    with speaking("zh"):
        assert [quantity("1 day"), quantity("2.02 days")] == ["1 天", "2.02 天"]
