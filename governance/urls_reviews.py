"""Management reviews."""

from __future__ import annotations

from django.urls import path

from governance.views import review, review_minutes

R = "governance/management-reviews/"

urlpatterns = [
    path(R, review.review_list, name="review_list"),
    path(f"{R}new/", review.review_create, name="review_create"),
    path(f"{R}<str:code>/", review.review_detail, name="review_detail"),
    path(f"{R}<str:code>/edit/", review.review_edit, name="review_edit"),
    path(f"{R}<str:code>/minutes/", review_minutes.minutes_edit, name="review_minutes"),
    path(f"{R}<str:code>/agenda/new/", review.item_create, name="review_item_create"),
    path(f"{R}<str:code>/decisions/new/", review_minutes.decision_create, name="decision_create"),
    path(
        f"{R}<str:code>/decisions/<int:number>/", review_minutes.decision_edit,
        name="decision_edit",
    ),
    path(
        f"{R}<str:code>/decisions/<int:number>/deletion/", review_minutes.decision_delete,
        name="decision_delete",
    ),
    *(
        path(f"{R}<str:code>/{noun}/", review.review_step, {"noun": noun}, name=f"review_{noun}")
        for noun in review.STEPS
    ),
]  # fmt: skip
