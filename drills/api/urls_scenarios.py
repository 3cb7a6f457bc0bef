"""Addresses of the library of scenarios and of their scripts."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from drills.api.scenarios import DrillScenarioViewSet
from drills.api.script_addresses import SCRIPT

router = SimpleRouter()
router.register("drill-scenarios", DrillScenarioViewSet, "drill-scenario")

urlpatterns = [
    *(
        path(
            f"drill-scenarios/<str:code>/{part}/",
            view.as_view(methods, library=True, basename="drill-scenario"),
            name=f"drill-scenario-{part.replace('<str:key>', 'one').replace('/', '-')}",
        )
        for part, view, methods in SCRIPT
    ),
    *router.urls,
]
