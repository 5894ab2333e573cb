"""The gate of `logged` with other sites: a far gate with a way of its own, and a third gate."""

from __future__ import annotations

from collections.abc import Sequence

from logged import logged

from portsim.scenario.scenario import Scenario

LANES = "lanes: {value: 1, source: user}"
FAR = "instead: {gate_in: far_gate, gate_to_yard: far_way}"
THIRD = "instead: {gate_in: third_gate}"
REEFER = "traits:\n  reefer: {share: {value: 30 %, source: user}, of: [domestic]}\n"
TERMINALS = (
    "  t: {title: T, share: {value: 1, source: user}}",
    "  east: {title: East, share: {value: 60 %, source: user}}\n"
    "  west: {title: West, share: {value: 40 %, source: user}}",
)


def share(percent: float, more: str = "") -> str:
    return f"share: {{value: {percent} %, source: user{more}}}"


def sited(
    arrivals: Sequence[float],
    sites: str,
    *edits: tuple[str, str],
    far: str = f"  far_gate: {{{LANES}}}\n",
    **columns: Sequence[object],
) -> Scenario:
    """The scenario with these lines under `other_sites`, each as far as its indent; what no site needs is
    left out."""
    places = far + (f"  third_gate: {{{LANES}}}\n" if "third_gate" in sites else "")
    out = f"  gate_out: {{{LANES}}}\n"
    way = "  far_way: {shape: constant, mean: 7 min, source: user}\n" if "far_way" in sites else ""
    return logged(
        arrivals,
        (out, out + places),
        ("  check_out: {shape", f"{way}  check_out: {{shape"),
        ("what_ifs:\n", f"{REEFER if 'trait:' in sites else ''}other_sites:\n{sites}\nwhat_ifs:\n"),
        *edits,
        columns=columns,
    )
