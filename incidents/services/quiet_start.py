"""What is past already when an incident is declared: told once, not clock by clock (E1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from followup.models import Clock
from followup.services.ticking import fire_silently
from incidents.models import Confidentiality, Incident
from incidents.services.clocks import IMPACT, MTD, OF_IMPACT
from lib.asked_once import once
from lib.durations import format_duration


@dataclass(frozen=True)
class Past:
    """`breached`: an RTO or MTD is over already; `mtd`: an MTD is. `words` in both languages."""

    breached: bool
    mtd: bool
    words: dict[str, str] | str


def fire_what_is_past(incident: Incident, *, now: datetime) -> Past:
    """Marks of K5 and K6 that lie behind are fired without messages: states, events, timeline and
    webhooks are as if they had been told."""
    rows = _clocks(incident)
    fire_silently([one for one in rows if one.next_fire_at and one.next_fire_at <= now], now)
    over = [one for one in rows if one.due_at <= now]
    said = _said(rows, now, named=_is_open(incident))
    return Past(bool(over), any(one.kind == MTD for one in over), said)


def words_of(incident: Incident, *, now: datetime) -> dict[str, str] | str:
    """ "Already past: RTO of Road rescue by 1 h 40 min. Next: MTD of … in 20 min."; "" for none."""
    return _said(_clocks(incident), now, named=_is_open(incident))


def _is_open(incident: Incident) -> bool:
    return incident.confidentiality == Confidentiality.OPEN


def _said(rows: list[Clock], now: datetime, *, named: bool) -> dict[str, str] | str:
    """`named`: the processes too; of a restricted incident none leaves the house."""
    over = [one for one in rows if one.due_at <= now]
    ahead = sorted((one for one in rows if one.due_at > now), key=lambda one: one.due_at)[:1]
    if not rows:
        return ""
    return {language: _words(over, ahead, now, language, named) for language in ("en", "zh")}


def _words(over: list[Clock], ahead: list[Clock], now: datetime, language: str, named: bool) -> str:
    parts = []
    if over:
        each = [_one(one, now, language, named) for one in over]
        parts.append(
            f"Already past: {', '.join(each)}." if language == "en"
            else f"已超过：{'、'.join(each)}。"
        )  # fmt: skip
    for one in ahead:
        what = _one(one, now, language, named)
        parts.append(f"Next: {what}." if language == "en" else f"下一个：{what}。")
    return " ".join(parts)


def _one(clock: Clock, now: datetime, language: str, named: bool) -> str:
    name = "MTD" if clock.kind == MTD else "RTO"
    seconds = int((now - clock.due_at).total_seconds())
    length = format_duration(max(60, abs(seconds) // 60 * 60), language)
    if language == "en":
        of = f" of {clock.title}" if named else ""
        return f"{name}{of} {'by' if seconds >= 0 else 'in'} {length}"
    return f"{clock.title if named else ''}{name}{'（超' if seconds >= 0 else '（还有'}{length}）"


def _clocks(incident: Incident) -> list[Any]:
    rows = Clock.objects.live().filter(
        subject_kind=IMPACT, kind__in=OF_IMPACT, subject_code__startswith=f"{incident.number}:"
    )
    return once(
        ("clocks of impacts", incident.pk), lambda: list(rows.order_by("due_at", "kind", "pk"))
    )
