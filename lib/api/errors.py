"""Refusals of the services as HTTP answers (standardized error bodies).

Refused → 400, GuardsUnmet → 409 (each guard one error), StaleVersion → 409 with `current`.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from drf_standardized_errors.handler import ExceptionHandler as StandardHandler
from rest_framework.exceptions import APIException, ErrorDetail, ValidationError
from rest_framework.response import Response

from lib.api.parsers import TooLarge
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion

ROOT = "/api/v1/"


class Conflict(APIException):
    """409 with one or several errors; `extra` is merged into the body."""

    status_code = 409
    default_code = "conflict"

    def __init__(self, errors: list[dict[str, Any]], extra: dict[str, Any] | None = None):
        super().__init__()
        self.errors = errors
        self.extra = extra or {}


class ExceptionHandler(StandardHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refused):
            return ValidationError(_by_field(exc, self._names()))
        if isinstance(exc, GuardsUnmet):
            return Conflict([_error(problem) for problem in exc.problems])
        if isinstance(exc, StaleVersion):
            return Conflict([STALE], {"current": self._current(exc)})
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        return super().convert_known_exceptions(exc)

    def run(self) -> Response | None:
        exc = self.convert_known_exceptions(self.exc)
        if isinstance(exc, Conflict):
            self.exc = exc
            body = {"type": "client_error", "errors": exc.errors} | exc.extra
            return self.finish(Response(body, status=409))
        return super().run()

    def finish(self, response: Response) -> Response:
        from rest_framework.views import set_rollback

        set_rollback()
        return response

    def _names(self) -> dict[str, str]:
        """Column → the name the API has for it, where the two differ."""
        view = self.context.get("view")
        shape = getattr(view, "serializer_class", None)
        declared = getattr(shape, "_declared_fields", {})
        shown = getattr(getattr(shape, "Meta", None), "fields", ())
        return {
            field.source: name
            for name, field in declared.items()
            if field.source and field.source not in shown
        }

    def _current(self, exc: StaleVersion) -> Any:
        """The current object as the same endpoint would show it."""
        view = self.context.get("view")
        if view is None or not hasattr(view, "get_serializer"):
            return None
        return view.get_serializer(exc.current).data


def _by_field(refusal: Refused, names: dict[str, str]) -> dict[str, list[ErrorDetail]]:
    errors: dict[str, list[ErrorDetail]] = {}
    for problem in refusal.problems:
        field = problem.field or "non_field_errors"
        field = names.get(field, field)
        errors.setdefault(field, []).append(ErrorDetail(str(problem.message), problem.code))
    return errors


def _error(problem: Problem) -> dict[str, Any]:
    return {"code": problem.code, "detail": told(problem), "attr": problem.field}


def told(problem: Problem) -> str:
    """Its words, with what a client does about it."""
    method, _space, path = problem.address.partition(" ")
    return f"{problem.message} → {method} {ROOT}{path}" if path else str(problem.message)


def _stale() -> dict[str, Any]:
    from django.utils.translation import gettext_lazy as _

    detail = _("Somebody else changed this in the meantime; the current state is given.")
    return {"code": "stale_version", "detail": detail, "attr": "version"}


STALE = _stale()
