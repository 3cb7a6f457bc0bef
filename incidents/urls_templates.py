"""Templates of messages."""

from __future__ import annotations

from django.urls import path

from incidents.views import template

urlpatterns = [
    path("incidents/templates/", template.template_list, name="template_list"),
    path("incidents/templates/new/", template.template_create, name="template_create"),
    path("incidents/templates/<str:code>/edit/", template.template_edit, name="template_edit"),
]
