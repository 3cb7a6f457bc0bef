"""The evaluator's page: expectations judged and things seen, from a phone."""

from __future__ import annotations

from django.urls import path

from drills.views import evaluator

ONE = "drills/<str:code>/evaluate/"

urlpatterns = [
    path(ONE, evaluator.evaluator, name="evaluator"),
    path(f"{ONE}feed/", evaluator.evaluator_feed, name="evaluator_feed"),
    path(f"{ONE}observation/", evaluator.observation, name="observation"),
    path(f"{ONE}<int:pk>/judgement/", evaluator.judgement, name="judgement"),
]
