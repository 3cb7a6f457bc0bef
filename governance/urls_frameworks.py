"""Checklist and maturity, standards and their clauses, evaluations."""

from __future__ import annotations

from django.urls import path

from governance.views import evaluations, frameworks, maturity, requirements

ONE = "governance/frameworks/<str:code>/"
CLAUSE = ONE + "<str:number>/"

urlpatterns = [
    path("governance/maturity/", maturity.maturity, name="maturity"),
    path("governance/frameworks/", frameworks.framework_list, name="framework_list"),
    path(ONE, frameworks.framework_detail, name="framework_detail"),
    path(ONE + "evaluation/", evaluations.evaluation_create, name="evaluation_create"),
    path(CLAUSE, requirements.requirement_detail, name="requirement_detail"),
    path(CLAUSE + "edit/", requirements.requirement_edit, name="requirement_edit"),
    path(CLAUSE + "links/new/", requirements.link_create, name="link_create"),
    path(CLAUSE + "links/<int:pk>/delete/", requirements.link_delete, name="link_delete"),
    path("governance/evaluations/", evaluations.evaluation_list, name="evaluation_list"),
    path("governance/evaluations/<str:code>/", evaluations.evaluation_detail,
         name="evaluation_detail"),
]  # fmt: skip
