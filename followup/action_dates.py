"""Corrective actions in calendars and in the morning's digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person, User
from followup.models import CorrectiveAction, FollowupSettings
from followup.registry import DigestItem, Entry

WEEK = timedelta(days=7)
IN_FORCE = ("open", "in_progress", "done", "verified")


class ActionDates:
    """Each on its due date; what is done stays there, crossed out. Accepted risks on their last
    day. Personal: what the person owns, or verifies."""

    label = gettext_lazy("Corrective actions")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        rows = CorrectiveAction.objects.visible_to(user).select_related("owner")
        if personal:
            rows = rows.filter(Q(owner__user_id=user.pk) | Q(verifier__user_id=user.pk))
        due = Q(state__in=IN_FORCE, due_on__range=(since, until))
        risks = Q(state="accepted_risk", risk_expires_on__range=(since, until))
        return [_entry(one) for one in rows.filter(due | risks).distinct().order_by("code")]


def _entry(one: CorrectiveAction) -> Entry:
    names = {"code": one.code, "title": one.title}
    risk = one.state == "accepted_risk"
    title = _("Risk accepted until: %(code)s %(title)s") if risk else _("Due: %(code)s %(title)s")
    return Entry(
        uid=f"action-{one.code}",
        title=title % names,
        url=one.get_absolute_url(),
        changed_at=one.updated_at,
        day=one.risk_expires_on if risk else one.due_on,
        description=one.owner.name if one.owner else "",
        kind="action",
        is_done=one.state in ("done", "verified"),
    )


class ActionDigest:
    """What is late, due within a week, to be verified: two queries for any number of people."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        lines: dict[int, list[DigestItem]] = defaultdict(list)
        owned = CorrectiveAction.objects.filter(
            owner__in=people, state__in=("open", "in_progress"), due_on__lte=today + WEEK
        )
        for one in owned.order_by("due_on", "code"):
            late = one.due_on is not None and one.due_on < today
            section = "overdue" if late else "this_week"
            lines[one.owner_id or 0].append(_line(section, one, one.due_on))
        done = CorrectiveAction.objects.filter(verifier__in=people, state="done")
        days = timedelta(days=FollowupSettings.current().verification_days)
        for one in done.order_by("done_at", "code"):
            until = (one.done_at + days).date() if one.done_at else None
            lines[one.verifier_id or 0].append(_line("to_verify", one, until))
        return lines


def _line(section: str, one: CorrectiveAction, due_on: date | None) -> DigestItem:
    return DigestItem(section=section, title=str(one), url=one.get_absolute_url(), due_on=due_on)
