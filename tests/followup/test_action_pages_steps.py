"""The steps of an action through its pages: done, refused, forbidden; nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from followup.action_steps import STEPS
from followup.domain.action import VERBS
from followup.models import CorrectiveAction, Evidence, Retest
from followup.services import actions
from tests import factories
from tests.factories import NOON
from tests.followup.actions import (
    HOUR,
    TODAY,
    Cast,
    accepted,
    done,
    draft,
    opened,
    proved,
    types,
    verified,
)

pytestmark = pytest.mark.django_db

LATER = NOON + 4 * HOUR
SOON = TODAY.replace(day=28).isoformat()
NEXT = TODAY.replace(month=5).isoformat()

# Verb → (how to get there, who does it, what is typed, the state afterwards).
DONE: dict[str, tuple[Any, str, dict[str, Any], str]] = {
    "open": (draft, "max", {}, "open"),
    "start": (opened, "alice", {}, "in_progress"),
    "complete": (opened, "alice", {"evidence": "Laid and tested."}, "done"),
    "verify": (proved, "bob", {"note": "Seen."}, "verified"),
    "reject": (done, "bob", {"reason": "Only half of it."}, "open"),
    "postpone": (opened, "max", {"reason": "Frost.", "to_on": NEXT}, "open"),
    "accept_risk": (opened, "max", {"reason": "Dear.", "expires_on": SOON}, "accepted_risk"),
    "withdraw_risk": (accepted, "max", {"reason": "Cheap now."}, "open"),
    "cancel": (opened, "max", {"reason": "The centre moves."}, "cancelled"),
    "reopen": (verified, "max", {"reason": "Cut again."}, "open"),
    "record_retest": (done, "bob", {"passed": "no", "confidence": "measured", "note": "Dead."},
                      "done"),
    "add_evidence": (opened, "alice", {"text": "The order", "url": "https://a.example/1"}, "open"),
    "add_note": (verified, "alice", {"text": "Thanks."}, "verified"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def client_of(name: str) -> Client:
    return factories.login(User.objects.get(username=name))


def address(action: CorrectiveAction, verb: str) -> str:
    return f"/actions/{action.code}/{STEPS[verb].path}/"


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def test_every_verb_has_its_page() -> None:
    assert sorted(DONE) == sorted(STEPS)
    assert set(VERBS) - set(STEPS) == {"change", "expire_risk"}


@pytest.mark.parametrize("verb", DONE)
def test_a_step_shows_its_summary_then_does_it(who: Cast, verb: str) -> None:
    prepare, name, typed, state = DONE[verb]
    action = prepare(who)
    client, page = client_of(name), address(action, verb)
    summary = client.get(page)
    assert summary.status_code == 200
    assert "Second line to the dispatch centre" in shown(summary)
    assert f'name="version" value="{action.version}"' in shown(summary)
    answer = client.post(page, {"version": action.version} | typed)
    assert (answer.status_code, answer["Location"]) == (302, f"/actions/{action.code}/")
    action.refresh_from_db()
    assert action.state == state


@pytest.mark.parametrize("verb", [verb for verb in DONE if verb != "add_note"])
def test_an_auditor_reads_why_and_cannot_do_it(who: Cast, auditor: User, verb: str) -> None:
    prepare, _name, typed, _state = DONE[verb]
    action = prepare(who)
    client, page = client_of("auditor"), address(action, verb)
    before = (action.state, types(action))
    answer = client.get(page)
    assert answer.status_code == 200
    assert "Only these may do it" in shown(answer)
    assert "btn-primary" not in shown(answer).split('class="card form-card')[1]
    assert client.post(page, {"version": action.version} | typed).status_code == 403
    action.refresh_from_db()
    assert (action.state, types(action)) == before


def test_a_stranger_does_not_find_the_page(who: Cast, charlie: User) -> None:
    action = opened(who)
    client = client_of("charlie")
    assert client.get(address(action, "start")).status_code == 404
    assert client.post(address(action, "start")).status_code == 404


@pytest.mark.parametrize(
    ("verb", "name", "status"),
    [
        ("verify", "alice", 403),  # the owner judges not their own work
        ("reject", "alice", 403),
        ("postpone", "alice", 403),  # only the manager
        ("accept_risk", "bob", 403),
        ("cancel", "alice", 403),
        ("complete", "bob", 403),
        ("record_retest", "alice", 403),
    ],
)
def test_who_may_not_is_refused(who: Cast, verb: str, name: str, status: int) -> None:
    prepare, _name, typed, _state = DONE[verb]
    action = prepare(who)
    answer = client_of(name).post(address(action, verb), {"version": action.version} | typed)
    assert answer.status_code == status


def test_nothing_closes_without_a_passed_re_test(who: Cast) -> None:
    action = done(who)
    answer = client_of("bob").post(
        address(action, "verify"), {"version": action.version, "note": "Looks fine to me."}
    )
    assert answer.status_code == 409
    assert "It closes only when a re-test passes" in shown(answer)
    assert "Looks fine to me." in shown(answer)


def test_what_is_missing_is_told_at_its_field_and_the_rest_stays(who: Cast) -> None:
    action = opened(who)
    answer = client_of("max").post(
        address(action, "postpone"),
        {"version": action.version, "reason": "The digger is late.", "to_on": TODAY.isoformat()},
    )
    assert answer.status_code == 422
    assert "Choose a day after the present due date." in shown(answer)
    assert "The digger is late." in shown(answer)
    empty = client_of("max").post(address(action, "postpone"), {"version": action.version})
    assert shown(empty).count("This field is required.") == 4  # on top and at both fields


def test_a_second_press_does_nothing_and_says_so(who: Cast) -> None:
    """CON-1, E13: two people press at once; one event, the second sees what happened."""
    action = proved(who)
    client, page = client_of("bob"), address(action, "verify")
    assert client.post(page, {"note": "Seen."}).status_code == 302
    again = client.post(page, {"note": "Seen too."})
    assert again.status_code == 409
    assert "Already “Verified”" in shown(again)
    assert types(action).count("verified") == 1


def test_a_stale_step_is_looked_at_again_with_its_words(who: Cast) -> None:
    action = done(who)
    old = action.version
    actions.change_action(action, plan_change="Plan 7", by=who.max, at=LATER)
    page = address(action, "reject")
    stale = client_of("bob").post(page, {"version": old, "reason": "Only half of it."})
    assert stale.status_code == 409
    assert "Somebody changed it in the meantime" in shown(stale)
    assert "Only half of it." in shown(stale)
    assert f'name="version" value="{action.version}"' in shown(stale)


def test_a_retest_is_kept_with_its_value(who: Cast) -> None:
    action = done(who, criterion_limit_s=900)
    page, client = address(action, "record_retest"), client_of("bob")
    typed = {"confidence": "measured", "note": "Cut the line.", "passed": "yes"}
    wrong = client.post(page, typed | {"value_s": "20 min"})
    assert wrong.status_code == 422
    assert "The value and the limit say otherwise." in shown(wrong)
    assert 'value="20 min"' in shown(wrong)
    client.post(page, typed | {"value_s": "12 min"})
    row = Retest.objects.get()
    assert (row.value_s, row.limit_s, row.passed, row.at) == (720, 900, True, LATER)


def test_what_happened_earlier_is_written_down_with_its_time(who: Cast) -> None:
    """TIM-3: claimed and recorded."""
    action = opened(who)
    factories.organisation(timezone="Asia/Shanghai")
    page = address(action, "add_note")
    client = client_of("alice")
    client.post(page, {"text": "The digger came.", "at": "2026-03-02T22:00"})
    note = action.timeline.get(type="note")
    assert (note.at, note.recorded_at) == (NOON + 2 * HOUR, LATER)
    future = client.post(page, {"text": "It comes tomorrow.", "at": "2026-03-03T22:00"})
    assert future.status_code == 422
    assert "It comes tomorrow." in shown(future)


# --- evidence -----------------------------------------------------------------------------


def upload(name: str, content: bytes, kind: str = "application/pdf") -> dict[str, Any]:
    return {"text": "What was ordered", "file": SimpleUploadedFile(name, content, kind)}


def test_a_file_comes_back_as_it_was_and_always_as_a_download(who: Cast) -> None:
    """E43."""
    action = opened(who)
    client = client_of("alice")
    content = b"%PDF-1.7 order"
    assert (
        client.post(address(action, "add_evidence"), upload("订单 1.pdf", content)).status_code
        == 302
    )
    page = shown(client.get(f"/actions/{action.code}/"))
    link = re.search(r'href="(/actions/[^"]+/evidence/\d+/)"', page)
    assert link is not None
    answer = client.get(link.group(1))
    assert answer.content == content
    assert {name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options")} == {
        "Content-Type": "application/pdf",
        "X-Content-Type-Options": "nosniff",
    }
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<html><script>alert(1)</script>", "Only PDF"),
        ("page.pdf", b"<html><script>alert(1)</script>", "Only PDF"),
        ("drawing.svg", b"<svg onload='alert(1)'/>", "Only PDF"),
        ("tool.exe", b"MZ\x90", "Only PDF"),
        ("note.txt", b"a\x00b", "Only PDF"),
        ("empty.pdf", b"", "empty"),
        ("big.pdf", b"%PDF-" + b"0" * (5 * 1024 * 1024), "at most 5 MB"),
    ],
)
def test_files_of_other_kinds_are_refused_and_the_words_stay(
    who: Cast, name: str, content: bytes, words: str
) -> None:
    """E43: neither the name nor the type the browser claims decides alone."""
    action = opened(who)
    answer = client_of("alice").post(address(action, "add_evidence"), upload(name, content))
    assert answer.status_code == 422
    assert words in shown(answer)
    assert 'value="What was ordered"' in shown(answer)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd"])
def test_a_link_leads_to_a_page_and_nowhere_else(who: Cast, link: str) -> None:
    action = opened(who)
    answer = client_of("alice").post(address(action, "add_evidence"), {"text": "x", "url": link})
    assert answer.status_code == 422
    assert Evidence.objects.count() == 0


def test_a_file_of_another_action_is_not_found_here(who: Cast) -> None:
    one, other = opened(who), opened(who)
    file = actions.File("order.pdf", b"%PDF-1.7")
    row = actions.add_evidence(one, text="Order", file=file, by=who.alice, at=LATER)
    client = client_of("alice")
    assert client.get(f"/actions/{one.code}/evidence/{row.pk}/").status_code == 200
    assert client.get(f"/actions/{other.code}/evidence/{row.pk}/").status_code == 404


def test_a_stranger_does_not_get_the_file(who: Cast, charlie: User) -> None:
    action = opened(who)
    file = actions.File("order.pdf", b"%PDF-1.7")
    row = actions.add_evidence(action, text="Order", file=file, by=who.alice, at=LATER)
    page = f"/actions/{action.code}/evidence/{row.pk}/"
    assert client_of("charlie").get(page).status_code == 404


def test_words_are_shown_as_words(who: Cast) -> None:
    action = opened(who, title="<script>alert(1)</script>", finding="<img src=x onerror=alert(1)>")
    client = client_of("alice")
    client.post(address(action, "add_note"), {"text": "<b onclick=x>bold</b>"})
    for page in (f"/actions/{action.code}/", "/actions/", "/actions/board/"):
        found = shown(client.get(page))
        assert "<script>alert" not in found
        assert "<img src=x" not in found
        assert "<b onclick" not in found
