"""Declaring an incident, and what the person is shown next."""

from __future__ import annotations

from django.urls import path

from incidents.views import declare

urlpatterns = [
    path("incidents/declare/", declare.incident_declare, name="incident_declare"),
    path("incidents/<str:number>/declared/", declare.incident_declared, name="incident_declared"),
]
