"""The call list, the ladder and the roles of an incident."""

from __future__ import annotations

from django.urls import path

from incidents.views import people

ONE = "incidents/<str:number>/"

urlpatterns = [
    path(f"{ONE}contacts/", people.incident_contacts, name="incident_contacts"),
    path(f"{ONE}contacts/<int:contact>/", people.contact_attempt, name="contact_attempt"),
    path(f"{ONE}level/", people.level_acknowledge, name="level_acknowledge"),
    path(f"{ONE}roles/", people.incident_roles, name="incident_roles"),
    path(f"{ONE}roles/assignment/", people.role_assign, name="role_assign"),
    path(f"{ONE}roles/release/", people.role_release, name="role_release"),
    path(f"{ONE}command/", people.command_take, name="command_take"),
    path(f"{ONE}command/handover/", people.command_hand_over, name="command_hand_over"),
    path(f"{ONE}command/confirmation/", people.command_confirm, name="command_confirm"),
    path(f"{ONE}command/break-glass/", people.command_break_glass, name="command_break_glass"),
]
