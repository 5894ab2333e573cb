"""The order of releases: a wait that ends at another moment than its signal is noticed, whosever it is."""

import numpy as np
import pytest
from recorded import moved, tampered
from worlds import Given, flow, play, rows_of, workload

from portsim.base.errors import PortsimError
from portsim.model.steps import signal, travel, wait_for_all, wait_until
from portsim.records.records import Records
from portsim.records.release import check_release


@pytest.fixture
def port() -> Records:
    """A vessel opens at 5 and its two boxes go on then; the papers of both are good at 8, and they wait for
    these and, at last, each for itself. The vessel sails with the second, at 11. A box of no vessel waits."""
    call = flow("call", travel("moor"), signal("open"), wait_for_all("through"))
    box = flow(
        "box",
        wait_until("open", of="carrier"),
        wait_until("good", of="declaration"),
        travel("drive"),
        signal("gone"),
        wait_until("gone", label="looks_back"),
        signal("through"),
    )
    papers = flow("papers", travel("check"), signal("good"))
    streams = {
        "vessel": Given([0], ("call",), {"moor": 5}),
        "box": Given([1, 2, 3], ("box",), {"drive": [2, 3, 1]}, carrier=[0, 0, -1], declaration=[4, 4, 4]),
        "papers": Given([0], ("papers",), {"check": 8}),
    }
    return play(workload([call, box, papers], streams, {}, horizon=50))


WAITS = ["wait_open", "wait_good", "looks_back", "wait_for_all_through"]


def test_a_run_goes_by_its_signals(port: Records) -> None:
    check_release(port)
    ended = {label: port.raw.ended[rows_of(port, label)].tolist() for label in WAITS}
    assert ended["wait_open"][:2] == [5, 5] and np.isnan(ended["wait_open"][2])
    assert ended["wait_good"] == [8, 8]
    assert (sorted(ended["looks_back"]), ended["wait_for_all_through"]) == ([10, 11], [11])


@pytest.mark.parametrize("label", WAITS)
@pytest.mark.parametrize("by", [-0.5, 0.5])
def test_who_goes_on_too_early_or_too_late_is_noticed(port: Records, label: str, by: float) -> None:
    ended = moved(port.raw.ended, int(rows_of(port, label)[0]), by)
    with pytest.raises(PortsimError, match=f"release order fails at {label} of "):
        check_release(tampered(port, ended=ended))


def test_the_message_says_who_went_on_when_and_when_it_might(port: Records) -> None:
    row = int(rows_of(port, "wait_good")[0])
    with pytest.raises(PortsimError) as error:
        check_release(tampered(port, ended=moved(port.raw.ended, row, -1)))
    assert str(error.value) == (
        "release order fails at wait_good of box: shipment 1 goes on at 7 min, and may at 8 min, "
        "when good is sent"
    )


def test_who_goes_on_though_nobody_sends_it_is_noticed(port: Records) -> None:
    row = int(rows_of(port, "wait_open")[2])
    with pytest.raises(PortsimError, match="shipment 3 goes on at 20 min, and may at inf min"):
        check_release(
            tampered(port, ended=np.where(np.arange(len(port.raw.ended)) == row, 20, port.raw.ended))
        )


def test_who_stays_though_it_was_sent_is_noticed(port: Records) -> None:
    ended = port.raw.ended.copy()
    ended[rows_of(port, "wait_for_all_through")] = np.nan
    with pytest.raises(PortsimError, match="wait_for_all_through of vessel: shipment 0 goes on at nan min"):
        check_release(tampered(port, ended=ended))
