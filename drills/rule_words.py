"""What a rule judged by, as short sentences for pages and reports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from incidents import clock_lines
from lib.durations import format_duration
from lib.language import spoken

Figures = Mapping[str, Any]


def figures(rule: str, facts: Figures) -> list[str]:
    """[] where the rule found nothing to judge by; `facts` as `drills.domain.rules` answered."""
    words = WORDS.get(rule)
    return [one for one in words(facts) if one] if words is not None and facts else []


def duration(seconds: int | None) -> str:
    return _("not set") if seconds is None else format_duration(seconds, spoken())


def _times(facts: Figures) -> list[str]:
    found = []
    for one in facts.get("times", []):
        if one.get("down_s") is not None:
            words = _("%(name)s: had not come back after %(down)s, target %(target)s")
            down, target = duration(one["down_s"]), duration(one["target_s"])
            found.append(words % {"name": one["name"], "down": down, "target": target})
            continue
        values = {
            "name": one["name"], "value": duration(one["value_s"]),
            "target": duration(one["target_s"]), "mtd": duration(one["mtd_s"]),
        }  # fmt: skip
        words = _("%(name)s: %(value)s, target %(target)s")
        if one["mtd_s"] is not None:
            words = _("%(name)s: %(value)s, target %(target)s, MTD %(mtd)s")
        found.append(words % values)
    return found


def _integrity(facts: Figures) -> list[str]:
    if facts.get("checked") is None:
        return []
    words = _("%(whole)s of %(checked)s whole")
    if facts.get("repaired"):
        words = _("%(whole)s of %(checked)s whole, the rest repaired in the drill")
    return [words % facts]


def _functions(facts: Figures) -> list[str]:
    if not facts.get("of"):
        return []
    return [_("%(passed)s of %(of)s required checks passed") % facts]


def _attendance(facts: Figures) -> list[str]:
    if not facts.get("of"):
        return []
    words = _("%(passed)s of %(of)s key people present within %(limit)s")
    return [words % {**facts, "limit": duration(facts.get("within_s"))}]


def _response(facts: Figures) -> list[str]:
    found = []
    for one in facts.get("deadlines", []):
        name = clock_lines.WORDS.get(one["kind"], one["kind"])
        if one["taken_s"] is None:
            words = _("%(name)s: never, limit %(limit)s")
        else:
            words = _("%(name)s: %(taken)s, limit %(limit)s")
        limit, taken = duration(one["limit_s"]), duration(one["taken_s"])
        found.append(words % {"name": name, "taken": taken, "limit": limit})
    return found


def _tolerance(facts: Figures) -> list[str]:
    if facts.get("value") is None:
        return []
    if facts.get("tolerated") is None:
        return [_("%(value)s; no tolerance is set") % facts]
    words = _("%(value)s, tolerated %(tolerated)s")
    if facts.get("simulated"):
        words = _("%(value)s by the curves of the BIA, tolerated %(tolerated)s")
    return [words % facts]


def _expectations(facts: Figures) -> list[str]:
    words = {
        "met": pgettext("expectations", "%(n)s met in time"),
        "late": pgettext("expectations", "%(n)s met late"),
        "partly": pgettext("expectations", "%(n)s partly met"),
        "not": pgettext("expectations", "%(n)s not met"),
        "open": pgettext("expectations", "%(n)s not judged"),
    }
    return [text % {"n": facts[name]} for name, text in words.items() if facts.get(name)]


WORDS: dict[str, Callable[[Figures], list[str]]] = {
    "rto": _times,
    "rpo": _times,
    "interruption": _times,
    "integrity": _integrity,
    "functions": _functions,
    "attendance": _attendance,
    "response": _response,
    "complaints": _tolerance,
    "loss": _tolerance,
    "expectations": _expectations,
}
