"""The types of the columns of a table that has no rows: those that they have where there are some."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

TEXT = (
    "alternative amount_is band band_is baseline_is because better break_even_entry brought_by cause "
    "channel claim cohort columns decided_by deciding_parameters differs entry event figure file found "
    "independent key kind kpi label largest largest_after largest_before largest_in leans_on log measure "
    "measured_on minute_0 missing name new note of old payer place price_unit read_as reading reason "
    "reference resample sense sha256 side source stage statement statistic stream terminal time_zone "
    "title unit value_is verdict weeks without year"
)
YES_NO = "aim decides measured primary with_event"
WHOLE = (
    "arrived assumed carriers carriers_without_rows counted counted_days_without_rows cycle_days days "
    "days_observed days_without_rows ended first_day hour last_day left_out n n_observed n_simulated "
    "not_back open order parameters replications rows rows_not_taken rows_of_others samples taken "
    "unlimited_n warm_up warm_up_days"
)
NUMBER = (
    "after amount band_high band_low baseline before begin beyond break_even_factor break_even_price "
    "break_even_users ci_high ci_low closed_form counted_days days_needed days_worth difference "
    "difference_high difference_low early effective end energy energy_p energy_share first half_width "
    "high last later least load longest low matters mean mean_taken median minute most needed observed "
    "observed_high observed_low observed_mean p p90 p_holm per_day per_year point_days price q quantile "
    "quantity queue received recommended_days relative replications_needed reported saved shortest "
    "simulated simulated_mean skewness target unfinished unit_cost unlimited users_per_day utilisation "
    "value variance_reduction waiting within"
)
TYPES = {
    name: kind
    for kind, names in (("str", TEXT), ("bool", YES_NO), ("int64", WHOLE), ("float64", NUMBER))
    for name in names.split()
}


def typed(table: pd.DataFrame) -> pd.DataFrame:
    """A table without rows whose columns have the types of their names, where portsim's own tables have
    these; any other as it is."""
    if len(table):
        return table
    return table.astype({name: TYPES[name] for name in table.columns if name in TYPES})
