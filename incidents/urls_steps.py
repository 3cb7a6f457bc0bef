"""The steps of an incident by their nouns."""

from __future__ import annotations

from django.urls import path

from incidents.step_pages import STEPS
from incidents.views import steps

ONE = "incidents/<str:number>/"

urlpatterns = [
    *(
        path(f"{ONE}{step.path}/", steps.step_page, {"verb": verb}, name=f"incident_{verb}")
        for verb, step in STEPS.items()
    ),
    path(f"{ONE}times/", steps.incident_times, name="incident_times"),
]
