"""Steps of an object as nouns: see it (404), be allowed (403), read the body (400), do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.access import actor


class Stepping:
    """A base of ResourceViewSets. `required_permissions` are those of the action."""

    request: Any

    def step(
        self, verb: Callable[..., Any], shape: Any, allowed: Callable[[Any], bool] | None = None
    ) -> Response:
        """Do `verb` with the body; the answer is the object as it stands then."""
        view: Any = self
        row = view.get_object()
        if allowed is None:
            view.require(row)
        elif not allowed(row):
            raise PermissionDenied
        data = self.request.data
        body = shape(data={} if data is None or data == "" else data)
        body.is_valid(raise_exception=True)
        verb(row, by=actor(self.request), at=timezone.now(), **body.validated_data)
        return Response(view.get_serializer(view._fresh(row)).data)
