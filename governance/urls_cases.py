"""The case library."""

from __future__ import annotations

from django.urls import path

from governance.views import case_studies as views

urlpatterns = [
    path("governance/cases/", views.case_study_list, name="case_study_list"),
    path("governance/cases/new/", views.case_study_create, name="case_study_create"),
    path("governance/cases/<str:code>/", views.case_study_detail, name="case_study_detail"),
    path("governance/cases/<str:code>/edit/", views.case_study_edit, name="case_study_edit"),
    path("governance/cases/<str:code>/delete/", views.case_study_delete, name="case_study_delete"),
]
