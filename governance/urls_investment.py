"""Investment cases."""

from __future__ import annotations

from django.urls import path

from governance.views import investment as views

C = "governance/investment/"

urlpatterns = [
    path(C, views.case_list, name="case_list"),
    path(f"{C}new/", views.case_create, name="case_create"),
    path(f"{C}<str:code>/", views.case_detail, name="case_detail"),
    path(f"{C}<str:code>/edit/", views.case_edit, name="case_edit"),
    *(
        path(f"{C}<str:code>/{noun}/", views.case_step, {"noun": noun}, name=f"case_{noun}")
        for noun in views.STEPS
    ),
]
