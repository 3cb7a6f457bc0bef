"""Pages of reviews and change requests."""

from __future__ import annotations

from django.urls import path

from plans.views import review

urlpatterns = [
    path("plans/reviews/", review.review_list, name="review_list"),
    path(
        "plans/reviews/<int:pk>/decision/",
        review.change_request_decision,
        name="change_request_decision",
    ),
    path(
        "plans/<str:code>/change-requests/new/",
        review.change_request_create,
        name="change_request_create",
    ),
]
