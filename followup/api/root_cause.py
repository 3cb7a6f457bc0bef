"""The catalogue of root causes; edited by who may edit the catalogues."""

from __future__ import annotations

from followup.models import RootCause
from followup.serializers.root_cause import RootCauseSerializer
from followup.services.root_causes import (
    change_root_cause,
    create_root_cause,
    delete_root_cause,
)
from lib.api.resources import ResourceViewSet


class RootCauseViewSet(ResourceViewSet):
    """Causes as they are counted: what comes back is found by its code."""

    model = RootCause
    serializer_class = RootCauseSerializer
    filterset_fields = ["is_active"]
    search_fields = ["code", "name_en", "name_zh"]
    ordering_fields = ["code", "name_en"]
    required_permissions = dict.fromkeys(
        ("create", "partial_update", "destroy"), "catalogue.change"
    )
    http_method_names = ["get", "post", "patch", "delete", "head", "options"]
    create_service = create_root_cause
    change_service = change_root_cause
    delete_service = delete_root_cause
