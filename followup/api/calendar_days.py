"""`/api/v1/calendar-days/`: days that differ from their weekday."""

from __future__ import annotations

import django_filters

from followup.domain.month_grid import FIRST_YEAR, LAST_YEAR
from followup.models import CalendarDay
from followup.serializers.calendar_day import CalendarDaySerializer
from followup.services.calendar_days import (
    change_calendar_day,
    create_calendar_day,
    delete_calendar_day,
)
from lib.api.resources import ResourceViewSet


class CalendarDayApiFilter(django_filters.FilterSet):
    year = django_filters.NumberFilter(
        field_name="day", lookup_expr="year", min_value=FIRST_YEAR, max_value=LAST_YEAR
    )

    class Meta:
        model = CalendarDay
        fields = ("year", "is_working")


class CalendarDayViewSet(ResourceViewSet):
    """The list is empty for a year without a published calendar: only weekdays count in it."""

    model = CalendarDay
    queryset = CalendarDay.objects.none()
    serializer_class = CalendarDaySerializer
    lookup_field = "day"
    create_service = create_calendar_day
    change_service = change_calendar_day
    delete_service = delete_calendar_day
    required_permissions = {
        "create": "organisation.change",
        "partial_update": "organisation.change",
        "destroy": "organisation.change",
    }
    search_fields = ("name",)
    ordering_fields = ("day",)
    filterset_class = CalendarDayApiFilter
