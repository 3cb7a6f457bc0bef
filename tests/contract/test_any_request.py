"""Requests made up from the description: never a 500, always what the description promises.

Schemathesis invents the requests. Addresses get the codes of objects that exist, otherwise
nearly all would end at 404. Each request is rolled back, so that the next one finds the same.
"""

from __future__ import annotations

from typing import Any

import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

Made = dict[str, dict[str, Any]]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def offered(api_schema: dict[str, Any]) -> Any:
    return (
        schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", get_wsgi_application())
        if not api_schema
        else schemathesis.openapi.from_dict(api_schema)
    )
