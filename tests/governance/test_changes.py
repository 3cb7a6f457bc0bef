"""Changes: from the request to what they set off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bia.models import Dependency, MajorChange
from governance.models import ChangeState
from governance.services import changes as verbs
from governance.services.change_effects import affected
from lib.errors import GuardsUnmet, Refused, StaleVersion
from plans.models import ChangeRequest, Trigger
from tests import factories
from tests.factories import NOON
from tests.governance.world import governed, the

pytestmark = pytest.mark.django_db

SAID = {
    "on_function": "None.", "on_performance": "Faster.", "on_security": "None.",
    "rollback": "Switch back.", "likelihood": 2, "impact": 4,
}  # fmt: skip


def requested(**fields):
    given = {"title": "New database", "text": "Version 17", "by": the("ivan"), "at": NOON}
    return verbs.create_change(**(given | fields))


def approved(**fields):
    row = requested(**fields)
    verbs.assess_change(row, by=the("ivan"), at=NOON, **SAID)
    verbs.approve_change(row, by=the("mia"), at=NOON)
    return row


def test_implemented_on_something_critical_it_makes_process_and_plan_be_reviewed():
    world = governed()
    row = approved(systems=[world.dispatch])
    verbs.implement_change(row, by=the("ivan"), at=NOON + timedelta(days=1))
    world.rescue.refresh_from_db()
    assert row.state == ChangeState.IMPLEMENTED
    assert row.followed_up == {
        "systems": ["dispatch"], "processes": ["road-rescue"], "plans": ["rescue-plan"],
    }  # fmt: skip
    assert world.rescue.review_due == factories.NOON.date() + timedelta(days=1)
    request = ChangeRequest.objects.get()
    assert (request.trigger, request.plan.code) == (Trigger.SYSTEM, "rescue-plan")
    assert MajorChange.objects.get().reason == f"{row.code} implemented: New database"


def test_implemented_twice_it_sets_off_once():
    world = governed()
    row = approved(systems=[world.dispatch])
    for _time in range(2):
        verbs.implement_change(row, by=the("ivan"), at=NOON)
    assert MajorChange.objects.count() == 1


def test_on_something_nobody_rests_on_it_sets_off_nothing_unless_it_is_major():
    world = governed()
    row = approved(systems=[world.web])
    Dependency.objects.create(code="x", dependent_process=factories.process("news"),
                              needs_system=world.web)  # fmt: skip
    assert affected(row) == ([], [])
    row.is_major = True
    assert [one.code for one in affected(row)[1]] == ["news"]


def test_critical_processes_behind_another_system_are_affected():
    world = governed()
    Dependency.objects.create(code="d", dependent_system=world.dispatch, needs_system=world.web)
    row = requested(systems=[world.web])
    assert [one.code for one in affected(row)[1]] == ["road-rescue"]


def test_a_failed_one_changes_nothing():
    world = governed()
    row = approved(systems=[world.dispatch])
    with pytest.raises(Refused):
        verbs.fail_change(row, by=the("ivan"), at=NOON, result=" ")
    verbs.fail_change(row, by=the("ivan"), at=NOON, result="Index broken")
    assert (row.state, MajorChange.objects.count(), row.followed_up) == ("failed", 0, {})


def test_whoever_requested_it_does_not_approve_it():
    row = requested(by=the("mia"))
    verbs.assess_change(row, by=the("mia"), at=NOON, **SAID)
    with pytest.raises(GuardsUnmet) as refusal:
        verbs.approve_change(row, by=the("mia"), at=NOON)
    assert refusal.value.problems[0].code == "four_eyes"
    verbs.approve_change(row, by=the("max"), at=NOON)
    assert row.state == "approved"


def test_only_who_approves_may():
    row = requested(by=the("mia"))
    verbs.assess_change(row, by=the("mia"), at=NOON, **SAID)
    with pytest.raises(PermissionDenied):
        verbs.approve_change(row, by=the("ivan"), at=NOON)


def test_without_an_assessment_nobody_decides():
    with pytest.raises(GuardsUnmet):
        verbs.approve_change(requested(), by=the("mia"), at=NOON)


def test_an_assessment_speaks_of_everything():
    with pytest.raises(Refused) as refusal:
        verbs.assess_change(requested(), by=the("ivan"), at=NOON, on_function="None.", impact=3)
    assert [one.field for one in refusal.value.problems] == [
        "on_performance", "on_security", "rollback", "likelihood",
    ]  # fmt: skip


def test_changed_after_its_assessment_it_is_assessed_again():
    world = governed()
    row = requested()
    verbs.assess_change(row, by=the("ivan"), at=NOON, **SAID)
    verbs.change_change(row, read_version=row.version, by=the("ivan"), at=NOON, external_ref="T-1")
    assert row.state == "assessed"
    verbs.change_change(row, read_version=row.version, by=the("ivan"), at=NOON, systems=[world.web])
    assert (row.state, row.assessed_at) == ("requested", None)


def test_what_was_decided_stands():
    row = approved()
    with pytest.raises(GuardsUnmet):
        verbs.change_change(row, read_version=row.version, by=the("mia"), at=NOON, title="Other")


def test_a_colleague_was_faster():
    row = requested()
    verbs.change_change(row, read_version=1, by=the("ivan"), at=NOON, title="Newer")
    with pytest.raises(StaleVersion):
        verbs.change_change(row, read_version=1, by=the("ivan"), at=NOON, title="Older")


def test_an_owner_of_a_process_changes_only_an_own_request():
    row = requested()
    with pytest.raises(PermissionDenied):
        verbs.change_change(row, read_version=None, by=the("olga"), at=NOON, title="Mine")
    own = requested(by=the("olga"))
    verbs.change_change(own, read_version=None, by=the("olga"), at=NOON, title="Mine")
    verbs.withdraw_change(own, by=the("olga"), at=NOON)
    assert (own.title, own.state) == ("Mine", "withdrawn")


def test_a_request_says_what_and_why():
    with pytest.raises(Refused) as refusal:
        requested(text="  ")
    assert refusal.value.problems[0].field == "text"
