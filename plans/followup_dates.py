"""Dates of plans in the calendar: when each is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from followup import registry
from followup.registry import Entry
from plans.followup_sources import page_of
from plans.models import Plan


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_calendar("plan_review", PlanReviews())


class PlanReviews:
    """The next review of plans in force; personal: of one's own (one query)."""

    label = gettext_lazy("Reviews of plans")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        rows = Plan.objects.visible_to(user).filter(
            review_due__range=(since, until), retired_at=None
        )
        if personal:
            rows = rows.filter(Q(owner__user_id=user.pk) | Q(deputy__user_id=user.pk))
        words = _("Review of the plan: %(plan)s")
        description = _("Attest the plan or make a new version.")
        return [
            Entry(
                uid=f"plan-review-{one.code}",
                title=words % {"plan": one.name},
                url=page_of("plans:plan_detail", one.code),
                changed_at=one.updated_at,
                day=one.review_due,
                description=description,
                kind="plan_review",
            )
            for one in rows.order_by("review_due", "code")
        ]
