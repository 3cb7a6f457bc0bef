"""Addresses of a script, the same below a drill and below a scenario."""

from __future__ import annotations

from typing import Any

from drills.api import script

LIST = {"get": "list", "post": "create"}
ONE = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}

# part → the view, and what each method does
SCRIPT: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("objectives", script.ObjectiveViewSet, LIST),
    ("objectives/order", script.ObjectiveViewSet, {"post": "order"}),
    ("objectives/<str:key>", script.ObjectiveViewSet, ONE),
    ("criteria", script.CriterionViewSet, LIST),
    ("criteria/order", script.CriterionViewSet, {"post": "order"}),
    ("criteria/<str:key>", script.CriterionViewSet, ONE),
    ("injects", script.InjectViewSet, LIST),
    ("injects/order", script.InjectViewSet, {"post": "order"}),
    ("injects/<str:key>", script.InjectViewSet, ONE),
    ("expectations", script.ExpectationViewSet, LIST),
    ("expectations/<str:key>", script.ExpectationViewSet, ONE),
)
