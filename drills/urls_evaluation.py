"""The evaluation of a drill."""

from __future__ import annotations

from django.urls import path

from drills.views import evaluation

ONE = "drills/<str:code>/evaluation/"
CRITERION = f"{ONE}criteria/<str:key>/"
MEASURED = f"{ONE}measured-times/"

urlpatterns = [
    path(ONE, evaluation.evaluation, name="evaluation"),
    path(f"{ONE}finish/", evaluation.evaluation_finish, name="evaluation_finish"),
    path(f"{ONE}figures/", evaluation.figures, name="figures"),
    path(f"{CRITERION}rating/", evaluation.rating, name="rating"),
    path(f"{CRITERION}settlement/", evaluation.settlement, name="settlement"),
    path(
        f"{CRITERION}settlement/withdrawal/",
        evaluation.settlement_withdrawal,
        name="settlement_withdrawal",
    ),
    path(f"{CRITERION}records/", evaluation.records, name="records"),
    path(f"{MEASURED}new/", evaluation.measured_create, name="measured_create"),
    path(
        f"{MEASURED}<int:pk>/acceptance/",
        evaluation.measured_acceptance,
        name="measured_acceptance",
    ),
    path(
        f"{MEASURED}<int:pk>/rejection/", evaluation.measured_rejection, name="measured_rejection"
    ),
]
