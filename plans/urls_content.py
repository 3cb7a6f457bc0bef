"""Pages on which the content of a draft is written."""

from __future__ import annotations

from django.urls import path

from plans.content_nouns import NOUNS
from plans.views import content, content_part

ROOT = "plans/<str:code>/versions/<str:number>/content/"

urlpatterns = [
    path(ROOT, content.content_edit, name="content_edit"),
    path(f"{ROOT}sections/", content.section_list, name="section_list"),
    path(f"{ROOT}criteria/", content.criterion_list, name="criterion_list"),
    path(f"{ROOT}tasks/", content.task_list, name="task_list"),
    path(f"{ROOT}resources/", content.resource_list, name="resource_list"),
    path(f"{ROOT}messages/", content.message_list, name="message_list"),
    path(f"{ROOT}card/", content.card_edit, name="card_edit"),
    path(f"{ROOT}preface/", content.preface_write, name="preface_write"),
    path(f"{ROOT}tasks/order/", content.task_order, name="task_order"),
    path(
        f"{ROOT}sections/<str:part>/generation/",
        content_part.section_generate,
        name="section_generate",
    ),
]
for _noun in NOUNS.values():
    _place, _names = f"{ROOT}{_noun.path}/", {"noun": _noun.key}
    urlpatterns += [
        path(f"{_place}new/", content_part.part_create, _names, name=f"{_noun.key}_create"),
        path(f"{_place}move/", content_part.part_move, _names, name=f"{_noun.key}_move"),
        path(f"{_place}<str:part>/edit/", content_part.part_edit, _names, name=f"{_noun.key}_edit"),
        path(
            f"{_place}<str:part>/delete/",
            content_part.part_delete,
            _names,
            name=f"{_noun.key}_delete",
        ),
    ]
