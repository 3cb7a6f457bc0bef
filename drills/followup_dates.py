"""Dates of drills in the calendar and its feeds: drills, and by when the programme wants one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from drills.domain.periods import Span, label_of
from drills.models import AFTER, BEFORE, Drill, DrillSlot, DrillStatus, SlotState
from followup import registry
from followup.registry import Entry

SHOWN = (*BEFORE, DrillStatus.RUNNING.value, DrillStatus.PAUSED.value, *AFTER)
DAY = timedelta(days=1)


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_calendar("drill", Drills())
    registry.register_calendar("drill_slot", Required())


class Drills:
    """When drills are held; personal: those one takes part in. Who is not to know of one without
    notice finds nothing before it starts (DRL-5). One query."""

    label = gettext_lazy("Drills")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        first = datetime.combine(since - DAY, time.min, UTC)
        last = datetime.combine(until + DAY, time.max, UTC)
        rows = Drill.objects.visible_to(user).filter(
            planned_start__lte=last, planned_end__gte=first, status__in=SHOWN
        )
        rows = rows.exclude(status=DrillStatus.POSTPONED.value)
        if personal:
            mine = Q(participants__person__user=user)
            lead = Q(lead_controller__user=user) | Q(lead_evaluator__user=user)
            rows = rows.filter(mine | lead).distinct()
        return [_drill(one) for one in rows.order_by("planned_start", "code")]


class Required:
    """The last day of each period in which drills are still open; personal: of the programmes one
    owns. One entry for a policy and period, however many are open. One query."""

    label = gettext_lazy("Drills the programme requires")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        rows = DrillSlot.objects.visible_to(user).filter(
            state=SlotState.OPEN.value, period_end__range=(since, until), policy__is_active=True
        )
        if personal:
            rows = rows.filter(policy__owner__user_id=user.pk)
        groups: dict[tuple[int, date], list[DrillSlot]] = defaultdict(list)
        for one in rows.select_related("policy").order_by("period_end", "policy", "number"):
            groups[one.policy_id, one.period_start].append(one)
        return [_required(group) for group in groups.values()]


def _drill(drill: Drill) -> Entry:
    began = drill.started_at or drill.planned_start
    return Entry(
        uid=f"drill-{drill.code}",
        title=_("Drill: %(drill)s") % {"drill": drill.title},
        url=drill.get_absolute_url(),
        changed_at=drill.updated_at,
        starts_at=began,
        ends_at=max(began, drill.ended_at or drill.planned_end),
        description=" · ".join(str(one) for one in (drill.get_type_display(), drill.place) if one),
        kind="drill",
        is_done=drill.status in AFTER,
    )


def _required(slots: list[DrillSlot]) -> Entry:
    first = slots[0]
    policy = first.policy
    words = _("Drill required: %(policy)s, %(period)s")
    names = {
        "policy": policy.name, "period": label_of(Span(first.period_start, first.period_end)),
    }  # fmt: skip
    url = first.get_absolute_url()
    if len(slots) > 1:
        words = _("%(count)s drills required: %(policy)s, %(period)s")
        names["count"] = str(len(slots))
        url = f"{reverse('drills:slot_list')}?policy={policy.code}&state=open"
    proposed = min((one.proposed_on for one in slots if one.proposed_on), default=None)
    description = ""
    if proposed is not None:
        description = _("Proposed for %(day)s.") % {"day": date_format(proposed)}
    return Entry(
        uid=f"drill-slot-{policy.code}-{first.period_start}",
        title=words % names,
        url=url,
        changed_at=max(one.updated_at for one in slots),
        day=first.period_end,
        description=description,
        kind="drill_slot",
    )
