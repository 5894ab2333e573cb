"""What a piece of work costs, and who bears it."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from portsim.base.currency import money_name
from portsim.model.numbers import Number
from portsim.model.part import Part
from portsim.model.payers import Payer
from portsim.model.sourced import Money, Time


class Tariff(Part):
    """What a piece of work costs and who bears it; it is read by the ledger and never changes a run.

    A `fee` is charged by the payer to another one: a transfer, which is shown and is no cost of its own.
    """

    cost: Money = Field(description="what one piece or an hour of work costs")
    payer: Payer = Field(description="who bears the cost")
    pieces: Number | None = Field(
        None, description="for a cost per piece: how many pieces one counted step is; 1 if not said"
    )
    takes: Time | None = Field(
        None, description="for a cost per hour where steps are counted: how long one counted step takes"
    )
    charged_to: Payer | None = Field(None, description="who pays the fee to the payer; goes with fee")
    fee: Money | None = Field(
        None,
        description="what the payer charges for one piece or an hour; a transfer, and no cost of its own",
    )

    @model_validator(mode="after")
    def _charge(self) -> Self:
        if (self.charged_to is None) != (self.fee is None):
            raise ValueError("charged_to and fee go together")
        if self.charged_to == self.payer:
            raise ValueError(f"a fee passes between two payers; got {self.payer} on both sides")
        if self.fee is not None and self.fee.value.unit != self.cost.value.unit:
            own = money_name()
            raise ValueError(f"a fee has the unit of the cost: both for a piece [{own}], or both per time")
        if self.takes is not None and self.cost.value.unit == "yuan":
            raise ValueError(f"takes needs a cost per time, such as 50 {money_name()}/h")
        if self.pieces is not None and self.cost.value.unit == "yuan/h":
            raise ValueError(f"pieces needs a cost for a piece, such as 75 {money_name()}")
        return self

    def words(self) -> str:
        return f"{self.cost.words()}, {self.payer}"
