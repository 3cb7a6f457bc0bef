"""The one-tap page, by mail over a real SMTP server, and what mail scanners may do to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Person, User
from followup.models import Delivery
from followup.services.sending import drain
from followup.services.ticking import tick
from plans.models import ReachabilityCheck
from plans.reachability_links import path_of
from plans.services.reachability import ask_now
from plans.services.reachability_look import look
from tests.factories import NOON
from tests.mail_server import Mailbox, mail_goes_to, mail_server
from tests.plans.contact_world import check_of, in_force
from tests.plans.plan_world import cast, the

pytestmark = pytest.mark.django_db
LINK = re.compile(r"https?://[^\s<>\"]+/reach/([\w-]{32})")
# In the middle of the day in Shanghai: no quiet hours.
MIDDAY = NOON - timedelta(hours=8)


@pytest.fixture(autouse=True)
def _nobody_called_yet() -> None:
    cache.clear()


@pytest.fixture
def users() -> dict[str, User]:
    found = cast()
    in_force(found)
    return found


@pytest.fixture
def check(users: dict[str, User]) -> ReachabilityCheck:
    ask_now(the("zhang-san"), by=users["mia"], at=timezone.now())
    return check_of("zhang-san")


@pytest.fixture
def post(settings: Any) -> Iterator[Mailbox]:
    with mail_server() as box:
        mail_goes_to(settings, box.host, box.port)
        yield box


def proof_in(page: Any) -> str:
    found = re.search(r'name="button" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def answered(one: ReachabilityCheck) -> tuple[bool | None, str]:
    one.refresh_from_db()
    return one.correct, one.answered_by


def test_the_mail_carries_the_link_and_the_log_does_not(
    users: dict[str, User], post: Mailbox
) -> None:
    look(at=MIDDAY)
    drain(now=lambda: MIDDAY)
    mail = {one.to[0]: one for one in post.posted}["zhang-san@example.com"]
    secret = path_of(check_of("zhang-san"))[7:]
    assert LINK.findall(mail.text) == [secret]
    assert "139****5678" in mail.text
    assert "/reachability/" not in mail.text
    stored = "".join(Delivery.objects.values_list("body", flat=True))
    assert secret not in stored
    assert len(re.findall(r"\[\[link:\d+\]\]", stored)) == 3


def test_the_owner_is_reminded_without_the_link(users: dict[str, User], post: Mailbox) -> None:
    look(at=MIDDAY)
    late = MIDDAY + timedelta(days=7, minutes=1)
    tick(at=late)
    drain(now=lambda: late)
    mails = {one.to[0]: one.text for one in post.posted}
    assert "Reachability of a contact" in mails["alice@example.com"]
    assert LINK.findall(mails["alice@example.com"]) == []
    assert set(LINK.findall(mails["zhang-san@example.com"])) == {path_of(check_of("zhang-san"))[7:]}


def test_one_tap_without_login_or_cookie(check: ReachabilityCheck) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path_of(check))
    assert page.status_code == 200
    shown = page.content.decode()
    assert "139****5678" in shown
    assert "13912345678" not in shown
    assert "Zhang San" not in shown
    thanks = browser.post(path_of(check), {"button": proof_in(page), "correct": "yes"})
    assert thanks.status_code == 200
    assert answered(check) == (True, "link")
    assert browser.cookies == {}
    assert browser.get(path_of(check)).status_code == 410


def test_a_scanner_that_opens_the_link_answers_nothing(check: ReachabilityCheck) -> None:
    scanner = Client()
    for call in (scanner.get, scanner.head, scanner.get, scanner.options):
        call(path_of(check))
    scanner.post(path_of(check))
    scanner.post(path_of(check), {"correct": "yes"})
    scanner.post(path_of(check), {"correct": "yes", "button": "guessed"})
    assert answered(check) == (None, "")
    assert Client().get(path_of(check)).status_code == 200


def test_something_is_wrong(check: ReachabilityCheck) -> None:
    browser = Client()
    proof = proof_in(browser.get(path_of(check)))
    browser.post(path_of(check), {"button": proof, "correct": "no"})
    assert answered(check) == (False, "link")


def test_it_speaks_the_language_of_the_browser(check: ReachabilityCheck) -> None:
    page = Client().get(path_of(check), HTTP_ACCEPT_LANGUAGE="zh-CN,zh;q=0.9")
    assert page["Content-Language"] == "zh-hans"
    assert '<html lang="zh-hans">' in page.content.decode()


def test_a_number_masked_on_file_is_shown_as_it_is(check: ReachabilityCheck) -> None:
    Person.objects.filter(pk=check.person_id).update(phones=["132-xxxx-xxxx"])
    page = Client().get(path_of(check))
    assert "<li>132-xxxx-xxxx</li>" in page.content.decode()


def test_who_has_no_number_can_only_say_that_something_is_wrong(check: ReachabilityCheck) -> None:
    Person.objects.filter(pk=check.person_id).update(phones=[])
    page = Client().get(path_of(check)).content.decode()
    assert re.findall(r'name="correct" value="(\w+)"', page) == ["no"]


def test_nothing_else_of_the_platform_is_shown(check: ReachabilityCheck) -> None:
    page = Client().get(path_of(check))
    shown = page.content.decode()
    assert "<script" not in shown
    assert "<a " not in shown
    assert "<nav" not in shown
    policy = page["Content-Security-Policy"]
    assert "script-src 'none'" in policy
    assert "default-src 'none'" in policy
    assert page["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page["Cache-Control"]


def test_unknown_links_look_alike_and_are_held_back() -> None:
    browser = Client()
    codes = [browser.get(f"/reach/{number:032d}").status_code for number in range(32)]
    assert codes == [404] * 30 + [429] * 2


def test_an_old_link_says_so(check: ReachabilityCheck) -> None:
    path = path_of(check)
    ReachabilityCheck.objects.filter(pk=check.pk).update(cancelled_at=check.asked_at)
    assert Client().get(path).status_code == 410
