"""A tiny scenario whose every text tries to be more than text, and the page of its study."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kept import kept_folder
from tiny import EVIDENCE, GATE_CLAIMS, TINY

import portsim
from portsim.study.question import StudyResult

SCRIPT = "<script>document.title='run'</script>"
IMAGE = "<img src=http://attack.test/x onerror=document.title='run'>"
QUOTES = "a \"quoted\" & 'single' title"
RIGHT_TO_LEFT = "\u0645\u064a\u0646\u0627\u0621"
CHINESE = "\u53a6\u95e8\u6e2f"
TEXTS = (SCRIPT, IMAGE, QUOTES, RIGHT_TO_LEFT, CHINESE)
TITLE = f"{SCRIPT} {QUOTES} {RIGHT_TO_LEFT} {CHINESE}"
MORE = """\
tariffs:
  truck_hour: {cost: {value: 150 yuan/h, source: A1}, payer: haulier}
limits:
  - LIMIT
"""


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@cache
def study() -> StudyResult:
    """The study of the scenario, run once."""
    folder = kept_folder("hostile")
    (folder / "evidence.yaml").write_text(EVIDENCE)
    claims = GATE_CLAIMS.replace("The gate takes 3 min", quoted(IMAGE))
    (folder / "claims.yaml").write_text(claims, encoding="utf-8")
    text = TINY.replace("title: One small terminal", f"title: {quoted(TITLE)}\nclaims: claims.yaml")
    text = text.replace("range: [90 s, 240 s]}", f"range: [90 s, 240 s], note: {quoted(SCRIPT)}}}")
    text += MORE.replace("LIMIT", quoted(f"{IMAGE} {CHINESE}"))
    (folder / "tiny.yaml").write_text(text, encoding="utf-8")
    return portsim.compare(portsim.load(folder / "tiny.yaml"), workers=1)


@cache
def written() -> Path:
    """The folder that the study left."""
    return portsim.write(study(), kept_folder("hostile") / "out")
