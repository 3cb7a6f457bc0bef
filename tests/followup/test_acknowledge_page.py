"""The page behind an acknowledge link (NTF-8, E44)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from followup.models import Notification
from followup.services.acknowledgement import token_of
from tests import factories
from tests.followup.outbox_world import person, prefer, subject, tell

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(db: None) -> Notification:
    alice = person("alice", user=factories.user("alice"))
    rows = tell(alice, asks_acknowledgement=True, about=subject(exercise=False))
    return rows[0]


@pytest.fixture
def path(row: Notification) -> str:
    return path_of(row)


@pytest.fixture
def anybody() -> Client:
    return Client(enforce_csrf_checks=True)


def path_of(row: Notification, *, lives_s: int = 3600) -> str:
    return f"/acknowledge/{token_of(row.pk, at=timezone.now(), lives_s=lives_s)}/"


def button_of(page: str) -> str:
    found = re.search(r'name="button" value="([^"]+)"', page)
    assert found
    return found[1]


def acknowledged(row: Notification) -> bool:
    row.refresh_from_db()
    return row.ack_at is not None


def test_e44_opening_the_link_shows_the_words_and_changes_nothing(
    anybody: Client, row: Notification, path: str
) -> None:
    answer = anybody.get(path)
    page = answer.content.decode()
    assert (answer.status_code, acknowledged(row)) == (200, False)
    for words in ("[REAL 真实]", "Trial of brakes", "Look at brakes", "I have taken note"):
        assert words in page


def test_e44_scanners_change_nothing(anybody: Client, row: Notification, path: str) -> None:
    assert anybody.head(path).status_code == 200
    blind = anybody.post(path)
    assert (blind.status_code, acknowledged(row)) == (403, False)
    assert "Please press the button yourself." in blind.content.decode()
    guessed = anybody.post(path, {"button": "guessed"})
    assert (guessed.status_code, acknowledged(row)) == (403, False)
    # The button of the refusing page works.
    assert anybody.post(path, {"button": button_of(blind.content.decode())}).status_code == 200
    assert acknowledged(row)


def test_ntf_8_the_button_acknowledges_once(anybody: Client, row: Notification, path: str) -> None:
    button = button_of(anybody.get(path).content.decode())
    done = anybody.post(path, {"button": button}, headers={"origin": "null"})
    assert (done.status_code, "Acknowledged. Thank you." in done.content.decode()) == (200, True)
    assert acknowledged(row)
    first = row.ack_at
    for again in (anybody.post(path, {"button": button}), anybody.get(path)):
        assert again.status_code == 410
        assert "This was acknowledged already" in again.content.decode()
    row.refresh_from_db()
    assert row.ack_at == first


def test_the_same_told_in_the_app_is_acknowledged_with_it(
    anybody: Client, row: Notification, path: str
) -> None:
    anybody.post(path, {"button": button_of(anybody.get(path).content.decode())})
    assert Notification.objects.filter(ack_at__isnull=True).count() == 0


def test_ntf_8_an_old_link_says_where_to_go(anybody: Client, row: Notification) -> None:
    old = path_of(row, lives_s=-1)
    answer = anybody.get(old)
    assert answer.status_code == 410
    assert "This link has expired" in answer.content.decode()
    # Who finds an old link learns nothing from it.
    assert "Trial of brakes" not in answer.content.decode()
    posted = anybody.post(old, {"button": "x"})
    assert (posted.status_code, acknowledged(row)) == (410, False)


@pytest.mark.parametrize("token", ["x", "eyJuIjoxfQ:abc", "%00", "a" * 500])
def test_a_wrong_link_is_no_error(anybody: Client, token: str) -> None:
    answer = anybody.get(f"/acknowledge/{token}/")
    assert answer.status_code == 404
    assert "This is not a link of this platform" in answer.content.decode()


def test_a_token_of_one_message_does_not_fit_another(anybody: Client, path: str) -> None:
    assert anybody.get(path.replace("/acknowledge/", "/acknowledge/A", 1)).status_code == 404


def test_the_page_is_in_the_recipients_language(
    anybody: Client, row: Notification, path: str
) -> None:
    assert row.person is not None
    prefer(row.person, language="zh-hans")
    answer = anybody.get(path, headers={"accept-language": "en"})
    assert answer["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans"' in answer.content.decode()


def test_the_link_leaks_nowhere(anybody: Client, path: str) -> None:
    answer = anybody.get(path)
    assert answer["Referrer-Policy"] == "no-referrer"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]
    page = answer.content.decode()
    assert 'name="robots" content="noindex' in page
    # Nothing of the page comes from elsewhere, and it names its own address nowhere.
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page) == []
    assert path.split("/")[2] not in page


def test_a_message_that_is_gone_counts_as_expired(
    anybody: Client, row: Notification, path: str
) -> None:
    Notification.objects.all().delete()
    assert anybody.get(path).status_code == 410


def test_it_takes_no_session(anybody: Client, path: str) -> None:
    assert dict(anybody.get(path).cookies) == {}


def test_the_link_ends_when_the_settings_say(row: Notification) -> None:
    at = timezone.now()
    token = token_of(row.pk, at=at - timedelta(hours=25), lives_s=24 * 3600)
    assert Client().get(f"/acknowledge/{token}/").status_code == 410
