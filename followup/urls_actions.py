"""Pages of corrective actions and of the root causes they name."""

from __future__ import annotations

from django.urls import path

from followup.action_steps import STEPS
from followup.views import (
    action_board,
    action_detail,
    action_edit,
    action_list,
    action_step,
    root_cause,
)

ONE = "actions/<str:code>/"
CAUSES = "catalogue/root-causes/"

urlpatterns = [
    path("actions/", action_list.action_list, name="action_list"),
    path("actions/export/", action_list.action_export, name="action_export"),
    path("actions/board/", action_board.action_board, name="action_board"),
    path("actions/new/", action_edit.action_create, name="action_create"),
    path("actions/hints/", action_edit.action_hints, name="action_hints"),
    path("actions/subjects/", action_list.subject_lookup, name="subject_lookup"),
    path(ONE, action_detail.action_detail, name="action_detail"),
    path(f"{ONE}edit/", action_edit.action_edit, name="action_edit"),
    path(f"{ONE}evidence/<int:number>/", action_detail.evidence_file, name="evidence_file"),
    *(
        path(
            f"{ONE}{step.path}/",
            action_step.action_step,
            {"verb": step.verb},
            name=step.url_name.partition(":")[2],
        )
        for step in STEPS.values()
    ),
    path(CAUSES, root_cause.root_cause_list, name="root_cause_list"),
    path(f"{CAUSES}new/", root_cause.root_cause_create, name="root_cause_create"),
    path(f"{CAUSES}<str:code>/edit/", root_cause.root_cause_edit, name="root_cause_edit"),
    path(f"{CAUSES}<str:code>/use/", root_cause.root_cause_use, name="root_cause_use"),
]
