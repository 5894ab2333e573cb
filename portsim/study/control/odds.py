"""The odds that a box has something to find, by its trader and by how far its exam went: the closed form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from portsim.base.errors import PortsimError
from portsim.base.units import show_share
from portsim.model.risk import Risk
from portsim.study.control.selection import caught

OTHERS, TRUSTED = "others", "aeo"


class Trader(NamedTuple):
    """The boxes of one kind of trader: their share of a stream, the share of them with something to find, the
    share that is selected, and the share of hits among these that is selected."""

    name: str
    share: float
    prior: float
    rate: float
    caught: float

    @property
    def selected(self) -> float:
        """Hits of theirs that are selected, of all boxes of the stream."""
        return self.share * self.prior * self.caught

    @property
    def passed(self) -> float:
        """Hits of theirs that are not selected, of all boxes of the stream."""
        return self.share * self.prior * (1 - self.caught)


ByTrader = tuple[float, ...]  # by trader: the chance that a box is theirs and has something to find


@dataclass(frozen=True)
class Odds:
    """What is expected of a stream, `rate` of whose boxes are selected, and `suspect` of whose images are."""

    traders: tuple[Trader, ...]
    rate: float
    suspect: float
    by_scan: float
    by_search: float

    @property
    def hits_selected(self) -> float:
        """Hits that are selected, of all boxes."""
        return sum(each.selected for each in self.traders)

    @property
    def hit_rate(self) -> float:
        """Boxes with something to find among those that are selected."""
        return self.hits_selected / self.rate if self.rate else 0.0

    def not_selected(self) -> ByTrader:
        """The odds of a box that is not selected."""
        return tuple(each.passed / (1 - self.rate) if self.rate < 1 else 0.0 for each in self.traders)

    def selected(self) -> ByTrader:
        """The odds of a box that is selected, before its scan."""
        return tuple(each.selected / self.rate if self.rate else 0.0 for each in self.traders)

    def opened(self) -> ByTrader:
        """The odds of a box whose image is suspect, by Bayes' rule."""
        return tuple(p * self.by_scan / self.suspect if self.suspect else 0.0 for p in self.selected())

    def cleared(self) -> ByTrader:
        """The odds of a box whose image is not suspect, by Bayes' rule."""
        left = 1 - self.suspect
        return tuple(p * (1 - self.by_scan) / left if left else 0.0 for p in self.selected())


def trader_rates(overall: float, share: float, relative: float) -> tuple[float, float]:
    """The rate of the trusted and of all others, where the trusted have `share` of the boxes and `relative`
    times the rate of the others: share relative x + (1 - share) x = overall."""
    others = overall / (share * relative + 1 - share) if share * relative + 1 - share > 0 else 0.0
    return relative * others, others


def odds_of(risk: Risk, rate: float, suspect: float) -> dict[str, Odds]:
    """The odds of each stream at an exam rate and a share of suspect images.

    Raises PortsimError: the trusted are spared so much that all boxes of others would not be enough, or that
    nobody is left.
    """
    return {
        name: Odds(
            _traders(risk, name, each.prior.value, rate),
            rate,
            suspect,
            risk.by_scan.value,
            risk.by_search.value,
        )
        for name, each in risk.streams.items()
    }


def _traders(risk: Risk, stream: str, prior: float, rate: float) -> tuple[Trader, ...]:
    quality = risk.selectivity.value
    if risk.aeo is None:
        return (Trader(OTHERS, 1.0, prior, rate, caught(quality, prior, rate)),)
    share = risk.aeo.share.value
    priors = trader_rates(prior, share, risk.aeo.relative_risk.value)
    rates = trader_rates(rate, share, risk.aeo.relative_exam_rate.value)
    for what, key, overall, own in (
        ("exam rate", "relative_exam_rate", rate, rates),
        ("prior", "relative_risk", prior, priors),
    ):
        if overall > max(own):
            raise PortsimError(
                f"risk.aeo: {key} is 0 and all boxes of {stream} are theirs, so that nobody has "
                f"the {what} of {show_share(overall)}; lower share, or raise {key}"
            )
        if max(own) > 1 + 1e-12:
            raise PortsimError(
                f"risk.aeo: with {show_share(share)} of the boxes of {stream} theirs the {what} of all "
                f"others would be {show_share(max(own))}; spare the trusted less, or lower the {what}"
            )
    found = zip((TRUSTED, OTHERS), (share, 1 - share), priors, rates, strict=True)
    return tuple(Trader(name, s, p, r, caught(quality, p, r)) for name, s, p, r in found)


def hit_rate(odds: Mapping[str, Odds], volumes: Mapping[str, float]) -> float:
    """Boxes with something to find among all that are selected, over all streams by their volumes."""
    boxes = sum(volumes[name] * each.rate for name, each in odds.items())
    hits = sum(volumes[name] * each.hits_selected for name, each in odds.items())
    return hits / boxes if boxes else 0.0


def false_alarms(suspect: float, hits: float, by_scan: float) -> float:
    """The share of images without a hit that are suspect, where `suspect` of all images are and `hits` of
    all have one: suspect = (1 - hits) false + hits by_scan.

    Raises PortsimError: more true alarms than suspect images, or more hits without one than clear images.
    """
    refuse_impossible(suspect, hits, by_scan, "as stated")
    return min(max((suspect - hits * by_scan) / (1 - hits), 0.0), 1.0) if hits < 1 else 0.0


def suspect_share(false: float, hits: float, by_scan: float) -> float:
    """The share of all images that are suspect, if so many without a hit are."""
    return (1 - hits) * false + hits * by_scan


def refuse_impossible(suspect: float, hits: float, by_scan: float, where: str) -> None:
    """Raises PortsimError: so many hits among the exams do not go with so many suspect images."""
    slack = 1e-9
    if hits * by_scan > suspect + slack or hits * (1 - by_scan) > 1 - suspect + slack:
        raise PortsimError(
            f"risk, {where}: of the boxes examined {show_share(hits)} would have something to find, of which "
            f"a scan shows {show_share(by_scan)}, but {show_share(suspect)} of all images are suspect; lower "
            "the prior, the selectivity or by_scan, or change that chance"
        )
