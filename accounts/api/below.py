"""The base of what stands below one object: what is done to it, and its parts."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils import timezone
from rest_framework import status, viewsets
from rest_framework.response import Response

from accounts.access import actor
from lib.api.numbered import FITS_A_BIGINT


class Below(viewsets.GenericViewSet[Any]):
    """One step of a view: see the object (404), be allowed (403), read the body (400), do."""

    filter_backends: Any = ()

    def body(self, shape: Any) -> dict[str, Any]:
        """What was sent, as keywords of a verb."""
        data: Any = self.request.data
        # No body at all is an empty one; a list or a number is none.
        given = {} if data is None or data == "" else data
        serializer = shape(data=given, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def called(self, values: dict[str, Any]) -> dict[str, Any]:
        """`values` with who, when and where from."""
        now = timezone.now()
        return values | {
            "at": values.get("at") or now,
            "recorded_at": now,
            "by": actor(self.request),
            "via": "api",
        }

    def made(self, data: Any) -> Response:
        return Response(data, status=status.HTTP_201_CREATED)

    def page(self, rows: Any, shape: Any, **context: Any) -> Response:
        """One page of `rows`."""
        found = self.paginate_queryset(rows)
        all_context = {**self.get_serializer_context(), **context}
        return self.get_paginated_response(shape(found, many=True, context=all_context).data)

    def number(self, name: str = "number") -> int:
        """The number in the address; 404 for what is none."""
        value = str(self.kwargs[name])
        if not FITS_A_BIGINT.fullmatch(value):
            raise Http404
        return int(value)

    def one(self, rows: Any, **lookup: Any) -> Any:
        """The row of `rows`; 404 without one."""
        if any(isinstance(value, str) and "\0" in value for value in lookup.values()):
            raise Http404  # no database keeps such a text
        found = rows.filter(**lookup).first()
        if found is None:
            raise Http404
        return found
