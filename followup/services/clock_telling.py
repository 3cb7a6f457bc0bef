"""The messages and webhook events of marks that were reached.

Values that are words are kept in both languages: they are written once and read in either.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from followup import webhook_types
from followup.domain.firing import Firing
from followup.models import Clock, WebhookEndpoint
from followup.models.clock import QuietRule
from followup.registry import Fired, Subject
from followup.services.clock_audience import Audience
from followup.services.outbox import Message
from followup.services.webhooks import Happening, publish_many
from lib.durations import format_duration

BREACHED = "clock.breached"

STATUS = {
    "warned": _("Due soon"),
    "breached": _("Overdue"),
    "repeated": _("Still overdue"),
    "muted": _("Overdue; no more reminders"),
}
HELD: dict[str, tuple[str, ...] | None] = {
    QuietRule.NEVER.value: (),
    QuietRule.GRADE_IV.value: ("IV",),
    QuietRule.GRADES_III_IV.value: ("III", "IV"),
    QuietRule.ALWAYS.value: None,
}

Words = dict[str, str]


def message_of(
    clock: Clock,
    firing: Firing,
    *,
    name: Words,
    subject: Subject | None,
    audience: Audience,
    outage_s: int,
    at: datetime,
) -> Message:
    """What is told of one mark; `name` is what the policy is called."""
    policy = clock.policy_snapshot
    return Message(
        kind=f"clock.{clock.kind}",
        recipients=audience.told(firing.to, subject),
        subject=subject or itself(clock),
        params={
            "what": name,
            "status": _both(STATUS[firing.type]),
            "number": clock.subject_code,
            "title": subject.title if subject is not None else clock.title,
            "mark": firing.mark.name,
            "type": firing.type,
            "due": {"at": clock.due_at.isoformat()},
            "limit": {"s": int((clock.first_due_at - clock.anchor_at).total_seconds())},
            "late": late_words(int((at - clock.due_at).total_seconds())),
            "outage": outage_words(outage_s),
        },
        generation=clock.generation,
        mark=firing.mark.name,
        clock=clock,
        urgent=bool(policy.get("urgent")) or clock.grade == "I",
        held_in_quiet_hours=is_held(policy["quiet_rule"], clock.grade),
    )


def itself(clock: Clock) -> Subject:
    """A clock about nothing else: its messages name the clock and lead to its page."""
    return Subject(
        kind="",
        code=clock.subject_code,
        title=clock.title,
        url=clock.get_absolute_url(),
        grade=clock.grade,
        exercise=clock.exercise,
    )


def is_held(rule: str, grade: str) -> bool:
    """May it wait for the end of the quiet hours (NTF-7)?"""
    grades = HELD[rule]
    return grades is None or grade in grades


def late_words(late_s: int) -> Words | str:
    if late_s < 60:
        return ""
    rounded = late_s // 60 * 60
    return {
        "en": f"Late by {format_duration(rounded, 'en')}.",
        "zh": f"已超时{format_duration(rounded, 'zh')}。",
    }


def outage_words(outage_s: int) -> Words | str:
    """ "timing service interrupted for 7 min" (CLK-4); "" when it was not."""
    if outage_s <= 0:
        return ""
    minutes = max(1, outage_s // 60)
    en, zh = f"{minutes} min", f"{minutes} 分钟"
    if minutes >= 120:
        en, zh = (format_duration(minutes * 60, language) for language in ("en", "zh"))
    return {
        "en": f"This comes late: timing service interrupted for {en}.",
        "zh": f"本通知延迟：计时服务中断 {zh}。",
    }


def publish_breaches(breached: Iterable[Fired]) -> None:
    """`clock.breached` for whoever listens: nothing is asked twice when nobody does."""
    rows = list(breached)
    patterns = webhook_types.patterns_of(BREACHED)
    listening = WebhookEndpoint.objects.filter(is_active=True, event_types__overlap=patterns)
    if not rows or not listening.exists():
        return
    publish_many(
        Happening(
            type=BREACHED,
            subject_kind=one.clock.subject_kind,
            subject_code=one.clock.subject_code,
            data=breach_data(one),
            at=one.at,
        )
        for one in rows
    )


def breach_data(fired: Fired) -> dict[str, Any]:
    clock = fired.clock
    return {
        "clock": clock.pk,
        "kind": clock.kind,
        "subject": clock.subject_key,
        "title": clock.title,
        "grade": clock.grade,
        "exercise": clock.exercise,
        "generation": clock.generation,
        "anchor_at": clock.anchor_at.isoformat(),
        "due_at": clock.due_at.isoformat(),
        "breached_at": fired.at.isoformat(),
        "mark": fired.mark,
        "outage_s": fired.outage_s,
    }


def _both(text: Any) -> Words:
    found = {}
    for key, language in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(language):
            found[key] = str(text)
    return found
