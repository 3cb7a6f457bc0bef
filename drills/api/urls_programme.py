"""Addresses of the programme and of the settings."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from drills.api.programme import (
    DrillPolicyViewSet,
    DrillSlotViewSet,
    FreezeViewSet,
    ProgrammeViewSet,
)
from drills.api.settings import DrillSettingsViewSet

router = SimpleRouter()
router.register("drill-policies", DrillPolicyViewSet, "drill-policy")
router.register("drill-slots", DrillSlotViewSet, "drill-slot")
router.register("freezes", FreezeViewSet, "freeze")

urlpatterns = [
    *(
        path(
            f"drill-programme/{name}/",
            ProgrammeViewSet.as_view({"get": name}),
            name=f"drill-programme-{name}",
        )
        for name in ("compliance", "coverage", "proposals")
    ),
    path(
        "drill-settings/",
        DrillSettingsViewSet.as_view({"get": "retrieve", "patch": "partial_update"}),
        name="drill-settings",
    ),
    *router.urls,
]
