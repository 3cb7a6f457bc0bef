"""How slots and cells are named on pages: word, sign and tone. Never colour alone."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# state → (word, icon, tone)
SLOT: dict[str, tuple[Any, str, str]] = {
    "met": (pgettext_lazy("drill slot", "Met"), "circle-check", "ok"),
    "late": (pgettext_lazy("drill slot", "Met late"), "clock-exclamation", "warning"),
    "planned": (pgettext_lazy("drill slot", "Planned"), "calendar-event", "info"),
    "overdue": (_("Overdue"), "alert-triangle", "danger"),
    "open": (pgettext_lazy("drill slot", "Open"), "circle-dashed", "neutral"),
    "missed": (pgettext_lazy("drill slot", "Missed"), "circle-x", "danger"),
    "waived": (pgettext_lazy("drill slot", "Waived"), "circle-minus", "neutral"),
}
CELL: dict[str, tuple[Any, str, str]] = {
    "fresh": (_("Proved lately"), "circle-check", "ok"),
    "ageing": (_("Proof is ageing"), "clock", "warning"),
    "stale": (_("Proof is out of date"), "clock-exclamation", "danger"),
    "never": (_("Never drilled"), "circle-dashed", "neutral"),
}
TYPE_ICONS = {
    "tabletop": "messages", "functional": "tool", "full": "building", "restore_test": "restore",
}  # fmt: skip
HINTS: dict[str, Any] = {
    "too_easy": _("A drill found nothing to improve: was the scenario too easy?"),
    "too_many": _("More were held than the policy wants at most."),
    "late": _("Some were held only within the grace."),
}
WHY_NO_DAY: dict[str, Any] = {
    "over": _("Its period is over."),
    "no_season": _("There is no low season in its period: choose a day yourself."),
    "season_over": _("The low season of its period is over: choose a day yourself."),
    "all_blocked": _("Every day is a holiday, frozen or too close to an open incident."),
}
WHY_NOT_THEN: dict[str, Any] = {
    "holiday": _("public holiday"),
    "weekday": _("no day for drills"),
    "freeze": _("freeze"),
    "incident": _("close to an open incident of grade I or II"),
    "taken": _("another drill"),
}
SEASON_SOURCES: dict[str, Any] = {
    "settings": _("as the rules of drills say"),
    "calendar": _("by the Spring Festival in the calendar of working days"),
    "published": _("by the published Spring Festival"),
    "reckoned": _("by the lunar calendar; the year is not published yet"),
}
