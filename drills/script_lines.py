"""Injects as the rows of a script show them: words made once, for there may be a thousand."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Q
from django.utils.translation import get_language

from drills.domain.script_rules import join_of, terms_of
from drills.models import Expectation, Inject, InjectChannel, InjectStatus, Script
from drills.response_roles import role_names
from drills.script_page import ScriptPage
from lib.durations import format_duration
from lib.language import listed

CHANNEL_ICONS = {
    "verbal": "message-circle", "app": "device-mobile", "email": "mail", "phone": "phone",
    "paper": "file-text",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    id: int
    key: str
    after: str
    clock: str
    title: str
    body: str
    channel: str
    channel_icon: str
    to: str
    mode: str
    by_itself: bool
    condition: str
    controller: str
    status: str
    status_label: str
    coming: bool
    expectations: list[Expectation]
    files: int = 0
    outsiders: list[str] = field(default_factory=list)
    same_as_above: bool = False
    same_as_below: bool = False


def script_lines(rows: list[Inject], page: ScriptPage) -> list[Line]:
    """Six queries, however many rows. `outsiders` are people who take no part in the drill: the
    platform tells them nothing, whatever the script says."""
    language = get_language() or "en"
    roles = role_names(page.drill)
    channels = {value: str(label) for value, label in InjectChannel.choices}
    modes = {value: str(label) for value, label in Inject._meta.get_field("mode").flatchoices}
    statuses = {value: str(label) for value, label in InjectStatus.choices}
    ids = [row.pk for row in rows]
    people: dict[int, list[Any]] = {}
    for named in Inject.to_people.through.objects.filter(inject_id__in=ids).select_related(
        "person"
    ):  # type: ignore[attr-defined]
        people.setdefault(named.inject_id, []).append(named.person)
    expected: dict[int, list[Expectation]] = {}
    for one in Expectation.objects.filter(inject_id__in=ids).select_related("criterion"):
        one.role_name = roles.get(one.role, one.role)  # type: ignore[attr-defined]
        expected.setdefault(one.inject_id, []).append(one)
    files = dict(
        Inject.objects.filter(pk__in=ids, files__isnull=False)
        .annotate(count=Count("files")).values_list("pk", "count")
    )  # fmt: skip
    controllers = {
        row.pk: row.controller.name
        for row in Inject.objects.filter(pk__in=ids, controller__isnull=False).select_related(
            "controller"
        )
        if row.controller
    }
    takes_part = _part_takers(page)
    moments = Counter(row.offset_s for row in rows)
    lines = []
    for place, row in enumerate(rows):
        to = people.get(row.pk, [])
        names = [roles.get(code, code) for code in row.to_roles] + [one.name for one in to]
        shared = moments[row.offset_s] > 1
        lines.append(
            Line(
                id=row.pk, key=row.key, after=format_duration(row.offset_s, language),
                clock=clock_of(row, page), title=row.title, body=row.body,
                channel=channels[row.channel], channel_icon=CHANNEL_ICONS[row.channel],
                to=listed(names), mode=modes[row.mode], by_itself=row.mode == "auto",
                condition=condition_words(row.condition), status=row.status,
                status_label=statuses[row.status], coming=row.status in ("pending", "due"),
                controller=controllers.get(row.pk, ""), expectations=expected.get(row.pk, []),
                files=files.get(row.pk, 0),
                outsiders=[
                    one.name for one in to if takes_part is not None and one.pk not in takes_part
                ],
                same_as_above=shared and place > 0 and rows[place - 1].offset_s == row.offset_s,
                same_as_below=shared and place + 1 < len(rows)
                and rows[place + 1].offset_s == row.offset_s,
            )
        )  # fmt: skip
    return lines


def clock_of(row: Inject, page: ScriptPage) -> str:
    """The clock time it is planned for, in the zone of the drill; a scenario has none."""
    drill = page.drill
    if drill is None:
        return ""
    if row.due_at is not None:
        at = row.due_at
    else:
        at = drill.planned_start + timedelta(seconds=row.offset_s / drill.speed)
    local = at.astimezone(ZoneInfo(drill.timezone))
    days = (local.date() - drill.planned_start.astimezone(ZoneInfo(drill.timezone)).date()).days
    return f"{local:%H:%M}" + (f" +{days}" if days > 0 else "")


def condition_words(condition: dict[str, Any]) -> str:
    """ "3.1 not met, 3.2 not met": the join is told by the page."""
    from django.utils.translation import gettext as _

    words = {"met": _("%(key)s met"), "unmet": _("%(key)s not met")}
    parts = [words[state] % {"key": key} for key, state in terms_of(condition)]
    join = _(" or ") if join_of(condition) == "any" else _(" and ")
    return join.join(parts)


def totals_of(script: Script) -> dict[str, Any]:
    """What the head of a script says."""
    own = Inject.objects.filter(script=script).aggregate(
        injects=Count("pk"), conditional=Count("pk", filter=~Q(condition={})),
        auto=Count("pk", filter=Q(mode="auto")), last_s=Max("offset_s"),
    )  # fmt: skip
    return own | {"expectations": Expectation.objects.filter(script=script).count()}


def _part_takers(page: ScriptPage) -> set[int] | None:
    if page.drill is None:
        return None
    told = set(page.drill.participants.values_list("person_id", flat=True))
    return told | set(page.drill.whitelist.values_list("pk", flat=True))
