"""One policy: what it asks in words, how far it is met, its slots, its usual days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from drills.domain.periods import Span, add_months, label_of
from drills.domain.recurrence import BadRule, Occurrence, occurrences
from drills.models import Drill, DrillPolicy, DrillSlot, DrillType, Period, PolicyScope
from drills.programme_pages.words import HINTS
from drills.programme_pages.year import Chip, chip_of, plans_of
from drills.services.programme_compliance import PolicyCompliance, programme
from drills.services.slot_zones import zone_of
from lib.days import day_in

SHOWN = 24  # slots; the rest in their list
AHEAD = 6  # usual days


@dataclass(frozen=True)
class SlotLine:
    slot: DrillSlot
    label: str
    chip: Chip
    by: str
    by_href: str


@dataclass(frozen=True)
class PolicyPage:
    asks: str
    compliance: PolicyCompliance
    hints: Sequence[Any]
    slots: Sequence[SlotLine]
    more: int
    days: Sequence[tuple[Occurrence, str]]
    rows: Sequence[tuple[Any, Any]]


def policy_page(policy: DrillPolicy, user: User, *, at: datetime) -> PolicyPage:
    zone = zone_of(policy)
    today = day_in(at, zone)
    (compliance,) = programme(at=at, policies=[policy]).policies
    rows = DrillSlot.objects.filter(policy=policy).for_list()
    newest = list(rows.order_by("-period_start", "number", "pk")[: SHOWN + 1])
    plans = plans_of(user, [one.pk for one in newest])
    return PolicyPage(
        asks=asks(policy),
        compliance=compliance,
        hints=[HINTS[one] for one in compliance.figures.hints],
        slots=[slot_line(one, plans.get(one.pk), today) for one in newest[:SHOWN]],
        more=max(0, len(newest) - SHOWN),
        days=_days(policy, today, zone),
        rows=_rows(policy),
    )


def asks(policy: DrillPolicy) -> str:
    """ "At least 1 a quarter, of the whole organisation"."""
    each: dict[str, str] = {
        Period.MONTH.value: _("a month"),
        Period.QUARTER.value: _("a quarter"),
        Period.HALF_YEAR.value: _("a half-year"),
        Period.YEAR.value: _("a year"),
    }
    if policy.max_count is not None and policy.max_count > policy.min_count:
        words = _("%(least)s to %(most)s %(period)s")
    else:
        words = ngettext("%(least)s %(period)s", "%(least)s %(period)s", policy.min_count)
    return words % {
        "least": policy.min_count, "most": policy.max_count, "period": each[policy.period],
    }  # fmt: skip


def slot_line(slot: DrillSlot, plan: Drill | None, today: date) -> SlotLine:
    by, href = slot.met_by_code, ""
    drill = slot.met_by or plan
    if drill is not None:
        by, href = str(drill), drill.get_absolute_url()
    label = label_of(Span(slot.period_start, slot.period_end))
    if slot.policy.min_count > 1:
        label += f" ({slot.number}/{slot.policy.min_count})"
    chip = chip_of(slot, plan, today, zone_of(slot.policy))
    return SlotLine(slot, label, chip, by, href)


def _days(policy: DrillPolicy, today: date, zone: str) -> list[tuple[Occurrence, str]]:
    """The next usual days, with what is special about them."""
    if not policy.rrule:
        return []
    try:
        found = occurrences(
            policy.rrule,
            starts_on=policy.starts_on,
            span=Span(today, add_months(today, 12)),
            zone=zone,
            at=policy.starts_at or time(9),
        )
    except BadRule:
        return []
    return [(one, _note(one)) for one in found[:AHEAD]]


def _note(one: Occurrence) -> str:
    if one.moved:
        return _("the month has no such day: its last one is meant")
    if one.shifted_s:
        return _("clocks go forward: this local time does not exist, it is an hour later")
    return ""


def _rows(policy: DrillPolicy) -> list[tuple[Any, Any]]:
    types = dict(DrillType.choices)
    kind = policy.get_type_display()
    if policy.subtype:
        kind = f"{kind}: {policy.get_subtype_display()}"
    of: Any = policy.get_scope_display()
    named: list[Any] = []
    if policy.scope == PolicyScope.TIER:
        named = [one.name for one in policy.tiers.all()]
    elif policy.scope == PolicyScope.PROCESS:
        named = [one.name for one in policy.processes.all()]
    elif policy.scope == PolicyScope.SYSTEM:
        named = [one.name for one in policy.systems.all()]
    season = _("Days are proposed in the low season only.")
    roles = ", ".join(one.name for one in policy.required_roles.all())
    costs = {"low": _("Low"), "medium": _("Medium"), "high": _("High")}
    return [
        (_("Type"), kind),
        (_("Required"), asks(policy)),
        (_("Of what"), f"{of}: {', '.join(map(str, named))}" if named else of),
        (_("Also met by"), ", ".join(str(types[one]) for one in policy.satisfied_by) or None),
        (_("Grace, days"), policy.grace_days),
        (_("In force from"), date_format(policy.starts_on)),
        (_("In force until"), date_format(policy.ends_on) if policy.ends_on else None),
        (_("Low season"), season if policy.low_season else None),
        (_("Form"), policy.form or None),
        (_("Who takes part"), policy.participants or None),
        (_("Roles that take part"), roles or None),
        (_("Cost"), costs.get(policy.cost)),
        (_("Programme owner"), policy.owner),
    ]  # fmt: skip
