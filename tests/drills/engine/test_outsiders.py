"""A drill reaches nobody outside of it, whatever is tried (E25, DRL-7)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from drills.models import Drill
from drills.services import drills as verbs
from followup import exercises
from followup.models import Channel, Notification
from followup.registry import Recipient, load_subjects
from followup.services.gathering import gather
from followup.services.outbox import Message, notify
from followup.services.secrets import seal
from followup.services.ticking import tick
from incidents.models import Incident
from incidents.services import incidents
from incidents.services.escalation import run_due
from tests.drills import world
from tests.drills.world import clock, person, the

pytestmark = pytest.mark.django_db

INSIDE = {"cora", "eva", "carl", "iris", "olga"}


def names() -> set[str]:
    """Who got anything that is marked as a drill."""
    rows = Notification.objects.filter(exercise=True)
    return set(rows.values_list("user__username", flat=True))


def recipient(name: str) -> Recipient:
    return Recipient(person=person(name), user=the(name))


@pytest.fixture
def drill() -> Drill:
    return world.running_drill("functional")


def test_its_audience_is_who_takes_part_leads_or_is_told_besides(drill: Drill) -> None:
    keys = {f"p{person(name).pk}" for name in INSIDE}
    assert {one for one in exercises.audience(drill.code) if one.startswith("p")} == keys
    drill.whitelist.add(person("celia"))
    assert recipient("celia").key in exercises.audience(drill.code)
    assert exercises.audience("DRL-1999-0001") == frozenset()


@pytest.mark.slow
def test_who_planned_it_is_told_until_it_begins() -> None:
    row = world.ready_drill("functional")
    assert recipient("mia").key in exercises.audience(row.code)
    verbs.start(row, by=the("cora"), at=clock("10:00"))
    assert recipient("mia").key not in exercises.audience(row.code)


def test_a_message_to_an_outsider_is_not_even_written(drill: Drill) -> None:
    Notification.objects.all().delete()
    subject = load_subjects([("drill", drill.code)])["drill", drill.code]
    for about in (subject, replace(subject, kind="", code="")):
        message = Message(
            kind="drill.inject",
            recipients={recipient(one): ("player",) for one in ("carl", "dan", "celia", "charlie")},
            subject=about,
        )
        notify(message, at=clock("10:05"))
    notify(
        replace(message, recipients={Recipient(user=the("dan")): ("player",)}), at=clock("10:06")
    )
    assert names() == {"carl"}


def test_escalation_stays_inside(drill: Drill) -> None:
    """Grade I asks the CEO, who takes no part; nobody of the ladder is told in earnest."""
    incident = Incident.objects.get(of_drill=drill)
    incidents.confirm_grade(
        incident, grade=world.incidents.grade("I"), by=the("cora"), at=clock("10:05")
    )
    run_due(clock("10:06"))
    for minutes in (20, 50):
        tick(at=clock(f"10:{minutes}"))
        run_due(clock(f"10:{minutes}"))
    assert names() <= INSIDE
    assert not incident.escalation.filter(person=person("celia"), state="told").exists()


def test_messages_to_the_world_stay_inside(drill: Drill) -> None:
    incident = Incident.objects.get(of_drill=drill)
    call: Any = {"by": the("cora"), "at": clock("10:10")}
    for audience in ("customers", "regulator", "media", "staff", "stores"):
        message = incidents.draft(
            incident, audience=audience, subject_en="We are down", body_en="Sorry", **call
        )
        message = incidents.submit_message(message, **call)
        if message.state == "waiting":
            message = incidents.approve_message(message, **call)
        sent = incidents.send_message(message, **call)
        assert sent.state == "sent"
    assert names() <= INSIDE
    assert not Notification.objects.filter(kind__startswith="incident_message", exercise=False)


@pytest.mark.slow
def test_no_group_gets_a_copy(drill: Drill) -> None:
    Channel.objects.create(
        code="wecom", name="WeCom", secret_url=seal("wecombot://x"), shown_url="wecombot://…",
        group_kinds=["*"], is_personal=False,
    )  # fmt: skip
    incident = Incident.objects.get(of_drill=drill)
    incidents.confirm_grade(
        incident, grade=world.incidents.grade("I"), by=the("cora"), at=clock("10:05")
    )
    tick(at=clock("10:50"))
    assert not Notification.objects.filter(channel="wecom").exists()


def test_the_sender_asks_again_right_before_it_leaves(drill: Drill) -> None:
    """Olga no longer takes part when the messages leave; what waits for her stays."""
    drill.participants.filter(person=person("olga")).delete()
    Drill.objects.filter(pk=drill.pk).update(lead_evaluator=None)
    mails = Notification.objects.filter(channel="email", exercise=True)
    mails.update(held_in_quiet_hours=False)
    waiting = mails.filter(person=person("olga"), state="pending")
    assert waiting.exists()
    gather(at=clock("10:30"))
    rows = mails.filter(person=person("olga")).values_list("state", "reason")
    assert set(rows) == {("suppressed", "outside_drill")}


@pytest.mark.slow
def test_before_it_starts_without_notice_only_those_who_lead_it_know() -> None:
    row = world.ready_drill("functional", no_notice=True)
    assert names() <= {"cora", "eva"}
    keys = {one for one in exercises.audience(row.code) if one.startswith("p")}
    assert keys == {f"p{person(name).pk}" for name in ("cora", "eva")}
    verbs.start(row, by=the("cora"), at=clock("10:00"))
    assert "carl" in names()
