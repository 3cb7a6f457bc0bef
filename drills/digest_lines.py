"""The drills' lines of the morning's digest: what the programme wants, and drills to come."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Organisation, Person
from drills.domain.periods import Span, label_of
from drills.models import (
    UNINFORMED,
    DrillSlot,
    DrillStatus,
    Participant,
    SlotState,
)
from followup import registry
from followup.registry import DigestItem
from followup.services.people import holders_of
from lib.days import day_in

WEEK = timedelta(days=7)
AHEAD = (DrillStatus.PLANNED.value, DrillStatus.PREPARING.value, DrillStatus.READY.value)

Lines = dict[int, list[DigestItem]]


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_digest("drills", Digest())


class Digest:
    """Four queries, whatever the number of people, slots and drills."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        lines: Lines = defaultdict(list)
        ids = {one.pk for one in people}
        _required(ids, today, lines)
        _to_come(ids, today, lines)
        return lines


def _required(people: set[int], today: date, lines: Lines) -> None:
    """Drills still open whose period ends within a week, one line a policy and period."""
    rows = DrillSlot.objects.filter(
        state=SlotState.OPEN.value, policy__is_active=True, period_end__lte=today + WEEK
    )
    groups: dict[tuple[int, date], list[DrillSlot]] = defaultdict(list)
    for one in rows.select_related("policy").order_by("period_end", "policy", "number", "pk"):
        groups[one.policy_id, one.period_start].append(one)
    if not groups:
        return
    managers = [one.person.pk for one in holders_of("continuity_manager") if one.person]
    for slots in groups.values():
        first = slots[0]
        told = [first.policy.owner_id] if first.policy.owner_id is not None else managers
        for pk in told:
            if pk in people:
                lines[pk].append(_line(slots, today))


def _line(slots: list[DrillSlot], today: date) -> DigestItem:
    first = slots[0]
    words = _("Drill required: %(policy)s, %(period)s")
    period = label_of(Span(first.period_start, first.period_end))
    title = words % {"policy": first.policy.name, "period": period}
    url = first.get_absolute_url()
    if len(slots) > 1:
        title += f" ({len(slots)})"
        url = f"{reverse('drills:slot_list')}?policy={first.policy.code}&state=open"
    section = "overdue" if first.period_end < today else "this_week"
    return DigestItem(section=section, title=title, url=url, due_on=first.period_end)


def _to_come(people: set[int], today: date, lines: Lines) -> None:
    """Drills of the next seven days for those who take part; of one without notice players and
    observers are told nothing."""
    first = datetime.combine(today, time.min, UTC) - timedelta(days=1)
    rows = Participant.objects.filter(
        person__in=people,
        drill__status__in=AHEAD,
        drill__planned_start__range=(first, first + WEEK + timedelta(days=2)),
    ).exclude(Q(drill__no_notice=True) & Q(role__in=UNINFORMED))
    zone = Organisation.current().timezone
    seen = set()
    for one in rows.select_related("drill").order_by("drill__planned_start", "drill", "pk"):
        day = day_in(one.drill.planned_start, zone)
        if (one.person_id, one.drill_id) in seen or not today <= day <= today + WEEK:
            continue
        seen.add((one.person_id, one.drill_id))
        lines[one.person_id].append(
            DigestItem(
                section="this_week",
                title=_("Drill: %(drill)s") % {"drill": one.drill.title},
                url=one.drill.get_absolute_url(),
                due_on=day,
            )
        )
