"""From a draft to what is in force, and how it ends."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from followup.models import Clock, ClockState, Notification
from lib.errors import GuardsUnmet
from plans.domain.document import digest_of
from plans.models import PlanSnapshot, PlanTask, PlanVersion, Reading, Section, VersionStatus
from plans.services.content_document import document_of
from plans.services.lifecycle import (
    approve_version,
    return_version,
    submit_version,
    withdraw_version,
)
from plans.services.plans import change_plan
from plans.services.publication import publish_version, retire_plan
from plans.services.versions import change_version, discard_draft, new_draft
from tests.factories import NOON, person, user
from tests.plans.plan_world import approved, cast, draft, effective, plan_of, role, submitted, the

pytestmark = pytest.mark.django_db


def refused(call: object) -> list[str]:
    with pytest.raises(GuardsUnmet) as caught:
        call()  # type: ignore[operator]
    return [one.code for one in caught.value.problems]


def test_the_owner_then_the_continuity_manager_sign_and_it_is_frozen() -> None:
    people = cast()
    version = approved(people=people)
    doc = document_of(version)
    assert version.status == VersionStatus.APPROVED
    assert PlanSnapshot.objects.get(plan_version=version).content == doc
    assert version.sha256 == digest_of(doc)
    assert [one.sha256 for one in version.approvals.all()] == [version.sha256] * 2
    with pytest.raises(IntegrityError), transaction.atomic():
        version.sections.update(title_en="Else")
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanVersion.objects.filter(pk=version.pk).update(pre_authorised=True)


def test_an_approved_version_is_in_force_only_when_it_is_published() -> None:
    people = cast()
    version = effective(people=people)
    plan = plan_of(version)
    assert plan.versions.effective().get() == version
    assert (plan.reviewed_on, plan.review_due) == (date(2026, 3, 2), date(2027, 3, 2))
    clock = Clock.objects.get(kind="plan_review", subject_code="rescue")
    assert clock.state == ClockState.RUNNING
    assert clock.due_at.date() == date(2027, 3, 2)


def test_a_new_version_takes_the_content_over_and_supersedes() -> None:
    people = cast()
    first = effective(people=people)
    second = new_draft(plan_of(first), by=people["alice"], at=NOON, change_summary="Nothing")
    before, after = document_of(first), document_of(second)
    assert (before.pop("number"), after.pop("number")) == ("1.0", "2.0")
    assert before == after
    submit_version(second, by=people["alice"], at=NOON)
    approve_version(second, by=people["alice"], at=NOON)
    approve_version(second, by=people["mia"], at=NOON)
    publish_version(second, by=people["alice"], at=NOON)
    first.refresh_from_db()
    assert (first.status, second.status) == (VersionStatus.SUPERSEDED, VersionStatus.EFFECTIVE)


def test_only_one_version_is_open_at_a_time() -> None:
    people = cast()
    plan = plan_of(draft(by=people["alice"]))
    assert refused(lambda: new_draft(plan, by=people["alice"], at=NOON)) == ["draft_open"]


def test_a_returned_version_is_a_draft_again_with_the_reason() -> None:
    people = cast()
    version = submitted(by=people["bob"])
    return_version(version, reason="Too short", by=people["alice"], at=NOON)
    assert (version.status, version.returned_because) == (VersionStatus.DRAFT, "Too short")
    assert [one.verdict for one in version.approvals.all()] == ["returned", "withdrawn"]
    version.sections.update(title_en="Longer")
    submit_version(version, by=people["bob"], at=NOON)
    assert [one.round for one in version.approvals.all()] == [1, 1, 2, 2]


def test_a_withdrawn_version_is_a_draft_again() -> None:
    people = cast()
    version = submitted(by=people["alice"])
    withdraw_version(version, by=people["alice"], at=NOON)
    assert version.status == VersionStatus.DRAFT
    assert not Clock.objects.live().filter(kind="plan_approval").exists()


def test_what_changed_since_the_submission_is_not_signed() -> None:
    people = cast()
    version = submitted(by=people["alice"])
    change_plan(plan_of(version), read_version=None, by=people["alice"], at=NOON, name_en="Else")
    assert refused(lambda: approve_version(version, by=people["alice"], at=NOON)) == [
        "content_changed"
    ]


def test_a_new_owner_needs_no_new_submission() -> None:
    people = cast()
    version = submitted(by=people["alice"])
    change_plan(plan_of(version), read_version=None, by=people["alice"], at=NOON, owner=the("bob"))
    approve_version(version, by=people["bob"], at=NOON)
    assert version.approvals.first().decided_by == people["bob"]


def test_the_author_is_not_the_only_approver() -> None:
    people = cast()
    mia = people["mia"]
    version = draft(by=mia, owner=the("mia"))
    submit_version(version, by=mia, at=NOON)
    approve_version(version, by=mia, at=NOON)
    assert refused(lambda: approve_version(version, by=mia, at=NOON)) == ["author_alone"]
    other = user("max", "continuity_manager")
    approve_version(version, by=other, at=NOON)
    assert version.status == VersionStatus.APPROVED


def test_contacts_alone_are_signed_by_the_owner_and_keep_the_review() -> None:
    people = cast()
    first = effective(people=people)
    plan = plan_of(first)
    later = NOON + timedelta(days=100)
    minor = new_draft(
        plan, by=people["bob"], at=later, contacts_only=True, change_summary="Numbers"
    )
    assert minor.number == "1.1"
    submit_version(minor, by=people["bob"], at=later)
    approve_version(minor, by=people["alice"], at=later)
    publish_version(minor, by=people["alice"], at=later)
    plan.refresh_from_db()
    assert (minor.status, plan.review_due) == (VersionStatus.EFFECTIVE, date(2027, 3, 2))


def test_contacts_alone_by_the_owner_are_signed_by_a_manager_too() -> None:
    people = cast()
    plan = plan_of(effective(people=people))
    minor = new_draft(
        plan, by=people["alice"], at=NOON, contacts_only=True, change_summary="Numbers"
    )
    submit_version(minor, by=people["alice"], at=NOON)
    assert [one.kind for one in minor.approvals.all()] == ["owner", "bcm_manager"]


def test_more_than_contacts_is_no_minor_version() -> None:
    people = cast()
    plan = plan_of(effective(people=people))
    minor = new_draft(
        plan, by=people["alice"], at=NOON, contacts_only=True, change_summary="Numbers"
    )
    minor.sections.update(title_en="Else")
    assert refused(lambda: submit_version(minor, by=people["alice"], at=NOON)) == [
        "not_only_contacts"
    ]


def test_the_decision_level_signs_last() -> None:
    people = cast()
    from tests.plans.grades import grade

    boss = user("boss", "auditor")
    person("boss", user=boss)
    level = grade("I", decision_role=role("ceo", "boss"))
    version = draft(by=people["bob"])
    change_version(version, read_version=None, by=people["bob"], at=NOON, serves_grade=level)
    submit_version(version, by=people["bob"], at=NOON)
    approve_version(version, by=people["alice"], at=NOON)
    assert refused(lambda: approve_version(version, by=boss, at=NOON)) == ["not_your_turn"]
    approve_version(version, by=people["mia"], at=NOON)
    approve_version(version, by=boss, at=NOON)
    assert version.status == VersionStatus.APPROVED


def test_a_stranger_signs_nothing() -> None:
    people = cast()
    version = submitted(by=people["alice"])
    with pytest.raises(PermissionDenied):
        approve_version(version, by=people["charlie"], at=NOON)


def test_what_is_missing_is_named_all_at_once() -> None:
    people = cast()
    version = draft(by=people["alice"], kind="bcp", languages="both", name_zh="救援")
    PlanTask.objects.create(plan_version=version, number=2)
    change_version(version, read_version=None, by=people["alice"], at=NOON, pre_authorised=True)
    assert refused(lambda: submit_version(version, by=people["alice"], at=NOON)) == [
        "language_incomplete",
        "task_without_title",
        "task_without_role",
        "task_without_duration",
        "objective_missing",
        "authorisation_missing",
    ]


def test_an_empty_plan_is_not_submitted() -> None:
    people = cast()
    version = draft(by=people["alice"])
    version.sections.all().delete()
    version.tasks.all().delete()
    assert refused(lambda: submit_version(version, by=people["alice"], at=NOON)) == ["empty"]


def test_a_discarded_draft_leaves_nothing() -> None:
    people = cast()
    discard_draft(draft(by=people["alice"]), by=people["alice"], at=NOON)
    assert (PlanVersion.objects.count(), Section.objects.count()) == (0, 0)


def test_a_retired_plan_has_no_version_in_force() -> None:
    people = cast()
    version = effective(people=people)
    plan = retire_plan(plan_of(version), reason="Sold", by=people["mia"], at=NOON)
    version.refresh_from_db()
    assert (version.status, version.end_reason) == (VersionStatus.RETIRED, "Sold")
    assert not Clock.objects.live().exists()
    assert refused(lambda: new_draft(plan, by=people["mia"], at=NOON)) == ["retired"]


def test_people_of_the_plan_are_asked_to_read_what_is_in_force() -> None:
    people = cast()
    role("it-lead", "bob")
    version = effective(people=people)
    asked = Reading.objects.filter(plan_version=version)
    assert [one.person.code for one in asked] == ["alice", "bob"]
    told = Notification.objects.filter(kind="plan.reading", channel="in_app")
    assert {one.user.username for one in told} == {"alice", "bob"}


def test_a_copy_of_a_tree_of_calls_keeps_its_shape() -> None:
    from plans.models import CallAlternate, CallNode

    people = cast()
    version = draft(by=people["alice"])
    top = CallNode.objects.create(plan_version=version, person=the("alice"), position=2)
    CallNode.objects.create(plan_version=version, parent=top, role=role("it-lead"), position=1)
    CallAlternate.objects.create(plan_version=version, node=top, person=the("bob"))
    before = document_of(version)["call_tree"]
    assert [(one["id"], one["parent"], one["alternates"]) for one in before] == [
        (1, 2, []),
        (2, None, ["bob"]),
    ]
    submit_version(version, by=people["alice"], at=NOON)
    approve_version(version, by=people["alice"], at=NOON)
    approve_version(version, by=people["mia"], at=NOON)
    publish_version(version, by=people["mia"], at=NOON)
    second = new_draft(plan_of(version), by=people["alice"], at=NOON)
    assert document_of(second)["call_tree"] == before


def test_the_document_is_one_question(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    version = draft(by=cast()["alice"])
    with django_assert_num_queries(1, connection=connection):
        document_of(version)
