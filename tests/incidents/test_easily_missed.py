"""What is easily missed: second times, late entries, things put right by hand, hidden incidents."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock, ContactPoint, Notification
from followup.services.ticking import tick
from incidents.jobs.look import look_now
from incidents.links_part import links_part
from incidents.models import Incident
from incidents.room import Room
from incidents.services import card, contacts, presence, roles
from incidents.services import incidents as verbs
from incidents.services.escalation_answers import acknowledge_level
from incidents.services.measuring import write_measurements
from incidents.services.report_facts import facts_at
from lib.errors import GuardsUnmet
from tests.incidents import world
from tests.incidents.world import clock, person, the

pytestmark = pytest.mark.django_db


def failed_once() -> Incident:
    """Restored at 10:40, and down again at 10:50."""
    row = world.responding("I")
    verbs.restore(row, by=the("carl"), at=clock("10:40"))
    check = card.current_step(row, "verify").checks.first()
    return verbs.fail_verification(
        row, check=check, impacts=list(row.impacts.all()), reason="No calls arrive",
        by=the("carl"), at=clock("10:50"), recorded_at=clock("10:52"),
    )  # fmt: skip


def live(row: Incident, kind: str) -> Clock | None:
    rows = Clock.objects.live().filter(kind=kind, subject_code__startswith=row.number)
    return rows.first()


def sees(row: Incident) -> set[str]:
    rows = Incident.objects.filter(pk=row.pk)
    names = ("olga", "dan", "celia", "ciro", "ida", "otto")
    return {name for name in names if rows.visible_to(the(name)).exists()}


def test_the_second_recovery_is_told_as_the_first_was():
    row = failed_once()
    verbs.restore(row, by=the("carl"), at=clock("11:30"))
    mails = Notification.objects.filter(
        kind="incident.all_clear.restored", person=person("dan"), channel="email"
    )
    assert [one.created_at for one in mails.order_by("pk")] == [clock("10:40"), clock("11:30")]


def test_what_goes_on_after_a_failed_check_says_when_it_was_entered():
    entry = failed_once().timeline.get(payload__resumed=True)
    assert (entry.at, entry.recorded_at) == (clock("10:50"), clock("10:52"))


def test_boxes_of_an_attempt_that_failed_are_ticked_no_more():
    row = failed_once()
    box = row.steps.get(key="verify", attempt=1).checks.last()
    with pytest.raises(GuardsUnmet) as refused:
        card.tick(box, state="done", by=the("carl"), at=clock("11:00"))
    assert refused.value.problems[0].code == "earlier_attempt"


def test_a_part_found_late_is_attached_after_what_was_past_already():
    whole = world.declared(systems=[(world.csm(), "full")], title="Power cut")
    part = world.declared(at=clock("12:00"), occurred_at=clock("10:00"), parent=whole)
    types = list(part.timeline.order_by("seq").values_list("type", flat=True))
    assert part.parent == whole
    assert "clock_breached" in types
    assert types[-1] == "attached"


def test_a_suggestion_in_effect_takes_effect_again_when_it_gets_worse():
    row = world.declared(systems=[(world.csm(), "partial")], regions=["North"])
    row = verbs.make_provisional_effective(row, at=clock("10:19"))
    assert row.provisional_grade.code == "II"

    tick(clock("12:00"))  # the RTO of customer service
    look_now(at=clock("12:00"))

    row.refresh_from_db()
    assert (row.effective_grade.code, row.grade_effective_at) == ("I", clock("12:00"))
    assert [one.after.code for one in row.grade_changes.all()] == ["II", "I"]
    assert live(row, "decision_response").anchor_at == clock("12:00")
    assert row.ladder["grade"] == "I"


def test_a_suggestion_in_effect_is_not_taken_back_by_a_milder_one():
    row = world.declared(systems=[(world.csm(), "partial")], regions=["North"])
    row = verbs.make_provisional_effective(row, at=clock("10:19"))
    verbs.name_systems(row, systems=[(world.bi(), "full")], by=the("dan"), at=clock("10:25"))
    row.refresh_from_db()
    assert (row.suggestion["grade"] != "II", row.effective_grade.code) == (True, "II")


def test_the_last_place_tried_in_vain_ends_k1_when_it_was_tried():
    row = world.declared()
    for name, result, at in (
        ("iris", "reached", "10:05"), ("bela", "no_answer", "10:12"), ("carl", "no_answer", "10:11")
    ):  # fmt: skip
        contact = row.contacts.get(person=person(name))
        contacts.log_attempt(contact, result=result, by=the("dan"), at=clock(at))
    k1 = Clock.objects.get(kind="notify", subject_code=row.number)
    assert (k1.state, k1.met_at) == ("met_late", clock("10:12"))


def test_who_cannot_be_reached_is_noted_although_others_were_let_off():
    row = world.declared()
    row.contacts.filter(person=person("carl")).update(state="stood_down")
    ContactPoint.objects.update_or_create(
        person=person("iris"), channel="email", defaults={"unreachable_since": clock("10:06")}
    )
    assert presence.note_unreachable(clock("10:06")) == 1
    assert row.timeline.get(type="unreachable").payload["person"] == "iris"


def test_the_rto_that_a_workaround_met_is_met_once():
    row = world.responding("I")
    one = row.impacts.get()
    for at, values in (
        ("10:12", {"workaround_percent": Decimal(90)}),
        ("10:40", {"kind": "partial"}),
        ("10:50", {"workaround_percent": Decimal(95)}),
    ):
        verbs.change_impact(row, one, **values, by=the("carl"), at=clock(at))
    k5 = Clock.objects.filter(kind="impact_rto", subject_code=one.code)
    assert [(each.state, each.met_at) for each in k5] == [("met", clock("10:12"))]


def test_nothing_of_the_response_runs_in_a_review_that_took_over_a_worse_grade():
    target = world.reviewing("III", systems=[(world.stock(), "full")], regions=["North"])
    source = world.restored("I", title="Dispatch down too")
    verbs.merge([source], into=target, reason="One fault", by=the("carl"), at=clock("12:00"))
    target.refresh_from_db()
    assert (target.status, target.grade.code) == ("reviewing", "I")
    assert (live(target, "decision_response"), live(target, "in_command")) == (None, None)


def test_who_commands_is_asked_when_what_was_closed_comes_back():
    row = verbs.reopen(world.closed("I"), reason="Down again", by=the("mia"), at=clock("14:00"))
    assert live(row, "in_command").due_at == clock("14:00")


def test_a_part_that_somebody_has_is_not_taken_by_who_only_responds():
    row = world.responding("I")
    roles.assign(row, role="comms_lead", person=person("iris"), by=the("carl"), at=clock("10:10"))
    with pytest.raises(PermissionDenied):
        roles.assign(row, role="comms_lead", person=person("dan"), by=the("dan"), at=clock("10:11"))


def test_an_answer_is_entered_for_others_by_who_responds():
    row = world.declared()
    with pytest.raises(PermissionDenied):
        acknowledge_level(row, person=person("celia"), by=the("charlie"), at=clock("10:05"))


def test_who_is_told_owns_or_decides_sees_a_restricted_incident():
    grave = world.declared(confidentiality="restricted")
    major = world.declared(
        systems=[(world.stock(), "full")], regions=["North", "South"], confidentiality="restricted"
    )
    assert sees(grave) == {"olga", "dan", "celia"}
    assert sees(major) == {"olga", "dan", "celia", "ciro"}


def test_a_restricted_incident_is_named_to_nobody_through_others():
    whole = world.declared(systems=[(world.csm(), "full")], title="Ransom note")
    part = world.declared(parent=whole, title="Dispatch down")
    Incident.objects.filter(pk=whole.pk).update(
        confidentiality="restricted", declared_by=the("mia")
    )
    part.refresh_from_db()
    for name, shown in (("otto", None), ("mia", whole)):
        assert links_part(Room(part, the(name), clock("10:20"))).get("parent") == shown


def test_reports_of_a_whole_do_not_tell_of_its_restricted_part():
    whole = world.declared(systems=[(world.csm(), "full")])
    part = world.declared(parent=whole, title="Ransom note", confidentiality="restricted")
    whole.refresh_from_db()
    (told,) = facts_at(whole, clock("10:20"))["children"]
    assert (told["number"], told["title"], told["report"]) == (part.number, "", None)


def test_a_restricted_incident_is_not_merged_into_an_open_one():
    target = world.responding("II", systems=[(world.csm(), "partial")])
    source = world.declared(confidentiality="restricted")
    with pytest.raises(GuardsUnmet) as refused:
        verbs.merge([source], into=target, reason="One fault", by=the("carl"), at=clock("10:30"))
    assert [one.code for one in refused.value.problems] == ["restricted_into_open"]


def test_what_is_past_of_a_restricted_incident_names_no_process():
    row = world.declared(
        at=clock("12:00"), occurred_at=clock("10:00"), confidentiality="restricted"
    )
    rows = Notification.objects.filter(kind="incident.declared", subject_code=row.number)
    told = {one.params["past"]["en"] for one in rows}
    assert told == {"Already past: RTO by 1 h 45 min, MTD by 1 h."}


def test_what_hung_on_a_system_named_by_mistake_goes_with_it():
    row = world.declared(systems=[(world.csm(), "full")], regions=["North"])
    hung = row.impacts.get().code
    for system, process in ((world.bi(), "data-analysis"), (world.csm(), "customer-service")):
        verbs.name_systems(row, systems=[(system, "full")], by=the("dan"), at=clock("10:10"))
        assert [one.process.code for one in row.impacts.all()] == [process]
    assert not Clock.objects.live().filter(subject_code=hung).exists()
    assert row.timeline.filter(type="impact_dropped").count() == 2


def test_a_whole_whose_grade_is_in_effect_asks_the_level_of_a_worse_part():
    whole = world.declared(systems=[(world.csm(), "partial")], regions=["North"])
    whole = verbs.make_provisional_effective(whole, at=clock("10:19"))
    world.declared(at=clock("10:25"), parent=whole)
    whole.refresh_from_db()
    assert (whole.effective_grade.code, whole.grade_effective_at) == ("I", clock("10:25"))
    assert live(whole, "decision_response").anchor_at == clock("10:25")


def test_what_was_put_right_after_a_reopening_is_measured_again():
    row = world.closed("I")
    first = row.impacts.get()
    verbs.reopen(row, reason="Down again", by=the("mia"), at=clock("14:00"))
    verbs.correct_times(
        row, instants={"occurred_at": clock("09:58")}, reason="Log of the radio", by=the("mia"),
        at=clock("14:05"),
    )  # fmt: skip
    for _twice in range(2):
        write_measurements(Incident.objects.get(pk=row.pk), clock("16:00"), the("celia"))
    rows = first.measured.filter(measurement__kind="rto").order_by("pk")
    assert [one.measurement.value_s for one in rows] == [58 * 60, 60 * 60]
