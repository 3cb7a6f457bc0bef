"""Incidents brought together or apart."""

from __future__ import annotations

from django.urls import path

from incidents.views import merging

ONE = "incidents/<str:number>/"

urlpatterns = [
    path(f"{ONE}merger/", merging.incident_merge, name="incident_merge"),
    path(f"{ONE}unmerge/", merging.incident_unmerge, name="incident_unmerge"),
    path(f"{ONE}related/", merging.incident_relate, name="incident_relate"),
    path(f"{ONE}related/<str:other>/end/", merging.incident_unrelate, name="incident_unrelate"),
    path(f"{ONE}children/", merging.incident_attach, name="incident_attach"),
    path(f"{ONE}parent/end/", merging.incident_detach, name="incident_detach"),
]
