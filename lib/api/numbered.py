"""For objects that are named by a number, such as a clock or a rung of the ladder."""

from __future__ import annotations

import re
from typing import Any

from django.http import Http404

FITS_A_BIGINT = re.compile(r"[0-9]{1,18}")


class ByNumber:
    """A base of such viewsets: what is no number is not there (404).

    A pattern in the address would say so to people who are not logged in, too.
    """

    lookup_field: str
    kwargs: dict[str, Any]

    def get_object(self) -> Any:
        if not FITS_A_BIGINT.fullmatch(self.kwargs[self.lookup_field]):
            raise Http404
        return super().get_object()  # type: ignore[misc]
