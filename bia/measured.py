"""Reading results of measurements with where they come from, in bulk."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse

from accounts.models import Organisation
from bia.domain.evidence import Evidence, Validity
from bia.domain.gap import Confidence, Measured
from bia.models import Measurement

# (process or system, its id, rto or rpo)
Results = Mapping[tuple[str, int, str], Sequence[Measured]]

COLUMNS = (
    *("process_id", "system_id", "kind", "value_s", "at", "source", "confidence"),
    *("code", "note", "created_by__name", "created_by__username"),
)

# Numbers of our own records in a source: "ACT-2026-0001 re-test", "restore-test:RT-000007".
PAGES = {
    "ACT": "followup:action_detail",
    "DRL": "drills:drill_detail",
    "INC": "incidents:incident_detail",
    "RT": "backups:restore_test_detail",
}
NUMBER = re.compile(rf"\b({'|'.join(PAGES)})-(?:\d{{4}}-\d{{4,}}|\d{{6,}})\b")


def validity_at(at: datetime, organisation: Organisation | None = None) -> Validity:
    """The organisation's rule of how long a result proves something (one query)."""
    found = organisation or Organisation.current()
    return Validity(at, found.measurement_validity_days, found.timezone)


def results_by_subject(rows: QuerySet[Any]) -> Results:
    """One query."""
    found: dict[tuple[str, int, str], list[Measured]] = defaultdict(list)
    for process, system, kind, *values in rows.values_list(*COLUMNS):
        subject = ("process", process) if process is not None else ("system", system)
        found[(*subject, kind)].append(_measured(*values))
    return found


def newest_of(rows: QuerySet[Any], column: str) -> QuerySet[Any]:
    """The newest of each subject, kind and confidence, however old (`column`: process, system)."""
    each = (f"{column}_id", "kind", "confidence")
    return rows.filter(**{f"{column}__isnull": False}).order_by(*each, "-at", "-id").distinct(*each)


def evidence_of(row: Measurement, validity: Validity) -> Evidence:
    """One loaded row (`for_list`) as it stands today."""
    by = row.created_by
    return validity.judge(
        _measured(
            row.value_s, row.at, row.source, row.confidence, row.code, row.note,
            by.name if by else "", by.username if by else "",
        )
    )  # fmt: skip


def source_url(source: str) -> str:
    """The page of the record of ours that `source` names, "" for none."""
    number = NUMBER.search(source)
    if number is None:
        return ""
    try:
        return reverse(PAGES[number[1]], args=[number[0]])
    except NoReverseMatch:
        return ""


def _measured(
    value_s: int,
    at: datetime,
    source: str,
    confidence: str,
    code: str,
    note: str,
    name: str | None,
    username: str | None,
) -> Measured:
    sure = cast(Confidence, confidence)
    return Measured(value_s, at, source, sure, code, name or username or "", note)
