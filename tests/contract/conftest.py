"""Clients with real tokens, and a register made over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from drf_spectacular.generators import SchemaGenerator
from rest_framework.test import APIClient
from rest_framework.throttling import SimpleRateThrottle

from accounts.models import User
from bia.services.catalogue_loading import load_catalogue, load_scales
from tests import factories
from tests.contract import world

Made = dict[str, dict[str, Any]]


@pytest.fixture(autouse=True)
def _unthrottled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests of throttling set a rate of their own."""
    monkeypatch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": None})


@pytest.fixture
def catalogue(db: None) -> None:
    load_scales(at=factories.NOON)


@pytest.fixture
def as_manager(manager: User) -> APIClient:
    return factories.api(manager)


@pytest.fixture
def as_auditor(auditor: User) -> APIClient:
    return factories.api(auditor)


# --- the register, made once per module ---------------------------------------------------


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In a module, tests of the register come after those that want an empty database."""
    here = [n for n, item in enumerate(items) if item.path.parent == Path(__file__).parent]
    modules = list(dict.fromkeys(items[n].path for n in here))
    ordered = sorted(
        (items[n] for n in here),
        key=lambda item: (modules.index(item.path), "made" in getattr(item, "fixturenames", ())),
    )
    for n, item in zip(here, ordered, strict=True):
        items[n] = item


@pytest.fixture(scope="module")
def made_once(django_db_setup: None, django_db_blocker: Any) -> Iterator[Made]:
    """Built in a transaction around those of the tests, which is rolled back at the end."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(SimpleRateThrottle, "THROTTLE_RATES", {"user": None})
        around = transaction.atomic()
        around.__enter__()
        load_catalogue(at=factories.NOON)
        factories.user("alice", "process_owner", department="sales")
        manager = factories.user("manager", "continuity_manager")
        answers = world.build(factories.api(manager))
    yield answers
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def made(made_once: Made, db: None) -> Made:
    """One object of every resource; the process belongs to Alice."""
    return deepcopy(made_once)


@pytest.fixture
def manager(db: None) -> User:
    known = User.objects.filter(username="manager").first()
    return known or factories.user("manager", "continuity_manager")


@pytest.fixture
def alice(db: None) -> User:
    known = User.objects.filter(username="alice").first()
    return known or factories.user("alice", "process_owner", department="sales")


# --- the description ----------------------------------------------------------------------


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
