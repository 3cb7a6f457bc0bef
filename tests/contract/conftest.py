"""Clients with real tokens, and a register made over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import User
from bia.services.catalogue_loading import load_catalogue
from tests import factories
from tests.contract import world


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests of throttling set a rate of their own."""
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": None})


@pytest.fixture
def catalogue(db: None) -> None:
    load_catalogue(at=factories.NOON)


@pytest.fixture
def as_manager(manager: User) -> APIClient:
    return factories.api(manager)


@pytest.fixture
def as_auditor(auditor: User) -> APIClient:
    return factories.api(auditor)


@pytest.fixture
def made(as_manager: APIClient, alice: User, catalogue: None) -> dict[str, dict[str, Any]]:
    """One object of every resource; the process belongs to Alice."""
    return world.build(as_manager)


@pytest.fixture(scope="session")
def api_schema() -> dict[str, Any]:
    schema: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return schema


@pytest.fixture(scope="session")
def operations(api_schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, description) of everything the schema offers."""
    return [
        (method, path, operation)
        for path, item in api_schema["paths"].items()
        for method, operation in item.items()
        if method in ("get", "post", "put", "patch", "delete")
    ]
