"""Differences between versions with labels and values a reader understands."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import MtdPolicy
from bia.assessment_words import names_of
from bia.domain.difference import Difference, content_differences
from bia.models import Assessment
from bia.questionnaire import questions
from bia.services.assessment_content import assessment_content
from bia.services.catalogue import current_catalogue
from lib.durations import format_duration

LABELS: dict[str, Any] = {
    "policy": _("MTD policy"),
    "threshold": _("Intolerable from score"),
    "mtd_s": _("MTD decided"),
    "rto_s": _("RTO decided"),
    "rpo_s": _("RPO decided"),
    "wrt_s": _("Work recovery time (WRT)"),
    "wrt_blocking": _("WRT blocks the business"),
    "mbco_percent": _("Minimum capacity (MBCO), %"),
    "rationale": _("Rationale"),
    "mtd_derived_s": _("MTD derived"),
    "mtd_proposed_s": _("MTD proposed"),
    "rto_proposed_s": _("RTO proposed"),
    "rpo_proposed_s": _("RPO proposed"),
    "tier": _("Tier"),
    "name": _("Name"),
    "description": _("Description"),
    "critical": _("Critical"),
    "life_safety": _("Life safety"),
    "regulated": _("Regulated"),
    "daily_volume": _("Daily volume"),
    "peak_periods": _("Peak periods"),
    "department": _("Department"),
    "owner": _("Owner"),
    "dependencies": _("Dependency"),
    "products": _("Product or service"),
    "obligations": _("Obligation"),
    "needed_by": _("Needed by"),
}


@dataclass(frozen=True)
class Row:
    """`before` and `after` are texts, "" for an absent side; `kind` as the components name it."""

    section: str
    label: str
    before: str
    after: str
    kind: str
    difference: Difference


def content_of(assessment: Assessment) -> dict[str, Any]:
    """The frozen content where there is one, else what stands in the tables."""
    try:
        content: dict[str, Any] = assessment.snapshot.content
        return content
    except ObjectDoesNotExist:
        return assessment_content(assessment)


def compare(before: Assessment | None, after: Assessment) -> list[Row]:
    """What `after` says differently; without `before` everything in it is new."""
    old = content_of(before) if before is not None else {}
    return rows_of(content_differences(old, content_of(after)))


def predecessor(assessment: Assessment) -> Assessment | None:
    """What a version is compared with by itself: the one it started from."""
    return assessment.based_on


def rows_of(differences: tuple[Difference, ...]) -> list[Row]:
    names = names_of(current_catalogue())
    return [
        Row(
            one.section,
            _label(one, names),
            _value(one, one.before, names),
            _value(one, one.after, names),
            one.kind,
            one,
        )
        for one in differences
        if not (one.before is None and one.after in ("", None))
    ]


def _label(one: Difference, names: dict[str, str]) -> str:
    if one.section == "ratings":
        category, at_s = one.key
        return f"{names.get(str(category), category)} · {_duration(int(at_s))}"
    if one.section == "answers":
        question = questions().get(str(one.key[0]))
        return question.label if question else str(one.key[0])
    last = str(one.key[-1])
    if one.section == "register" and len(one.key) == 2 and one.key[0] != "process":
        return f"{LABELS.get(str(one.key[0]), one.key[0])} {last}"
    return str(LABELS.get(last, last))


def _value(one: Difference, value: Any, names: dict[str, str]) -> str:
    if value is None:
        return ""
    if one.section == "ratings":
        return _cell(value)
    name = str(one.key[-1])
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, int) and name.endswith("_s"):
        return _duration(value)
    if name == "tier":
        return names.get(str(value), str(value))
    if name == "policy":
        return str(dict(MtdPolicy.choices).get(value, value))
    if isinstance(value, dict):
        return ", ".join(_entry(key, one) for key, one in value.items() if one not in (None, ""))
    return str(value)


def _entry(key: str, value: Any) -> str:
    shown = _duration(value) if key.endswith("_s") and isinstance(value, int) else value
    return f"{key}: {shown}"


def _cell(value: dict[str, Any]) -> str:
    amount = value["amount"]
    parts = [
        value["score"],
        f"{Decimal(amount):,f}" if amount is not None else None,
        value["text"] or None,
    ]
    return " · ".join(str(part) for part in parts if part is not None)


def _duration(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")
