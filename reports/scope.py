"""What an analysis covers, in one line."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Department
from bia.models import Tier
from reports.content.words import filter_words


def analysis_scope(filters: dict[str, Any]) -> str:
    """ "department Sales; critical processes only · with drafts"."""
    department = Department.objects.filter(code=filters.get("department", "")).first()
    tier = Tier.objects.filter(code=filters.get("tier", "")).first()
    words = filter_words(
        department=str(department or ""), tier=str(tier or ""), critical=filters.get("critical"),
        codes=len(filters.get("processes", [])),
    )  # fmt: skip
    return words + (f" · {_('with drafts')}" if filters.get("drafts") else "")
