"""One's own readings: what one was asked to read, and that one has."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import actor
from lib.api.numbered import ByNumber
from lib.api.resources import ResourceViewSet
from plans.models import Plan, Reading
from plans.serializers.version import QuestionSerializer, ReadingSerializer
from plans.services.readings import mark_read


class ReadingViewSet(ByNumber, ResourceViewSet):
    """Plans the caller was asked to read."""

    model = Reading
    serializer_class = ReadingSerializer
    lookup_field = "pk"
    ordering_fields = ["asked_at", "due_on", "read_at"]
    http_method_names = ["get", "post", "head", "options"]

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return Reading.objects.none()
        user = actor(self.request)
        rows = Reading.objects.filter(
            person__user_id=user.pk, plan_version__plan__in=Plan.objects.visible_to(user)
        )
        return rows.select_related("person", "plan_version__plan").order_by("-asked_at", "-pk")

    @extend_schema(exclude=True)
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who is to read is asked at the version."""
        raise MethodNotAllowed("POST")

    @extend_schema(request=QuestionSerializer, responses=ReadingSerializer)
    @action(detail=True, methods=["post"])
    def confirmation(self, request: Request, pk: str) -> Response:
        """Read and understood; a question may stand beside it."""
        row = self.get_object()
        body = QuestionSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        mark_read(row, by=actor(request), at=timezone.now(), **body.validated_data)
        return Response(self.get_serializer(self.get_object()).data)
