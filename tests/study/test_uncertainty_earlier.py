"""What `portsim uncertainty` left is read again for the same scenario, and refused for any other."""

from __future__ import annotations

import json
import shutil
import warnings
from pathlib import Path

import pandas as pd
import pytest
from tiny import EVIDENCE, GATE_CLAIMS, TINY

import portsim
from portsim.base.errors import PortsimError
from portsim.base.notes import Note
from portsim.base.version import VERSION
from portsim.scenario.scenario import Scenario
from portsim.study.uncertainty.earlier import Holds, Over, Sure, asked_for, found_beside
from portsim.study.uncertainty.question import uncertainty

RUN = "run portsim uncertainty tiny.yaml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the scenario, and results/tiny_uncertainty of it."""
    folder = tmp_path_factory.mktemp("sure")
    (folder / "evidence.yaml").write_text(EVIDENCE)
    (folder / "claims.yaml").write_text(GATE_CLAIMS)
    (folder / "tiny.yaml").write_text(TINY.replace("study:", "claims: claims.yaml\nstudy:"))
    found = uncertainty(portsim.load(folder / "tiny.yaml"), samples=8, tried=1, workers=1)
    portsim.write(found, folder / "results" / "tiny_uncertainty")
    return folder


@pytest.fixture
def here(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the analysis, in a copy that may be changed."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return Path("results/tiny_uncertainty")


def scenario(**study: int) -> Scenario:
    return portsim.load("tiny.yaml").with_study(**study)


def read(here: Path, **study: int) -> Sure:
    return asked_for(here, scenario(**study))


def change(here: Path, **facts: object) -> None:
    file = here / "provenance.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), **facts}))


def test_what_stands_in_the_tables_is_found_by_its_name(here: Path) -> None:
    sure = read(here)
    savings = pd.read_csv(here / "savings.csv").set_index(["kind", "alternative", "figure"])
    row = savings.loc[("aim", "qr", "gate_transaction_time")]
    assert sure.aim("qr", "gate_transaction_time") == Over(row["p5"], row["p95"])
    assert sure.aim("qr", "no_such_time") is None and sure.saving("qr", "all_payers") is None
    claims = pd.read_csv(here / "claims.csv")
    first = claims[claims["primary"]].iloc[0]
    assert sure.holds("S1") == Holds(first["p_holds"], first["p_holds_low"], first["p_holds_high"])
    assert sure.holds("S9") is None
    assert (sure.worlds, sure.days, sure.version) == (8, 1, VERSION)


def test_the_influence_of_a_key_is_its_largest_total_index(here: Path) -> None:
    rows = [
        ("claim", "S1", "times", True, "tasks.paper_check", 0, 0, 0, total, 0, 1, 0) for total in (0.2, 0.7)
    ]
    table = pd.DataFrame(rows, columns=pd.read_csv(here / "deciding.csv").columns)
    table.to_csv(here / "deciding.csv", index=False)
    assert read(here).influence == {"tasks.paper_check": 0.7}


def test_days_seed_and_replications_of_the_study_may_be_others(here: Path) -> None:
    assert read(here, days=2, seed=9, replications=3).identity == read(here).identity


def test_beside_a_study_it_is_found_by_itself_and_without_it_nothing_is_said(here: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert found_beside(Path("results"), scenario()) is not None
        assert found_beside(Path("elsewhere"), scenario()) is None


def test_another_port_is_refused_where_it_is_asked_for_and_left_out_with_a_note_where_not(here: Path) -> None:
    other = scenario().set("places.gate_in.lanes", "3")
    facts = json.loads((here / "provenance.json").read_text())
    text = (
        f"its figures are of another identity, {facts['identity']}; with its days and seed this scenario is "
    )
    with pytest.raises(PortsimError) as caught:
        asked_for(here, other)
    assert str(caught.value).startswith(f"sure {here}: {text}") and str(caught.value).endswith(f"; {RUN}")
    with pytest.warns(Note) as notes:
        assert found_beside(Path("results"), other) is None
    (note,) = [str(each.message) for each in notes]
    assert note.startswith(f"{here} is left out: {text}") and note.endswith(f"; {RUN} again")


def test_other_claims_are_other_figures(here: Path) -> None:
    Path("claims.yaml").write_text(GATE_CLAIMS.replace("reported: 3,", "reported: 4,"))
    with pytest.raises(PortsimError, match="its figures are of another identity"):
        read(here)


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"scenario": "large"}, "it is of the scenario 'large', not of 'tiny'"),
        ({"version": "0.1.0"}, f"it was made by portsim 0.1.0, and this is {VERSION}"),
        ({"analysis": "size"}, "it is no folder of portsim uncertainty"),
        ({"alternatives": {"gone": []}}, "its alternatives are not those of this study"),
        ({"days": None}, "its provenance.json lacks days, warm_up_days, replications or seed"),
    ],
)
def test_a_folder_of_something_else_is_refused(here: Path, facts: dict[str, object], text: str) -> None:
    change(here, **facts)
    with pytest.raises(PortsimError) as caught:
        read(here)
    assert str(caught.value) == f"sure {here}: {text}; {RUN}"


def test_a_folder_that_lacks_a_file_or_a_column_is_refused(here: Path) -> None:
    for text, spoil in (
        ("claims.csv has other columns than those of this version", lambda: _drop(here / "claims.csv")),
        ("it has no claims.csv", (here / "claims.csv").unlink),
        ("its provenance.json is no JSON", lambda: (here / "provenance.json").write_text("{")),
        ("it has no provenance.json", (here / "provenance.json").unlink),
    ):
        spoil()
        with pytest.raises(PortsimError, match=text):
            read(here)


def _drop(file: Path) -> None:
    pd.read_csv(file).drop(columns="p_holds").to_csv(file, index=False)
