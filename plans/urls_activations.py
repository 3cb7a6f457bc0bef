"""Pages of plans being carried out."""

from __future__ import annotations

from django.urls import path

from plans.activation_steps import STEPS, TASK_STEPS
from plans.views import activation, activation_start, activation_step, activation_task

ONE = "activations/<str:code>/"
TASK = f"{ONE}tasks/<int:number>/"

urlpatterns = [
    path("activations/", activation.activation_list, name="activation_list"),
    path("plans/<str:code>/activate/", activation_start.activation_create, name="plan_activate"),
    path(ONE, activation.activation_detail, name="activation_detail"),
    path(f"{ONE}live/", activation.activation_live, name="activation_live"),
    path(f"{ONE}timeline/", activation.activation_timeline, name="activation_timeline"),
    path(f"{ONE}tasks/new/", activation_task.task_add, name="activation_task_add"),
    path(f"{TASK}edit/", activation_task.task_amend, name="activation_task_edit"),
    *(
        path(
            f"{TASK}{step.path}/",
            activation_step.task_step,
            {"verb": verb},
            name=f"activation_task_{verb}",
        )
        for verb, step in TASK_STEPS.items()
    ),
    *(
        path(
            f"{ONE}{step.path}/",
            activation_step.activation_step,
            {"verb": verb},
            name=f"activation_{verb}",
        )
        for verb, step in STEPS.items()
    ),
]
