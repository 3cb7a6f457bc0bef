"""The pages of the programme: what they show, to whom, and in how many queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from drills.models import Drill, DrillScenario, DrillSettings, DrillSlot, FreezeWindow, Participant
from drills.services.programme import keep
from drills.services.proposals import proposal_for
from followup.registry import calendar_sources
from tests import factories
from tests.drills.programme.held import at, drill, manager, policy, somebody

pytestmark = pytest.mark.django_db
YEAR = "/drills/calendar/?year=2026"


@pytest.fixture(autouse=True)
def _policies(db: None) -> None:
    factories.clock_policies()


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_the_year_shows_what_was_required_and_what_was_done() -> None:
    policy("Quarterly")
    drill("2026-02-10", title="Power cut")
    keep(at("2026-02-11"))
    page = text(factories.login(manager()), YEAR)
    assert "Quarterly" in page
    assert "Power cut" in page
    assert page.count('class="slot-chip tone-ok slot-met"') == 1


def test_a_drill_without_notice_is_nowhere_before_it_starts() -> None:
    policy("Quarterly")
    slot = DrillSlot.objects.order_by("period_start").first()
    row = drill("2026-02-10", title="Surprise", slot=slot, no_notice=True, status="ready")
    Drill.objects.filter(pk=row.pk).update(started_at=None, ended_at=None)
    player = factories.user("pia", "process_owner")
    factories.person("pia", user=player)
    Participant.objects.create(drill=row, person=player.person, role="player")
    seen, secret = text(factories.login(manager()), YEAR), text(factories.login(player), YEAR)
    assert ("Surprise" in seen, "slot-planned" in seen) == (True, True)
    assert ("Surprise" in secret, "slot-planned" in secret) == (False, False)
    source = calendar_sources()["drill"]
    march = {"since": date(2026, 2, 1), "until": date(2026, 3, 1), "personal": True}
    assert list(source.entries(player, **march)) == []  # type: ignore[arg-type]


def test_a_drill_without_notice_is_not_told_by_a_proposal_that_is_missing() -> None:
    now = timezone.now()  # as the API
    policy("Quarterly")
    keep(now)
    slot = DrillSlot.objects.order_by("-period_start")[0]
    before = slot.proposed_on
    row = drill(str(before), title="Surprise", slot=slot, no_notice=True, status="ready")
    Drill.objects.filter(pk=row.pk).update(started_at=None, ended_at=None)
    keep(now)
    slot.refresh_from_db()
    found = proposal_for(slot, at=now)
    assert (slot.proposed_on, found.day, "taken" in dict(found.passed).values()) == (
        before, before, False,
    )  # fmt: skip
    who = factories.user("pia", "process_owner")
    mine = _proposed(manager()), _proposed(who)
    assert [slot.code in one for one in mine] == [False, True]


def _proposed(user: User) -> set[str]:
    answer = factories.login(user).get("/api/v1/drill-programme/proposals/")
    return {one["slot"] for one in answer.json()}


def test_the_feed_names_drills_and_the_last_day_of_open_slots() -> None:
    policy("Quarterly", owner=factories.person("mia", user=manager()))
    drill("2026-02-10", title="Power cut")
    days = {"since": date(2026, 1, 1), "until": date(2026, 4, 30), "personal": False}
    drills = list(calendar_sources()["drill"].entries(manager(), **days))  # type: ignore[arg-type]
    slots = list(
        calendar_sources()["drill_slot"].entries(manager(), **days | {"personal": True})  # type: ignore[arg-type]
    )
    assert [(one.title, one.is_done) for one in drills] == [("Drill: Power cut", True)]
    assert [(one.title, one.day) for one in slots] == [
        ("Drill required: Quarterly, 2026-Q1", date(2026, 3, 31))
    ]


@pytest.mark.parametrize("name", ["policy_create", "freeze_create"])
def test_readers_change_nothing(name: str) -> None:
    client = factories.login(somebody("charlie", "auditor"))
    assert client.get(reverse(f"drills:{name}")).status_code == 403


def test_a_policy_is_added_and_changed_on_its_page() -> None:
    client = factories.login(manager())
    form = {
        "name_en": "Monthly", "name_zh": "每月", "type": "functional", "period": "month",
        "min_count": "1", "scope": "org", "starts_on": "2026-01-01", "grace_days": "7",
        "is_active": "on", "rrule": "freq=monthly;bymonthday=31",
    }  # fmt: skip
    page = client.post(reverse("drills:policy_create"), form)
    assert page.status_code == 302
    shown = text(client, page["Location"])
    assert "FREQ=MONTHLY;BYMONTHDAY=31" in shown
    edit = f"{page['Location']}edit/"
    bad = client.post(edit, form | {"rrule": "FREQ=HOURLY", "version": "1"})
    assert (bad.status_code, "daily, weekly, monthly or yearly" in bad.content.decode()) == (
        422, True,
    )  # fmt: skip
    stale = client.post(edit, form | {"version": "7"})
    assert stale.status_code == 409


def test_freezes_come_and_go_and_keep_their_order() -> None:
    client = factories.login(manager())
    form = {
        "name_en": "Sale",
        "name_zh": "促销",
        "starts_on": "2026-11-01",
        "ends_on": "2026-10-01",
    }
    late = client.post(reverse("drills:freeze_create"), form)
    assert (late.status_code, "lies before the first" in late.content.decode()) == (422, True)
    client.post(reverse("drills:freeze_create"), form | {"ends_on": "2026-11-12"})
    row = FreezeWindow.objects.get()
    assert "Sale" in text(client, reverse("drills:freeze_list"))
    client.post(reverse("drills:freeze_delete", args=[row.pk]), {"version": row.version})
    assert not FreezeWindow.objects.exists()


def test_a_slot_says_its_day_and_is_waived_with_a_reason() -> None:
    policy("Quarterly")
    slot = DrillSlot.objects.order_by("-period_start").first()
    assert slot is not None
    client = factories.login(manager())
    waiver = reverse("drills:slot_waiver", args=[slot.code])
    assert client.post(waiver, {"version": slot.version}).status_code == 422
    answer = client.post(waiver, {"reason": "Moving house", "version": slot.version})
    assert answer.status_code == 302
    assert "Moving house" in text(client, slot.get_absolute_url())


def test_rules_are_changed_by_who_may_and_checked() -> None:
    row = DrillSettings.current()
    client = factories.login(manager())
    page = client.get(reverse("drills:settings"))
    fields = ((one.html_name, one.value()) for one in page.context["form"])
    form: dict[str, Any] = {name: value for name, value in fields if value is not None}
    form |= {"start_early_s": "24 h", "ask_after_s": "2 h", "pause_after_s": "12 h"}
    form |= {"hot_wash_s": "48 h", "low_season_from": "3-1"}
    assert client.post(reverse("drills:settings"), form).status_code == 302
    row.refresh_from_db()
    assert row.low_season_from == "03-01"
    form |= {"version": str(row.version), "handled_percent": "101", "pause_after_s": "1 h"}
    bad = client.post(reverse("drills:settings"), form)
    assert bad.status_code == 422
    assert set(bad.context["form"].errors) == {"handled_percent", "pause_after_s"}


def test_the_matrix_shows_age_and_what_to_drill_next() -> None:
    rescue = factories.process("rescue", name="Road rescue")
    factories.process("stock", name="Stock")
    drill("2026-02-10", processes=[rescue], score="80.00")
    DrillScenario.objects.create(code="power", name_en="Power cut", hazard="power")
    page = text(factories.login(manager()), reverse("drills:matrix"))
    assert "Power cut" in page
    assert "Never drilled" in page
    assert "DRL-T-0001" in page


def test_queries_do_not_grow_with_drills(django_assert_max_num_queries: Any) -> None:
    policy("Quarterly")
    policy("Monthly", type="functional", period="month", satisfied_by=["full"])
    client = factories.login(manager())
    for number in range(6):
        drill(f"2026-0{number + 1}-10", type="functional", processes=[_process(number)])
        if number in (1, 5):
            keep(at("2026-08-11"))
            for address in (YEAR, reverse("drills:matrix")):
                with django_assert_max_num_queries(15):
                    client.get(address)


def _process(number: int) -> Any:
    return factories.process(f"p{number}")
