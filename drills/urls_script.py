"""Addresses of a script: the same below a drill and below a scenario of the library."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path

from drills.script_nouns import NOUNS
from drills.views import inject, msel, script, script_part


def _of(prefix: str, name: str, given: dict[str, Any]) -> list[URLPattern]:
    """`prefix` is the address of the owner, `name` what its URL names begin with."""
    here = f"{prefix}<str:code>/script/"
    found = [
        path(here, script.script_edit, given, name=f"{name}_edit"),
        path(f"{here}table/", script.script_table, given, name=f"{name}_table"),
        path(f"{here}goals/", script.script_goals, given, name=f"{name}_goals"),
        path(f"{here}template/", script.script_template, given, name=f"{name}_template"),
        path(f"{here}order/", script.inject_move, given, name=f"{name}_move"),
        path(f"{here}import/", msel.msel_import, given, name=f"{name}_msel_import"),
        path(
            f"{here}import/<str:upload>/", msel.msel_preview, given, name=f"{name}_msel_preview"
        ),
        path(f"{here}export/", msel.msel_export, given, name=f"{name}_msel_export"),
    ]  # fmt: skip
    for noun in NOUNS.values():
        own = given | {"noun": noun.key}
        below = f"{here}{noun.path}/"
        found += [
            path(f"{below}new/", script_part.part_create, own, name=f"{name}_{noun.key}_create"),
            path(
                f"{below}<str:part>/edit/", script_part.part_edit, own,
                name=f"{name}_{noun.key}_edit",
            ),
            path(
                f"{below}<str:part>/delete/", script_part.part_delete, own,
                name=f"{name}_{noun.key}_delete",
            ),
        ]  # fmt: skip
    one = f"{here}injects/<str:part>/"
    return [
        *found,
        path(f"{one}preview/", inject.inject_preview, given, name=f"{name}_inject_preview"),
        path(f"{one}files/", inject.file_add, given, name=f"{name}_file_add"),
        path(f"{one}files/<str:file>/", inject.file_download, given, name=f"{name}_file"),
        path(
            f"{one}files/<str:file>/delete/", inject.file_remove, given, name=f"{name}_file_delete"
        ),
    ]


urlpatterns = [
    *_of("drills/scenarios/", "scenario_script", {"library": True}),
    *_of("drills/", "script", {}),
]
