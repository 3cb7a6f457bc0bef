"""Which version of a plan a report is about, and in which size a card comes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from lib.errors import Problem
from lib.past_tables import existed
from plans.models import CopyFormat, PlanVersion
from reports.models import ReportKind
from reports.past import seen_by

SIZES = [
    (CopyFormat.A4.value, gettext_lazy("A4 card")),
    (CopyFormat.A3.value, gettext_lazy("A3 poster")),
    (CopyFormat.WALLET.value, gettext_lazy("Wallet card")),
]


def fix_version(
    kind: str, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
) -> list[Problem]:
    """Put the number of the version into `wanted`: the one named, else the one that was in force
    at `as_of` or, without it, is `at` now. Answers what is wrong with what was asked for."""
    if kind == ReportKind.CARD:
        wanted.setdefault("size", CopyFormat.A4.value)
        if wanted["size"] not in dict(SIZES):
            return [_problem("invalid_choice", _("There is no such size."), "size")]
    code = wanted.get("plan")
    if not isinstance(code, str) or not code:
        return [_problem("required", _("Choose a plan."), "plan")]
    rows = PlanVersion.objects.visible_to(by).filter(plan__code=code.replace("\0", ""))
    if not rows.exists():
        return [_problem("does_not_exist", _("There is no such plan."), "plan")]
    version = _chosen(rows, wanted.get("version"), as_of or at)
    if version is None:
        return [_problem("does_not_exist", _("There is no such version in force."), "version")]
    if as_of is not None and not existed(PlanVersion, version.pk, as_of):
        words = _("There was no such version then.")
        return [_problem("did_not_exist", words, "version")]
    if kind == ReportKind.CARD and not version.card_steps.exists():
        return [_problem("no_card", _("This version has no response card."), "version")]
    wanted["version"] = version.number
    return []


def version_of(filters: Mapping[str, Any], *, reader: User) -> PlanVersion:
    """The version a report was asked for, if `reader` may still see it. Raises DoesNotExist."""
    rows = seen_by(PlanVersion.objects.for_list(), reader).filter(plan__code=filters["plan"])
    return _numbered(rows, filters["version"]).get()


def plan_scope(filters: Mapping[str, Any]) -> str:
    """ "rescue-workaround 2.1 · A4 card"."""
    words = f"{filters.get('plan', '')} {filters.get('version', '')}".strip()
    size = dict(SIZES).get(filters.get("size", ""))
    both = _("both languages") if filters.get("bilingual") else None
    return " · ".join(str(one) for one in (words, size, both) if one)


def _chosen(rows: Any, number: Any, until: datetime) -> PlanVersion | None:
    if number is None:
        still = Q(ended_at__isnull=True) | Q(ended_at__gt=until)
        chosen = rows.filter(still, effective_at__lte=until).order_by("-effective_at")
    else:
        chosen = _numbered(rows, number)
    version: PlanVersion | None = chosen.first()
    return version


def _numbered(rows: Any, number: str) -> Any:
    """The rows of the version "2.1"; none for what is no number of a version."""
    major, _dot, minor = number.partition(".")
    if not (major.isdecimal() and minor.isdecimal() and len(number) <= 12):
        return rows.none()
    return rows.filter(major=int(major), minor=int(minor))


def _problem(code: str, words: str, field: str) -> Problem:
    return Problem(code, words, f"filters.{field}")
