"""Many injects of a script at once, and the order of those of one moment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from drills.models import Inject, Script
from drills.services.part_rules import check_conditions
from drills.services.script_parts import check_coming, finish, reorder_parts
from drills.services.scripting import open_script, owner_of
from lib.errors import Problem, Refused, StaleVersion
from lib.versioning import change


@transaction.atomic
def change_rows(
    script: Script,
    wanted: Mapping[int, tuple[int | None, Mapping[str, Any]]],
    *,
    by: User,
    at: datetime,
) -> int:
    """`wanted`: id → (version read, new values); all of it or nothing. Answers how many differ.

    What waits for what is looked at when all of them have moved. Raises StaleVersion, and Refused
    or GuardsUnmet naming the inject.
    """
    script = open_script(owner_of(script), by=by, at=at, live=True)
    rows = {row.pk: row for row in Inject.objects.filter(script=script, pk__in=wanted)}
    changed: list[Inject] = []
    for pk, (version, values) in wanted.items():
        row = rows.get(pk)
        if row is None:
            continue
        if version is not None and row.version != version:
            raise StaleVersion(row, version)
        check_coming(row)
        try:
            if change(row, read_version=None, **values):
                changed.append(row)
        except Refused as refusal:
            raise Refused.many(
                [Problem(one.code, f"{row.key}: {one.message}", one.field)
                 for one in refusal.problems]
            ) from refusal  # fmt: skip
    if changed:
        check_conditions(script)
        finish(script, changed[0], "script_changed", by=by, at=at)
    return len(changed)


def move_inject(inject: Inject, way: str, *, by: User, at: datetime) -> bool:
    """One place up or down among the injects of the same moment; False where there is none."""
    keys = list(
        Inject.objects.filter(script=inject.script_id).values_list("key", "offset_s")
    )  # in their order
    place = next(n for n, (key, _offset) in enumerate(keys) if key == inject.key)
    other = place + (-1 if way == "up" else 1)
    if not 0 <= other < len(keys) or keys[other][1] != inject.offset_s:
        return False
    order = [key for key, _offset in keys]
    order[place], order[other] = order[other], order[place]
    reorder_parts(inject.script, Inject, order, by=by, at=at)
    return True
