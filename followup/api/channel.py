"""`/api/v1/channels/`: chat robots and SMS gateways beside mail."""

from __future__ import annotations

import django_filters

from accounts.api.idempotency import IdempotentCreate
from followup.models import Channel
from followup.serializers.channel import ChannelSerializer
from followup.services.channel import change_channel, create_channel
from lib.api.resources import ResourceViewSet


class ChannelApiFilter(django_filters.FilterSet):
    class Meta:
        model = Channel
        fields = ("is_active", "is_personal")


class ChannelViewSet(IdempotentCreate, ResourceViewSet):
    """Their URLs are secrets: written, never read. Switch one off instead of deleting it."""

    model = Channel
    queryset = Channel.objects.none()
    serializer_class = ChannelSerializer
    create_service = create_channel
    change_service = change_channel
    required_permissions = {
        "list": "notification.view",
        "create": "notification.change",
        "partial_update": "notification.change",
    }
    search_fields = ("code", "name")
    ordering_fields = ("code", "name", "updated_at")
    filterset_class = ChannelApiFilter
    http_method_names = ("get", "post", "patch", "head", "options")
