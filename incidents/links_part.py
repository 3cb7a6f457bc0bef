"""How the incident stands to others: merged, part of a larger one, related, come back."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from incidents.models import OPEN, Incident, Status
from incidents.room import Room
from incidents.services.unmerging import current_merger, unmerge_until


def links_part(room: Room) -> dict[str, Any]:
    one = room.incident
    above = (one.parent_id, one.recurrence_of_id, one.merged_into_id)
    rows = list(
        Incident.objects.visible_to(room.user)
        .filter(
            Q(merged_into=one)
            | Q(parent=one)
            | Q(recurrence_of=one)
            | Q(related=one)
            | Q(pk__in=[pk for pk in above if pk is not None])
        )
        .for_list()
        .distinct()
        .order_by("declared_at", "id")
    )
    merger = current_merger(one) if one.status == Status.MERGED else None
    merged = [row for row in rows if row.merged_into_id == one.pk and row.status == Status.MERGED]
    children = [row for row in rows if row.parent_id == one.pk]
    again = [row for row in rows if row.recurrence_of_id == one.pk]
    seen: dict[int | None, Incident] = {row.pk: row for row in rows}
    named = {row.pk for row in (*merged, *children, *again)} | set(above)
    related = [row for row in rows if row.pk not in named]
    may_merge = one.is_open and room.may("merge")
    found: dict[str, Any] = {
        "merger": merger,
        "merged_into": seen.get(one.merged_into_id) if merger is not None else None,
        "merged": merged,
        "children": children,
        "open_children": sum(row.status in OPEN for row in children),
        "recurrences": again,
        "related": related,
        # What one may not see is not named.
        "parent": seen.get(one.parent_id),
        "recurrence_of": seen.get(one.recurrence_of_id),
    }
    has_any = any(found.values()) or one.status == Status.MERGED
    found |= {
        "may_merge": may_merge,
        "may_relate": one.is_open and room.may("respond"),
        "until": unmerge_until(merger) if merger is not None else None,
        "may_unmerge": merger is not None and room.at <= unmerge_until(merger),
        "has_any": has_any,
    }
    return found if has_any or found["may_relate"] else {}
