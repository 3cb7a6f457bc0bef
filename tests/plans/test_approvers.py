"""Who signs: two at once, somebody who left, a delegate, a named reviewer (PLN-2)."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.services.people import change_person
from accounts.services.users import deactivate_user
from followup.models import Notification
from lib.errors import GuardsUnmet, Refused
from plans.models import ApprovalStep, PlanSnapshot, PlanVersion, VersionStatus
from plans.services.approvals import own_steps
from plans.services.lifecycle import approve_version, submit_version
from plans.services.plans import change_plan
from plans.services.publication import publish_version
from tests.at_once import at_once
from tests.factories import NOON, person, process, user
from tests.plans.plan_world import approved, cast, draft, plan_of, submitted, the


def asked() -> list[str]:
    rows = Notification.objects.filter(kind="plan.approval", channel="in_app").order_by("pk")
    return [one.user.username for one in rows if one.user is not None]


@pytest.mark.django_db
def test_each_is_asked_when_it_is_their_turn() -> None:
    people = cast()
    version = submitted(by=people["bob"])
    assert asked() == ["alice"]
    approve_version(version, by=people["alice"], at=NOON)
    assert asked() == ["alice", "mia"]


@pytest.mark.django_db
def test_the_deputy_signs_for_an_owner_who_left() -> None:
    people = cast()
    version = draft(by=people["mia"], deputy=the("bob"))
    submit_version(version, by=people["mia"], at=NOON)
    assert [bool(own_steps(version, people[name])) for name in ("alice", "bob")] == [True, False]
    change_person(the("alice"), read_version=None, by=people["mia"], at=NOON, is_active=False)
    version = PlanVersion.objects.get()
    approve_version(version, by=people["bob"], at=NOON)
    assert ApprovalStep.objects.get(position=1).decided_by == people["bob"]


@pytest.mark.django_db
def test_the_continuity_managers_sign_where_nobody_is_left() -> None:
    people = cast()
    version = submitted(by=people["bob"])
    change_person(the("alice"), read_version=None, by=people["mia"], at=NOON, is_active=False)
    version = PlanVersion.objects.get()
    approve_version(version, by=people["mia"], at=NOON)
    approve_version(version, by=people["mia"], at=NOON)
    assert version.status == VersionStatus.APPROVED


@pytest.mark.django_db
def test_a_successor_takes_over_plans_drafts_and_signatures() -> None:
    people = cast()
    version = submitted(by=people["alice"], deputy=the("bob"))
    admin = user("admin", "administrator")
    deactivate_user(people["alice"], successor=people["bob"], by=admin, at=NOON)
    plan = plan_of(version)
    version.refresh_from_db()
    assert (plan.owner.code, plan.deputy, version.author) == ("bob", None, people["bob"])
    approve_version(PlanVersion.objects.get(), by=people["bob"], at=NOON)


@pytest.mark.django_db
def test_a_delegate_signs_too() -> None:
    people = cast()
    stand_in = user("sam", "incident_commander")
    person("sam", user=stand_in)
    version = draft(by=people["alice"])
    submit_version(version, by=people["alice"], at=NOON, delegates={"bcm_manager": the("sam")})
    approve_version(version, by=people["alice"], at=NOON)
    approve_version(version, by=stand_in, at=NOON)
    assert version.status == VersionStatus.APPROVED


@pytest.mark.django_db
def test_who_may_not_approve_is_no_delegate() -> None:
    people = cast()
    version = draft(by=people["alice"])
    with pytest.raises(Refused, match="no login that may approve"):
        submit_version(
            version, by=people["alice"], at=NOON, delegates={"bcm_manager": the("charlie")}
        )


@pytest.mark.django_db
def test_reviewers_sign_beside_the_owner_in_any_order() -> None:
    people = cast()
    reviewer = user("rita", "incident_commander")
    person("rita", user=reviewer)
    version = draft(by=people["bob"])
    submit_version(version, by=people["bob"], at=NOON, reviewers=[the("rita")])
    assert sorted(asked()) == ["alice", "rita"]
    approve_version(version, by=reviewer, at=NOON)
    with pytest.raises(GuardsUnmet, match="signed already"):
        approve_version(version, by=reviewer, at=NOON)
    approve_version(version, by=people["alice"], at=NOON)
    assert asked()[-1] == "mia"


@pytest.mark.django_db
def test_what_is_too_slow_is_signed_only_with_a_reason() -> None:
    people = cast()
    version = submitted(by=people["bob"], processes=[process(rto_s=900, mtd_s=3600)])
    alice = people["alice"]
    for given in ({}, {"accepts_infeasible": True}, {"comment": "Until the new switch"}):
        with pytest.raises(GuardsUnmet) as caught:
            approve_version(version, by=alice, at=NOON, **given)
        assert [one.code for one in caught.value.problems] == ["infeasible"]
    reason = "Until the new switch"
    approve_version(version, by=alice, at=NOON, accepts_infeasible=True, comment=reason)
    step = version.approvals.get(position=1)
    assert (step.accepts_infeasible, step.comment) == (True, reason)
    assert [one["code"] for one in step.warnings] == ["feasibility_red"]


@pytest.mark.django_db
def test_only_owner_deputy_and_managers_publish() -> None:
    people = cast()
    version = approved(people=people)
    for name in ("bob", "charlie"):
        with pytest.raises(PermissionDenied):
            publish_version(version, by=people[name], at=NOON)
    change_plan(plan_of(version), read_version=None, by=people["mia"], at=NOON, deputy=the("alice"))
    publish_version(version, by=people["alice"], at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_who_sign_the_same_step_at_once_are_one_signature() -> None:
    people = cast()
    other = user("max", "continuity_manager")
    version = submitted(by=people["bob"])
    approve_version(version, by=people["alice"], at=NOON)

    def sign(by: User) -> str:
        return approve_version(
            PlanVersion.objects.get(pk=version.pk),
            by=User.objects.get(pk=by.pk),
            at=NOON,
        ).status

    outcomes = at_once(lambda: sign(people["mia"]), lambda: sign(other))
    refused = [one for one in outcomes if isinstance(one, GuardsUnmet)]
    assert ([one for one in outcomes if one == "approved"], len(refused)) == (["approved"], 1)
    assert PlanSnapshot.objects.count() == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_put_it_into_force_once() -> None:
    people = cast()
    version = approved(people=people)

    def publish(by: User) -> str:
        return publish_version(
            PlanVersion.objects.get(pk=version.pk), by=User.objects.get(pk=by.pk), at=NOON
        ).status

    outcomes = at_once(lambda: publish(people["mia"]), lambda: publish(people["alice"]))
    assert [one for one in outcomes if one == "effective"] == ["effective"]
    assert len([one for one in outcomes if isinstance(one, GuardsUnmet)]) == 1
