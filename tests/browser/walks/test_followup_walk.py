"""From a gap to a verified corrective action, with the platform running as `make run` runs it.

Real web server, workers, beat, PostgreSQL, Valkey, browser, mail server and webhook receiver;
the mail server and the receiver are on loopback, and nothing is pretended.
"""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, expect
from standardwebhooks import Webhook

from tests.browser.walks.people import Platform, Visitor
from tests.mail_server import Mailbox
from tests.processes import until
from tests.servers import HttpRecorder, http_server

PATIENCE_S = 120.0
LIFE = ["created", "opened", "started", "completed", "verified"]


@dataclass
class World:
    """`hook` gets the events, `mail` the letters."""

    address: str
    mail: Mailbox
    hook: HttpRecorder


@pytest.fixture
def world(platform: Platform) -> Iterator[World]:
    """The running platform, and who hears from it."""
    with http_server() as hook:
        yield World(platform.address, platform.mail, hook)


@pytest.mark.slow
def test_from_a_gap_to_a_verified_action(world: World, browser: Browser) -> None:
    admin, manager, owner = (
        Visitor(browser, world.address, name, "en") for name in ("admin", "manager", "owner")
    )
    allow_the_receiver(admin)
    secret = endpoint_of(admin, world.hook)
    reads_chinese_at_any_hour(owner)

    code = act_on_the_gap_of(manager, "Booking")
    told_by_mail_in_chinese(world, code)
    owner.page.goto("/messages/")
    expect(owner.page.locator("main")).to_contain_text(code)
    feed = feed_of(owner)
    assert "✓" not in entry(feed, code)

    step(owner, code, "start")
    step(owner, code, "completion", evidence="A second broker runs in the other room.")
    may_not_verify(manager, code)
    record = recorder_of(manager, world.address)
    record(9000)  # promised: two hours
    may_not_verify(manager, code)
    record(5400)
    step(manager, code, "verification", note="Seen in the log of the test.")
    expect(manager.page.locator(".pretitle, .page-pretitle, .page-head").first).to_contain_text(
        "Verified"
    )

    arrived_signed(world.hook, secret, code)
    assert "✓" in entry(feed, code)
    manager.page.goto(f"/clocks/?kind=action_due&state=met&subject=action:{code}")
    row = manager.page.locator("tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Met")


# --- what people do -------------------------------------------------------------------------


def allow_the_receiver(admin: Visitor) -> None:
    """No quiet hours, no bundling, and webhooks to this machine."""
    page = admin.page
    page.goto("/settings/notifications/")
    page.fill("[name=quiet_from]", "00:00")
    page.fill("[name=quiet_until]", "00:00")
    page.fill("[name=bundle_s]", "0 s")
    page.fill("[name=allowed_internal]", "127.0.0.1")
    admin.confirm()
    expect(page.locator("#messages")).to_contain_text("Saved.")


def endpoint_of(admin: Visitor, hook: HttpRecorder) -> str:
    """The secret that signs what arrives at `hook`, shown once."""
    page = admin.page
    page.goto("/webhooks/new/")
    page.fill("[name=name]", "Ticket system")
    page.fill("[name=url]", hook.url)
    page.check("[name=event_types][value='corrective_action.*']")
    admin.confirm()
    return page.locator("#shown-secret").inner_text()


def reads_chinese_at_any_hour(owner: Visitor) -> None:
    owner.page.goto("/me/notifications/")
    owner.page.select_option("select[name=language]", "zh-hans")
    owner.page.check("[name=quiet][value=none]")
    owner.confirm()
    expect(owner.page.locator("#messages")).to_contain_text("Saved.")


def act_on_the_gap_of(manager: Visitor, name: str) -> str:
    """One click from the gap to the form; answers the code of the opened action."""
    page = manager.page
    page.goto("/gaps/")
    row = page.locator("tr", has=page.get_by_role("link", name=name, exact=True))
    row.get_by_role("link", name="Act on the recovery time").click()
    expect(page.locator("[name=criterion_limit_s]")).to_have_value(re.compile("2.h"))
    page.select_option("[name=owner]", "li-si")
    page.select_option("[name=verifier]", "zhao-liu")
    page.get_by_role("button", name="Save and open").click()
    page.wait_for_url(re.compile(r"/actions/ACT-\d{4}-\d{4}/$"))
    return page.url.rstrip("/").split("/")[-1]


def told_by_mail_in_chinese(world: World, code: str) -> None:
    def letters() -> list[Any]:
        return [one for one in world.mail.posted if code in one.text]

    assert until(lambda: bool(letters()), PATIENCE_S), [one.subject for one in world.mail.posted]
    (letter,) = letters()
    assert letter.to == ["li-si@example.com"]
    assert re.search("[一-鿿]", letter.subject), letter.subject
    assert f"{world.address}/actions/{code}/" in letter.text


def step(somebody: Visitor, code: str, noun: str, **fields: str) -> None:
    page = somebody.page
    page.goto(f"/actions/{code}/{noun}/")
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    somebody.confirm()
    page.wait_for_url(f"**/actions/{code}/")


def may_not_verify(manager: Visitor, code: str) -> None:
    manager.page.goto(f"/actions/{code}/verification/")
    expect(manager.page.locator("main")).to_contain_text("re-test")
    expect(manager.page.locator("main form button.btn-primary")).to_have_count(0)


def recorder_of(manager: Visitor, address: str) -> Callable[[int], None]:
    """Records recovery times of the process through the API, with a token made on the page."""
    page = manager.page
    page.goto("/me/tokens/")
    page.fill("[name=name]", "Test bench")
    manager.confirm()
    token = page.locator("#shown-secret").inner_text()

    def record(value_s: int) -> None:
        answer = requests.post(
            f"{address}/api/v1/measurements/",
            json={
                "subject": "process:booking",
                "kind": "rto",
                "value_s": value_s,
                "source": "Switchover test",
                "at": datetime.now(tz=UTC).isoformat(),
                "confidence": "measured",
            },
            headers={"Authorization": f"Token {token}"},
            timeout=60,
        )
        assert answer.status_code == 201, answer.text

    return record


def feed_of(owner: Visitor) -> str:
    """The secret address of the owner's calendar."""
    page = owner.page
    page.goto("/calendar/")
    page.locator("form.subscribe-form button").click()
    return page.locator("#shown-secret").inner_text()


def entry(feed: str, code: str) -> str:
    """What a calendar program shows of the action: no login; what is done carries a tick."""
    with urllib.request.urlopen(feed, timeout=60) as answer:
        assert answer.headers["Content-Type"].startswith("text/calendar")
        text: str = answer.read().decode()
    lines = text.replace("\r\n ", "").splitlines()
    (title,) = (one for one in lines if one.startswith("SUMMARY") and code in one)
    return title


def arrived_signed(hook: HttpRecorder, secret: str, code: str) -> None:
    """Every event of the action's life, each with a signature that its receiver can check."""
    types = [f"corrective_action.{one}" for one in LIFE]

    def arrived() -> list[str]:
        return [one.json["type"] for one in hook.received if one.json["data"]["code"] == code]

    assert until(lambda: set(types) <= set(arrived()), PATIENCE_S), arrived()
    checker = Webhook(secret)
    for one in hook.received:
        checker.verify(one.body, one.headers)
    assert sorted(arrived()) == sorted(types)
    assert time.time() - float(hook.received[-1].headers["webhook-timestamp"]) < 300
