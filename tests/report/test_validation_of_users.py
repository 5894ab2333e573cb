"""What is said of figures that the model is held against: published ones, users' own, or both."""

# ruff: noqa: RUF001

from __future__ import annotations

import pytest
from observed import SURE, port
from paged import printed

from portsim.base.language import speaking
from portsim.report.pages.validation import validation_section
from portsim.report.terminal.validation import _table
from portsim.report.validated import validation_in_words
from portsim.study.study import compare

pytestmark = pytest.mark.usefixtures("tiny_folder")
OWN = SURE.replace("figures:\n", "").replace("F1:", "T1:").replace("source: O1", "source: user")
NONE = "no input came from"


def said(figures: str, language: str = "en") -> tuple[str, str, str]:
    """What a study says of its figures: the sentences, the title on the terminal, and the page."""
    study = compare(port(figures), workers=1)
    with speaking(language):
        texts = validation_section(study.validation, [])[0].parts[0]
        return validation_in_words(study.validation), printed(_table(study.validation)), str(texts)


def test_figures_of_others_came_from_no_input() -> None:
    sentences, title, page = said(SURE)
    assert sentences == "Of 1 published figure that no input came from: 1 met."
    assert f"The model against published figures that {NONE}" in title
    assert "Each figure was published by others" in page


def test_of_users_own_nobody_can_tell() -> None:
    sentences, title, page = said(f"figures:\n{OWN}")
    assert sentences == "Of 1 figure of your own: 1 met. Whether an input came from them is not known."
    assert "The model against figures of your own" in title and NONE not in title
    assert "published by others" not in page and "Met: the whole 95 % CI" in page


def test_of_both_each_is_told() -> None:
    sentences, title, page = said(SURE + OWN)
    assert sentences == (
        "Of 2 figures, 1 of them your own: 2 met. No input came from the published ones; whether one came "
        "from your own is not known."
    )
    assert "The model against published figures and figures of your own" in title
    assert "published by others" not in page


def test_in_chinese_too() -> None:
    sentences, title, _ = said(SURE + OWN, "zh")
    assert sentences == (
        "2 个数据（其中 1 个为自有数据）：2 项符合。公开数据均未用作输入；是否有输入取自自有数据，无从得知。"
    )
    assert "模型与公开数据及自有数据的对照" in title
