"""`/api/v1/webhook-endpoints/`: where events go, and what became of them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import status, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, may
from followup import webhook_types
from followup.filters.webhook import WebhookDeliveryFilter
from followup.models import WebhookDelivery, WebhookEndpoint
from followup.serializers.webhook import (
    NewSecretSerializer,
    NewWebhookEndpointSerializer,
    WebhookDeliverySerializer,
    WebhookEndpointSerializer,
    WebhookEventTypeSerializer,
)
from followup.services import endpoints
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet

CHANGES = ("create", "partial_update", "destroy", "secret", "test")


class WebhookEndpointApiFilter(django_filters.FilterSet):
    active = django_filters.BooleanFilter(field_name="is_active")

    class Meta:
        model = WebhookEndpoint
        fields = ("active",)


class WebhookEndpointViewSet(ResourceViewSet):
    """Creation takes no Idempotency-Key: the answer holds a secret, and answers are kept for it."""

    model = WebhookEndpoint
    queryset = WebhookEndpoint.objects.none()
    serializer_class = WebhookEndpointSerializer
    create_service = endpoints.create_endpoint
    change_service = endpoints.change_endpoint
    delete_service = endpoints.delete_endpoint
    required_permissions = dict.fromkeys(CHANGES, "webhook.change")
    search_fields = ("code", "name", "url")
    ordering_fields = ("code", "name", "created_at", "updated_at")
    filterset_class = WebhookEndpointApiFilter

    @extend_schema(request=WebhookEndpointSerializer, responses={201: NewWebhookEndpointSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The answer holds the secret that signs what is sent; it is not shown again."""
        self.require()
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        row, secret = endpoints.create_endpoint(
            **serializer.validated_data, by=actor(request), at=timezone.now()
        )
        answer = self.get_serializer(self._fresh(row)).data | {"secret": secret}
        headers = {"Location": answer["href"]}
        return Response(answer, status=status.HTTP_201_CREATED, headers=headers)

    @extend_schema(request=None, responses={201: NewSecretSerializer})
    @action(detail=True, methods=["post"])
    def secret(self, request: Request, code: str) -> Response:
        """A new secret. For 24 hours both sign, so that receivers can change over."""
        endpoint = self.get_object()
        self.require(endpoint)
        secret = endpoints.rotate_secret(endpoint, by=actor(request), at=timezone.now())
        answer = {
            "secret": secret,
            "previous_until": endpoint.previous_until,
            "version": endpoint.version,
        }
        return Response(NewSecretSerializer(answer).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: WebhookDeliverySerializer})
    @action(detail=True, methods=["post"])
    def test(self, request: Request, code: str) -> Response:
        """Send an event of the type webhook.test; the answer is its delivery, to be looked at."""
        endpoint = self.get_object()
        self.require(endpoint)
        made = endpoints.send_test(endpoint, by=actor(request), at=timezone.now())
        return Response(WebhookDeliverySerializer(made).data, status=status.HTTP_201_CREATED)


class WebhookDeliveryViewSet(ByNumber, viewsets.ReadOnlyModelViewSet[WebhookDelivery]):
    """What was sent to one endpoint and what became of it, newest first."""

    queryset = WebhookDelivery.objects.none()
    serializer_class = WebhookDeliverySerializer
    filterset_class = WebhookDeliveryFilter
    search_fields = ("event__uid", "event__subject_code")
    ordering_fields = ("id", "created_at", "delivered_at")

    def get_queryset(self) -> Any:
        """404 for an endpoint that is not there or not to be seen."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        code = self.kwargs["code"].replace("\0", "")
        visible = WebhookEndpoint.objects.visible_to(actor(self.request))
        endpoint = get_object_or_404(visible, code=code)
        return WebhookDelivery.objects.for_list().filter(endpoint=endpoint)

    @extend_schema(request=None, responses={201: WebhookDeliverySerializer})
    @action(detail=True, methods=["post"])
    def replay(self, request: Request, code: str, pk: str) -> Response:
        """The same event again, with the same webhook-id; 409 while it is still on its way."""
        row = self.get_object()
        if not may(request.user, "webhook.change", row.endpoint):
            raise PermissionDenied
        again = endpoints.replay(row, by=actor(request), at=timezone.now())
        return Response(self.get_serializer(again).data, status=status.HTTP_201_CREATED)


class WebhookEventTypeView(APIView):
    """What an endpoint may ask for."""

    @extend_schema(responses=WebhookEventTypeSerializer(many=True))
    def get(self, request: Request) -> Response:
        if not may(request.user, "webhook.view"):
            raise PermissionDenied
        return Response(WebhookEventTypeSerializer(webhook_types.all_types(), many=True).data)
