"""The steps of a drill by their nouns."""

from __future__ import annotations

from django.urls import path

from drills.step_pages import STEPS, name_of
from drills.views import safety, steps

ONE = "drills/<str:code>/"

urlpatterns = [
    *(
        path(f"{ONE}{step.noun}/", steps.step_page, {"verb": verb}, name=name_of(verb))
        for verb, step in STEPS.items()
    ),
    path(f"{ONE}safety/", safety.drill_safety, name="drill_safety"),
]
