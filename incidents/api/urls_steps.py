"""Addresses of what is done to an incident: nouns below it."""

from __future__ import annotations

from typing import Any

from django.urls import path

from incidents.api import nouns

# noun → the view, and what each method does
NOUNS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("acknowledgement", nouns.AcknowledgementViewSet, {"post": "create"}),
    ("grade", nouns.GradeViewSet, {"post": "create"}),
    ("grade/agreement", nouns.GradeViewSet, {"post": "agree"}),
    ("grade/refusal", nouns.GradeViewSet, {"post": "refuse"}),
    ("grade/proposal", nouns.GradeViewSet, {"delete": "withdraw"}),
    ("restoration", nouns.RestorationViewSet, {"post": "create", "delete": "fail"}),
    ("verification", nouns.VerificationViewSet, {"post": "create"}),
    ("verification/confirmation", nouns.VerificationViewSet, {"post": "confirm"}),
    ("verification/failure", nouns.RestorationViewSet, {"post": "fail"}),
    ("closure", nouns.ClosureViewSet, {"post": "create"}),
    ("cancellation", nouns.CancellationViewSet, {"post": "create"}),
    ("cancellation/refusal", nouns.CancellationViewSet, {"post": "refuse"}),
    ("merger", nouns.MergerViewSet, {"post": "create", "delete": "destroy"}),
    ("reopening", nouns.ReopeningViewSet, {"post": "create"}),
    ("guards", nouns.GuardsViewSet, {"get": "list"}),
)

urlpatterns = [
    path(
        f"incidents/<str:code>/{noun}/",
        view.as_view(methods),
        name=f"incident-{noun.replace('/', '-')}",
    )
    for noun, view, methods in NOUNS
]
