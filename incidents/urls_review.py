"""The review of an incident and what belongs to it."""

from __future__ import annotations

from django.urls import path

from incidents.views import review

ONE = "incidents/<str:number>/review/"

urlpatterns = [
    path(ONE, review.incident_review, name="incident_review"),
    path(f"{ONE}edit/", review.review_edit, name="review_edit"),
    path(f"{ONE}submission/", review.review_submit, name="review_submit"),
    path(f"{ONE}approval/", review.review_approve, name="review_approve"),
    path(f"{ONE}return/", review.review_return, name="review_return"),
    path(f"{ONE}plans/<str:code>/", review.plan_verdict, name="plan_verdict"),
    path(f"{ONE}impacts/<int:pk>/", review.impact_outcome, name="impact_outcome"),
]
