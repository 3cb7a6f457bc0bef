"""Webhook endpoints and deliveries in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from followup.models import WebhookDelivery, WebhookEndpoint
from followup.services.webhook_request import payload_of, words_of
from lib.api.fields import StrictBooleanField, StrictCharField
from lib.api.resources import ResourceSerializer

STATES = ["active", "failing", "disabled", "inactive"]


class WebhookEndpointSerializer(ResourceSerializer):
    """`url` is where events are posted to (not this object's own address, which is `href`).

    The secret is answered once, when it is made: on creation and rotation.
    """

    href = serializers.SerializerMethodField(method_name="get_url")
    url = StrictCharField(max_length=500)  # type: ignore[assignment]
    events = serializers.ListField(
        child=StrictCharField(max_length=80),
        source="event_types",
        max_length=200,
        help_text="Types, “noun.*” for all of a noun, or “*”.",
    )
    active = StrictBooleanField(source="is_active", required=False, default=True)
    state = serializers.ChoiceField(STATES, read_only=True)

    class Meta:
        model = WebhookEndpoint
        fields: Any = (
            *("id", "code", "version", "created_at", "updated_at", "href", "name", "url"),
            *("events", "active", "state", "failing_since", "disabled_at", "previous_until"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "href", "state"),
            *("failing_since", "disabled_at", "previous_until"),
        )
        extra_kwargs = {"code": {"required": False}}

    def to_internal_value(self, data: Any) -> Any:
        # Given back as it was answered on creation; nobody chooses their own.
        if isinstance(data, dict):
            data = {name: value for name, value in data.items() if name != "secret"}
        return super().to_internal_value(data)

    def validate(self, attributes: Any) -> Any:
        if self.instance is not None:
            attributes.pop("code", None)
        return attributes


class NewWebhookEndpointSerializer(WebhookEndpointSerializer):
    """As answered on creation: with the secret, this once."""

    secret = serializers.CharField(read_only=True)

    class Meta(WebhookEndpointSerializer.Meta):
        fields: Any = (*WebhookEndpointSerializer.Meta.fields, "secret")


class NewSecretSerializer(serializers.Serializer[Any]):
    """The new secret, this once; the one before signs beside it until `previous_until`."""

    secret = serializers.CharField()
    previous_until = serializers.DateTimeField()
    version = serializers.IntegerField()


class WebhookDeliverySerializer(serializers.ModelSerializer[Any]):
    """One event on its way; `webhook_id` is the same for every replay of the event."""

    endpoint = serializers.CharField(source="endpoint.code")
    webhook_id = serializers.CharField(source="event.uid")
    type = serializers.CharField(source="event.type")
    event_at = serializers.DateTimeField(source="event.at")
    subject = serializers.CharField(source="event.subject_key")
    replay_of = serializers.IntegerField(source="replay_of_id", allow_null=True)
    reason = serializers.SerializerMethodField()
    payload = serializers.SerializerMethodField()

    class Meta:
        model = WebhookDelivery
        fields = (
            *("id", "endpoint", "webhook_id", "type", "event_at", "subject", "state", "attempts"),
            *("status_code", "response", "error", "reason", "duration_ms", "next_attempt_at"),
            *("created_at", "delivered_at", "replay_of", "payload"),
        )
        read_only_fields = fields

    @extend_schema_field(serializers.DictField())
    def get_payload(self, row: WebhookDelivery) -> dict[str, Any]:
        """The body as it is sent."""
        return payload_of(row.event)

    def get_reason(self, row: WebhookDelivery) -> str:
        """Why the last attempt failed, in words; empty when it did not."""
        return words_of(row.error)


class WebhookEventTypeSerializer(serializers.Serializer[Any]):
    type = serializers.CharField(source="key")
    description = serializers.CharField()
