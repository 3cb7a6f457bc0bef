"""Writing an action down and changing it: what is proposed, refused, kept, and shown twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Person, User
from followup.models import CorrectiveAction, FollowupSettings, RootCause
from followup.services import actions
from tests import factories
from tests.factories import NOON
from tests.followup.actions import HOUR, Cast, draft, opened, verified

pytestmark = pytest.mark.django_db

LATER = NOON + 3.5 * HOUR  # the same day in Shanghai
TYPED = {
    "title": "Second line to the dispatch centre",
    "source": "gap",
    "finding": "One line carries every call.",
    "kind": "prevent",
    "priority": "P1",
    "owner": "alice",
    "verifier": "bob",
    "due_on": "",
    "verify_by": "retest",
    "criterion": "Calls go through with the first line cut.",
}


@pytest.fixture(autouse=True)
def _later() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def client(who: Cast) -> Client:
    return factories.login(who.max)


def shown(answer: Any) -> str:
    return str(answer.content.decode())


def value(page: str, name: str) -> str:
    """What stands in a control of the form."""
    box = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    if box:
        found = re.search(r'value="([^"]*)"', box.group(0))
        return found.group(1) if found else ""
    area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\s?([^<]*)', page)
    if area:
        return area.group(1)
    menu = re.search(rf'<select[^>]* name="{name}".*?</select>', page, re.DOTALL)
    chosen = re.search(r'value="([^"]*)" selected', menu.group(0)) if menu else None
    return chosen.group(1) if chosen else ""


def typed_in(page: str) -> dict[str, str]:
    """The whole form as a browser would post it."""
    names = re.findall(r'<(?:input|select|textarea)[^>]* name="(\w+)"', page)
    return {name: value(page, name) for name in names if name != "csrfmiddlewaretoken"}


# --- new ----------------------------------------------------------------------------------


def test_a_draft_is_kept_with_the_priorities_due_date(client: Client) -> None:
    answer = client.post("/actions/new/", TYPED | {"then": "draft"})
    action = CorrectiveAction.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/actions/{action.code}/")
    assert (action.state, action.due_on.isoformat(), action.kind) == (
        "draft",
        "2026-03-09",
        "prevent",
    )


def test_save_and_open_does_both(client: Client) -> None:
    client.post("/actions/new/", TYPED | {"then": "open"})
    assert CorrectiveAction.objects.get().state == "open"


def test_what_cannot_be_opened_is_not_left_behind_as_a_draft(client: Client) -> None:
    answer = client.post("/actions/new/", TYPED | {"then": "open", "verifier": "", "criterion": ""})
    assert answer.status_code == 409
    for words in ("Name a verifier.", "Give the criterion it must pass"):
        assert words in shown(answer)
    assert value(shown(answer), "finding") == "One line carries every call."
    assert CorrectiveAction.objects.count() == 0


def test_the_address_fills_the_form_in(client: Client) -> None:
    factories.process("road-rescue")
    page = shown(
        client.get(
            "/actions/new/?source=gap&source_ref=gap:process:road-rescue:rto&title=Faster"
            "&subject=process:road-rescue&criterion_measure=rto&criterion_limit_s=900"
        )
    )
    filled = typed_in(page)
    names = ("title", "source", "source_ref", "subject", "criterion_measure", "criterion_limit_s")
    assert {name: filled[name] for name in names} == {
        "title": "Faster",
        "source": "gap",
        "source_ref": "gap:process:road-rescue:rto",
        "subject": "process:road-rescue",
        "criterion_measure": "rto",
        "criterion_limit_s": "15 min",
    }


@pytest.mark.parametrize(
    "query",
    [
        "source=nonsense&priority=P9&verify_by=x",
        "criterion_limit_s=-5",
        "criterion_limit_s=99999999999999999999999",
        "owner=nobody&cause=none",
        "subject=%00process:%00",
        "due_on=2026-02-31",
    ],
)
def test_nonsense_in_the_address_does_no_harm(client: Client, query: str) -> None:
    assert client.get(f"/actions/new/?{query}").status_code == 200


def test_nul_bytes_in_every_field_are_answered_on_the_form(client: Client) -> None:
    response = client.post("/actions/new/", dict.fromkeys([*TYPED, "source", "source_ref"], "a\0b"))
    assert response.status_code == 422
    assert CorrectiveAction.objects.count() == 0


def test_figures_without_a_place_are_measured_at_the_subject(client: Client) -> None:
    factories.process("road-rescue")
    more = {"subject": "process:road-rescue", "criterion_measure": "rto"}
    client.post("/actions/new/", TYPED | more | {"criterion_limit_s": "15 min"})
    action = CorrectiveAction.objects.get()
    assert (action.criterion_subject_kind, action.criterion_subject_code) == (
        "process",
        "road-rescue",
    )
    assert action.criterion_limit_s == 900


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "This field is required."),
        ({"verifier": "alice"}, "The verifier is another person than the owner."),
        ({"owner": "nobody"}, "There is no “nobody”."),
        ({"subject": "road-rescue"}, "Give kind and code"),
        ({"subject": "planet:earth"}, "Give kind and code"),
        ({"subject": "process:nowhere"}, "There is no “process:nowhere”."),
        ({"criterion_limit_s": "15 min"}, "Say which measured value has this limit."),
        ({"criterion_measure": "rto"}, "Say at what it is measured."),
        ({"criterion_limit_s": "soon", "criterion_measure": "rto"}, "is not a duration"),
        ({"cost_estimate": "-1"}, "greater than or equal to 0"),
        ({"due_on": "2026-02-31"}, "Enter a valid date."),
        ({"due_on": "9999-12-31"}, "This date is too far away."),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(
    client: Client, typed: dict[str, str], words: str
) -> None:
    posted = TYPED | typed
    answer = client.post("/actions/new/", posted)
    page = shown(answer)
    assert answer.status_code == 422
    assert words in page
    again = typed_in(page)
    assert {name: again[name] for name in posted if name not in ("owner", "verifier")} == {
        name: text for name, text in posted.items() if name not in ("owner", "verifier")
    }
    assert CorrectiveAction.objects.count() == 0


def test_a_subject_one_may_not_see_is_unknown(who: Cast) -> None:
    factories.process("secret", department="warehouse")
    answer = factories.login(who.alice).post("/actions/new/", TYPED | {"subject": "process:secret"})
    assert "There is no “process:secret”." in shown(answer)


def test_who_has_left_is_not_offered(client: Client) -> None:
    Person.objects.filter(code="bob").update(is_active=False)
    answer = client.post("/actions/new/", TYPED)
    assert "There is no “bob”." in shown(answer)


@pytest.mark.parametrize(("reader", "status"), [("auditor", 403), ("nobody", 403), ("alice", 200)])
def test_who_may_write_one_down(who: Cast, auditor: User, reader: str, status: int) -> None:
    factories.user("nobody")
    client = factories.login(User.objects.get(username=reader))
    assert client.get("/actions/new/").status_code == status


# --- hints --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("priority", "day", "days"),
    [("P1", "2026-03-09", 7), ("P2", "2026-04-01", 30), ("P3", "2026-05-31", 90)],
)
def test_the_priority_proposes_a_date_with_its_reason(
    client: Client, priority: str, day: str, days: int
) -> None:
    page = shown(client.get(f"/actions/hints/?priority={priority}"))
    assert f'data-due="{day}"' in page
    assert f"because {priority} is due {days} days from today" in page


def test_the_settings_change_what_is_proposed(client: Client) -> None:
    settings = FollowupSettings.current()
    settings.due_days = {"P1": 3, "P2": 20, "P3": 60}
    settings.save()
    assert 'data-due="2026-03-05"' in shown(client.get("/actions/hints/?priority=P1"))
    assert "data-due" not in shown(client.get("/actions/hints/?priority=P7"))


def test_the_same_cause_was_seen_before(who: Cast, client: Client) -> None:
    cause = RootCause.objects.create(code="cable-cut", name_en="Cable cut", name_zh="电缆中断")
    factories.process("road-rescue")
    about = {"subject_kind": "process", "subject_code": "road-rescue"}
    before = verified(who, cause=cause, **about)
    page = shown(client.get("/actions/hints/?cause=cable-cut&subject=process:road-rescue"))
    assert "Seen before:" in page
    assert f'href="/actions/{before.code}/"' in page
    assert "same subject" in page
    other = shown(client.get("/actions/hints/?cause=cable-cut&subject=process:other"))
    assert ("Seen before:" in other, "same subject" in other) == (True, False)
    assert "Seen before:" not in shown(client.get("/actions/hints/?cause=%00"))


def test_somebody_is_already_at_it(who: Cast, client: Client) -> None:
    one = opened(who, source="gap", source_ref="gap:process:x:rto")
    page = shown(client.get("/actions/new/?source=gap&source_ref=gap:process:x:rto"))
    assert "Somebody is already at it" in page
    assert one.code in page


def test_subjects_are_offered_while_somebody_types(who: Cast, client: Client) -> None:
    factories.process("road-rescue", department="sales")
    factories.system("road-map")
    address = "/actions/subjects/?of=subject&subject=process:road"
    found = re.findall('value="([^"]+)"', shown(client.get(address)))
    assert found == ["process:road-rescue", "system:road-map"]
    assert "process:road-rescue" not in shown(factories.login(who.alice).get(address))


# --- change -------------------------------------------------------------------------------


def test_what_is_shown_can_be_saved_without_changing_anything(who: Cast, client: Client) -> None:
    cause = RootCause.objects.create(code="cable-cut", name_en="Cable cut", name_zh="电缆中断")
    factories.process("road-rescue")
    about = {"subject_kind": "process", "subject_code": "road-rescue"}
    figures = {f"criterion_{name}": text for name, text in about.items()}
    figures |= {"criterion_measure": "rto", "criterion_limit_s": 0}
    action = draft(who, cause=cause, **about, **figures)
    page = f"/actions/{action.code}/edit/"
    answer = client.post(page, typed_in(shown(client.get(page))))
    assert answer.status_code == 302
    version = action.version
    action.refresh_from_db()
    assert (action.version, action.criterion_limit_s) == (version, 0)


def test_a_draft_is_changed_and_opened_in_one_go(who: Cast, client: Client) -> None:
    action = draft(who)
    page = f"/actions/{action.code}/edit/"
    typed = typed_in(shown(client.get(page))) | {"title": "Third line", "then": "open"}
    assert client.post(page, typed).status_code == 302
    action.refresh_from_db()
    assert (action.title, action.state) == ("Third line", "open")


def test_two_edits_at_once_are_shown_side_by_side(who: Cast, client: Client) -> None:
    """CON-2."""
    action = draft(who)
    page = f"/actions/{action.code}/edit/"
    mine = typed_in(shown(client.get(page))) | {"finding": "Mine is longer.", "priority": "P1"}
    actions.change_action(action, finding="Theirs.", by=who.max, at=LATER)
    stale = client.post(page, mine)
    assert stale.status_code == 409
    for words in ("Theirs.", "Mine is longer.", "Nothing you typed is lost."):
        assert words in shown(stale)
    hidden = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', shown(stale)))
    picked = {"pick-finding": "theirs", "pick-priority": "mine"}
    assert client.post(page, hidden | picked).status_code == 302
    action.refresh_from_db()
    assert (action.finding, action.priority) == ("Theirs.", "P1")


def test_the_due_date_of_an_open_action_is_not_asked_for(who: Cast, client: Client) -> None:
    action = opened(who)
    page = f"/actions/{action.code}/edit/"
    form = typed_in(shown(client.get(page)))
    assert "due_on" not in form
    assert client.post(page, form | {"due_on": "2026-12-31"}).status_code == 302
    action.refresh_from_db()
    assert action.due_on.isoformat() == "2026-04-01"


def test_the_owner_does_not_choose_what_proves_the_work(who: Cast) -> None:
    action = opened(who)
    client = factories.login(who.alice)
    page = f"/actions/{action.code}/edit/"
    form = typed_in(shown(client.get(page)))
    assert {"owner", "verifier", "criterion", "verify_by"} & set(form) == set()
    answer = client.post(page, form | {"plan_change": "Plan 7", "verifier": "mo"})
    assert answer.status_code == 302
    action.refresh_from_db()
    assert (action.plan_change, action.verifier.code) == ("Plan 7", "bob")


@pytest.mark.parametrize(("reader", "status"), [("auditor", 403), ("charlie", 404)])
def test_who_may_not_change_it(
    who: Cast, auditor: User, charlie: User, reader: str, status: int
) -> None:
    action = draft(who)
    client = factories.login(User.objects.get(username=reader))
    typed = TYPED | {"version": action.version, "title": "Other"}
    assert client.post(f"/actions/{action.code}/edit/", typed).status_code == status


def test_a_closed_action_is_not_changed(who: Cast, client: Client) -> None:
    action = verified(who)
    typed = typed_in(shown(client.get(f"/actions/{action.code}/edit/"))) | {"title": "Other"}
    answer = client.post(f"/actions/{action.code}/edit/", typed)
    assert answer.status_code == 409
    assert "This is not possible in the state “Verified”." in shown(answer)


# --- root causes --------------------------------------------------------------------------


def test_a_root_cause_is_added_changed_and_taken_out_of_use(client: Client) -> None:
    typed = {"code": "cable-cut", "name_en": "Cable cut", "name_zh": "电缆中断"}
    assert client.post("/catalogue/root-causes/new/", typed).status_code == 302
    page = "/catalogue/root-causes/cable-cut/edit/"
    assert client.post(page, typed | {"name_en": "Cut", "version": 1}).status_code == 302
    stale = client.post(page, typed | {"name_en": "Severed", "version": 1})
    assert (stale.status_code, "Severed" in shown(stale)) == (409, True)
    assert client.post("/catalogue/root-causes/cable-cut/use/").status_code == 302
    cause = RootCause.objects.get(code="cable-cut")
    assert (cause.name_en, cause.is_active) == ("Cut", False)
    assert 'value="cable-cut"' not in shown(client.get("/actions/new/"))
    client.post("/catalogue/root-causes/cable-cut/use/")
    assert 'value="cable-cut"' in shown(client.get("/actions/new/"))


def test_root_causes_are_read_by_all_and_changed_by_few(who: Cast) -> None:
    RootCause.objects.create(code="cable-cut", name_en="Cable cut", name_zh="电缆中断")
    client = factories.login(who.alice)
    assert "Cable cut" in shown(client.get("/catalogue/root-causes/"))
    for page in ("new/", "cable-cut/edit/", "cable-cut/use/"):
        assert client.get(f"/catalogue/root-causes/{page}").status_code == 403
