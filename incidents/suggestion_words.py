"""Reasons of a suggested grade in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from incidents.domain.suggestion import Reason
from lib.durations import format_duration

WORDS = {
    "system": gettext_lazy("%(system)s%(importance)s, %(kind)s: grade %(grade)s."),
    "scope": gettext_lazy("Scope %(regions)s: grade %(grade)s."),
    "scope_capped": gettext_lazy(
        "Scope %(regions)s would be grade %(grade)s; of such a system it raises to %(cap)s at most."
    ),
    "assumed": gettext_lazy("%(what)s is not known: the worst is assumed."),
    "unknown_cap": gettext_lazy("The system is not known yet: grade %(grade)s at most."),
    "life_safety": gettext_lazy(
        "Lives depend on %(process)s: one grade up and at least II, so %(grade)s."
    ),
    "rto": gettext_lazy("The RTO of %(process)s, %(rto_s)s, is reached: grade %(grade)s."),
    "mtd": gettext_lazy("The MTD of %(process)s, %(mtd_s)s, is reached: grade %(grade)s."),
    "no_rto": gettext_lazy("No RTO is set for what is affected: time alone raises nothing."),
    "loss": gettext_lazy("The loss so far reaches %(limit_money)s: grade %(grade)s."),
    "loss_unknown": gettext_lazy("What it costs is not known."),
    "several": gettext_lazy("%(count)s systems failed: the most severe counts."),
}
IMPORTANCE = {
    "core": gettext_lazy("core system"),
    "important": gettext_lazy("important system"),
    "general": gettext_lazy("general system"),
}
KINDS = {"full": gettext_lazy("fully down"), "partial": gettext_lazy("partly down")}
MISSING = {
    "importance": gettext_lazy("The importance of the system"),
    "kind": gettext_lazy("How far it is down"),
    "regions": gettext_lazy("The scope"),
}


def say(reason: Reason, names: Mapping[str, str] | None = None) -> str:
    """One reason as a sentence; `names` gives codes of systems and processes their names."""
    known = names if names is not None else {}
    return str(WORDS[reason.code]) % {
        name: _shown(name, value, known) for name, value in reason.params.items()
    }


def say_all(reasons: Iterable[Reason], names: Mapping[str, str] | None = None) -> list[str]:
    return [say(one, names) for one in reasons]


def regions_in_words(regions: int | str) -> str:
    if regions == "all":
        return _("the whole country")
    if not regions:
        return _("limited")
    return ngettext("%(n)s region", "%(n)s regions", int(regions)) % {"n": regions}


def _shown(name: str, value: Any, names: Mapping[str, str]) -> Any:
    if name.endswith("_s") and isinstance(value, int):
        return format_duration(value, get_language() or "en")
    if name.endswith("_money"):
        return f"{Decimal(value):,.0f}"
    if name == "regions":
        return regions_in_words(value)
    if name == "importance":
        return IMPORTANCE[value]
    if name == "kind":
        return KINDS[value]
    if name == "what":
        return MISSING[value]
    if name == "system":
        return _("%(name)s, ") % {"name": names.get(value, value)} if value else ""
    if name == "process":
        return names.get(value, value) or _("a process")
    return value
