"""Signing in: throttled, by login name or e-mail, with single sign-on for invited people."""

import pytest
from allauth.account.models import EmailAddress

from accounts.adapters import invited_user
from tests.factories import login, user

pytestmark = pytest.mark.django_db
WORD = "correct horse battery staple"


@pytest.mark.parametrize("name", ["alice", "alice@example.com"])
def test_login_name_or_address_and_password_open_the_door(client, name):
    alice = user("alice", password=WORD)
    client.post("/accounts/login/", {"login": name, "password": WORD})
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_a_closed_login_stays_outside(client):
    user("alice", password=WORD, is_active=False)
    client.post("/accounts/login/", {"login": "alice", "password": WORD})
    assert "_auth_user_id" not in client.session


def test_after_five_wrong_passwords_even_the_right_one_waits(client):
    user("alice", password=WORD)
    for _attempt in range(5):
        client.post("/accounts/login/", {"login": "alice", "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": "alice", "password": WORD})
    assert "_auth_user_id" not in client.session
    assert answer.status_code in (200, 429)


def test_nobody_signs_up(client):
    client.post("/accounts/signup/", {"username": "eve", "password1": WORD, "password2": WORD})
    assert "_auth_user_id" not in client.session


def test_the_provider_button_is_there_when_configured(client, settings):
    assert "/oidc/" not in client.get("/accounts/login/").content.decode()
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sso",
                    "name": "Company login",
                    "client_id": "bcm",
                    "secret": "s",
                    "settings": {"server_url": "https://login.example"},
                }
            ]
        }
    }
    page = client.get("/accounts/login/").content.decode()
    assert "Company login" in page


class Arrival:
    """What allauth knows of somebody the provider sends."""

    def __init__(self, *addresses):
        self.email_addresses = [
            EmailAddress(email=email, verified=verified) for email, verified in addresses
        ]


def test_single_sign_on_finds_invited_people_by_a_verified_address():
    alice = user("alice")
    assert invited_user(Arrival(("Alice@example.com", True))) == alice
    assert invited_user(Arrival(("alice@example.com", False))) is None
    assert invited_user(Arrival(("eve@example.com", True))) is None


def test_single_sign_on_finds_no_closed_login_and_no_robot():
    user("alice", is_active=False)
    user("robot", is_service=True)
    assert invited_user(Arrival(("alice@example.com", True))) is None
    assert invited_user(Arrival(("robot@example.com", True))) is None


def test_two_candidates_are_none():
    user("alice")
    user("bob", email="ALICE@example.com")
    assert invited_user(Arrival(("alice@example.com", True))) is None


@pytest.mark.parametrize(
    "path",
    ["/accounts/2fa/", "/accounts/sessions/", "/accounts/password/change/"],
)
def test_the_pages_of_ones_own_security_open(path):
    assert login(user("alice", password=WORD)).get(path).status_code == 200
