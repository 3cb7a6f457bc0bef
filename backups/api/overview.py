"""`/api/v1/backups/overview/`: can every system be restored, from when, and how is that known?"""

from __future__ import annotations

from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.access import actor, require
from backups.overview.figures import totals
from backups.overview.standing import fits, overview
from backups.serializers.overview import OverviewQuerySerializer, row_json, totals_json
from lib.api.pagination import Pagination


class OverviewView(APIView):
    """Every system with a policy, what hurts most first; `?status=` picks. `age_s` is the achieved
    RPO (null: nothing could be restored), `proof_age_s` how long ago the oldest byte it relies on
    was last read."""

    @extend_schema(
        parameters=[OverviewQuerySerializer],
        responses={200: OpenApiResponse({"type": "object", "additionalProperties": True})},
    )
    def get(self, request: Request) -> Response:
        require(request.user, "backup.view")
        asked = OverviewQuerySerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        at = timezone.now()
        everything = overview(actor(request), at)
        wanted = asked.validated_data.get("status", "")
        picked = everything.only(lambda one: fits(one, wanted))
        pages = Pagination()
        # A list will do; the stubs know querysets only.
        shown = pages.paginate_queryset(list(picked.found), request, self)  # type: ignore[arg-type]
        rows = picked.rows(pages.offset or 0, len(shown or ()))
        answer = pages.get_paginated_response([row_json(one) for one in rows])
        answer.data |= {"at": at, "totals": totals_json(totals(everything.found, at))}
        return answer
