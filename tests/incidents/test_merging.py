"""Incidents that turn out to be one, and the way back (INC-9, E18–E20)."""

from __future__ import annotations

from decimal import Decimal

import pytest

from followup.models import Clock, Notification
from incidents.models import Incident, Merger, RoleAssignment
from incidents.services import incidents as verbs
from incidents.services.merging import to_unmerge_first
from lib.errors import GuardsUnmet, Refused
from plans.models import PlanActivation
from tests import factories
from tests.incidents.world import clock, csm, declared, dispatch, responding, the
from tests.plans.plan_world import effective, plan_of

pytestmark = pytest.mark.django_db


def merged(*, at: str = "10:30", same: bool = False):
    """The dispatch (grade I, 10:00) goes into customer service (grade II, since 10:05)."""
    systems = [(dispatch(), "full")] if same else [(csm(), "partial")]
    target = responding(
        "II", title="Customer service slow", systems=systems, at=clock("10:10"),
        occurred_at=clock("10:05"), graded_at=clock("10:14"),
    )  # fmt: skip
    source = responding()
    verbs.merge([source], into=target, reason="One fault", by=the("carl"), at=clock(at))
    return source, target


def test_the_target_begins_as_early_and_is_as_grave_as_the_worst():
    source, target = merged()

    target.refresh_from_db()
    assert (target.occurred_at, target.grade.code, target.status) == (
        clock("10:00"),
        "I",
        "responding",
    )
    assert target.declared_at == clock("10:10")
    assert (source.status, source.merged_into) == ("merged", target)
    assert target.grade_changes.last().kind == "merged"


def test_impacts_move_by_reference_and_their_clocks_run_on():
    source, target = merged()

    assert {one.process.code for one in target.impacts.all()} == {
        "road-rescue",
        "customer-service",
    }
    assert source.impacts.count() == 0
    moved = target.impacts.get(process__code="road-rescue")
    live = Clock.objects.live().filter(subject_kind="impact", subject_code=moved.code)
    assert dict(live.values_list("kind", "due_at")) == {
        "impact_rto": clock("10:15"),
        "impact_mtd": clock("11:00"),
    }
    mine = Clock.objects.filter(subject_kind="incident", subject_code=source.number)
    assert not mine.live().exists()
    assert mine.filter(state="superseded").exists()


def test_impacts_on_the_same_process_are_united():
    source, target = merged(same=True)

    impact = target.impacts.get()
    assert (impact.start_at, impact.end_at) == (clock("10:00"), None)
    assert Clock.objects.live().get(kind="impact_rto").due_at == clock("10:15")


def test_a_workaround_that_does_not_carry_both_lets_the_rto_run_again():
    target, source = responding(at=clock("10:04")), responding(title="Again", at=clock("10:06"))
    verbs.change_impact(
        target, target.impacts.get(), workaround_percent=Decimal(80), by=the("carl"),
        at=clock("10:12"),
    )  # fmt: skip
    verbs.merge([source], into=target, reason="One fault", by=the("carl"), at=clock("10:20"))

    live = Clock.objects.live().filter(subject_kind="impact")
    assert dict(live.values_list("kind", "due_at")) == {
        "impact_rto": clock("10:15"), "impact_mtd": clock("11:00"),
    }  # fmt: skip
    verbs.unmerge(source, reason="Two", by=the("carl"), at=clock("10:30"))
    mine = Clock.objects.filter(subject_code=target.impacts.get().code)
    last = mine.filter(kind="impact_rto").latest("generation")
    assert (last.state, last.met_at) == ("met", clock("10:12"))


def test_everybody_is_told_once_and_the_sources_people_respond_in_the_target():
    _source, target = merged()

    told = Notification.objects.filter(kind="incident.merged", channel="in_app")
    names = [one.user.username for one in told]
    assert len(names) == len(set(names))
    assert "carl" not in names
    held = RoleAssignment.objects.held().filter(incident=target, role="commander")
    assert [one.person.code for one in held] == ["carl"]


def test_a_second_merge_changes_nothing_and_a_merged_one_goes_nowhere_else():
    source, target = merged()
    before = target.seq
    verbs.merge([source], into=target, reason="Again", by=the("carl"), at=clock("10:31"))
    target.refresh_from_db()
    assert target.seq == before

    other = declared(title="Third", at=clock("10:40"))
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.merge([source], into=other, reason="x", by=the("mia"), at=clock("10:41"))
    assert [one.code for one in unmet.value.problems] == ["source_merged"]
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.merge([other], into=source, reason="x", by=the("mia"), at=clock("10:41"))
    assert [one.code for one in unmet.value.problems] == ["target_merged"]


def test_a_drill_never_becomes_one_with_a_real_incident():
    target = responding()
    drill = declared(title="Drill", mode="drill", drill_code="DRL-1", at=clock("10:20"))

    with pytest.raises(GuardsUnmet) as unmet:
        verbs.merge([drill], into=target, reason="x", by=the("mia"), at=clock("10:30"))

    assert [one.code for one in unmet.value.problems] == ["drill_and_real"]


def test_circles_and_itself_are_refused():
    parent = responding()
    child = declared(title="Part", systems=[(csm(), "full")], at=clock("10:20"))
    verbs.attach_to_parent([child], parent=parent, by=the("mia"), at=clock("10:21"))

    with pytest.raises(GuardsUnmet) as unmet:
        verbs.merge([parent], into=child, reason="x", by=the("mia"), at=clock("10:30"))
    assert [one.code for one in unmet.value.problems] == ["circle"]
    with pytest.raises(Refused):
        verbs.merge([parent], into=parent, reason="x", by=the("mia"), at=clock("10:30"))


def test_an_unmerge_gives_everything_back():
    source, target = merged()

    verbs.unmerge(source, reason="Two faults", by=the("carl"), at=clock("12:00"))

    source.refresh_from_db()
    target.refresh_from_db()
    assert (source.status, source.merged_into) == ("responding", None)
    assert (target.occurred_at, target.grade.code) == (clock("10:05"), "II")
    assert [one.process.code for one in source.impacts.all()] == ["road-rescue"]
    assert [one.process.code for one in target.impacts.all()] == ["customer-service"]
    live = Clock.objects.live().filter(subject_code=source.impacts.get().code)
    assert set(live.values_list("kind", flat=True)) == {"impact_rto", "impact_mtd"}
    kinds = Clock.objects.live().filter(subject_kind="incident", subject_code=source.number)
    assert "decision_response" in set(kinds.values_list("kind", flat=True))
    commander = RoleAssignment.objects.held().get(incident=source, role="commander")
    assert commander.person.code == "carl"
    assert set(target.failed_systems.values_list("system__code", flat=True)) == {"csm"}


def test_an_unmerge_separates_what_was_united():
    source, target = merged(same=True)

    verbs.unmerge(source, by=the("carl"), at=clock("10:40"))

    assert target.impacts.get().start_at == clock("10:05")
    assert source.impacts.get().start_at == clock("10:00")
    rto = Clock.objects.live().filter(kind="impact_rto").order_by("due_at")
    assert [one.due_at for one in rto] == [clock("10:15"), clock("10:20")]


def test_after_a_day_or_the_targets_end_the_merger_stays():
    source, target = merged()
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.unmerge(source, by=the("carl"), at=clock("10:31", day=3))
    assert [one.code for one in unmet.value.problems] == ["too_late"]

    Incident.objects.filter(pk=target.pk).update(status="closed")
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.unmerge(source, by=the("mia"), at=clock("10:40"))
    assert [one.code for one in unmet.value.problems] == ["target_closed"]
    assert Merger.objects.get().undone_at is None


def test_a_target_that_is_stood_down_offers_the_sources_first():
    source, target = merged()
    with pytest.raises(GuardsUnmet) as unmet:
        verbs.cancel(target, reason="False alarm", by=the("mia"), at=clock("10:50"))
    assert "has_sources" in {one.code for one in unmet.value.problems}
    assert to_unmerge_first(target) == [source]


def test_plans_being_carried_out_move_and_return():
    target = responding("II", systems=[(csm(), "full")], at=clock("10:10"))
    source = responding()
    alice = factories.user("alice", "process_owner")
    factories.person("alice", user=alice)
    plan = plan_of(effective(people={"alice": alice, "mia": the("mia")}))
    activation = verbs.activate_plan(source, plan, by=the("carl"), at=clock("10:20"))

    verbs.merge([source], into=target, reason="One", by=the("carl"), at=clock("10:30"))
    assert PlanActivation.objects.get(pk=activation.pk).subject_code == target.number
    verbs.unmerge(source, by=the("carl"), at=clock("10:40"))
    assert PlanActivation.objects.get(pk=activation.pk).subject_code == source.number


def test_messages_never_sent_are_shown_where_it_went_on(client):
    target = responding("II", systems=[(csm(), "partial")], at=clock("10:10"))
    source = responding()
    verbs.draft(source, audience="customers", body_zh="抱歉", by=the("carl"), at=clock("10:20"))
    verbs.merge([source], into=target, reason="One", by=the("carl"), at=clock("10:30"))
    client.force_login(the("carl"))
    page = client.get(target.get_absolute_url()).content.decode()
    assert f"{source.get_absolute_url()}#part-comms" in page
