"""Addresses of courses, sessions, records and competence."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from governance.api import training

router = SimpleRouter()
router.register("courses", training.CourseViewSet, "course")
router.register("training-sessions", training.TrainingSessionViewSet, "training-session")
router.register("training-records", training.TrainingRecordViewSet, "training-record")

urlpatterns = [
    path("competence/", training.CompetenceViewSet.as_view({"get": "list"}), name="competence"),
    *router.urls,
]
