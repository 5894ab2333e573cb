"""The written report: two pages of Markdown with the findings by measure and the audit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from portsim.base.language import known, later, retold, t
from portsim.report.answer.measures import Answer
from portsim.report.answer.words import sentences, worth
from portsim.report.markdown import as_text, in_markdown
from portsim.report.pages.audit import TITLE, primaries_table
from portsim.report.parts import Section
from portsim.report.words import label, replications
from portsim.study.uncertainty.earlier import Sure

if TYPE_CHECKING:
    import pandas as pd

PROVENANCE = ("version", "identity", "seed", "replications", "days", "warm_up_days")
REST = later(
    "The rest stands in [report.html](report.html), a single file that opens in any browser: every "
    "difference, what decides, stages, hours, the ledger by payer, validation, what changed in the model, "
    "assumptions, limits, a STRESS-DES check-list and provenance. The tables lie beside it as CSV, the "
    "charts in `figures`."
)


def report_markdown(
    title: str,
    short: Sequence[str],
    answers: Sequence[Answer],
    claims: pd.DataFrame,
    provenance: Mapping[str, object],
    charts: Mapping[str, str] | None = None,
    left_out: str = "",
    sure: Sure | None = None,
    more: Sequence[Section] = (),
) -> str:
    """Write the report as Markdown: the answer in `short`, the findings by measure, the audit.

    `answers` come in the order in which they are shown. `charts` maps the file name of a picture, without
    folder and ending, to its caption; the page looks for `figures/<name>.png`. `left_out` says which claims
    do not speak of the scenario. `more` are sections of the page that stand here too. A verdict without a
    95 % CI or n is withheld.

    Raises ValueError: `provenance` lacks a key, because a number nobody can repeat is not reported.
    """
    check_provenance(provenance)
    n, days = (int(str(provenance[key])) for key in ("replications", "days"))
    footing = t(
        "*95 % CI over n = {n}; seed {seed}, identity `{identity}`.*",
        n=replications(n, days),
        seed=provenance["seed"],
        identity=provenance["identity"],
    )
    parts = [
        f"# {as_text(title)}",
        "\n".join(f"- {as_text(sentence)}" for sentence in short) or t("no data"),
        "## " + t("What each measure does, the one that saves most first"),
        "\n".join(line for place, each in enumerate(answers, 1) for line in of_measure(place, each))
        or t("no data"),
        *(f"![{as_text(text)}](figures/{name}.png)" for name, text in (charts or {}).items()),
        footing,
    ]
    if len(claims):
        parts += [f"## {known(TITLE)}", in_markdown([primaries_table(claims, sure)])]
        parts += [as_text(t("Claims {left_out}.", left_out=retold(left_out)))] if left_out else []
        parts.append(footing)
    if more:
        parts += [in_markdown(more), footing]
    return "\n\n".join([*parts, "## " + t("Where the rest is"), known(REST)]) + "\n"


def check_provenance(provenance: Mapping[str, object]) -> None:
    """Raises ValueError: a key is missing that gives the same figures again."""
    missing = [key for key in PROVENANCE if key not in provenance]
    if missing:
        raise ValueError(
            f"provenance: {', '.join(missing)} missing; got {', '.join(provenance) or 'nothing'}; "
            f"needed are {', '.join(PROVENANCE)}; pass what the study recorded of its run"
        )


def headline(place: int, answer: Answer) -> str:
    """An item of a list for a measure: its place, its name, and what it saves."""
    head = f"- **{place}. {as_text(label(answer.alternative))}**"
    return f"{head} {as_text(worth(answer))}" if answer.saved is not None else head


def of_measure(place: int, answer: Answer) -> Iterator[str]:
    """An item of a list for a measure, and below it one for each thing that there is to say."""
    yield headline(place, answer)
    for about, text in sentences(answer):
        said = t("{about}: {text}.", about=known(about).capitalize(), text=as_text(text))
        yield f"  - {said}"
