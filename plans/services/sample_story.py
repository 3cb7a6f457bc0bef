"""What happened to the sample's plans: `plans/catalog/samples/aftersales.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.models import Organisation
from plans.services.catalogue_loading import read

BEGINS = time(9)


@dataclass(frozen=True)
class Story:
    """`text` is the reader's language of what stands in one column only; names of plans and
    shops stand in both."""

    rows: Mapping[str, Any]
    language: str

    def text(self, value: Mapping[str, str] | None) -> str:
        return "" if value is None else value[self.language]


def read_story(language: str) -> Story:
    return Story(read("samples/aftersales"), language)


def event_begins(at: datetime, days_ago: int) -> datetime:
    """09:00 of that day where the organisation is."""
    zone = ZoneInfo(Organisation.current().timezone)
    day = at.astimezone(zone).date() - timedelta(days=days_ago)
    return datetime.combine(day, BEGINS, zone)
