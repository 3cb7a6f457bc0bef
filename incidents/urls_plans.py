"""Plans in an incident."""

from __future__ import annotations

from django.urls import path

from incidents.views import plans

urlpatterns = [
    path("incidents/<str:number>/plans/new/", plans.plan_activate, name="plan_activate"),
]
