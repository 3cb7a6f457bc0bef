"""The ladder of escalation: who is told when, who stops it, and what comes after two rounds."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Person
from followup.models import Clock, Notification
from incidents.models import EscalationStep, Incident
from incidents.services import escalation_answers, escalation_rungs, role_holding
from incidents.services.escalation import run_due
from incidents.services.escalation_answers import acknowledge_level
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock, person, the

pytestmark = pytest.mark.django_db


def minute(time: str, seconds: int = 0):
    return clock(time) + timedelta(seconds=seconds)


def told(incident: Incident, *, since: int = 0) -> list[str]:
    """ "1.0 dan": round, level and code of everybody told, in the order of telling."""
    rows = incident.escalation.filter(state__in=["told", "acknowledged"], told_at__isnull=False)
    rows = rows.exclude(level=escalation_rungs.END).order_by("told_at", "level", "part", "id")
    return [f"{one.loop}.{one.level} {one.person.code}" for one in rows[since:] if one.person]


def test_grade_one_starts_three_levels_at_once_and_the_top_two_minutes_later():
    incident = world.declared()
    assert told(incident) == ["1.0 dan", "1.1 iris", "1.1 bela", "1.2 celia"]
    assert run_due(minute("10:05", 59)) == 0
    assert run_due(clock("10:06")) == 1
    assert told(incident, since=4) == ["1.3 celia"]


@pytest.mark.slow
def test_grade_two_starts_two_levels_and_waits_five_minutes():
    incident = world.declared(systems=[(world.csm(), "partial")], regions=["North"])
    assert incident.provisional_grade.code == "II"
    assert told(incident) == ["1.0 dan", "1.1 iris", "1.1 bela"]
    run_due(minute("10:08", 59))
    assert len(told(incident)) == 3
    run_due(clock("10:09"))
    assert told(incident, since=3) == ["1.2 ciro"]
    run_due(clock("10:14"))
    assert told(incident, since=4) == ["1.3 celia"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("importance", "grade", "wait"), [("important", "III", 10), ("general", "IV", 15)]
)
def test_minor_grades_begin_with_duty_alone(importance, grade, wait):
    one = world.system("other", importance)
    incident = world.declared(systems=[(one, "full")], regions=[])
    assert incident.provisional_grade.code == grade
    assert told(incident) == ["1.0 dan"]
    run_due(clock("10:04") + timedelta(minutes=wait))
    assert told(incident, since=1) == ["1.1 iris", "1.1 bela"]


def test_alternates_are_told_after_half_the_wait():
    world.people()
    world.hold("duty-engineer", factories.person("second", user=factories.user("second")), 2)
    incident = world.declared()
    assert told(incident)[0] == "1.0 dan"
    run_due(minute("10:04", 59))
    assert "1.0 second" not in told(incident)
    run_due(clock("10:05"))
    assert "1.0 second" in told(incident)


def test_an_answer_stops_its_own_level_only():
    world.people()
    world.hold("duty-engineer", factories.person("second", user=factories.user("second")), 2)
    incident = world.declared()
    acknowledge_level(incident, by=the("dan"), at=minute("10:04", 20))
    run_due(clock("10:06"))
    assert "1.0 second" not in told(incident)
    assert "1.3 celia" in told(incident)
    assert escalation_answers.answered_levels(Incident.objects.get(pk=incident.pk)) == {0}


def test_absent_and_inactive_people_are_skipped_and_the_next_is_told_at_once():
    world.people()
    Person.objects.filter(code="dan").update(away_from="2026-03-01", away_until="2026-03-02")
    world.hold("duty-engineer", factories.person("second", user=factories.user("second")), 2)
    Person.objects.filter(code="iris").update(is_active=False)
    incident = world.declared()
    assert told(incident) == ["1.0 second", "1.1 bela", "1.2 celia"]
    skipped = incident.timeline.filter(type="escalation_skipped").order_by("seq")
    assert [(one.payload["name"], one.payload["why"]) for one in skipped] == [
        (str(person("dan")), "away"), (str(person("iris")), "inactive"),
    ]  # fmt: skip


@pytest.mark.slow
def test_an_absence_ends_with_its_last_day_where_the_person_is():
    """The night of the second of March in Shanghai is still the second in New York."""
    world.people()
    dan = the("dan")
    dan.timezone = "America/New_York"
    dan.save(update_fields=["timezone"])
    Person.objects.filter(code="dan").update(away_from="2026-03-01", away_until="2026-03-01")
    incident = world.declared()
    assert "1.0 dan" not in told(incident)


def test_reached_by_phone_answers_the_level():
    incident = world.declared()
    contact = incident.contacts.get(person=person("iris"))
    from incidents.services.contacts import log_attempt

    log_attempt(contact, result="reached", by=the("dan"), at=clock("10:05"))
    assert escalation_answers.answered_levels(Incident.objects.get(pk=incident.pk)) == {1}
    assert incident.escalation.get(loop=1, person=person("iris")).acknowledged_by == the("dan")


def test_the_decision_level_meets_its_clock():
    incident = world.responding("I")
    acknowledge_level(incident, by=the("celia"), at=clock("10:09"))
    row = Incident.objects.get(pk=incident.pk)
    assert row.level_acknowledged_at == clock("10:09")
    clock_row = Clock.objects.get(kind="decision_response", subject_code=row.number)
    assert (clock_row.state, clock_row.met_at) == ("met_late", clock("10:09"))


@pytest.mark.slow
def test_a_named_deputy_answers_for_the_level():
    world.people()
    deputy = factories.person("stand-in", user=factories.user("standin"))
    Person.objects.filter(code="celia").update(deputy=deputy)
    incident = world.responding("I")
    acknowledge_level(incident, by=deputy.user, at=clock("10:09"))
    assert Incident.objects.get(pk=incident.pk).level_acknowledged_at == clock("10:09")


def test_who_is_on_no_level_answers_for_none():
    incident = world.declared()
    with pytest.raises(PermissionDenied):
        acknowledge_level(incident, by=the("rita"), at=clock("10:05"))


def test_after_two_rounds_the_list_is_red_and_administrators_hear_of_it():
    admin = factories.user("root", "administrator")
    incident = world.declared()
    for at in range(1, 20):
        run_due(clock("10:04") + timedelta(minutes=at))
    assert [one.type for one in incident.timeline.filter(type="ladder_exhausted")] == [
        "ladder_exhausted"
    ]
    assert {one.state for one in incident.contacts.all()} == {"exhausted"}
    assert Notification.objects.filter(kind="incident.unreachable", user=admin).exists()
    loops = incident.escalation.exclude(level=escalation_rungs.END).values_list("loop", flat=True)
    assert max(loops) == 2
    assert not EscalationStep.objects.filter(incident=incident, state="waiting").exists()


def test_one_message_for_a_person_on_several_levels():
    world.people()
    Person.objects.filter(code="dan").update(is_active=True)
    world.hold("it-lead", person("dan"), 0)
    world.hold("ceo-coo", person("dan"), 0)
    incident = world.declared()
    rows = Notification.objects.filter(
        subject_code=incident.number, person=person("dan"), channel="email"
    )
    assert [(one.kind, sorted(one.roles)) for one in rows] == [
        ("incident.escalation", ["decision_level", "duty", "leads"])
    ]


def test_a_worse_grade_starts_anew_and_tells_those_who_knew_once():
    one = world.system("other", "important")
    world.process("others", one, rto_s=14400)
    incident = world.responding("III", systems=[(one, "full")], regions=["North"])
    before = set(told(incident))
    assert before == {"1.0 dan"}
    from incidents.services import incidents as verbs

    verbs.raise_grade(
        incident, grade=world.grade("I"), reason="Worse", by=the("carl"), at=clock("10:20")
    )
    row = Incident.objects.get(pk=incident.pk)
    assert row.ladder["generation"] == 2
    mine = Notification.objects.filter(
        subject_code=row.number, person=person("dan"), channel="email", created_at=clock("10:20")
    )
    assert [one.kind for one in mine] == ["incident.escalated"]
    fresh = row.escalation.filter(generation=2, state="told", told_at=clock("10:20"))
    assert {one.person.code for one in fresh} == {"iris", "bela", "celia"}


@pytest.mark.slow
def test_the_same_grade_confirmed_starts_nothing_again():
    incident = world.responding("I")
    assert incident.ladder["generation"] == 1
    assert Notification.objects.filter(kind="incident.escalated").count() == 0


@pytest.mark.slow
def test_restoration_stops_the_ladder():
    incident = world.responding("I")
    from incidents.services import incidents as verbs

    verbs.restore(incident, by=the("carl"), at=clock("10:30"))
    assert not incident.escalation.filter(state="waiting").exists()
    assert run_due(clock("11:30")) == 0


@pytest.mark.slow
def test_logins_on_duty_stand_for_a_role_nobody_holds():
    world.people()
    from plans.models import RoleHolder

    RoleHolder.objects.filter(role__code="duty-engineer").delete()
    incident = world.declared()
    rows = Notification.objects.filter(
        kind="incident.escalation", subject_code=incident.number, channel="email"
    )
    assert {"dan", "iris"} <= {one.user.username for one in rows if one.user}
    acknowledge = rows.get(user=the("dan"))
    from followup.services.acknowledgement import acknowledge as by_link
    from followup.services.acknowledgement import token_of

    by_link(token_of(acknowledge.pk, at=clock("10:05"), lives_s=3600), at=clock("10:05"))
    assert 0 in escalation_answers.answered_levels(Incident.objects.get(pk=incident.pk))


def test_a_link_answers_the_level_and_opening_it_does_not():
    from followup.services.acknowledgement import acknowledge, read, token_of

    incident = world.declared()
    message = Notification.objects.get(
        kind="incident.escalation", person=person("celia"), channel="email"
    )
    token = token_of(message.pk, at=clock("10:04"), lives_s=3600)
    read(token, at=clock("10:05"))
    assert Incident.objects.get(pk=incident.pk).level_acknowledged_at is None
    acknowledge(token, at=clock("10:05"))
    assert Incident.objects.get(pk=incident.pk).level_acknowledged_at == clock("10:05")


@pytest.mark.slow
def test_who_leaves_is_released_and_the_question_who_commands_comes_at_once():
    incident = world.responding("I")
    from accounts.services.users import deactivate_user
    from followup.services.ticking import tick

    admin = factories.user("root", "administrator")
    deactivate_user(the("carl"), successor=the("mia"), by=admin, at=clock("10:20"))
    assert role_holding.commander_of(incident) is None
    tick(clock("10:20"))
    entry = incident.timeline.filter(type="clock_breached", payload__clock="in_command").get()
    assert entry.at == clock("10:20")
