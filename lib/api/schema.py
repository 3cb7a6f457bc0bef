"""How views are described: every refusal has the one shape of `lib.api.problems`.

The library would list the codes of each field, but services refuse with codes of their own.
"""

from __future__ import annotations

from typing import Any

from drf_standardized_errors.openapi import AutoSchema

from lib.api.problems import ProblemsSerializer

PLAIN = ("400", "409", "413")
ONLY_WHERE_SOMETHING_IS_SENT = ("409", "413")


class StandardSchema(AutoSchema):
    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code in ONLY_WHERE_SOMETHING_IS_SENT and self.method in ("GET", "HEAD"):
            return False
        return bool(super()._should_add_error_response(responses, status_code))

    def _should_add_http403_error_response(self) -> bool:
        """Services and views ask for permissions that no class on the view names."""
        return bool(self._should_add_http401_error_response())

    def _get_error_response_serializer(self, status_code: str) -> Any:
        if status_code in PLAIN:
            return ProblemsSerializer
        return super()._get_error_response_serializer(status_code)
