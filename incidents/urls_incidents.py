"""All incidents, and the war room of one."""

from __future__ import annotations

from django.urls import path

from incidents.views import incident_list, room

urlpatterns = [
    path("incidents/", incident_list.incident_list, name="incident_list"),
    path("incidents/<str:number>/", room.incident_detail, name="incident_detail"),
]
