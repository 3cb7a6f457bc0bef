"""Addresses of the parts of a drill."""

from __future__ import annotations

from typing import Any

from django.urls import path

from drills.api import evaluation, people, reporting, script, timeline
from drills.api.script_addresses import LIST, ONE, SCRIPT

READ = {"get": "list"}

# part → the view, and what each method does
PARTS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("feed", timeline.DrillFeedViewSet, {"get": "retrieve"}),
    ("events", timeline.DrillEventViewSet, LIST),
    ("participants", people.ParticipantViewSet, LIST),
    ("participants/<str:number>", people.ParticipantViewSet, ONE),
    ("participants/<str:number>/attendance", people.ParticipantViewSet, {"post": "attend"}),
    ("safety", people.SafetyViewSet, READ),
    ("safety/<str:key>", people.SafetyViewSet, {"post": "tick", "delete": "untick"}),
    *SCRIPT,
    ("injects/<str:key>/delivery", script.InjectViewSet, {"post": "deliver"}),
    ("injects/<str:key>/skipping", script.InjectViewSet, {"post": "skip"}),
    ("expectations/<str:key>/judgement", script.ExpectationViewSet, {"post": "judge"}),
    ("ratings", evaluation.RatingViewSet, LIST),
    ("results", evaluation.ResultViewSet, READ),
    (
        "results/<str:key>/settlement",
        evaluation.ResultViewSet,
        {"post": "settle", "delete": "unsettle"},
    ),
    ("results/<str:key>/records", evaluation.ResultViewSet, {"post": "count"}),
    ("observations", evaluation.ObservationViewSet, LIST),
    ("measured-times", evaluation.MeasuredTimeViewSet, LIST),
    ("measured-times/<str:number>", evaluation.MeasuredTimeViewSet, {"get": "retrieve"}),
    ("measured-times/<str:number>/review", evaluation.MeasuredTimeViewSet, {"post": "review"}),
    ("hot-wash", evaluation.HotWashViewSet, LIST),
    ("findings", reporting.FindingViewSet, LIST),
    ("findings/<str:key>", reporting.FindingViewSet, ONE),
    ("findings/<str:key>/action", reporting.FindingViewSet, {"post": "act"}),
    (
        "report",
        reporting.ActionReportViewSet,
        {"get": "retrieve", "patch": "partial_update"},
    ),
)


def _name(part: str) -> str:
    named = part.replace("<str:number>", "one").replace("<str:key>", "one")
    return "drill-" + named.replace("/", "-")


urlpatterns = [
    path(f"drills/<str:code>/{part}/", view.as_view(methods), name=_name(part))
    for part, view, methods in PARTS
]
