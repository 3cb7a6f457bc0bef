"""Competence, courses, training sessions and records."""

from __future__ import annotations

from django.urls import path

from governance.views import competence, course, training_record, training_session

C = "governance/courses/"
S = "governance/training-sessions/"
R = "governance/training-records/"

urlpatterns = [
    path("governance/competence/", competence.competence_matrix, name="competence"),
    path("governance/competence/mine/", competence.my_training, name="my_training"),
    path(C, course.course_list, name="course_list"),
    path(f"{C}new/", course.course_create, name="course_create"),
    path(f"{C}<str:code>/", course.course_detail, name="course_detail"),
    path(f"{C}<str:code>/edit/", course.course_edit, name="course_edit"),
    path(S, training_session.session_list, name="session_list"),
    path(f"{S}new/", training_session.session_create, name="session_create"),
    path(f"{S}<str:code>/", training_session.session_detail, name="session_detail"),
    path(f"{S}<str:code>/edit/", training_session.session_edit, name="session_edit"),
    path(
        f"{S}<str:code>/invitation/", training_session.session_invitation,
        name="session_invitation",
    ),
    path(
        f"{S}<str:code>/attendance/", training_session.session_attendance,
        name="session_attendance",
    ),
    path(
        f"{S}<str:code>/cancellation/", training_session.session_cancellation,
        name="session_cancellation",
    ),
    path(R, training_record.record_list, name="training_record_list"),
    path(f"{R}new/", training_record.record_create, name="training_record_create"),
    path(f"{R}<int:number>/edit/", training_record.record_edit, name="training_record_edit"),
    path(
        f"{R}<int:number>/deletion/", training_record.record_delete,
        name="training_record_delete",
    ),
]  # fmt: skip
