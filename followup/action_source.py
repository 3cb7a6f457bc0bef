"""Corrective actions as subjects: who is told, who may see them, what their clocks do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import handover
from accounts.models import User
from followup import registry
from followup.action_dates import ActionDates, ActionDigest
from followup.action_handover import ActionHandover
from followup.action_messages import KINDS
from followup.messages import register as register_kinds
from followup.models import CorrectiveAction, TimelineEvent
from followup.registry import Subject
from followup.services.action_subject import subject_of
from followup.services.action_time import expire_risks
from followup.services.people import managers_of
from followup.services.timeline import register_timelines


class Actions:
    """Roles: owner, verifier, manager (of the owner); continuity managers are filled in."""

    label = _("Corrective action")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        """Three queries, whatever the number."""
        rows = list(
            CorrectiveAction.objects.filter(code__in=codes).select_related(
                "owner__user", "verifier__user"
            )
        )
        managers = managers_of(one.owner for one in rows if one.owner is not None)
        return {one.code: subject_of(one, managers.get(one.owner_id or 0)) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        seen = CorrectiveAction.objects.visible_to(user).filter(code__in=codes)
        return set(seen.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return CorrectiveAction.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        """What holds every one of `words` in its number or title."""
        rows = CorrectiveAction.objects.visible_to(user)
        for word in words:
            rows = rows.filter(Q(code__icontains=word) | Q(title__icontains=word))
        return [(one.code, str(one)) for one in rows.order_by("-code")[:most]]


def timelines() -> Iterable[tuple[str, Iterable[TimelineEvent]]]:
    rows = CorrectiveAction.objects.order_by("pk").prefetch_related("timeline")
    for action in rows.iterator(chunk_size=500):
        yield action.code, action.timeline.all()


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject("action", Actions())
    register_timelines("actions", timelines)
    for kind in ("action_due", "action_verification"):
        registry.register_clock(kind)
    registry.register_clock("risk_expiry", expire_risks)
    registry.register_calendar("action", ActionDates())
    registry.register_digest("action", ActionDigest())
    register_kinds(*KINDS)
    handover.register("followup", ActionHandover())
