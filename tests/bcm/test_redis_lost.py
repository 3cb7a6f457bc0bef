"""A Redis that is gone: people go on working, and /readyz says that it is gone."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from bcm import settings as bcm_settings
from tests import factories
from tests.processes import free_port


@pytest.fixture(autouse=True)
def _nobody_listens(settings: Any) -> None:
    product = bcm_settings.CACHES["default"]
    settings.CACHES = {"default": product | {"LOCATION": f"redis://127.0.0.1:{free_port()}/0"}}


@pytest.mark.parametrize("path", ["/", "/processes/", "/gaps/", "/assessments/"])
def test_pages_go_on(manager: User, path: str) -> None:
    assert factories.login(manager).get(path).status_code == 200


def test_the_api_goes_on(manager: User) -> None:
    assert factories.api(manager).get("/api/v1/processes/").status_code == 200


def test_people_can_sign_in(db: None, client: Client) -> None:
    factories.user("alice", "continuity_manager", password="long enough for this")
    answer = client.post("/accounts/login/", {"login": "alice", "password": "long enough for this"})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_it_is_not_ready(db: None, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["cache"] != "ok"
