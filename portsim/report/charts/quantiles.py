"""QQ chart: measured times against those of the fitted shape at the same shares; on the line they agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure

from portsim.base.language import t
from portsim.report.charts import style
from portsim.report.look import BLUE, GREY

if TYPE_CHECKING:
    import pandas as pd

ACROSS = 2
CELL = 3.6  # [in]


def quantiles_chart(quantiles: pd.DataFrame) -> Figure:
    """A panel for each task, as in the table: task, shape, share [0..1], log [min], fitted [min]."""
    tasks = list(dict.fromkeys(quantiles["task"]))
    rows = max(1, -(-len(tasks) // ACROSS))
    figure = style.new_figure(CELL * rows)
    with style.house_style():
        if not tasks:
            style.no_data(figure.add_subplot(), t("Measured times against fitted ones"))
        for number, task in enumerate(tasks):
            part = quantiles[quantiles["task"] == task]
            ax = figure.add_subplot(rows, ACROSS, number + 1)
            fitted, log = (part[name].to_numpy(dtype=float) for name in ("fitted", "log"))
            most = float(np.nanmax([fitted.max(), log.max()])) * 1.04
            ax.plot([0, most], [0, most], color=GREY, linewidth=1)
            ax.plot(fitted, log, "o", color=BLUE, markersize=3)
            ax.set_xlim(0, most)
            ax.set_ylim(0, most)
            ax.set_title(f"{task.removeprefix('tasks.')}: {part['shape'].iloc[0]}", fontsize=11)
            ax.set_xlabel(t("Fitted [min]"))
            ax.set_ylabel(t("Log [min]"))
            ax.grid()
    return figure
