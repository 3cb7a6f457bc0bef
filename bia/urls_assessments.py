"""Pages of assessments, reviews and campaigns."""

from __future__ import annotations

from django.urls import path

from bia.views import assessment, assessment_editor, assessment_steps, campaign, review

ONE = "assessments/<str:code>/"

urlpatterns = [
    path("assessments/", assessment.assessment_list, name="assessment_list"),
    path("assessments/new/", assessment_steps.assessment_create, name="assessment_create"),
    path("assessments/overview/", review.assessment_overview, name="assessment_overview"),
    path(ONE, assessment.assessment_detail, name="assessment_detail"),
    path(f"{ONE}edit/", assessment_editor.assessment_edit, name="assessment_edit"),
    path(f"{ONE}draft/", assessment_editor.assessment_draft, name="assessment_draft"),
    path(f"{ONE}preview/", assessment_editor.assessment_preview, name="assessment_preview"),
    path(f"{ONE}presence/", assessment_editor.assessment_presence, name="assessment_presence"),
    path(f"{ONE}similar/", assessment_editor.assessment_similar, name="assessment_similar"),
    path(f"{ONE}differences/", assessment.assessment_differences, name="assessment_differences"),
    path(f"{ONE}submission/", assessment_steps.assessment_submission, name="assessment_submission"),
    path(f"{ONE}approval/", assessment_steps.assessment_approval, name="assessment_approval"),
    path(f"{ONE}return/", assessment_steps.assessment_return, name="assessment_return"),
    path(f"{ONE}delete/", assessment_steps.assessment_delete, name="assessment_delete"),
    path(
        f"{ONE}confirmation/",
        assessment_steps.assessment_confirmation,
        name="assessment_confirmation",
    ),
    path(
        "processes/<str:code>/major-change/",
        assessment_steps.process_major_change,
        name="process_major_change",
    ),
    path("reviews/", review.assessment_due, name="assessment_due"),
    path("campaigns/", campaign.campaign_list, name="campaign_list"),
    path("campaigns/new/", campaign.campaign_create, name="campaign_create"),
    path("campaigns/requests/", campaign.campaign_requests, name="campaign_requests"),
    path("campaigns/<str:code>/", campaign.campaign_detail, name="campaign_detail"),
    path("campaigns/<str:code>/closure/", campaign.campaign_closure, name="campaign_closure"),
]
