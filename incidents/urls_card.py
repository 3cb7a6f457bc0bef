"""Boxes of the card."""

from __future__ import annotations

from django.urls import path

from incidents.views import people

ONE = "incidents/<str:number>/"

urlpatterns = [
    path(f"{ONE}card/boxes/<int:check>/", people.check_tick, name="check_tick"),
]
