"""What each clock of an incident is called where there is little room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from followup.models import Clock, ClockState

WORDS: dict[str, Any] = {
    "notify": _("Everybody told"),
    "assess": _("Grade confirmed"),
    "decision_response": _("Response of the decision level"),
    "situation_report": _("Next report"),
    "impact_rto": pgettext_lazy("clock", "RTO"),
    "impact_mtd": pgettext_lazy("clock", "MTD"),
    "verify_recovery": _("Recovery verified"),
    "incident_review": _("Review submitted"),
    "etr_passed": _("Expected recovery"),
    "in_command": _("Sign of life of the commander"),
}
# In the order of the page while their deadlines are the same.
ORDER = tuple(WORDS)
OF_IMPACTS = ("impact_rto", "impact_mtd")


@dataclass(frozen=True)
class Line:
    """One clock as it is shown. `late_s` > 0: by how much it was, or is by now, missed."""

    clock: Clock
    what: Any
    late_s: int
    due: SafeString

    @property
    def is_late(self) -> bool:
        return self.late_s > 0 or self.clock.state == ClockState.BREACHED_RUNNING

    @property
    def status(self) -> str:
        return self.clock.status

    @property
    def due_ms(self) -> int:
        return int(self.clock.due_at.timestamp() * 1000)

    @property
    def anchor_ms(self) -> int:
        return int(self.clock.anchor_at.timestamp() * 1000)

    @property
    def is_paused(self) -> bool:
        return self.clock.state == ClockState.PAUSED


def instant(at: datetime) -> str:
    """ "2026-03-02 02:30 +08:00", in the reader's zone."""
    local = timezone.localtime(at)
    offset = local.strftime("%z")
    return f"{local:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"


def short(at: datetime, now: datetime) -> SafeString:
    """ "02:30 +08:00"; with its day when that is not today. In the reader's zone."""
    local, whole = timezone.localtime(at), instant(at)
    is_today = local.date() == timezone.localtime(now).date()
    shown = f"{local:%H:%M}" if is_today else f"{local:%m-%d %H:%M}"
    exact = at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    zone = whole.rpartition(" ")[2]
    return format_html(
        '<time datetime="{}" title="{}">{} <span class="zone">{}</span></time>',
        exact, whole, shown, zone,
    )  # fmt: skip


def words_of(clock: Clock) -> Any:
    return WORDS.get(clock.kind, clock.title or clock.kind)


def line_of(clock: Clock, at: datetime) -> Line:
    until = clock.met_at or at
    late = int((until - clock.due_at).total_seconds())
    counts = clock.is_live or clock.met_at is not None
    late_s = max(0, late) if counts else 0
    return Line(clock, words_of(clock), late_s, short(clock.due_at, at))


def lines_of(clocks: Sequence[Clock], at: datetime) -> list[Line]:
    """Live ones, by their deadline."""
    live = [line_of(one, at) for one in clocks if one.is_live]
    return sorted(live, key=lambda one: (one.clock.due_at, _place(one.clock)))


def _place(clock: Clock) -> int:
    return ORDER.index(clock.kind) if clock.kind in ORDER else len(ORDER)


def by_impact(clocks: Sequence[Clock]) -> Mapping[str, Mapping[str, Clock]]:
    """ "INC-2026-0001:7" → kind → the newest generation of that clock."""
    found: dict[str, dict[str, Clock]] = {}
    for one in sorted(clocks, key=lambda clock: clock.generation):
        if one.kind in OF_IMPACTS:
            found.setdefault(one.subject_code, {})[one.kind] = one
    return found
