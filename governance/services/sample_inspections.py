"""Rounds of the sample company: two weeks of the daily inspection, once something conspicuous."""

from __future__ import annotations

from datetime import datetime, timedelta

from accounts.models import Organisation
from followup.services.calendar_days import working_days
from governance.models import InspectionList
from governance.services import inspections as verbs
from governance.services.sample_changes import user
from lib.days import day_in

DAYS, MISSED, CONSPICUOUS = 14, 6, 3
NOTE = {
    "en": "Fan of rack 3 is loud; ordered a new one.",
    "zh": "3 号机柜风扇噪声大，已申购更换。",
}


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction."""
    by = user("chu-wu")
    found = InspectionList.objects.filter(code="daily").first()
    if by is None or found is None:
        return
    note = NOTE["zh" if language.startswith("zh") else "en"]
    zone = Organisation.current().timezone
    today = day_in(at, zone)
    first = today - timedelta(days=DAYS)
    InspectionList.objects.filter(pk=found.pk).update(created_at=at - timedelta(days=DAYS))
    worked = working_days(first, today)
    for back in range(DAYS, 0, -1):
        day = today - timedelta(days=back)
        if back == MISSED or not worked.is_working(day):
            continue
        when = at - timedelta(days=back)
        row = verbs.start_inspection(list=found, by=by, at=when, day=day)
        for number, result in enumerate(row.results.order_by("point__order")):
            bad = back == CONSPICUOUS and number == 0
            verbs.answer(result, by=by, at=when, outcome="warning" if bad else "ok",
                         note=note if bad else "")  # fmt: skip
        verbs.finish_inspection(row, by=by, at=when)
