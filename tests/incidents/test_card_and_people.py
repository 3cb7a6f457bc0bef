"""The card as it is worked off, the call list, the roles: the rules behind the pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Person
from followup.models import Clock, Notification
from incidents.models import CheckRun, Incident, RoleAssignment
from incidents.services import addressing, breaking_glass, card, contacts, role_holding, roles
from incidents.services import incidents as verbs
from lib.errors import GuardsUnmet, Refused
from plans.models import RoleHolder
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock, person, the

pytestmark = pytest.mark.django_db


def boxes(incident: Incident, key: str) -> list[CheckRun]:
    step = card.current_step(incident, key)
    return list(step.checks.all())


def tick_all(incident: Incident, key: str, at, **call):
    for box in boxes(incident, key):
        card.tick(box, state="done", by=the("dan"), at=at, **call)


# The card


def test_without_a_plan_the_shipped_card_is_frozen():
    incident = world.declared()
    found = [(one.number, one.key, one.state, one.due_at) for one in incident.steps.all()]
    assert found == [
        (1, "notify", "open", clock("10:09")),
        (2, "assess", "open", clock("10:19")),
        (3, "handle", "waiting", None),
        (4, "verify", "waiting", None),
        (5, "review", "waiting", None),
    ]


def test_ticking_twice_is_one_deed():
    incident = world.declared()
    box = boxes(incident, "notify")[0]
    for _again in range(2):
        card.tick(box, state="done", by=the("dan"), at=clock("10:06"))
    assert incident.timeline.filter(type="check_done").count() == 1


def test_a_step_is_done_at_its_last_box_however_late_it_is_entered():
    """Ticked on paper at 10:18, entered at 11:00: in time, entered 42 minutes later (E34)."""
    incident = world.declared()
    tick_all(incident, "assess", clock("10:18"), recorded_at=clock("11:00"))
    step = card.current_step(incident, "assess")
    assert (step.state, step.done_at, step.late_s) == ("done", clock("10:18"), 0)
    assert step.done_recorded_at == clock("11:00")


def test_a_box_left_out_says_why():
    incident = world.declared()
    with pytest.raises(Refused):
        card.tick(boxes(incident, "assess")[0], state="na", by=the("dan"), at=clock("10:06"))


@pytest.mark.slow
def test_unticking_opens_the_step_again():
    incident = world.responding("I")
    tick_all(incident, "handle", clock("10:20"))
    card.tick(boxes(incident, "handle")[0], state="todo", by=the("dan"), at=clock("10:21"))
    assert card.current_step(incident, "handle").state == "open"


@pytest.mark.slow
def test_verification_that_fails_is_a_second_attempt_with_its_own_limit():
    incident = world.responding("I")
    verbs.restore(incident, by=the("carl"), at=clock("10:40"))
    verbs.fail_verification(
        incident, check=boxes(incident, "verify")[0], impacts=list(incident.impacts.all()),
        reason="No calls arrive", by=the("carl"), at=clock("10:50"),
    )  # fmt: skip
    verbs.restore(incident, by=the("carl"), at=clock("11:30"))
    runs = incident.steps.filter(key="verify").order_by("attempt")
    assert [(one.attempt, one.state, one.due_at) for one in runs] == [
        (1, "failed", clock("11:40")), (2, "open", clock("12:30")),
    ]  # fmt: skip


def test_all_required_checks_meet_k8():
    incident = world.responding("I")
    verbs.restore(incident, by=the("carl"), at=clock("10:58"))
    tick_all(incident, "verify", clock("11:40"))
    row = Clock.objects.get(kind="verify_recovery", subject_code=incident.number)
    assert (row.state, row.met_at) == ("met", clock("11:40"))


@pytest.mark.slow
def test_boxes_are_ticked_by_who_responds():
    incident = world.declared()
    with pytest.raises(PermissionDenied):
        card.tick(boxes(incident, "notify")[0], state="done", by=the("charlie"), at=clock("10:06"))


# The call list


def test_the_commander_is_required_for_the_grave_grades_only():
    grave = world.declared()
    assert list(grave.contacts.filter(required=True).values_list("person__code", flat=True)) == [
        "iris", "bela", "carl",
    ]  # fmt: skip
    other = world.system("other", "general")
    minor = world.declared(systems=[(other, "full")], regions=[])
    assert list(minor.contacts.filter(required=True).values_list("person__code", flat=True)) == [
        "iris", "bela",
    ]  # fmt: skip


@pytest.mark.slow
def test_alternates_follow_in_order_and_are_let_off_once_somebody_answers():
    world.people()
    world.hold("it-lead", factories.person("second", user=factories.user("second")), 2)
    incident = world.declared()
    rows = incident.contacts.filter(place="it-lead").order_by("position")
    assert [(one.number, one.person.code) for one in rows] == [("1", "iris"), ("1.1", "second")]
    contacts.log_attempt(rows[0], result="reached", by=the("dan"), at=clock("10:05"))
    assert [one.state for one in rows.all()] == ["reached", "stood_down"]


def test_a_place_tried_to_the_end_goes_red_and_no_longer_holds_k1():
    incident = world.declared()
    for name in ("iris", "bela", "carl"):
        contact = incident.contacts.get(person=person(name))
        contacts.log_attempt(contact, result="no_answer", by=the("dan"), at=clock("10:06"))
    states = incident.contacts.filter(required=True).values_list("state", flat=True)
    assert set(states) == {"exhausted"}
    assert incident.timeline.filter(type="unreachable").count() == 3
    assert Clock.objects.get(kind="notify", subject_code=incident.number).state == "met"


@pytest.mark.slow
def test_handed_on_means_the_other_one_is_called():
    incident = world.declared()
    contact = incident.contacts.get(person=person("iris"))
    with pytest.raises(Refused):
        contacts.log_attempt(contact, result="delegated", by=the("dan"), at=clock("10:05"))
    contacts.log_attempt(
        contact, result="delegated", delegated_to=person("ida"), by=the("dan"), at=clock("10:05")
    )
    heir = incident.contacts.get(place="it-lead", person=person("ida"))
    assert (heir.state, heir.required) == ("to_call", True)


def test_results_entered_later_count_when_they_happened():
    incident = world.declared()
    for name in ("iris", "bela", "carl"):
        contact = incident.contacts.get(person=person(name))
        contacts.log_attempt(
            contact, result="reached", by=the("dan"), at=clock("10:07"), recorded_at=clock("10:40")
        )
    row = Clock.objects.get(kind="notify", subject_code=incident.number)
    assert (row.state, row.met_at) == ("met", clock("10:07"))


@pytest.mark.slow
def test_a_role_that_nobody_holds_is_written_down():
    world.people()
    RoleHolder.objects.filter(role__code="business-lead").delete()
    incident = world.declared()
    entry = incident.timeline.get(type="contact_missing")
    assert entry.payload["place"] == "business-lead"


def test_who_left_is_skipped_and_the_card_warns(client):
    incident = world.declared()
    Person.objects.filter(code="bela").update(is_active=False)
    client.force_login(the("dan"))
    text = client.get(f"/incidents/{incident.number}/card/").content.decode()
    assert "No longer here, and still on the call list: Bela" in text


def test_a_worse_grade_brings_its_contacts():
    other = world.system("other", "important")
    world.process("others", other, rto_s=14400)
    incident = world.responding("III", systems=[(other, "full")], regions=["North"])
    carl = incident.contacts.get(person=person("carl"))
    assert carl.required is False
    verbs.raise_grade(
        incident, grade=world.grade("I"), reason="Worse", by=the("carl"), at=clock("10:20")
    )
    carl.refresh_from_db()
    assert carl.required is True


# Roles


def test_who_acknowledges_first_commands():
    incident = world.assessing()
    assert role_holding.commander_of(incident).person == person("carl")


def test_the_command_passes_with_a_note_and_the_new_one_confirms():
    incident = world.responding("I")
    with pytest.raises(Refused):
        roles.hand_over(incident, person=person("dan"), note=" ", by=the("carl"), at=clock("10:20"))
    given = roles.hand_over(
        incident, person=person("dan"), note="Restart runs.", by=the("carl"), at=clock("10:20")
    )
    assert (given.confirmed_at, given.person) == (None, person("dan"))
    k13 = Clock.objects.live().get(kind="in_command", subject_code=incident.number)
    assert k13.due_at == clock("10:30")
    old = RoleAssignment.objects.get(incident=incident, person=person("carl"), role="commander")
    assert (old.released_at, old.handover_note) == (clock("10:20"), "Restart runs.")
    roles.confirm_command(incident, by=the("dan"), at=clock("10:22"))
    k13 = Clock.objects.live().get(kind="in_command", subject_code=incident.number)
    assert k13.due_at == clock("11:22")


def test_the_message_of_the_hand_over_confirms_by_its_link():
    from followup.services.acknowledgement import acknowledge, token_of

    incident = world.responding("I")
    roles.hand_over(
        incident, person=person("dan"), note="Restart runs.", by=the("carl"), at=clock("10:20")
    )
    message = Notification.objects.get(kind="incident.handed_over", channel="email")
    acknowledge(token_of(message.pk, at=clock("10:20"), lives_s=3600), at=clock("10:25"))
    assert role_holding.commander_of(incident).confirmed_at == clock("10:25")


def test_anybody_takes_command_once_nobody_had_it_for_ten_minutes():
    incident = world.declared()
    with pytest.raises(GuardsUnmet):
        breaking_glass.break_glass(incident, by=the("otto"), at=clock("10:13"))
    given = breaking_glass.break_glass(incident, by=the("otto"), at=clock("10:14"))
    assert (given.person, given.break_glass) == (person("otto"), True)
    assert Notification.objects.filter(kind="incident.broken_glass", person=person("dan")).exists()


@pytest.mark.slow
def test_nobody_breaks_the_glass_while_somebody_commands():
    incident = world.responding("I")
    with pytest.raises(GuardsUnmet):
        breaking_glass.break_glass(incident, by=the("otto"), at=clock("11:30"))


def test_more_than_two_active_roles_are_written_down():
    incident = world.responding("I")
    for role in ("scribe", "technical_lead", "business_lead"):
        roles.assign(incident, role=role, person=person("dan"), by=the("carl"), at=clock("10:20"))
    loads = [
        one.payload.get("active_roles")
        for one in incident.timeline.filter(type="role_taken").order_by("seq")
    ]
    assert loads == [None, None, None, 3]


@pytest.mark.slow
def test_a_role_of_one_passes_on_and_the_same_again_changes_nothing():
    incident = world.responding("I")
    for name in ("dan", "iris", "iris"):
        roles.assign(
            incident, role="scribe", person=person(name), by=the("carl"), at=clock("10:20")
        )
    held = RoleAssignment.objects.filter(incident=incident, role="scribe")
    assert [(one.person.code, one.released_at is None) for one in held.order_by("pk")] == [
        ("dan", False), ("iris", True),
    ]  # fmt: skip


@pytest.mark.slow
def test_a_closed_login_ends_its_roles_and_asks_who_commands():
    incident = world.responding("I")
    from accounts.services.users import deactivate_user

    root = factories.user("root", "administrator")
    deactivate_user(the("carl"), successor=the("mia"), by=root, at=clock("10:20"))
    assert role_holding.commander_of(incident) is None
    k13 = Clock.objects.live().get(kind="in_command", subject_code=incident.number)
    assert k13.due_at == clock("10:20")


# What is told


def test_everybody_who_heard_of_it_hears_the_end_once():
    other = world.system("other", "important")
    world.process("others", other, rto_s=14400)
    incident = world.responding("III", systems=[(other, "full")], regions=["North"])
    heard = {one.key for one in addressing.everybody_told(incident)}
    verbs.cancel(incident, reason="False alarm", by=the("carl"), at=clock("10:10"))
    mails = Notification.objects.filter(kind="incident.all_clear.cancelled", channel="email")
    told = sorted(f"p{one.person_id}" for one in mails)
    assert told == sorted(heard - {f"p{person('carl').pk}"})


def test_the_all_clear_of_grade_four_waits_for_the_morning():
    other = world.system("other", "general")
    world.process("others", other, rto_s=86400)
    incident = world.responding("IV", systems=[(other, "full")], regions=[])
    verbs.cancel(incident, reason="False alarm", by=the("carl"), at=clock("10:10"))
    held = Notification.objects.filter(kind="incident.all_clear.cancelled")
    assert set(held.values_list("held_in_quiet_hours", flat=True)) == {True}


def test_messages_of_a_restricted_incident_never_name_it():
    incident = world.declared(confidentiality="restricted")
    rows = Notification.objects.filter(subject_code__startswith=incident.number)
    assert rows.exists()
    assert set(rows.values_list("title", flat=True)) == {incident.number}
    assert {one.params["systems"] for one in rows if "systems" in one.params} == {"–"}


def test_whoever_is_asked_sees_a_restricted_incident():
    incident = world.declared(confidentiality="restricted")
    assert Incident.objects.visible_to(the("celia")).filter(pk=incident.pk).exists()
    assert not Incident.objects.visible_to(the("otto")).filter(pk=incident.pk).exists()


@pytest.mark.slow
def test_the_doer_gets_no_message_of_the_deed():
    incident = world.declared(by=the("dan"))
    mails = Notification.objects.filter(kind="incident.declared", person=person("dan"))
    assert (mails.count(), incident.declared_by) == (0, the("dan"))


@pytest.mark.slow
def test_breaking_the_glass_opens_ten_minutes_after_the_last_command():
    incident = world.responding("I")
    roles.release(incident, role="commander", note="Ill.", by=the("carl"), at=clock("10:30"))
    assert breaking_glass.break_glass_opens_at(incident) == clock("10:30") + timedelta(minutes=10)


def test_the_level_s_first_reminder_is_left_out_after_its_rung():
    from followup.services.stopping import reasons_to_stop
    from followup.services.ticking import tick

    world.responding("I")
    tick(clock("10:07"))
    rows = list(Notification.objects.filter(kind="clock.decision_response", channel="email"))
    assert {one.person.code for one in rows} == {"celia"}
    assert reasons_to_stop(rows) == {one.pk: "told_by_ladder" for one in rows}


def test_the_digest_and_the_calendar_say_when_the_review_is_due():
    from datetime import date

    from incidents.digest_lines import Digest
    from incidents.followup_dates import Reviews
    from incidents.services import clocks

    incident = world.responding("I")
    clocks.start_review(incident, at=clock("11:40"), by=the("carl"))
    carl = person("carl")
    lines = Digest().items([carl], date(2026, 3, 3))[carl.pk]
    assert [(one.section, one.due_on) for one in lines] == [("this_week", date(2026, 3, 3))]
    found = Reviews().entries(
        the("carl"), since=date(2026, 3, 3), until=date(2026, 3, 3), personal=True
    )
    assert [one.starts_at for one in found] == [clock("11:40") + timedelta(days=1)]
