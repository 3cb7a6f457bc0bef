"""Addresses of what is done to a drill: nouns below it."""

from __future__ import annotations

from typing import Any

from django.urls import path

from drills.api import nouns, people, reporting

POST = {"post": "create"}

# noun → the view, and what each method does
NOUNS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("preparation", nouns.PreparationViewSet, POST),
    ("invitations", people.InvitationViewSet, POST),
    ("invitations/answer", people.InvitationViewSet, {"post": "answer_invitation"}),
    ("readiness", nouns.ReadinessViewSet, {"post": "create", "delete": "destroy"}),
    ("start", nouns.StartViewSet, POST),
    ("pause", nouns.PauseViewSet, POST),
    ("resumption", nouns.ResumptionViewSet, POST),
    ("speed", nouns.SpeedViewSet, POST),
    ("real-event", nouns.RealEventViewSet, {"post": "create", "delete": "destroy"}),
    ("end", nouns.EndViewSet, POST),
    ("attendance", people.AttendanceViewSet, {"post": "create", "delete": "destroy"}),
    ("figures", nouns.FiguresViewSet, POST),
    ("evaluation", nouns.EvaluationViewSet, POST),
    ("report/submission", reporting.ActionReportViewSet, {"post": "submit"}),
    ("report/approval", reporting.ActionReportViewSet, {"post": "approve"}),
    ("report/return", reporting.ActionReportViewSet, {"post": "send_back"}),
    ("report/draft", reporting.ActionReportViewSet, {"post": "redraft"}),
    ("report/signatures", reporting.ActionReportViewSet, {"post": "sign"}),
    ("closure", nouns.DrillClosureViewSet, POST),
    ("postponement", nouns.PostponementViewSet, POST),
    ("cancellation", nouns.DrillCancellationViewSet, POST),
    ("copies", nouns.CopyViewSet, POST),
    ("guards", nouns.DrillGuardsViewSet, {"get": "list"}),
)

urlpatterns = [
    path(
        f"drills/<str:code>/{noun}/",
        view.as_view(methods),
        name=f"drill-{noun.replace('/', '-')}",
    )
    for noun, view, methods in NOUNS
]
