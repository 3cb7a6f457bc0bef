"""The ticker has stopped: /readyz says so, pages show it, administrators are told once (CLK-4)."""

from __future__ import annotations

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import User
from followup.models import Notification, TickerState
from followup.services import ticker_alarm
from followup.services.ticking import tick
from tests import factories
from tests.mail_server import mail_goes_to, mail_server

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_was_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker_alarm, "_tried_at", -1000.0)
    monkeypatch.setattr(ticker_alarm, "_up_since", -1000.0)


def stopped(seconds: float) -> None:
    last = timezone.now() - timedelta(seconds=seconds)
    TickerState.objects.update_or_create(id=1, defaults={"last_tick_at": last})
    cache.clear()


def part(client: Client) -> str:
    return str(client.get("/readyz").json()["parts"]["ticker"])


def test_readyz_looks_at_the_last_tick_in_the_database(client: Client) -> None:
    assert part(client) == "no sign of life"
    stopped(58)
    assert part(client) == "ok"
    stopped(75)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["parts"]["ticker"]) == (503, "last tick 75 s ago")


def test_every_page_shows_it_and_no_longer_when_it_ticks(manager: User) -> None:
    client = factories.login(manager)
    stopped(7 * 60 + 20)
    words = "The timing service has stood still for 7\N{NO-BREAK SPACE}min"
    for address in ("/", "/processes/", "/people/"):
        assert words in client.get(address).content.decode()
    tick(at=timezone.now())
    cache.clear()
    assert "ticker-banner" not in client.get("/").content.decode()


def test_a_ticker_that_never_ran_shows_too_but_alarms_nobody(admin: User) -> None:
    page = factories.login(admin).get("/").content.decode()
    assert "The timing service has not run yet" in page
    assert not Notification.objects.exists()


def test_nothing_is_reported_while_the_platform_starts(
    admin: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither on the first start nor after a night switched off; /readyz waits all the same."""
    monkeypatch.setattr(ticker_alarm, "_up_since", time.monotonic() - 50)
    client = factories.login(admin)
    for prepare in (cache.clear, lambda: stopped(9 * 3600)):
        prepare()
        assert "ticker-banner" not in client.get("/").content.decode()
        assert client.get("/readyz").status_code == 503
    assert not Notification.objects.exists()
    monkeypatch.setattr(ticker_alarm, "_up_since", time.monotonic() - 61)
    cache.clear()
    assert "ticker-banner" in client.get("/").content.decode()
    assert Notification.objects.filter(kind="ticker.stopped").count() == 1


def test_whoever_is_not_signed_in_sees_nothing_of_it(client: Client) -> None:
    stopped(600)
    assert "ticker-banner" not in client.get("/accounts/login/").content.decode()


def test_administrators_are_told_once_per_outage(
    client: Client, admin: User, manager: User, settings: Any
) -> None:
    """By mail past the outbox and in the app; in their language; by whoever sees it first."""
    factories.user("anna", "administrator", language="zh-hans")
    with mail_server() as server:
        mail_goes_to(settings, server.host, server.port)
        stopped(300)
        part(client)
        part(client)
        factories.login(manager).get("/")
        mails = server.wait_for(2)
        assert sorted(one.to for one in mails) == [["admin@example.com"], ["anna@example.com"]]
        english = next(one for one in mails if one.to == ["admin@example.com"])
        assert english.subject == "The timing service has stopped"
        assert "Nothing that is due has been told since" in english.text
        rows = Notification.objects.filter(kind="ticker.stopped")
        assert set(rows.values_list("user__username", "channel")) == {
            ("admin", "in_app"),
            ("anna", "in_app"),
        }
        # The next outage is told again.
        now = timezone.now()
        tick(at=now - timedelta(seconds=90))
        TickerState.objects.update(alarmed_at=now - timedelta(seconds=240))
        part(client)
        server.wait_for(4)


def test_a_mail_server_that_refuses_is_tried_again_later(
    client: Client, admin: User, settings: Any
) -> None:
    """The page does not wait for it, and the outage does not count as told."""
    with mail_server(mode="refuse_5xx") as server:
        mail_goes_to(settings, server.host, server.port)
        stopped(300)
        assert client.get("/readyz").status_code == 503
        for thread in threading.enumerate():
            if thread.name == "ticker-alarm":
                thread.join(10)
        assert time.monotonic() - ticker_alarm._tried_at < 10
