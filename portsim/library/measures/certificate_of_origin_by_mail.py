"""Certificate of origin by self-service: printed at the desk or mailed, without a trip to the counter."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from portsim.model.demand import Trait
from portsim.model.durations import Duration
from portsim.model.measure import Measure, measure
from portsim.model.steps import travel
from portsim.model.world import World


@measure("certificate_of_origin_by_mail")
class CertificateOfOriginByMail(Measure):
    """The application is still written; what comes by mail can take longer than a trip would have."""

    title: ClassVar[str] = "Certificate of origin, printed or mailed by self-service"
    reported: ClassVar[str] = "S11"
    aims_at: ClassVar[tuple[str, ...]] = ("certificate_time",)
    print_or_mail: Duration = Field(description="until the certificate is printed, or has come by mail")

    def apply(self, world: World) -> World:
        world = world.set(
            "traits.certificate_by_mail",
            Trait(share=self.uptake, of=world.streams_with("drive_to_counter"), digital=True),
        ).set("tasks.print_or_mail", self.print_or_mail)
        return world.branch(
            "certificate_of_origin",
            "drive_to_counter",
            "certificate_by_mail",
            travel("print_or_mail"),
            through="issue_certificate",
        )
