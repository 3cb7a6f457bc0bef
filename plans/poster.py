"""Whether a printed copy still holds: what the public page says of a token, by one question.

Nothing else of the platform is told: title, version, printed date and the verdict (PLN-12).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Subquery

from accounts.models import Organisation
from plans.models import CopyState, PrintCopy, VersionStatus

CURRENT, OUTDATED, RETIRED = "current", "outdated", "retired"
_TOKEN = re.compile(r"[A-Za-z0-9]{12}")
GONE = (CopyState.REMOVED, CopyState.LOST)
_ROW = (
    "plan_version__plan__name_en", "plan_version__plan__name_zh", "plan_version__plan__retired_at",
    "plan_version__major", "plan_version__minor", "plan_version__status",
    "plan_version__ended_at", "printed_at", "facts_changed_at", "zone",
)  # fmt: skip


@dataclass(frozen=True)
class Poster:
    """`since` is the day from which it no longer holds."""

    verdict: str
    name_en: str
    name_zh: str
    number: str
    printed: date
    since: date | None


def poster_of(token: str) -> Poster | None:
    """None for a token nobody printed, and for copies that were taken down or given up."""
    if not _TOKEN.fullmatch(token):
        return None
    zone = Organisation.objects.values("timezone")[:1]
    row = (
        PrintCopy.objects.filter(token=token)
        .exclude(state__in=GONE)
        .annotate(zone=Subquery(zone))
        .values_list(*_ROW)
        .first()
    )
    if row is None:
        return None
    name_en, name_zh, retired_at, major, minor, status, ended_at, printed_at, changed_at, name = row
    house = ZoneInfo(name or "UTC")

    def day(at: datetime | None) -> date | None:
        return at.astimezone(house).date() if at is not None else None

    printed = day(printed_at)
    assert printed is not None
    verdict, since = CURRENT, None
    if retired_at is not None or status == VersionStatus.RETIRED:
        verdict, since = RETIRED, day(retired_at or ended_at)
    elif status != VersionStatus.EFFECTIVE:
        verdict, since = OUTDATED, day(ended_at)
    elif changed_at is not None:
        verdict, since = OUTDATED, day(changed_at)
    return Poster(verdict, name_en, name_zh, f"{major}.{minor}", printed, since)
