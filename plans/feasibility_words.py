"""Reasons of feasibility in the reader's language (codes of `plans.domain.feasibility`)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language, gettext_lazy

from lib.durations import format_duration
from lib.language import in_language, listed
from plans.domain.feasibility import Reason

WORDS = {
    "over_rto": gettext_lazy("Takes %(total_s)s, the RTO is %(limit_s)s: %(over_s)s too long."),
    "over_mtd": gettext_lazy("Takes %(total_s)s, the MTD is %(limit_s)s: %(over_s)s too long."),
    "no_rto": gettext_lazy("Takes %(total_s)s; the process has no RTO in force."),
    "thin": gettext_lazy(
        "Takes %(total_s)s of %(limit_s)s: %(slack_s)s are left, less than a tenth of the RTO."
    ),
    "in_time": gettext_lazy("Takes %(total_s)s of %(limit_s)s: %(slack_s)s are left."),
    "without_duration": gettext_lazy("No planned duration: task %(tasks)s (taken as 0)."),
    "nothing_timed": gettext_lazy("No task counts against the RTO."),
    "cycle": gettext_lazy("Tasks wait for each other: %(path)s."),
    "bottleneck": gettext_lazy(
        "%(role)s: %(most)s tasks at once (%(tasks)s), %(capacity)s can be done side by side."
    ),
    "one_after_another": gettext_lazy(
        "With the people there are it takes %(staffed_s)s instead of %(total_s)s."
    ),
    "role_unheld": gettext_lazy("Nobody holds the role %(role)s."),
    "sub_plan_unknown": gettext_lazy(
        "Task %(task)s is carried out by %(plan)s, which has no effective version: its own"
        " planned duration is taken."
    ),
}


def say(reason: Reason) -> str:
    """One reason as a sentence; whole seconds (`…_s`) are told as durations."""
    language = get_language() or "en"
    return str(WORDS[reason.code]) % {
        name: _shown(name, value, language) for name, value in reason.params.items()
    }


def say_all(reasons: Iterable[Reason]) -> list[str]:
    return [say(one) for one in reasons]


def _shown(name: str, value: Any, language: str) -> Any:
    if name.endswith("_s") and isinstance(value, int):
        return format_duration(value, language)
    if isinstance(value, (list, tuple)):
        return listed(str(one) for one in value)
    if isinstance(value, dict):
        return in_language(value.get("en", ""), value.get("zh", ""))
    return value
