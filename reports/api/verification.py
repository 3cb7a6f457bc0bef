"""`/api/v1/reports/verification/?sha256=…`: did this installation make the file? For anybody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import NotFound, Throttled, ValidationError
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from lib.call_rate import WINDOW_S, too_many
from reports.serializers.verification import ReportVerificationSerializer
from reports.services.verification import made_with, normal

CALLS_A_MINUTE = 60
NO_DIGEST = _("A SHA-256 has 64 characters, 0 to 9 and a to f.")


class VerificationView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        parameters=[OpenApiParameter("sha256", str, required=True)],
        responses={200: ReportVerificationSerializer},
        auth=[],
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What stands on the cover of the report with this digest; 404: none was made here."""
        if too_many("report_verify", request.META.get("REMOTE_ADDR", ""), CALLS_A_MINUTE):
            raise Throttled(WINDOW_S)
        digest = normal(request.query_params.get("sha256", ""))
        if digest is None:
            raise ValidationError({"sha256": [NO_DIGEST]})
        made = made_with(digest)
        if made is None:
            raise NotFound(_("No report with this digest was made here."))
        return Response(ReportVerificationSerializer(made).data)
