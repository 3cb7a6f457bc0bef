"""The grade of an incident, the systems it follows from, and the proposal of a lower one."""

from __future__ import annotations

from django.urls import path

from incidents.views import grading, systems

ONE = "incidents/<str:number>/"

urlpatterns = [
    path(f"{ONE}systems/", systems.incident_systems, name="incident_systems"),
    path(f"{ONE}grade/", grading.incident_grade, name="incident_grade"),
    *(
        path(
            f"{ONE}grade/proposal/{answer}/",
            grading.proposal_answer,
            {"answer": answer},
            name=f"incident_grade_{answer}",
        )
        for answer in grading.ANSWERS
    ),
]
