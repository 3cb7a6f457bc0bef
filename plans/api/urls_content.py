"""Addresses of the parts of a version: /plans/{code}/versions/{number}/tasks/…"""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from plans.api import content
from plans.api.content_import import PlanImportView

ROOT = r"plans/(?P<code>[^/]+)/versions/(?P<number>[^/]+)/"

router = SimpleRouter()
for part, viewset, name in (
    ("sections", content.SectionViewSet, "plan-section"),
    ("criteria", content.CriterionViewSet, "plan-criterion"),
    ("tasks", content.TaskViewSet, "plan-task"),
    ("resources", content.ResourceRowViewSet, "plan-resource"),
    ("messages", content.MessageViewSet, "plan-message"),
    ("card-steps", content.CardStepViewSet, "plan-card-step"),
    ("card-items", content.CardItemViewSet, "plan-card-item"),
    ("card-contacts", content.CardContactViewSet, "plan-card-contact"),
):
    router.register(ROOT + part, viewset, name)

urlpatterns = [
    *router.urls,
    path(
        "plans/<str:code>/versions/<str:number>/imports/",
        PlanImportView.as_view(),
        name="plan-import",
    ),
]
