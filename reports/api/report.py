"""`/api/v1/reports/`: ask for a report, watch it, fetch its file, delete it."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from lib.api.negotiation import WhateverTheFileIs
from lib.api.resources import ResourceViewSet
from lib.errors import GuardsUnmet
from reports.delivery import delivered
from reports.models import Report, ReportFile, ReportState
from reports.serializers.report import ReportSerializer
from reports.services.requests import cancel_report, delete_report, request_report


class ReportApiFilter(django_filters.FilterSet):
    class Meta:
        model = Report
        fields = ("kind", "format", "variant", "language", "state")


class ReportViewSet(ResourceViewSet):
    model = Report
    queryset = Report.objects.none()
    serializer_class = ReportSerializer
    create_service = request_report
    delete_service = delete_report
    required_permissions = {"list": "report.view", "create": "report.create"}
    search_fields = ("code",)
    ordering_fields = ("created_at", "code", "state")
    filterset_class = ReportApiFilter
    http_method_names = ("get", "post", "delete", "head", "options")

    @extend_schema(responses={202: ReportSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Queue a report. It is built in the background: follow `state` and `progress`."""
        self.require()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        report = request_report(**serializer.validated_data, by=actor(request), at=timezone.now())
        answer = self.get_serializer(self._fresh(report)).data
        return Response(
            answer, status=status.HTTP_202_ACCEPTED, headers={"Location": answer["url"]}
        )

    @extend_schema(request=None, responses={200: ReportSerializer, 409: OpenApiTypes.OBJECT})
    @action(detail=True, methods=["post"])
    def cancellation(self, request: Request, code: str = "") -> Response:
        """Stop the building; 409 when it is not being built. For who asked, and managers."""
        report = cancel_report(self.get_object(), by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self._fresh(report)).data)

    @extend_schema(
        responses={
            200: OpenApiResponse(OpenApiTypes.BINARY, description="The PDF or spreadsheet."),
            409: OpenApiResponse(OpenApiTypes.OBJECT, description="Not done, failed or expired."),
        }
    )
    @action(detail=True, content_negotiation_class=WhateverTheFileIs)
    def file(self, request: Request, code: str = "") -> Any:
        """The finished file; 409 while it is being built, after a failure, or when expired."""
        report = self.get_object()
        if report.state != ReportState.DONE:
            raise GuardsUnmet.one("not_done", _("The report is not done."), "state")
        stored = ReportFile.objects.filter(report=report).first()
        if stored is None:
            raise GuardsUnmet.one("expired", _("The file was removed after its time; ask again."))
        return delivered(request._request, report, stored)
