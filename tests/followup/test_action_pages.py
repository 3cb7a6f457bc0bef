"""Reading corrective actions: the list, the board, one action, and what is downloaded."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from followup.models import ActionEntry, CorrectiveAction, RootCause
from followup.related import actions_about, open_actions_from
from followup.services import actions
from followup.services.timeline import append
from tests import factories
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    Cast,
    accepted,
    done,
    draft,
    opened,
    proved,
    verified,
)

pytestmark = pytest.mark.django_db

LATER = NOON + 4 * HOUR


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


def codes_on(page: str) -> list[str]:
    """Numbers of the actions whose pages are linked, in order."""
    return list(dict.fromkeys(re.findall(r'href="/actions/(ACT-[0-9-]+)/"', page)))


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def one_of_each(who: Cast) -> dict[str, CorrectiveAction]:
    return {
        "draft": draft(who),
        "open": opened(who),
        "in_progress": actions.start_action(opened(who), by=who.alice, at=NOON + HOUR),
        "done": done(who),
        "proved": proved(who),
        "verified": verified(who),
        "accepted": accepted(who),
        "cancelled": actions.cancel_action(
            opened(who), reason="No longer wanted.", by=who.max, at=NOON + HOUR
        ),
    }


@pytest.mark.parametrize("language", [pytest.param("en", marks=pytest.mark.slow), "zh-hans"])
def test_every_page_opens_in_every_state(who: Cast, language: str) -> None:
    User.objects.update(language=language)
    each = one_of_each(who)
    client = factories.login(User.objects.get(username="max"))
    for address in ("/actions/", "/actions/board/", "/actions/new/", "/catalogue/root-causes/"):
        assert client.get(address).status_code == 200
    for action in each.values():
        page = text(client, f"/actions/{action.code}/")
        assert action.code in page
        for step in re.findall(rf'href="(/actions/{action.code}/[a-z-]+/)"', page):
            assert client.get(step).status_code == 200, step


# --- the list -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=open", ["open", "late"]),
        ("state=draft&state=verified", ["draft", "verified"]),
        ("mine=owner", []),
        ("mine=verifier", ["draft", "late", "open", "verified"]),
        ("mine=any", ["draft", "late", "open", "verified"]),
        ("owner=alice", ["draft", "late", "open", "verified"]),
        ("verifier=alice", []),
        ("priority=P1", ["late"]),
        ("source=drill", ["late"]),
        ("overdue=true", ["late"]),
        ("overdue=false", ["draft", "open", "verified"]),
        ("ineffective=true", ["verified"]),
        ("core=true", ["open"]),
        ("core=false", ["draft", "late", "verified"]),
        ("subject=process:road-rescue", ["open"]),
        ("subject=process", ["open"]),
        ("search=pump+leaks", ["late"]),
    ],
)
def test_the_filters_stand_in_the_address(who: Cast, query: str, found: list[str]) -> None:
    factories.process("road-rescue", critical=True)
    known = {
        "draft": draft(who),
        "open": opened(who, subject_kind="process", subject_code="road-rescue"),
        "late": opened(
            who, title="The pump leaks", priority="P1", source="drill", at=NOON - 30 * DAY
        ),
        "verified": verified(who),
    }
    CorrectiveAction.objects.filter(pk=known["verified"].pk).update(ineffective_since=LATER)
    page = text(factories.login(who.bob), f"/actions/?{query}&ordering=code")
    assert codes_on(page) == sorted(known[name].code for name in found)
    if not query.startswith("search"):
        assert page.count('class="chip"') == 1


def test_an_overdue_action_says_so_with_a_word(who: Cast) -> None:
    late = opened(who, at=NOON - 40 * DAY)
    client = factories.login(who.max)
    for address in ("/actions/", "/actions/board/", f"/actions/{late.code}/"):
        assert "Overdue</span>" in text(client, address)


def test_the_figures_say_what_they_mean_and_lead_to_their_rows(who: Cast) -> None:
    verified(who)
    opened(who, priority="P1", at=NOON - 30 * DAY)
    page = text(factories.login(who.max), "/actions/")
    assert "1 of 2 that were due were done by their due date." in page
    assert 'href="/actions/?overdue=true&amp;priority=P1">1</a>' in page


def test_an_empty_list_offers_the_first_step(who: Cast, auditor: User) -> None:
    assert "Write the first one down" in text(factories.login(who.max), "/actions/")
    assert "Write the first one down" not in text(factories.login(auditor), "/actions/")


def test_the_export_holds_what_is_shown(who: Cast) -> None:
    opened(who, title="=1+1", cost_estimate=None)
    draft(who)
    client = factories.login(who.max)
    answer = client.get("/actions/export/?format=csv&state=open")
    content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(content)))
    shown = [(row["Corrective action"], row["State"], row["Owner"], row["Due"]) for row in rows]
    assert shown == [("'=1+1", "Open", "Alice", "2026-04-01")]
    assert client.get("/actions/export/?format=xlsx").status_code == 200
    assert client.get("/actions/export/?format=pdf").status_code == 404


@pytest.mark.parametrize("address", ["/actions/", "/actions/board/", "/actions/export/"])
def test_lists_take_as_many_queries_for_three_as_for_one(who: Cast, address: str) -> None:
    client = factories.login(who.max)

    def add(number: int) -> None:
        factories.process(f"p-{number}")
        about = {"subject_kind": "process", "subject_code": f"p-{number}"}
        proved(who, **about)
        opened(who, **about)
        verified(who)

    add(1)
    client.get(address)
    first = queries(client, address)
    add(2)
    add(3)
    assert queries(client, address) == first
    assert first <= 20


# --- the board ----------------------------------------------------------------------------


def columns(page: str) -> dict[str, list[str]]:
    parts = re.split(r'data-column="(\w+)"', page)[1:]
    return {key: codes_on(part) for key, part in zip(parts[::2], parts[1::2], strict=True)}


def test_the_board_has_a_column_for_each_state(who: Cast) -> None:
    each = one_of_each(who)
    old = verified(who)
    CorrectiveAction.objects.filter(pk=old.pk).update(closed_at=LATER - timedelta(days=31))
    page = text(factories.login(who.max), "/actions/board/")
    shown = {key: sorted(codes) for key, codes in columns(page).items()}
    assert shown == {
        "draft": [each["draft"].code],
        "open": [each["open"].code],
        "in_progress": [each["in_progress"].code],
        "done": sorted([each["done"].code, each["proved"].code]),
        "closed": sorted(each[name].code for name in ("verified", "accepted", "cancelled")),
    }


def test_a_full_column_leads_to_the_list(who: Cast) -> None:
    for _number in range(22):
        draft(who)
    page = text(factories.login(who.max), "/actions/board/?priority=P2")
    assert len(columns(page)["draft"]) == 20
    assert re.search(r'href="(/actions/\?state=draft&amp;priority=P2)">2 more', page)


def test_a_card_moves_without_script_and_comes_back_to_the_board(who: Cast) -> None:
    action = opened(who)
    client = factories.login(who.alice)
    here = "/actions/board/?priority=P2"
    page = text(client, here)
    assert f'action="/actions/{action.code}/start/"' in page
    answer = client.post(
        f"/actions/{action.code}/start/", {"version": action.version, "next": here}
    )
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert columns(text(client, here))["in_progress"] == [action.code]


def test_a_card_offers_only_what_the_reader_may_do(who: Cast, auditor: User) -> None:
    action = done(who)
    steps = re.compile(rf'"/actions/{action.code}/([a-z-]+)/')
    offered = {
        name: steps.findall(text(factories.login(user), "/actions/board/"))
        for name, user in (("alice", who.alice), ("bob", who.bob), ("auditor", auditor))
    }
    assert offered == {"alice": [], "bob": ["verification", "rejection"], "auditor": []}


def test_nobody_is_sent_to_another_site(who: Cast) -> None:
    action = opened(who)
    answer = factories.login(who.alice).post(
        f"/actions/{action.code}/start/",
        {"version": action.version, "next": "https://evil.example/"},
    )
    assert answer["Location"] == f"/actions/{action.code}/"


# --- one action ---------------------------------------------------------------------------


def test_the_page_shows_every_postponement_beside_the_original_date(who: Cast) -> None:
    action = opened(who)
    for days, reason in ((35, "The digger is late."), (40, "The digger is later.")):
        to_on = (NOON + timedelta(days=days)).date()
        actions.postpone_action(action, to_on=to_on, reason=reason, by=who.max, at=NOON + HOUR)
    page = text(factories.login(who.alice), f"/actions/{action.code}/")
    for words in ("2026-04-01", "2026-04-06", "2026-04-11", "The digger is late."):
        assert words in page
    assert "It was postponed twice already" in text(
        factories.login(who.max), f"/actions/{action.code}/"
    )


def test_the_proof_says_what_counts_and_what_does_not(who: Cast) -> None:
    action = opened(who, criterion_limit_s=900)
    call = {"by": who.bob, "note": "Cut the line."}
    actions.record_retest(action, passed=True, value_s=800, at=NOON + HOUR, **call)
    actions.complete_action(action, evidence="Laid.", by=who.alice, at=NOON + 2 * HOUR)
    after = NOON + 3 * HOUR
    actions.record_retest(
        action, passed=True, value_s=700, confidence="simulated", at=after, **call
    )
    page = text(factories.login(who.bob), f"/actions/{action.code}/")
    assert "before the work was done: proves nothing" in page
    assert "not measured: proves nothing" in page
    assert "not proved</span>" in page
    actions.record_retest(action, passed=True, value_s=600, at=after + HOUR, **call)
    assert ">proved</span>" in text(factories.login(who.bob), f"/actions/{action.code}/")


def test_a_document_proves_what_is_verified_by_one(who: Cast) -> None:
    action = done(who, verify_by="document")
    client = factories.login(who.bob)
    assert "A file or a link has to show it." in text(client, f"/actions/{action.code}/")
    actions.add_evidence(action, text="Plan", url="https://a.example/", by=who.alice, at=LATER)
    assert ">proved</span>" in text(client, f"/actions/{action.code}/")


def test_the_owners_manager_finds_the_page_and_postpones(who: Cast) -> None:
    action = opened(who)
    client = factories.login(who.mo)
    page = f"/actions/{action.code}/postponement/"
    assert f'href="{page}"' in text(client, f"/actions/{action.code}/")
    typed = {"to_on": "2026-05-02", "reason": "Frost."}
    assert client.post(page, typed).status_code == 302
    assert action.postponements.get().by == who.mo


def test_what_is_not_possible_says_why(who: Cast) -> None:
    action = done(who)
    page = text(factories.login(who.bob), f"/actions/{action.code}/")
    assert "It closes only when a re-test passes" in page
    owner = text(factories.login(who.alice), f"/actions/{action.code}/")
    assert "Only these may do it: the verifier," in owner


def test_what_came_back_is_told_on_both_pages(who: Cast) -> None:
    cause = RootCause.objects.get_or_create(code="cable", name_en="Cable", name_zh="电缆")[0]
    first = verified(who, cause=cause)
    again = opened(who, cause=cause, at=LATER)
    client = factories.login(who.max)
    assert "came back after it had been verified" in text(client, f"/actions/{first.code}/")
    page = text(client, f"/actions/{again.code}/")
    assert "The same cause was verified as removed:" in page
    assert first.code in codes_on(page)


def test_a_corrected_entry_is_struck_through(who: Cast) -> None:
    action = opened(who)
    wrong = actions.add_note(action, text="Two lines were laid.", by=who.alice, at=NOON + HOUR)
    append(
        ActionEntry,
        action=action,
        type="note",
        at=NOON + 2 * HOUR,
        by=who.alice,
        text="One line was laid.",
        corrects=wrong,
    )
    page = text(factories.login(who.bob), f"/actions/{action.code}/")
    assert "<del>Two lines were laid.</del>" in page
    assert "The chain of entries is intact" in page


def test_messages_and_clock_stand_on_the_page(who: Cast) -> None:
    action = opened(who)
    page = text(factories.login(who.max), f"/actions/{action.code}/")
    assert "A corrective action is yours" in page
    assert "Running<br>" in page


def test_a_page_takes_as_many_queries_for_much_as_for_little(who: Cast) -> None:
    action = proved(who)
    client = factories.login(who.max)
    client.get(f"/actions/{action.code}/")
    first = queries(client, f"/actions/{action.code}/")
    for _number in range(2):
        actions.add_note(action, text="Looked again.", by=who.bob, at=LATER)
        actions.add_evidence(action, text="Photo", url="https://a.example/", by=who.bob, at=LATER)
        actions.record_retest(action, passed=True, note="Again.", by=who.bob, at=LATER)
    assert queries(client, f"/actions/{action.code}/") == first


@pytest.mark.parametrize(
    ("reader", "list_status", "page_status"),
    [("alice", 200, 200), ("bob", 200, 200), ("mo", 200, 200), ("auditor", 200, 200),
     ("charlie", 200, 404), ("nobody", 403, 404)],
)  # fmt: skip
def test_who_may_read(
    who: Cast, auditor: User, charlie: User, reader: str, list_status: int, page_status: int
) -> None:
    """Mo was granted no department to see, but heads the owner's."""
    factories.user("nobody")
    action = opened(who)
    client = factories.login(User.objects.get(username=reader))
    assert client.get("/actions/").status_code == list_status
    assert client.get("/actions/board/").status_code == list_status
    assert client.get(f"/actions/{action.code}/").status_code == page_status
    assert client.get("/actions/ACT-2026-%00/").status_code == 404


def test_who_is_not_signed_in_is_sent_to_the_login(who: Cast) -> None:
    code = opened(who).code
    for address in ("/actions/", f"/actions/{code}/", f"/actions/{code}/start/"):
        answer = factories.login().get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


# --- what other pages ask -----------------------------------------------------------------


def test_related_actions_take_one_query_for_many_subjects(who: Cast) -> None:
    about = {}
    for number in range(3):
        factories.process(f"p-{number}")
        about[number] = opened(who, subject_kind="process", subject_code=f"p-{number}")
    closed = verified(who, subject_kind="process", subject_code="p-0")
    keys = [("process", f"p-{number}") for number in range(4)]
    assert who.max.grants.exists()
    actions_about(who.max, keys)
    with CaptureQueriesContext(connection) as captured:
        found = actions_about(who.max, keys)
    assert len(captured) == 1
    assert {key: [one.code for one in rows] for key, rows in found.items()} == {
        ("process", "p-0"): [about[0].code, closed.code],
        ("process", "p-1"): [about[1].code],
        ("process", "p-2"): [about[2].code],
    }


def test_actions_from_a_source_are_found_while_they_are_open(who: Cast) -> None:
    ref = "gap:process:road-rescue:rto"
    one = opened(who, source="gap", source_ref=ref)
    verified(who, source="gap", source_ref=ref)
    found = open_actions_from(who.max, "gap", [ref, "gap:process:other:rto"])
    assert {key: [row.code for row in rows] for key, rows in found.items()} == {ref: [one.code]}
