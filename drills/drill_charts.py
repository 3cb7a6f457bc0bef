"""Pictures of a drill: its injects, planned against actual."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from drills.rule_words import duration
from lib.chart_course import MOST_ROWS, Step, course_spec
from lib.language import in_language


def course_chart(facts: Mapping[str, Any]) -> dict[str, Any] | None:
    """None where nothing was delivered, or too much for a picture."""
    injects = [one for one in facts["injects"] if one["status"] in ("delivered", "skipped")]
    if not any(one["actual_s"] is not None for one in injects) or len(injects) > MOST_ROWS:
        return None
    steps = [
        Step(
            f"{one['key']} {in_language(one['title_en'], one['title_zh'])}".strip(),
            one["offset_s"],
            one["actual_s"] if one["status"] == "delivered" else None,
        )
        for one in injects
    ]
    return course_spec(steps, words=words(), duration=duration)


def words() -> dict[str, str]:
    return {
        "time": _("Time of the script"),
        "step": _("Inject"),
        "planned": pgettext("inject", "Planned"),
        "actual": pgettext("inject", "Delivered"),
        "late": _("Delivered late"),
        "never": pgettext("inject", "Skipped"),
    }


def course_words() -> str:
    return _(
        "Injects of the drill: a circle where each was planned, a filled mark where it was"
        " delivered (a triangle: more than a minute late)."
    )
