"""Drill policies: what must be drilled how often. A change is followed by its slots at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from drills.domain.recurrence import BadRule, check, normal
from drills.models import DrillPolicy, DrillType, PolicyScope
from followup.services.numbers import next_number
from lib.errors import Problem, Refused, StaleVersion
from lib.versioning import change, create

PERMISSION = "drill_policy.change"
SERIES = "DP"
LINKS = ("tiers", "processes", "systems", "required_roles")
OF_SCOPE = {
    PolicyScope.TIER.value: "tiers",
    PolicyScope.PROCESS.value: "processes",
    PolicyScope.SYSTEM.value: "systems",
}
RULE_WORDS = {
    "syntax": _("This is no recurrence rule, such as FREQ=MONTHLY;BYDAY=1TU."),
    "frequency": _("It must be daily, weekly, monthly or yearly."),
    "part": _("This part is not used here; the time of day has a field of its own."),
    "interval": _("A number from 1 is expected."),
    "never": _("This day never comes."),
}


@transaction.atomic
def create_policy(*, by: User, at: datetime, **fields: Any) -> DrillPolicy:
    """`code` "" takes the next number. Raises PermissionDenied, Refused."""
    from drills.services.programme import keep

    require(by, PERMISSION)
    links = _links(fields)
    fields["code"] = fields.get("code") or next_number(SERIES, at=at)
    fields |= _checked(fields, links)
    row = create(DrillPolicy, **fields)
    for name, rows in links.items():
        getattr(row, name).set(rows)
    keep(at)
    return row


@transaction.atomic
def change_policy(
    policy: DrillPolicy, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names of what changed. Periods that are over keep their slots.

    Raises PermissionDenied, StaleVersion, Refused.
    """
    from drills.services.programme import keep, one_at_a_time

    require(by, PERMISSION)
    one_at_a_time()
    current = DrillPolicy.objects.select_for_update(of=("self",)).get(pk=policy.pk)
    if read_version is not None and read_version != current.version:
        raise StaleVersion(current, read_version)
    links = _links(fields)
    stored = {name: list(getattr(current, name).all()) for name in LINKS}
    now = {name: getattr(current, name) for name in _plain()}
    whole = _checked(now | fields, stored | links)
    fields = {name: whole[name] for name in fields}
    differing = {
        name: rows for name, rows in links.items()
        if {one.pk for one in rows} != {one.pk for one in stored[name]}
    }  # fmt: skip
    changed = change(policy, read_version=None, **fields)
    for name, rows in differing.items():
        getattr(policy, name).set(rows)
    if differing and not changed:
        policy.version += 1
        policy.save(update_fields=["version", "updated_at"])
    policy.__dict__.pop("_prefetched_objects_cache", None)
    if changed or differing:
        keep(at)
    return sorted({*changed, *differing})


def _plain() -> list[str]:
    return [
        one.name for one in DrillPolicy._meta.concrete_fields
        if one.name not in ("id", "version", "created_at", "updated_at")
    ]  # fmt: skip


def _links(fields: dict[str, Any]) -> dict[str, list[Any]]:
    """What belongs to other tables, taken out of `fields`."""
    return {name: list(fields.pop(name)) for name in LINKS if name in fields}


def _checked(fields: dict[str, Any], links: dict[str, list[Any]]) -> dict[str, Any]:
    """The fields as they are stored. Raises Refused, one problem a field."""
    fields = dict(fields)
    problems = [*_rule_problems(fields), *_list_problems(fields), *_scope_problems(fields, links)]
    if (zone := fields.get("timezone")) and zone not in available_timezones():
        problems.append(Problem("no_such_zone", _("There is no such time zone."), "timezone"))
    if problems:
        raise Refused.many(problems)
    return fields


def _rule_problems(fields: dict[str, Any]) -> Iterable[Problem]:
    text = (fields.get("rrule") or "").strip()
    if not text:
        if "rrule" in fields:
            fields["rrule"] = ""
        return
    try:
        check(text)
        fields["rrule"] = normal(text)
    except BadRule as bad:
        yield Problem("bad_rule", RULE_WORDS[bad.args[0]], "rrule")


def _list_problems(fields: dict[str, Any]) -> Iterable[Problem]:
    days = fields.get("allowed_weekdays") or []
    if any(isinstance(one, bool) or one not in range(1, 8) for one in days):
        yield Problem("invalid", _("Weekdays go from 1 (Monday) to 7."), "allowed_weekdays")
    elif "allowed_weekdays" in fields:
        fields["allowed_weekdays"] = sorted(set(days))
    also = fields.get("satisfied_by") or []
    if any(one not in DrillType.values for one in also):
        yield Problem("invalid", _("There is no such type of drill."), "satisfied_by")
    elif fields.get("type") in also:
        yield Problem("itself", _("Drills of the type itself count anyway."), "satisfied_by")
    elif "satisfied_by" in fields:
        fields["satisfied_by"] = [one for one in DrillType.values if one in also]


def _scope_problems(fields: dict[str, Any], links: dict[str, list[Any]]) -> Iterable[Problem]:
    scope = fields.get("scope", PolicyScope.ORGANISATION.value)
    needed = OF_SCOPE.get(scope)
    if needed is not None and not links.get(needed):
        yield Problem("required", _("Name at least one."), needed)
