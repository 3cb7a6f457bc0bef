"""Days of the calendar as the API shows them."""

from __future__ import annotations

from followup.models import CalendarDay
from lib.api.resources import ResourceSerializer


class CalendarDaySerializer(ResourceSerializer):
    """`source` is "manual", "file", or the package a public calendar was filled from."""

    class Meta:
        model = CalendarDay
        fields = ("id", "day", "is_working", "name", "source", "version", "url")
        read_only_fields = ("id", "source", "version")
