"""Slots of the programme as `followup` asks about them, and what is told of them (K15)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from drills.models import DrillSlot, SlotState
from drills.services.slot_clocks import KIND, SUBJECT, title_of
from drills.services.slot_news import MISSED, subject_of
from followup import registry
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from followup.registry import Subject

WITH = ("policy__owner__user", "process", "system")


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(SUBJECT, Slots())
    registry.register_clock(KIND)
    register_kinds(
        MessageKind(
            MISSED,
            label=_("A drill of the programme was not held"),
            title=_("Missed: %(title)s"),
            text=_("The period of %(slot)s “%(title)s” is over, and no drill met it."),
            asks=_("Hold it all the same, or give the reason why it is waived."),
            stop=settled_meanwhile,
        )
    )
    register_reasons(drill_settled=_("The drill was held or waived meanwhile."))


class Slots:
    """Open until a drill meets it, it is waived or missed."""

    label = _("Drill of the programme")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = DrillSlot.objects.filter(code__in=codes).select_related(*WITH)
        return {one.code: subject_of(one) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = DrillSlot.objects.visible_to(user).filter(code__in=codes)
        return set(rows.values_list("code", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return DrillSlot.objects.visible_to(user).order_by().values("code")

    def search(self, user: User, words: Sequence[str], most: int) -> Sequence[tuple[str, str]]:
        rows = DrillSlot.objects.visible_to(user).select_related(*WITH)
        for word in words:
            rows = rows.filter(
                Q(code__icontains=word)
                | Q(policy__name_en__icontains=word)
                | Q(policy__name_zh__icontains=word)
            )
        return [(one.code, f"{one.code} {title_of(one)}") for one in rows[:most]]


def settled_meanwhile(rows: Sequence[Notification]) -> Mapping[int, str]:
    """Messages about slots that are not missed (any more)."""
    codes = {row.subject_code for row in rows}
    missed = set(
        DrillSlot.objects.filter(code__in=codes, state=SlotState.MISSED.value).values_list(
            "code", flat=True
        )
    )
    return {row.pk: "drill_settled" for row in rows if row.subject_code not in missed}
