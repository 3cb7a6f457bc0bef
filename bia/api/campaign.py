"""Campaigns: many owners asked at once."""

from __future__ import annotations

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from bia.api.assessment import step_values
from bia.models import Campaign
from bia.serializers.assessment import TransitionSerializer
from bia.serializers.campaign import CampaignSerializer
from bia.services.campaign import change_campaign, close_campaign, create_campaign
from lib.api.resources import ResourceViewSet


class CampaignViewSet(ResourceViewSet):
    """What was asked, until when, and who has answered."""

    model = Campaign
    serializer_class = CampaignSerializer
    search_fields = ["code", "name"]
    ordering_fields = ["code", "name", "due_on", "created_at"]
    required_permissions = dict.fromkeys(("create", "partial_update", "closure"), "campaign.change")
    create_service = create_campaign
    change_service = change_campaign
    http_method_names = ["get", "post", "patch", "head", "options"]

    @extend_schema(request=TransitionSerializer, responses=CampaignSerializer)
    @action(detail=True, methods=["post"])
    def closure(self, request: Request, code: str) -> Response:
        """Stop asking."""
        campaign = self.get_object()
        self.require(campaign)
        values = step_values(request, TransitionSerializer, self.get_serializer_context())
        close_campaign(campaign, **values)
        return Response(self.get_serializer(self._fresh(campaign)).data)
