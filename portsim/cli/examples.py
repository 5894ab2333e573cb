"""Examples of every command, as they stand at the end of its `--help`; each is a command that works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

EXAMPLES: Mapping[str, Sequence[str]] = {
    "init": (
        "portsim init",
        "portsim init my_gate --trucks 1200",
        "portsim init my_port --template customs --terminals east,west \\\n"
        "      --trucks 3000 --exam-sites 1",
    ),
    "run": (
        "portsim run ocean_gate --days 2 --replications 3",
        "portsim run my_port.yaml --alternative qr_half --verbose",
    ),
    "compare": (
        "portsim compare ocean_gate",
        "portsim compare ocean_gate --alternative qr_gate_pass --days 7",
        "portsim compare my_port.yaml --days 14 --set places.exam_bay.bays=6",
        "portsim compare my_port.yaml --verbose --out results/all_of_it",
    ),
    "claims": (
        "portsim claims ocean_gate",
        "portsim claims xiamen --why C8",
        "portsim claims xiamen --why C12 --verbose",
    ),
    "precision": (
        'portsim precision ocean_gate --within "5 %"',
        'portsim precision ocean_gate --kpi truck_visit_time --within "9 s"',
    ),
    "attribute": (
        "portsim attribute ocean_gate",
        "portsim attribute ocean_gate --measures qr_gate_pass,lcl_direct_pickup",
    ),
    "uncertainty": (
        "portsim uncertainty ocean_gate --samples 64",
        "portsim uncertainty xiamen --claims-only --tried 6",
    ),
    "breakeven": (
        "portsim breakeven ocean_gate measures.qr_gate_pass.uptake",
        "portsim breakeven ocean_gate tariffs.truck_hour.cost --of saved:haulier",
    ),
    "size": (
        "portsim size ocean_gate --over places.gate_in.lanes=8:12 \\\n"
        "      --target 'P90 truck_visit_time <= 60 min'",
    ),
    "control": (
        "portsim control ocean_gate",
        "portsim control ocean_gate --over traits.selected_for_exam.share=1%,2%",
    ),
    "calibrate": (
        "portsim calibrate ocean_gate --observed validation.yaml \\\n"
        "      --inputs tasks.paper_check,places.gate_in.lanes --samples 32",
    ),
    "forecast": (
        "portsim forecast my_port.yaml --now '2026-03-05 14:00' --hours 8",
        "portsim forecast my_port.yaml --now '2026-03-05 14:00' \\\n"
        "      --hours 12 --alternative two_more_lanes",
        "portsim forecast my_port.yaml --now '2026-03-05 14:00' --from-state now.csv",
    ),
    "serve": (
        "portsim serve ocean_gate",
        "portsim serve my_port.yaml --port 8321 --no-browser",
        "portsim serve ocean_gate --static what_if.html --inputs places.gate_in.lanes",
    ),
    "fit": (
        "portsim fit my_port.yaml",
        "portsim fit my_port.yaml --stream domestic --out fitted.yaml",
    ),
    "export": (
        "portsim export ocean_gate --csv --days 1 --counted --out log.csv",
        "portsim export ocean_gate --xes --stream export --zone +08:00 --out export.xes",
        "portsim export ocean_gate --ocel --alternative qr_gate_pass --out log.json",
    ),
    "play": (
        "portsim play ocean_gate --alternative qr_gate_pass --out play.html",
        "portsim play xiamen --day 3 --alternative digital_port --out play.html",
    ),
    "log": ("portsim log inspect gate.csv",),
    "log inspect": (
        "portsim log inspect gate.csv",
        "portsim log inspect moves.xlsx --sheet March",
        "portsim log inspect gate.csv --encoding gbk --csv",
    ),
    "show": ("portsim show export_box", "portsim show export_truck --alternative qr_gate_pass --diagram"),
    "describe": (
        "portsim describe my_port.yaml > model.md",
        "portsim describe xiamen --into docs/model.md",
    ),
    "sources": ("portsim sources xiamen", "portsim sources my_port.yaml --csv > numbers.csv"),
    "diff": ("portsim diff ocean_gate", "portsim diff ocean_gate qr_gate_pass"),
    "validate": (
        "portsim validate my_port.yaml",
        "portsim validate ocean_gate --against validation.yaml",
    ),
    "doctor": ("portsim doctor my_port.yaml",),
    "list": ("portsim list scenarios", "portsim list kpis --csv > kpis.csv"),
    "schema": (
        "portsim schema --out scenario.schema.json",
        "portsim schema --scenario my_port.yaml --out my_port.schema.json",
    ),
    "store ls": ("portsim store ls runs.store", "portsim store ls runs.store --csv > runs.csv"),
    "store gc": (
        "portsim store gc runs.store --keep '30 day'",
        "portsim store gc runs.store --most '2 GB'",
    ),
    "store verify": ("portsim store verify runs.store",),
    "store": ("portsim store ls runs.store",),
}
FIRST = ("portsim compare ocean_gate", "portsim init", "portsim validate my_port.yaml", "portsim list")


def epilogue(examples: Sequence[str]) -> str:
    """What stands below the options of a command."""
    return "\n".join(("Examples:" if len(examples) > 1 else "Example:", *(f"  {each}" for each in examples)))
