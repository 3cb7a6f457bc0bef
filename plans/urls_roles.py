"""Addresses of response roles and grades of incidents."""

from __future__ import annotations

from django.urls import path

from plans.views import grade, role

urlpatterns = [
    path("roles/", role.role_list, name="role_list"),
    path("roles/new/", role.role_create, name="role_create"),
    path("roles/<str:code>/", role.role_detail, name="role_detail"),
    path("roles/<str:code>/edit/", role.role_edit, name="role_edit"),
    path("roles/<str:code>/delete/", role.role_delete, name="role_delete"),
    path("roles/<str:code>/holders/", role.role_holders, name="role_holders"),
    path("grades/", grade.grade_list, name="grade_list"),
    path("grades/<str:code>/edit/", grade.grade_edit, name="grade_edit"),
]
