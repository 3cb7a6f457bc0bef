"""`/api/v1/comms-templates/`: texts of messages that are ready when there is no time."""

from __future__ import annotations

from typing import ClassVar

from incidents.models import CommsTemplate
from incidents.serializers.communication import CommsTemplateSerializer
from incidents.services.templates import change_template, create_template
from lib.api.resources import ResourceViewSet


class CommsTemplateViewSet(ResourceViewSet):
    """Read by everybody who sees incidents; changed by who may change them. One that is no longer
    used is switched off: messages name the template they were drafted from."""

    http_method_names = ["get", "post", "patch", "head", "options"]
    model = CommsTemplate
    serializer_class = CommsTemplateSerializer
    required_permissions: ClassVar[dict[str, str]] = {
        "create": "comms_template.change",
        "partial_update": "comms_template.change",
    }
    create_service = staticmethod(create_template)
    change_service = staticmethod(change_template)
    search_fields = ["code", "name_en", "name_zh", "subject_en", "subject_zh"]
    filterset_fields = ["audience", "moment", "is_active"]
    ordering_fields = ["position", "code", "updated_at"]
