"""Setting up endpoints: the policy at entry, secrets, switching off, deleting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from followup.models import FollowupSettings, WebhookDelivery, WebhookEndpoint, WebhookEvent
from followup.services import endpoints
from followup.services.secrets import unseal
from followup.services.tidying import tidy
from lib.errors import Refused, StaleVersion
from tests.followup.webhook_world import NOON, administrator, endpoint, event, states

pytestmark = pytest.mark.django_db


def test_the_secret_is_answered_once_and_kept_sealed() -> None:
    one, secret = endpoint()
    assert secret.startswith("whsec_")
    assert secret not in one.secret
    assert unseal(one.secret) == secret
    assert one.code == "WH-2026-0001"


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1/hook", "address_not_allowed"),
        ("http://169.254.169.254/latest/meta-data/", "address_not_allowed"),
        ("http://[::ffff:127.0.0.1]/", "address_not_allowed"),
        ("http://2130706433/", "host_invalid"),
        ("http://localhost:6379/", "host_not_allowed"),
        ("http://db/", "host_not_allowed"),
        ("ftp://hooks.example.org/", "scheme_not_allowed"),
        ("https://user:pass@hooks.example.org/", "credentials_in_url"),
        ("hooks.example.org", "url_invalid"),
        ("", "url_invalid"),
    ],
)
def test_a_forbidden_url_is_refused_at_its_field(url: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        endpoint(url)
    assert [(one.code, one.field) for one in caught.value.problems] == [(code, "url")]


def test_so_it_is_when_it_is_changed() -> None:
    one, _ = endpoint()
    with pytest.raises(Refused):
        endpoints.change_endpoint(
            one, url="http://10.0.0.1/", read_version=1, by=administrator(), at=NOON
        )


def test_hosts_of_the_house_are_allowed_by_the_administrator() -> None:
    FollowupSettings.current()
    FollowupSettings.objects.update(allowed_hosts=[], allowed_internal=["receiver", "10.0.0.0/8"])
    assert endpoint("http://receiver:8000/in")[0].url == "http://receiver:8000/in"
    assert endpoint("http://10.1.2.3/in")[0].url == "http://10.1.2.3/in"
    with pytest.raises(Refused):
        endpoint("https://hooks.example.org/")


@pytest.mark.parametrize(
    ("types", "code"),
    [
        ([], "required"),
        (["assessment.forgotten"], "unknown_type"),
        (["weather.*"], "unknown_type"),
        (["assessment"], "unknown_type"),
        (["*.approved"], "unknown_type"),
    ],
)
def test_only_known_events_can_be_chosen(types: list[str], code: str) -> None:
    with pytest.raises(Refused) as caught:
        endpoints.create_endpoint(
            url="https://hooks.example.org/", event_types=types, by=administrator(), at=NOON
        )
    assert [(one.code, one.field) for one in caught.value.problems] == [(code, "event_types")]


def test_rotating_twice_leaves_the_last_two_secrets() -> None:
    one, first = endpoint()
    second = endpoints.rotate_secret(one, by=administrator(), at=NOON)
    third = endpoints.rotate_secret(one, by=administrator(), at=NOON + timedelta(hours=1))
    assert len({first, second, third}) == 3
    one.refresh_from_db()
    assert [unseal(one.secret), unseal(one.previous_secret)] == [third, second]
    assert one.previous_until == NOON + timedelta(hours=25)


def test_switched_off_what_waits_is_cancelled() -> None:
    one, _ = endpoint()
    event()
    endpoints.change_endpoint(one, is_active=False, read_version=1, by=administrator(), at=NOON)
    assert states() == ["cancelled"]
    assert event() is None
    assert one.state == "inactive"


def test_switched_on_again_old_failures_are_forgotten() -> None:
    one, _ = endpoint()
    WebhookEndpoint.objects.update(is_active=False, disabled_at=NOON, failing_since=NOON)
    one.refresh_from_db()
    endpoints.change_endpoint(one, is_active=True, read_version=1, by=administrator(), at=NOON)
    one.refresh_from_db()
    assert (one.failing_since, one.disabled_at, one.state) == (None, None, "active")


def test_a_deleted_endpoint_takes_its_deliveries_and_leaves_the_events() -> None:
    one, _ = endpoint()
    event()
    endpoints.delete_endpoint(one, by=administrator(), at=NOON)
    assert (states(), WebhookEvent.objects.count()) == ([], 1)


def test_a_change_from_an_old_version_is_a_conflict() -> None:
    one, _ = endpoint()
    endpoints.rotate_secret(one, by=administrator(), at=NOON)
    with pytest.raises(StaleVersion):
        endpoints.change_endpoint(one, name="x", read_version=1, by=administrator(), at=NOON)


def test_only_administrators_change_endpoints(manager: User, auditor: User) -> None:
    one, _ = endpoint()
    for somebody in (manager, auditor):
        with pytest.raises(PermissionDenied):
            endpoints.rotate_secret(one, by=somebody, at=NOON)
        with pytest.raises(PermissionDenied):
            endpoints.send_test(one, by=somebody, at=NOON)
        with pytest.raises(PermissionDenied):
            endpoints.create_endpoint(url="https://a.b/", event_types=["*"], by=somebody, at=NOON)


def test_events_go_after_a_year_with_their_deliveries_but_not_while_they_wait() -> None:
    """They name people: docs/privacy.md."""
    endpoint()
    event()
    later = NOON + timedelta(days=366)
    assert (tidy(older_than_days=365, at=later), WebhookEvent.objects.count()) == (0, 1)
    WebhookDelivery.objects.update(state="delivered")
    sooner = NOON + timedelta(days=365)
    assert (tidy(older_than_days=365, at=sooner), states()) == (0, ["delivered"])
    assert (tidy(older_than_days=365, at=later), WebhookEvent.objects.count()) == (2, 0)
