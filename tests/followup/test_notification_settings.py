"""The organisation's settings of messages (NTF-2, 5, 7, 8, 10; ACT due dates)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from accounts.models import User
from followup.models import FollowupSettings
from followup.services.mail import masked
from followup.services.settings import change_settings
from lib.errors import Refused
from lib.history import event_model
from tests import factories
from tests.mail_server import Mailbox, mail_goes_to, mail_server

pytestmark = pytest.mark.django_db

PATH = "/settings/notifications/"
VALUES: dict[str, Any] = {
    "version": 1,
    "quiet_from": "23:00",
    "quiet_until": "06:30",
    "digest_on": "on",
    "digest_at": "09:00",
    "bundle_s": "2 min",
    "acknowledge_link_s": "12 h",
    "allowed_schemes": ["wecombot", "jsons"],
    "allowed_hosts": "Chat.Example.org\n.example.com\n\n",
    "allowed_internal": "10.1.2.0/24\ngate.local",
    "due_p1": 5,
    "due_p2": 20,
    "due_p3": 60,
    "verification_days": 10,
    "recurrence_months": 6,
}


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


def test_an_administrator_changes_them_and_the_trail_says_who(admin: User) -> None:
    answer = factories.login(admin).post(PATH, VALUES)
    assert answer.status_code == 302
    row = FollowupSettings.current()
    assert (
        f"{row.quiet_from:%H:%M}",
        f"{row.quiet_until:%H:%M}",
        row.bundle_s,
        row.acknowledge_link_s,
        row.allowed_schemes,
        row.allowed_hosts,
        row.allowed_internal,
        row.due_days,
        row.verification_days,
        row.recurrence_months,
        row.version,
    ) == (
        "23:00",
        "06:30",
        120,
        43_200,
        ["jsons", "wecombot"],
        ["chat.example.org", ".example.com"],
        ["10.1.2.0/24", "gate.local"],
        {"P1": 5, "P2": 20, "P3": 60},
        10,
        6,
        2,
    )
    event: Any = event_model(FollowupSettings)._default_manager.latest("pgh_id")
    assert event.pgh_context.metadata["user"] == admin.pk


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("allowed_hosts", "https://chat.example.org/x", "is no host"),
        ("allowed_hosts", "chat example", "is no host"),
        ("allowed_internal", "*", "is no host or network"),
        ("allowed_internal", "0.0.0.0/0", "is no host or network"),
        ("bundle_s", "2 h", "From none to one hour."),
        ("acknowledge_link_s", "1 min", "From 5 minutes to 7 days."),
        ("due_p1", 40, "A higher priority is due no later than a lower one."),
        ("due_p1", 0, "greater than or equal to 1"),
        ("quiet_from", "25:00", "valid time"),
        ("allowed_schemes", ["gopher"], "not one of the available choices"),
    ],
)
def test_nonsense_is_refused_at_the_field(admin: User, field: str, value: Any, words: str) -> None:
    answer = factories.login(admin).post(PATH, VALUES | {field: value})
    assert answer.status_code == 200
    assert words in answer.content.decode()
    assert FollowupSettings.current().version == 1


def test_who_was_slower_sees_both_versions(admin: User) -> None:
    client = factories.login(admin)
    client.post(PATH, VALUES)
    answer = client.post(PATH, VALUES | {"bundle_s": "5 min"})
    assert answer.status_code == 409
    assert FollowupSettings.current().bundle_s == 120


def test_the_service_refuses_what_no_form_offers(admin: User) -> None:
    row = FollowupSettings.current()
    with pytest.raises(Refused) as refused:
        change_settings(
            row,
            allowed_schemes=["mailto"],
            due_days={"P1": True, "P2": 2, "P3": 3},
            read_version=1,
            by=admin,
            at=factories.NOON,
        )
    assert [problem.field for problem in refused.value.problems] == ["allowed_schemes", "due_days"]


@pytest.mark.parametrize(
    ("role", "seen", "changed"),
    [
        ("administrator", 200, 302),
        ("continuity_manager", 200, 403),
        ("auditor", 200, 403),
        ("process_owner", 403, 403),
        ("service_account", 403, 403),
    ],
)
def test_who_may_see_and_who_may_change(role: str, seen: int, changed: int) -> None:
    client = factories.login(factories.user("visitor", role))
    assert client.get(PATH).status_code == seen
    assert client.post(PATH, VALUES).status_code == changed
    assert client.post(f"{PATH}mail/test/").status_code == (302 if role == "administrator" else 403)


def test_an_auditor_is_offered_nothing_to_change(auditor: User) -> None:
    page = factories.login(auditor).get(PATH).content.decode()
    assert "Only administrators change these." in page
    assert "Send me a test mail" not in page
    assert "Add a channel" not in page


def test_a_test_mail_really_arrives(admin: User, post: Mailbox) -> None:
    answer = factories.login(admin).post(f"{PATH}mail/test/", follow=True)
    assert "The mail server took the test mail to admin@example.com." in answer.content.decode()
    (mail,) = post.wait_for(1)
    assert (mail.to, mail.subject) == (
        ["admin@example.com"],
        "Test message of the continuity platform",
    )


def test_what_the_mail_server_says_is_shown(admin: User, post: Mailbox) -> None:
    post.handler.mode = "refuse_5xx"
    page = factories.login(admin).post(f"{PATH}mail/test/", follow=True).content.decode()
    assert "The mail server refused: 5" in page


def test_a_mail_server_that_is_not_there_is_said(admin: User, settings: Any) -> None:
    mail_goes_to(settings, "127.0.0.1", 1)
    page = factories.login(admin).post(f"{PATH}mail/test/", follow=True).content.decode()
    assert "The mail server cannot be reached:" in page


def test_without_mail_the_page_says_what_to_set(admin: User, settings: Any) -> None:
    settings.MAIL_IS_SET_UP = False
    client = factories.login(admin)
    assert "Set EMAIL_URL and restart." in client.get(PATH).content.decode()
    page = client.post(f"{PATH}mail/test/", follow=True).content.decode()
    assert "Mail is not set up: EMAIL_URL is empty." in page


def test_passwords_of_the_mail_server_are_never_shown(admin: User, settings: Any) -> None:
    mail_goes_to(settings, "mail.example.org", 587)
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "mailer-login", "mailer-secret"
    page = factories.login(admin).get(PATH).content.decode()
    assert "m…l.example.org" in page
    assert ("mailer-login" in page, "mailer-secret" in page) == (False, False)


@pytest.mark.parametrize(
    ("host", "shown"),
    [
        ("mail.example.org", "m…l.example.org"),
        ("mx.example.org", "….example.org"),
        ("localhost", "l…t"),
    ],
)
def test_a_host_is_masked(host: str, shown: str) -> None:
    assert masked(host) == shown


def test_the_page_speaks_chinese_services(admin: User) -> None:
    admin.language = "zh-hans"
    admin.save()
    assert "企业微信机器人" in factories.login(admin).get(PATH).content.decode()
