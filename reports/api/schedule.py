"""`/api/v1/report-schedules/`: reports that are made again and again, and sent."""

from __future__ import annotations

import django_filters

from lib.api.resources import ResourceViewSet
from reports.models import ReportSchedule
from reports.serializers.schedule import ScheduleSerializer
from reports.services.schedules import PERMISSION, change_schedule, create_schedule, delete_schedule


class ScheduleApiFilter(django_filters.FilterSet):
    class Meta:
        model = ReportSchedule
        fields = ("kind", "every", "active")


class ReportScheduleViewSet(ResourceViewSet):
    model = ReportSchedule
    queryset = ReportSchedule.objects.none()
    serializer_class = ScheduleSerializer
    create_service = create_schedule
    change_service = change_schedule
    delete_service = delete_schedule
    required_permissions = dict.fromkeys(
        ("list", "create", "partial_update", "destroy"), PERMISSION
    )
    search_fields = ("code", "name")
    ordering_fields = ("name", "code", "next_due_at")
    filterset_class = ScheduleApiFilter
    http_method_names = ("get", "post", "patch", "delete", "head", "options")
