"""Addresses of the parts of an incident."""

from __future__ import annotations

from typing import Any

from django.urls import path

from incidents.api import card, communication, files, impacts, links, people, review, timeline

READ = {"get": "list"}
READ_AND_ADD = {"get": "list", "post": "create"}

# part → the view, and what each method does
PARTS: tuple[tuple[str, Any, dict[str, str]], ...] = (
    ("feed", timeline.FeedViewSet, {"get": "retrieve"}),
    ("events", timeline.EventViewSet, READ_AND_ADD),
    ("events/<str:number>", timeline.EventViewSet, {"get": "retrieve"}),
    ("events/<str:number>/attachments/<str:file>", files.AttachmentView, {"get": "retrieve"}),
    ("events/<str:number>/correction", timeline.EventViewSet, {"post": "correct"}),
    ("events/<str:number>/pin", timeline.EventViewSet, {"post": "pin", "delete": "unpin"}),
    ("impacts", impacts.ImpactViewSet, READ_AND_ADD),
    (
        "impacts/<str:number>",
        impacts.ImpactViewSet,
        {"get": "retrieve", "patch": "partial_update", "delete": "destroy"},
    ),
    ("impacts/<str:number>/confirmation", impacts.ImpactViewSet, {"post": "confirm"}),
    ("impacts/<str:number>/end", impacts.ImpactViewSet, {"post": "end"}),
    ("impacts/<str:number>/adoption", impacts.ImpactViewSet, {"post": "adopt"}),
    ("loss", impacts.LossViewSet, {"get": "retrieve"}),
    ("reports", communication.ReportViewSet, READ_AND_ADD),
    ("reports/<str:number>", communication.ReportViewSet, {"get": "retrieve"}),
    ("decisions", communication.DecisionViewSet, READ_AND_ADD),
    ("messages", communication.MessageViewSet, READ_AND_ADD),
    (
        "messages/<str:number>",
        communication.MessageViewSet,
        {"get": "retrieve", "patch": "partial_update"},
    ),
    ("messages/<str:number>/submission", communication.MessageViewSet, {"post": "submit"}),
    ("messages/<str:number>/approval", communication.MessageViewSet, {"post": "approve"}),
    ("messages/<str:number>/refusal", communication.MessageViewSet, {"post": "refuse"}),
    ("messages/<str:number>/dispatch", communication.MessageViewSet, {"post": "send"}),
    ("contacts", people.ContactViewSet, READ_AND_ADD),
    ("contacts/<str:number>", people.ContactViewSet, {"get": "retrieve"}),
    ("contacts/<str:number>/attempts", people.ContactViewSet, {"post": "attempt"}),
    ("steps", card.StepViewSet, READ),
    ("steps/checks/<str:number>", card.StepViewSet, {"post": "tick"}),
    ("clocks", card.ClockOfIncidentViewSet, READ),
    ("roles", people.RoleViewSet, READ_AND_ADD),
    ("roles/command", people.RoleViewSet, {"post": "command"}),
    ("roles/hand-over", people.RoleViewSet, {"post": "hand_over"}),
    ("roles/confirmation", people.RoleViewSet, {"post": "confirm"}),
    ("roles/break-glass", people.RoleViewSet, {"post": "break_glass"}),
    ("roles/<str:number>", people.RoleViewSet, {"delete": "destroy"}),
    ("escalation", people.EscalationViewSet, READ),
    ("escalation/acknowledgement", people.EscalationViewSet, {"post": "acknowledge"}),
    ("activations", card.ActivationOfIncidentViewSet, READ_AND_ADD),
    ("plans", card.ProposedPlanViewSet, READ),
    ("relations", links.RelationViewSet, {"post": "create"}),
    ("relations/<str:number>", links.RelationViewSet, {"delete": "destroy"}),
    ("children", links.ChildrenViewSet, {"post": "create"}),
    ("parent", links.ChildrenViewSet, {"delete": "destroy"}),
    ("review", review.ReviewViewSet, {"get": "retrieve", "patch": "partial_update"}),
    ("review/submission", review.ReviewViewSet, {"post": "submit"}),
    ("review/approval", review.ReviewViewSet, {"post": "approve"}),
    ("review/return", review.ReviewViewSet, {"post": "send_back"}),
    ("review/verdicts", review.VerdictViewSet, READ_AND_ADD),
)


def _name(part: str) -> str:
    named = part.replace("<str:number>", "one").replace("<str:file>", "file")
    return "incident-" + named.replace("/", "-")


urlpatterns = [
    path(f"incidents/<str:code>/{part}/", view.as_view(methods), name=_name(part))
    for part, view, methods in PARTS
]
