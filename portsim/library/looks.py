"""How the shipped measures look in charts: six colours in two shapes, black and grey in more; what shares a
colour differs in the shape."""

from __future__ import annotations

from portsim.report.look import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION, look

look("digital_port", BLACK, "--", "D")  # dashed, as it often lies on the line of one measure
look("smart_cloud_routing", BLUE)
look("qr_gate_pass", ORANGE)
look("lcl_direct_pickup", GREEN)
look("one_time_diversion", VERMILLION)
look("cloud_document_flow", PURPLE)
look("qr_document_handover", SKY)
look("certificate_of_origin_by_mail", BLUE, "--", "s")
look("crew_online_health_declaration", ORANGE, "--", "s")
look("aircraft_side_diversion", GREEN, "--", "s")
look("transit_arrival_declaration", VERMILLION, "--", "s")
look("truck_appointments", PURPLE, "--", "s")
look("data_platform_outage", SKY, "--", "s")
look("closure", BLACK, "-", "s")
look("automatic_gate", BLACK, "-.", "^")
look("electronic_loading_papers", BLACK, ":", "v")
look("full_gate_turns_away", GREY, "--", "s")
look("release_box_by_box", GREY, ":", "D")
