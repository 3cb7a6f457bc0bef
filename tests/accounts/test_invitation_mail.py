"""Invitations and password resets by mail, through a real mail server or none."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from tests import factories
from tests.mail_server import mail_goes_to, mail_server, no_server

pytestmark = pytest.mark.django_db

FORM = {
    "username": "dora",
    "name": "Dora",
    "email": "dora@example.com",
    "language": "zh-hans",
    "roles": "continuity_manager",
}


def invited(admin: User) -> str:
    """The page after inviting Dora, links in mail's manner."""
    answer = factories.login(admin).post("/users/new/", FORM, follow=True)
    assert answer.status_code == 200
    assert User.objects.filter(username="dora").exists()
    return str(answer.content.decode())


def shown_link(page: str) -> str:
    found = re.search(r"http://testserver(/\S+?)</code>", page)
    assert found is not None
    return found[1]


def test_the_link_is_mailed_and_shown(settings: Any, admin: User) -> None:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        page = invited(admin)

    (mail,) = box.posted
    assert mail.to == ["dora@example.com"]
    assert mail.message["Auto-Submitted"] == "auto-generated"
    mailed = re.search(r"http://testserver(/\S+)", mail.message.get_content())
    assert mailed is not None
    assert mailed[1] == shown_link(page)
    assert "dora@example.com" in page
    assert Client().get(mailed[1]).status_code == 200


def test_a_mail_server_that_is_down_loses_nothing(settings: Any, admin: User) -> None:
    with no_server() as port:
        mail_goes_to(settings, "127.0.0.1", port)
        page = invited(admin)

    assert "The link could not be mailed, so pass it on yourself" in page
    assert Client().get(shown_link(page)).status_code == 200


def test_without_a_mail_server_the_link_is_shown_as_ever(settings: Any, admin: User) -> None:
    settings.MAIL_IS_SET_UP = False
    page = invited(admin)
    assert "mailed" not in page
    assert Client().get(shown_link(page)).status_code == 200


def test_a_password_reset_is_mailed(settings: Any) -> None:
    factories.user("alice", "process_owner", password="before before before")
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        Client().post("/accounts/password/reset/", {"email": "alice@example.com"})
    assert [mail.to for mail in box.posted] == [["alice@example.com"]]


@pytest.mark.parametrize("address", ["alice@example.com", "nobody@example.com"])
def test_a_password_reset_without_a_server_says_so(settings: Any, address: str) -> None:
    """The same words whether somebody has the address or not."""
    factories.user("alice", "process_owner", password="before before before")
    with no_server() as port:
        mail_goes_to(settings, "127.0.0.1", port)
        answer = Client().post("/accounts/password/reset/", {"email": address}, follow=True)
    assert answer.status_code == 200
    assert "The mail could not be sent; ask an administrator for a link." in (
        answer.content.decode()
    )
