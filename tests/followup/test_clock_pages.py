"""The pages of clocks and their policies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Person, User
from followup.models import Clock, ClockPolicy, TickerOutage
from followup.services.clocks import start_clock
from followup.services.policies import change_policy
from followup.services.ticking import tick
from tests import factories
from tests.factories import NOON
from tests.followup.things import Things, registered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("policies")]


@pytest.fixture
def things() -> Iterator[Things]:
    with registered() as source:
        yield source


@pytest.fixture
def olga(alice: User) -> Person:
    return factories.person("olga", user=alice)


def started(code: str, *, due_in_s: int = 3600, **changes: Any) -> Clock:
    now = timezone.now()
    values: dict[str, Any] = {
        "kind": "campaign_request",
        "subject_kind": "thing",
        "subject_code": code,
        "title": f"Thing {code}",
        "anchor_at": now - timedelta(days=1),
        "due_at": now + timedelta(seconds=due_in_s),
        "at": now,
    }
    return start_clock(**(values | changes))


def page(user: User, address: str, status: int = 200) -> str:
    answer = factories.login(user).get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_the_list_shows_what_is_due_next_first(things: Things, manager: User, olga: Person) -> None:
    for code, due in (("late", -60), ("soon", 60), ("later", 7200)):
        things.add(code, owner=olga)
        started(code, due_in_s=due, responsible=olga)
    text = page(manager, "/clocks/")
    assert text.index("Thing late") < text.index("Thing soon") < text.index("Thing later")
    assert text.count("Overdue</span>") >= 1
    only = page(manager, "/clocks/?overdue=true")
    assert ("Thing late" in only, "Thing soon" in only) == (True, False)
    assert "Thing soon" in page(manager, "/clocks/?responsible=olga&kind=campaign_request")
    assert "Thing soon" not in page(manager, "/clocks/?kind=action_due")


def test_stopped_clocks_show_when_they_are_asked_for(things: Things, manager: User) -> None:
    things.add("1")
    clock = started("1")
    Clock.objects.filter(pk=clock.pk).update(state="cancelled", next_fire_at=None)
    assert "Thing 1" not in page(manager, "/clocks/")
    assert "Thing 1" in page(manager, "/clocks/?state=cancelled")


def test_clocks_that_could_not_be_told_are_found(things: Things, manager: User) -> None:
    started("1", subject_kind="unheard-of", due_in_s=-60)
    started("2", due_in_s=600)
    things.add("2")
    tick()
    text = page(manager, "/clocks/?state=failed")
    assert ("Thing 1" in text, "Thing 2" in text) == (True, False)
    detail = page(manager, Clock.objects.get(subject_code="1").get_absolute_url())
    assert "no app answers for subjects of the kind unheard-of" in detail


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_takes_the_same_queries_for_any_number(
    things: Things, manager: User, olga: Person, count: int
) -> None:
    for number in range(count):
        things.add(str(number), owner=olga)
        started(str(number), responsible=olga)
    client = factories.login(manager)
    client.get("/clocks/")
    with CaptureQueriesContext(connection) as queries:
        client.get("/clocks/")
    assert len(queries) == 9


def test_an_owner_sees_their_own_and_what_they_may_see(
    things: Things, alice: User, charlie: User, olga: Person
) -> None:
    started("hers", subject_kind="", responsible=olga)
    started("other", subject_kind="elsewhere", subject_code="x", title="Thing other")
    text = page(alice, "/clocks/")
    assert ("Thing hers" in text, "Thing other" in text) == (True, False)
    hers = Clock.objects.get(subject_code="hers")
    assert factories.login(charlie).get(hers.get_absolute_url()).status_code == 404


def test_the_page_of_a_clock_tells_its_story(things: Things, manager: User, olga: Person) -> None:
    things.add("1", owner=olga)
    clock = started("1", due_in_s=-60, responsible=olga)
    tick()
    text = page(manager, clock.get_absolute_url())
    assert "Breached" in text
    assert "Limit reached" in text
    assert "Overdue: Request of a campaign, 1" in text
    assert "The policy was changed" not in text


def test_it_says_that_the_policy_was_changed_since(things: Things, manager: User) -> None:
    """CLK-7."""
    things.add("1")
    clock = started("1")
    policy = ClockPolicy.objects.get(code="campaign_request")
    change_policy(policy, by=manager, at=NOON, read_version=1, snooze_max_s=600)
    assert "version 1, now 2" in page(manager, clock.get_absolute_url())


def test_snoozing_by_the_page(things: Things, manager: User, alice: User) -> None:
    things.add("1")
    clock = started("1")
    address = f"{clock.get_absolute_url()}snooze/"
    client = factories.login(manager)
    assert client.get(address).status_code == 200
    wrong = client.post(address, {"for_s": "2 h", "reason": ""})
    assert wrong.status_code == 422
    done = client.post(address, {"for_s": "30 min", "reason": "waiting for figures"})
    assert (done.status_code, done["Location"]) == (302, clock.get_absolute_url())
    before = clock.due_at
    clock.refresh_from_db()
    assert clock.due_at - before == timedelta(minutes=30)
    assert "waiting for figures" in page(manager, clock.get_absolute_url())
    assert factories.login(alice).get(address).status_code in (403, 404)


def test_what_cannot_be_snoozed_or_paused_says_so(things: Things, manager: User) -> None:
    things.add("1")
    clock = started("1", kind="impact_rto")
    client = factories.login(manager)
    assert "/snooze/" not in client.get(clock.get_absolute_url()).content.decode()
    answer = client.post(f"{clock.get_absolute_url()}pause/", {"reason": "because"})
    assert answer.status_code == 409
    assert "cannot be paused" in answer.content.decode()


def test_pausing_and_resuming_by_the_page(things: Things, manager: User) -> None:
    things.add("1")
    clock = started("1", kind="situation_report")
    client = factories.login(manager)
    assert client.post(f"{clock.get_absolute_url()}pause/", {"reason": "halt"}).status_code == 302
    assert "Paused" in page(manager, clock.get_absolute_url())
    assert client.post(f"{clock.get_absolute_url()}resume/").status_code == 302
    clock.refresh_from_db()
    assert clock.state == "running"


def test_outages_are_listed(manager: User) -> None:
    TickerOutage.objects.create(began_at=NOON, ended_at=NOON + timedelta(minutes=7))
    assert "7\N{NO-BREAK SPACE}min" in page(manager, "/clocks/outages/")


# --- policies ---------------------------------------------------------------------------


def test_the_table_of_clocks_is_readable(manager: User) -> None:
    text = page(manager, "/catalogue/clocks/")
    assert "Notify the response contacts" in text
    assert "2 min before" in text.replace("\N{NO-BREAK SPACE}", " ")
    for policy in ClockPolicy.objects.all():
        assert page(manager, policy.get_absolute_url())
        assert page(manager, f"{policy.get_absolute_url()}edit/")


def posted(user: User, code: str) -> dict[str, Any]:
    """The form as it would come back unchanged."""
    answer = factories.login(user).get(f"/catalogue/clocks/{code}/edit/")
    form = answer.context["form"]
    data = {}
    for name in form.fields:
        value = form[name].field.widget.format_value(form[name].value())
        if name in ("pausable", "urgent"):
            value = "on" if form[name].value() else None
        elif isinstance(value, list):
            value = value[0] if value else ""
        if value is not None:
            data[name] = value
    return data


@pytest.mark.parametrize("code", ["notify", "action_due", "backfill"])
def test_saving_without_a_change_changes_nothing(manager: User, code: str) -> None:
    data = posted(manager, code)
    answer = factories.login(manager).post(f"/catalogue/clocks/{code}/edit/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    assert ClockPolicy.objects.get(code=code).version == 1


def test_an_edit_is_saved(manager: User) -> None:
    data = posted(manager, "action_due")
    data |= {
        "marks_2_name": "three_days",
        "marks_2_when": "days",
        "marks_2_value": "3",
        "marks_2_to": "owner, manager",
        "marks_0_name": "",
        "marks_0_when": "",
        "marks_0_value": "",
        "marks_0_time": "",
        "marks_0_to": "",
    }
    answer = factories.login(manager).post("/catalogue/clocks/action_due/edit/", data)
    assert answer.status_code == 302, answer.context["form"].errors
    policy = ClockPolicy.objects.get(code="action_due")
    assert policy.version == 2
    assert policy.marks == [
        {"name": "day_before", "to": ["owner"], "days": -1, "time": "09:00"},
        {"name": "three_days", "to": ["owner", "manager"], "days": -3},
    ]


def test_nonsense_stands_at_its_field(manager: User) -> None:
    data = posted(manager, "notify")
    data |= {
        "marks_0_when": "percent",
        "marks_0_value": "120",
        "marks_0_to": "king",
        "repeat_every_s": "0",
        "repeat_grade_I": "0 s",
    }
    answer = factories.login(manager).post("/catalogue/clocks/notify/edit/", data)
    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert errors["marks_0_value"] == ["A mark before the limit lies at 100 % at most."]
    assert errors["marks_0_to"] == ["There is no role “king”."]
    assert errors["repeat_every_s"] == ["At least 60."]
    assert errors["repeat_grade_I"] == ["At least 60."]


def test_two_who_edit_at_once_see_both_versions(manager: User) -> None:
    data = posted(manager, "assess")
    policy = ClockPolicy.objects.get(code="assess")
    change_policy(policy, by=manager, at=NOON, read_version=1, name_en="Assess at once")
    data["name_en"] = "Assess soon"
    answer = factories.login(manager).post("/catalogue/clocks/assess/edit/", data)
    assert answer.status_code == 409
    assert "Assess at once" in answer.content.decode()


def test_only_those_who_may_edit_do(alice: User) -> None:
    assert factories.login(alice).get("/catalogue/clocks/").status_code == 200
    assert factories.login(alice).get("/catalogue/clocks/assess/edit/").status_code == 403
