"""Who takes part in a drill."""

from __future__ import annotations

from django.urls import path

from drills.views import people

HERE = "drills/<str:code>/participants/"

urlpatterns = [
    path(HERE, people.participants, name="participants"),
    path(f"{HERE}new/", people.participant_add, name="participant_add"),
    path(f"{HERE}invitation/", people.participants_invite, name="participants_invite"),
    path(f"{HERE}presence/", people.participants_present, name="participants_present"),
    path(f"{HERE}lock/", people.attendance_lock, name="attendance_lock"),
    path(f"{HERE}unlock/", people.attendance_unlock, name="attendance_unlock"),
    path(f"{HERE}<int:part>/edit/", people.participant_edit, name="participant_edit"),
    path(f"{HERE}<int:part>/delete/", people.participant_remove, name="participant_remove"),
    path(f"{HERE}<int:part>/answer/", people.participant_answer, name="participant_answer"),
    path(
        f"{HERE}<int:part>/attendance/", people.participant_attendance,
        name="participant_attendance",
    ),
]  # fmt: skip
