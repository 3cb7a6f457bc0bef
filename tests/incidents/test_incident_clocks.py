"""Clocks K1–K13 of an incident: when they start, warn, breach and stop, and what follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from followup.models import Clock, Notification
from followup.services.ticking import tick
from incidents.models import Incident
from incidents.services import clocks, presence, roles
from incidents.services import incidents as verbs
from incidents.services.contacts import log_attempt
from incidents.services.escalation_answers import acknowledge_level
from tests.drills.world import staffed_drill
from tests.incidents import world
from tests.incidents.world import clock, person, the

pytestmark = pytest.mark.django_db


def of(incident: Incident, kind: str) -> Clock:
    return Clock.objects.filter(kind=kind, subject_code__startswith=incident.number).latest("pk")


def entries(incident: Incident, type: str) -> list[str]:
    rows = incident.timeline.filter(type=type).order_by("seq")
    return [f"{one.payload['number']} {one.payload['mark']}" for one in rows]


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind, channel="email", person__isnull=False)
    return set(rows.values_list("person__code", flat=True))


def test_deadlines_of_the_source_s_own_example():
    incident = world.declared()
    due = {
        kind: of(incident, kind).due_at for kind in ("notify", "assess", "impact_rto", "impact_mtd")
    }
    assert due == {
        "notify": clock("10:09"), "assess": clock("10:19"),
        "impact_rto": clock("10:15"), "impact_mtd": clock("11:00"),
    }  # fmt: skip
    verbs.acknowledge(incident, by=the("carl"), at=clock("10:05"))
    verbs.confirm_grade(incident, grade=world.grade("I"), by=the("carl"), at=clock("10:07"))
    assert of(incident, "decision_response").due_at == clock("10:07")
    assert of(incident, "situation_report").due_at == clock("10:22")
    assert of(incident, "assess").met_at == clock("10:07")


def test_every_mark_becomes_an_entry_that_live_pages_see():
    incident = world.declared()
    before = Incident.objects.get(pk=incident.pk).seq
    for time in ("10:07", "10:09", "10:15"):
        tick(clock(time))
    assert entries(incident, "clock_warned") == ["K1 minute_3", "K5 half", "K2 minute_10"]
    assert entries(incident, "clock_breached") == ["K1 due", "K5 due"]
    assert Incident.objects.get(pk=incident.pk).seq > before


def test_all_required_contacts_reached_meet_k1():
    incident = world.declared()
    for name in ("iris", "bela", "carl"):
        contact = incident.contacts.get(person=person(name))
        log_attempt(contact, result="reached", by=the("dan"), at=clock("10:08"))
    assert (of(incident, "notify").state, of(incident, "notify").met_at) == ("met", clock("10:08"))


@pytest.mark.slow
def test_k1_breach_asks_the_next_alternates():
    world.people()
    from tests import factories

    world.hold("it-lead", factories.person("deputy-it", user=factories.user("deputyit")), 2)
    world.declared()
    tick(clock("10:09"))
    assert "deputy-it" in told("clock.notify")


def test_the_breach_of_k2_puts_the_suggestion_into_effect():
    incident = world.declared()
    tick(clock("10:19"))
    row = Incident.objects.get(pk=incident.pk)
    assert (row.grade, row.grade_effective_at) == (None, clock("10:19"))
    k3 = of(incident, "decision_response")
    assert (k3.anchor_at, k3.grade) == (clock("10:19"), "I")


@pytest.mark.slow
def test_k3_of_another_grade_is_superseded_with_its_own_outcome():
    """IV to I at minute 50: K3 of grade I starts there (E10)."""
    one = world.system("other", "general")
    world.process("others", one, rto_s=86400)
    incident = world.responding(
        "IV", systems=[(one, "full")], regions=[], at=clock("10:04"), graded_at=clock("10:07")
    )
    verbs.raise_grade(
        incident, grade=world.grade("I"), reason="Worse", by=the("carl"), at=clock("10:54")
    )
    rows = Clock.objects.filter(kind="decision_response", subject_code=incident.number)
    assert [(one.grade, one.state, one.anchor_at) for one in rows.order_by("generation")] == [
        ("IV", "superseded", clock("10:07")), ("I", "running", clock("10:54")),
    ]  # fmt: skip


def test_a_level_that_answered_before_the_grade_was_confirmed_is_not_asked_again():
    incident = world.assessing()
    acknowledge_level(incident, by=the("celia"), at=clock("10:06"))
    verbs.confirm_grade(incident, grade=world.grade("I"), by=the("carl"), at=clock("10:07"))
    row = Incident.objects.get(pk=incident.pk)
    assert row.level_acknowledged_at == clock("10:07")
    assert of(incident, "decision_response").state == "met"


def test_the_breach_of_the_rto_refreshes_the_suggestion_and_tells_the_owner():
    incident = world.declared()
    tick(clock("10:15"))
    assert {"olga", "mia"} <= told("clock.impact_rto")
    assert entries(incident, "clock_breached")[-1] == "K5 due"


@pytest.mark.slow
def test_mtd_at_three_quarters_tells_the_executives():
    world.declared()
    tick(clock("10:45"))
    assert "celia" in told("clock.impact_mtd")


def test_an_outage_found_late_is_one_message_and_no_storm():
    """It began at 02:10 and was found at 10:00: RTO and MTD are past already (E1)."""
    incident = world.declared(occurred_at=clock("02:10"), detected_at=clock("10:00"))
    assert of(incident, "notify").due_at == clock("10:09")
    assert of(incident, "impact_mtd").state == "breached_running"
    assert entries(incident, "clock_breached") == ["K5 due", "K6 due"]
    tick(clock("10:04"))
    mails = Notification.objects.filter(subject_code__startswith=incident.number, channel="email")
    per_person = sorted(mails.values_list("person__code", flat=True))
    assert per_person == sorted(set(per_person))
    olga = mails.get(person=person("olga"))
    assert olga.kind == "incident.declared"
    assert olga.params["past"]["en"] == (
        "Already past: RTO of Road rescue by 7 h 39 min, MTD of Road rescue by 6 h 54 min."
    )
    assert "celia" in set(per_person)


@pytest.mark.slow
def test_reports_slots_follow_the_submission():
    incident = world.responding("I")
    clocks.meet_report(incident, at=clock("10:25"), by=the("carl"))
    clocks.start_report(incident, due=clock("10:55"), anchor=clock("10:25"), at=clock("10:25"))
    rows = Clock.objects.filter(kind="situation_report").order_by("generation")
    assert [(one.state, one.due_at) for one in rows] == [
        ("met_late", clock("10:22")), ("running", clock("10:55")),
    ]  # fmt: skip


@pytest.mark.slow
def test_the_expected_recovery_that_passes_asks_the_commander_once():
    incident = world.responding("I")
    incident.expected_recovery_at = clock("10:40")
    incident.save(update_fields=["expected_recovery_at"])
    clocks.start_etr(incident, at=clock("10:20"))
    tick(clock("10:40"))
    tick(clock("11:40"))
    assert told("clock.etr_passed") == {"carl"}
    assert entries(incident, "clock_breached").count("K12 due") == 1


def test_k13_follows_the_commander_at_most_every_five_minutes():
    incident = world.responding("I")
    first = of(incident, "in_command").anchor_at
    Incident.objects.filter(pk=incident.pk).update(commander_seen_at=first + timedelta(minutes=4))
    assert presence.follow_commanders(first + timedelta(minutes=4)) == 0
    Incident.objects.filter(pk=incident.pk).update(commander_seen_at=first + timedelta(minutes=5))
    assert presence.follow_commanders(first + timedelta(minutes=5)) == 1
    assert of(incident, "in_command").anchor_at == first + timedelta(minutes=5)


@pytest.mark.slow
def test_a_silent_commander_is_asked_then_the_deputy_then_the_level():
    incident = world.responding("I")
    roles.assign(incident, role="deputy", person=person("iris"), by=the("carl"), at=clock("10:08"))
    presence.follow_commanders(clock("10:20"))
    due = of(incident, "in_command").due_at
    tick(due)
    assert told("clock.in_command") == {"carl", "iris"}
    tick(due + timedelta(minutes=10))
    assert "celia" in told("clock.in_command")


@pytest.mark.slow
def test_minor_grades_ask_nobody_whether_they_command():
    one = world.system("other", "important")
    world.process("others", one, rto_s=14400)
    incident = world.responding("III", systems=[(one, "full")], regions=["North"])
    assert not Clock.objects.filter(kind="in_command", subject_code=incident.number).exists()


def test_verification_and_review_have_their_clocks():
    incident = world.responding("I")
    verbs.restore(incident, by=the("carl"), at=clock("10:58"))
    assert of(incident, "verify_recovery").due_at == clock("11:58")
    assert of(incident, "impact_rto").state == "met_late"


@pytest.mark.slow
def test_standing_down_leaves_no_clock():
    one = world.system("other", "important")
    world.process("others", one, rto_s=14400)
    incident = world.responding("III", systems=[(one, "full")], regions=["North"])
    verbs.cancel(incident, reason="False alarm", by=the("carl"), at=clock("10:10"))
    live = Clock.objects.live().filter(subject_code__startswith=incident.number)
    assert list(live.values_list("kind", flat=True)) == []


def test_seven_minutes_without_a_ticker_are_on_the_timeline():
    """Only the most severe mark fires, and the entry says why it comes late (CLK-4, E8)."""
    incident = world.declared()
    tick(clock("10:04"))
    tick(clock("10:11"))
    entry = incident.timeline.get(type="clock_breached", payload__clock="notify")
    assert entry.payload["outage_en"] == "timing service interrupted for 7 min"
    assert entry.payload["outage_zh"] == "计时服务中断 7 分钟"
    assert entries(incident, "clock_warned").count("K1 minute_3") == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("zone", "began"),
    [
        ("America/New_York", datetime(2026, 11, 1, 4, 50, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 3, 28, 0, 30, tzinfo=UTC)),
    ],
)
def test_the_change_of_the_clocks_moves_no_deadline(zone, began):
    """An hour is an hour, whatever the wall says (E4)."""
    from accounts.models import Organisation

    organisation = Organisation.current()
    organisation.timezone = zone
    organisation.save()
    incident = world.declared(at=began + timedelta(minutes=4), occurred_at=began)
    assert incident.timezone == zone
    assert of(incident, "impact_mtd").due_at - began == timedelta(hours=1)
    tick(began + timedelta(minutes=59))
    assert of(incident, "impact_mtd").breached_at is None
    tick(began + timedelta(minutes=60))
    assert of(incident, "impact_mtd").breached_at == began + timedelta(minutes=60)


@pytest.mark.slow
def test_a_drill_starts_the_same_clocks_and_says_so():
    incident = world.declared(mode="drill", drill_code=staffed_drill().code)
    rows = Clock.objects.filter(subject_code__startswith=incident.number)
    assert set(rows.values_list("exercise", flat=True)) == {True}
    assert set(
        Notification.objects.filter(subject_code=incident.number).values_list("exercise", flat=True)
    ) == {True}
