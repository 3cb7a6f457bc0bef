"""Programmes, their templates, and the cadence."""

from __future__ import annotations

from django.urls import path

from governance.views import duty, programme, programme_task, programme_template

P = "governance/programmes/"
D = "governance/duties/"

urlpatterns = [
    path(P, programme.programme_list, name="programme_list"),
    path(f"{P}new/", programme.programme_create, name="programme_create"),
    path(f"{P}templates/", programme_template.template_list, name="template_list"),
    path(f"{P}templates/new/", programme_template.template_create, name="template_create"),
    path(f"{P}templates/<str:code>/", programme_template.template_detail, name="template_detail"),
    path(f"{P}templates/<str:code>/edit/", programme_template.template_edit, name="template_edit"),
    path(f"{P}tasks/<str:code>/edit/", programme_task.task_edit, name="task_edit"),
    *(
        path(
            f"{P}tasks/<str:code>/{noun}/", programme_task.task_step, {"noun": noun},
            name=f"task_{noun}",
        )
        for noun in programme_task.STEPS
    ),
    path(f"{P}<str:code>/", programme.programme_detail, name="programme_detail"),
    path(f"{P}<str:code>/edit/", programme.programme_edit, name="programme_edit"),
    path(f"{P}<str:code>/tasks/new/", programme_task.task_create, name="task_create"),
    *(
        path(
            f"{P}<str:code>/{noun}/", programme.programme_end, {"noun": noun},
            name=f"programme_{noun}",
        )
        for noun in programme.ENDS
    ),
    path(D, duty.duty_list, name="duty_list"),
    path(f"{D}new/", duty.duty_create, name="duty_create"),
    path(f"{D}<str:code>/", duty.duty_detail, name="duty_detail"),
    path(f"{D}<str:code>/edit/", duty.duty_edit, name="duty_edit"),
    path(f"{D}<str:code>/completion/", duty.duty_completion, name="duty_completion"),
    path(f"{D}<str:code>/completion/<str:on>/", duty.duty_take_back, name="duty_take_back"),
]  # fmt: skip
