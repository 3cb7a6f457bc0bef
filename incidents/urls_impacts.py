"""The affected processes of an incident."""

from __future__ import annotations

from django.urls import path

from incidents.views import impacts

ONE = "incidents/<str:number>/impacts/"

urlpatterns = [
    path(f"{ONE}new/", impacts.impact_open, name="impact_open"),
    path(f"{ONE}<int:pk>/extent/", impacts.impact_change, name="impact_change"),
    path(f"{ONE}<int:pk>/end/", impacts.impact_end, name="impact_end"),
    path(f"{ONE}<int:pk>/removal/", impacts.impact_drop, name="impact_drop"),
    path(f"{ONE}<int:pk>/data/", impacts.impact_data, name="impact_data"),
    path(f"{ONE}<int:pk>/times/", impacts.impact_times, name="impact_times"),
    path(f"{ONE}<int:pk>/confirmation/", impacts.impact_confirm, name="impact_confirm"),
    path(f"{ONE}<int:pk>/objectives/", impacts.impact_adopt, name="impact_adopt"),
    path(
        "incidents/<str:number>/calibration/",
        impacts.incident_calibration,
        name="incident_calibration",
    ),
]
