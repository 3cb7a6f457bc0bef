"""REST resources of storage locations and backup policies."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from backups.api.loading import policies_for_api
from backups.filters.register import LocationFilter, PolicyFilter
from backups.models import BackupLocation, BackupPolicy
from backups.serializers.location import LocationSerializer, NothingSerializer, TrialSerializer
from backups.serializers.policy import HeartbeatSerializer, PolicySerializer
from backups.services import locations, policies
from lib.api.resources import ResourceViewSet

WRITES = ("create", "partial_update", "destroy")


class LocationViewSet(ResourceViewSet):
    """Folders, buckets and servers that hold copies."""

    model = BackupLocation
    serializer_class = LocationSerializer
    filterset_class = LocationFilter
    search_fields = ["code", "name", "url"]
    ordering_fields = ["code", "name", "medium", "updated_at"]
    required_permissions = dict.fromkeys((*WRITES, "trial"), "backup_location.change") | {
        "scan": "backup.verify"
    }
    create_service = locations.create_location
    change_service = locations.change_location
    delete_service = locations.delete_location

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response = super().create(request, *args, **kwargs)
        response.headers["Location"] = response.data["href"]
        return response

    @extend_schema(request=NothingSerializer, responses=TrialSerializer)
    @action(detail=True, methods=["post"])
    def trial(self, request: Request, code: str) -> Response:
        """Open the place now and read its free space."""
        row = self.get_object()
        self.require(row)
        NothingSerializer(data=request.data).is_valid(raise_exception=True)
        tried = locations.try_location(row, by=actor(request), at=timezone.now())
        return Response(TrialSerializer(tried).data)

    @extend_schema(request=NothingSerializer, responses={202: LocationSerializer})
    @action(detail=True, methods=["post"])
    def scan(self, request: Request, code: str) -> Response:
        """Look through the place soon, whatever its rhythm."""
        row = self.get_object()
        self.require(row)
        NothingSerializer(data=request.data).is_valid(raise_exception=True)
        locations.ask_for_scan(row, by=actor(request), at=timezone.now())
        answer = self.get_serializer(self._fresh(row)).data
        return Response(answer, status=status.HTTP_202_ACCEPTED)


class PolicyViewSet(ResourceViewSet):
    """What is backed up, how often, whereto and how it is proved."""

    model = BackupPolicy
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    search_fields = ["code", "data_class", "system__code", "system__name"]
    ordering_fields = ["code", "system", "data_class", "method", "updated_at"]
    required_permissions = dict.fromkeys((*WRITES, "ping_address"), "backup.change")
    create_service = policies.create_policy
    change_service = policies.change_policy
    delete_service = policies.delete_policy

    def get_queryset(self) -> Any:
        return policies_for_api(super().get_queryset())

    def _fresh(self, row: Any) -> Any:
        return policies_for_api(BackupPolicy.objects.all()).get(pk=row.pk)

    @extend_schema(responses=HeartbeatSerializer(many=True), filters=False)
    @action(detail=True, filterset_class=None)
    def heartbeats(self, request: Request, code: str) -> Response:
        """Calls of its secret address, newest first."""
        row = self.get_object()
        page = self.paginate_queryset(row.heartbeats.order_by("-at", "-id"))
        return self.get_paginated_response(HeartbeatSerializer(page, many=True).data)

    @extend_schema(request=NothingSerializer, responses=PolicySerializer)
    @action(detail=True, methods=["post"], url_path="ping-address", url_name="ping-address")
    def ping_address(self, request: Request, code: str) -> Response:
        """Make the secret address anew; the old one is unknown from now on."""
        row = self.get_object()
        self.require(row)
        NothingSerializer(data=request.data).is_valid(raise_exception=True)
        policies.renew_ping_address(row, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(self._fresh(row)).data)
