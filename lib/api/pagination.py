"""Lists: `?limit=` (50, at most 500) `&offset=`; nonsense in either is 400."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import LimitOffsetPagination


class Pagination(LimitOffsetPagination):
    default_limit = 50
    max_limit = 500

    def get_limit(self, request: Any) -> int:
        limit = self._whole(request, "limit", self.default_limit, minimum=1)
        return min(limit, self.max_limit)

    def get_offset(self, request: Any) -> int:
        return self._whole(request, "offset", 0, minimum=0)

    def _whole(self, request: Any, name: str, default: int, minimum: int) -> int:
        raw = request.query_params.get(name)
        if raw is None or raw == "":
            return default
        if raw.isascii() and raw.isdigit() and minimum <= int(raw[:19]) < 2**63:
            return int(raw[:19])
        message = _("A whole number of at least %(minimum)s is expected.") % {"minimum": minimum}
        raise ValidationError({name: [message]})
