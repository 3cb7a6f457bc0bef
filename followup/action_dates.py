"""Corrective actions in calendars and in the morning's digest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Person, User
from followup.models import CorrectiveAction, FollowupSettings
from followup.registry import DigestItem, Entry

WEEK = timedelta(days=7)
IN_FORCE = ("open", "in_progress", "done", "verified")
COLUMNS = (
    *("code", "title", "state", "due_on", "risk_expires_on", "updated_at"),
    "owner__name",
)


class ActionDates:
    """Each on its due date; what is done stays there, crossed out. Accepted risks on their last
    day. Personal: what the person owns, or verifies."""

    label = gettext_lazy("Corrective actions")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        rows = CorrectiveAction.objects.visible_to(user)
        if personal:
            rows = rows.filter(Q(owner__user_id=user.pk) | Q(verifier__user_id=user.pk))
        due = Q(state__in=IN_FORCE, due_on__range=(since, until))
        risks = Q(state="accepted_risk", risk_expires_on__range=(since, until))
        # A feed may hold thousands: no objects, and every word is translated once.
        words = {True: _("Risk accepted until: %(code)s %(title)s")}
        words[False] = _("Due: %(code)s %(title)s")
        page = reverse("followup:action_detail", args=["CODE"])
        known = rows.filter(due | risks).order_by("code").values_list(*COLUMNS)
        return [
            Entry(
                uid=f"action-{code}",
                title=words[state == "accepted_risk"] % {"code": code, "title": title},
                url=page.replace("CODE", code),
                changed_at=updated_at,
                day=risk_expires_on if state == "accepted_risk" else due_on,
                description=owner or "",
                kind="action",
                is_done=state in ("done", "verified"),
            )
            for code, title, state, due_on, risk_expires_on, updated_at, owner in known
        ]


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
