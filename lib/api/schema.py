"""How views are described: the standardized errors, and a plain shape where they know none."""

from __future__ import annotations

from typing import Any

from drf_standardized_errors.openapi import AutoSchema

from lib.api.problems import ProblemsSerializer

PLAIN = ("409", "413")


class StandardSchema(AutoSchema):
    """409 and 413 only where something is sent; both in the plain shape."""

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code in PLAIN and self.method in ("GET", "HEAD", "OPTIONS"):
            return False
        return bool(super()._should_add_error_response(responses, status_code))

    def _get_error_response_serializer(self, status_code: str) -> Any:
        if status_code in PLAIN:
            return ProblemsSerializer
        return super()._get_error_response_serializer(status_code)
