"""Who may ask: tokens and sessions; what is expired, revoked or unknown is 401."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import ApiToken, User
from tests import factories
from tests.contract.world import path, problems

SITES = path("sites")


def with_header(value: str | bytes) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=value)
    return client


def test_a_token_lets_in(manager: User) -> None:
    response = with_header(f"Token {factories.token(manager)}").get(SITES)
    assert response.status_code == 200


def test_a_token_acts_as_its_user(manager: User) -> None:
    response = factories.api(manager).get(f"{path('users')}me/")
    assert (response.status_code, response.json()["username"]) == (200, "manager")


def test_a_session_lets_in(manager: User) -> None:
    assert factories.login(manager).get(SITES).status_code == 200


def test_a_session_changes_nothing_without_its_csrf_token(manager: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(manager, backend="accounts.backends.ActiveUserBackend")
    response = client.post(SITES, {"code": "a", "name": "A"})
    assert (response.status_code, problems(response)) == (403, [("permission_denied", None)])


def test_nobody_is_let_in_without_a_login(db: None) -> None:
    response = APIClient().get(SITES)
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Token")
    assert problems(response) == [("not_authenticated", None)]


@pytest.mark.parametrize(
    "header", ["Token", "Token x", "Token " + "f" * 64, "Token a b", b"Token \xe9\xe9", "Bearer x"]
)
def test_nonsense_is_no_token(db: None, header: str | bytes) -> None:
    assert with_header(header).get(SITES).status_code == 401


def test_an_expired_token_is_refused(manager: User) -> None:
    secret = factories.token(manager)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    response = with_header(f"Token {secret}").get(SITES)
    assert (response.status_code, problems(response)) == (401, [("authentication_failed", None)])


def test_a_revoked_token_is_refused(manager: User) -> None:
    secret = factories.token(manager)
    ApiToken.objects.all().delete()
    assert with_header(f"Token {secret}").get(SITES).status_code == 401


def test_the_token_of_a_deactivated_user_is_refused(manager: User) -> None:
    client = factories.api(manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert client.get(SITES).status_code == 401


def test_the_session_of_a_deactivated_user_is_refused(manager: User) -> None:
    client = factories.login(manager)
    User.objects.filter(pk=manager.pk).update(is_active=False)
    assert client.get(SITES).status_code == 401


def test_a_service_account_acts_with_its_role(db: None) -> None:
    client = factories.api(factories.user("robot", "service_account", is_service=True))
    assert client.post(SITES, {"code": "dc", "name": "DC"}).status_code == 201


def test_a_user_without_a_role_sees_and_does_nothing(db: None, manager: User) -> None:
    factories.api(manager).post(SITES, {"code": "dc", "name": "DC"})
    client = factories.api(factories.user("new"))
    assert client.get(path("sites", "dc")).status_code == 404
    assert client.post(SITES, {"code": "x", "name": "X"}).status_code == 403


def test_every_operation_needs_a_login(
    db: None, operations: list[tuple[str, str, dict[str, Any]]]
) -> None:
    client = APIClient()
    answers = {
        (method, place): client.generic(
            method.upper(), place.replace("{", "").replace("}", ""), "{}", "application/json"
        ).status_code
        for method, place, _operation in operations
        # A stranger who holds a report asks whether it is genuine.
        if place != "/api/v1/reports/verification/"
    }
    assert {key: status for key, status in answers.items() if status != 401} == {}
