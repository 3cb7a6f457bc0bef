"""Plans carried out for an incident: the right follows from the incident."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock
from incidents.models import CheckRun, IncidentRole
from incidents.services import incidents as verbs
from plans.models import Plan
from plans.services import activations
from tests import factories
from tests.incidents.world import clock, person, responding, the
from tests.plans.plan_world import effective, plan_of

pytestmark = pytest.mark.django_db


def a_plan() -> Plan:
    alice = factories.user("alice", "process_owner")
    factories.person("alice", user=alice)
    return plan_of(effective(people={"alice": alice, "mia": the("mia")}))


def test_whoever_commands_the_incident_carries_a_plan_out_for_it() -> None:
    plan, incident = a_plan(), responding()
    # An auditor holds no permission to carry out plans; here he commands.
    verbs.assign(
        incident, role=IncidentRole.COMMANDER, person=person("charlie"), note="All is said",
        by=the("mia"), at=clock("10:12"),
    )  # fmt: skip

    activation = verbs.activate_plan(incident, plan, by=the("charlie"), at=clock("10:20"))

    assert (activation.subject_kind, activation.subject_code, activation.activated_by) == (
        "incident",
        incident.number,
        the("charlie"),
    )


def test_without_a_part_in_the_incident_nobody_does() -> None:
    plan, incident = a_plan(), responding()
    with pytest.raises(PermissionDenied):
        verbs.activate_plan(incident, plan, by=the("charlie"), at=clock("10:20"))


def test_the_plan_alone_still_asks_for_the_permission() -> None:
    plan, incident = a_plan(), responding()
    with pytest.raises(PermissionDenied):
        activations.activate(
            plan, reason="By hand", subject_kind="incident", subject_code=incident.number,
            by=the("charlie"), at=clock("10:20"),
        )  # fmt: skip


def test_only_an_event_vouches() -> None:
    with pytest.raises(ValueError, match="an event vouches"):
        activations.activate_for_event(
            a_plan(), reason="Fire", subject_kind="", subject_code="", by=the("charlie"),
            at=clock("10:20"),
        )  # fmt: skip


def test_a_plan_is_restored_with_its_incident_and_down_again_with_it() -> None:
    plan, incident = a_plan(), responding()
    activation = verbs.activate_plan(incident, plan, by=the("carl"), at=clock("10:20"))

    verbs.restore(incident, by=the("carl"), at=clock("10:58"))
    activation.refresh_from_db()
    assert activation.restored_at == clock("10:58")

    check = CheckRun.objects.filter(step__incident=incident, step__key="verify").first()
    verbs.fail_verification(
        incident, check=check, impacts=list(incident.impacts.all()), reason="Orders are missing",
        by=the("carl"), at=clock("11:05"),
    )  # fmt: skip
    activation.refresh_from_db()
    assert (activation.restored_at, activation.level) == (None, "not")

    verbs.restore(incident, by=the("carl"), at=clock("11:30"))
    activation.refresh_from_db()
    assert activation.restored_at == clock("11:30")
    kinds = activation.timeline.values_list("type", flat=True)
    assert list(kinds) == ["activated", "restored", "down_again", "restored"]


def test_a_plan_is_stood_down_with_a_false_alarm() -> None:
    plan, incident = a_plan(), responding("III")
    activation = verbs.activate_plan(incident, plan, by=the("carl"), at=clock("10:20"))
    activations.add_task(
        activation,
        reason="Busy",
        fields={"title_en": "Paper forms out", "limit_s": 600},
        by=the("carl"),
        at=clock("10:20"),
    )
    of_tasks = Clock.objects.filter(subject_kind="task_run", kind="contingency_step")
    assert [one.state for one in of_tasks] == ["running"]

    row = verbs.cancel(incident, reason="Only a test call", by=the("carl"), at=clock("10:30"))

    activation.refresh_from_db()
    assert (activation.state, activation.ended_at) == ("cancelled", clock("10:30"))
    assert [one.state for one in of_tasks.all()] == ["cancelled"]
    entry = row.timeline.get(type="plan_stood_down")
    assert entry.payload["activation"] == activation.code


def test_a_plan_that_has_ended_stays_as_it_ended() -> None:
    plan, incident = a_plan(), responding("III")
    activation = verbs.activate_plan(incident, plan, by=the("carl"), at=clock("10:20"))
    activations.end_activation(activation, outcome="Not needed", by=the("carl"), at=clock("10:25"))

    row = verbs.cancel(incident, reason="Only a test call", by=the("carl"), at=clock("10:30"))

    activation.refresh_from_db()
    assert activation.state == "ended"
    assert not row.timeline.filter(type="plan_stood_down").exists()
