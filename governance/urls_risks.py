"""The risk register."""

from __future__ import annotations

from django.urls import path

from governance.views import risk_steps, risks

urlpatterns = [
    path("governance/risks/", risks.risk_list, name="risk_list"),
    path("governance/risks/new/", risks.risk_create, name="risk_create"),
    path("governance/risks/<str:code>/", risks.risk_detail, name="risk_detail"),
    path("governance/risks/<str:code>/edit/", risks.risk_edit, name="risk_edit"),
    path("governance/risks/<str:code>/<str:noun>/", risk_steps.risk_step, name="risk_step"),
]
