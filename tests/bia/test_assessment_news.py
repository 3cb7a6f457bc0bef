"""Who hears of a submission, a return, an approval; and what other systems get (NTF-1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from bia.followup_messages import no_longer_returned, no_longer_waiting
from bia.models import Assessment, Process
from bia.services.assessment_review import (
    approve_assessment,
    return_assessment,
    submit_assessment,
    withdraw_submission,
)
from followup.models import Notification, WebhookEndpoint, WebhookEvent
from lib.errors import GuardsUnmet
from tests import factories
from tests.bia import assessments
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    assessments.catalogue()


@pytest.fixture
def process(alice: User) -> Process:
    return factories.process("road-rescue", department="sales", owner=alice)


def told(kind: str) -> list[tuple[str | None, list[str]]]:
    rows = Notification.objects.filter(kind=kind, channel="in_app").order_by("user__username")
    return [(one.user.username if one.user else None, sorted(one.roles)) for one in rows]


def test_a_submission_asks_every_approver_but_its_own_hands(
    process: Process, alice: User, manager: User
) -> None:
    factories.user("second", "continuity_manager")
    assessments.submitted(process, alice)
    assert told("assessment.submitted") == [("manager", ["approvers"]), ("second", ["approvers"])]


def test_a_manager_who_hands_in_is_not_asked_to_approve(process: Process, manager: User) -> None:
    factories.user("second", "continuity_manager")
    assessments.submitted(process, manager)
    assert told("assessment.submitted") == [("second", ["approvers"])]


def test_a_return_tells_author_and_submitter_once_each_with_the_reason(
    process: Process, alice: User, bob: User, manager: User
) -> None:
    one = assessments.ready(process, alice)
    submit_assessment(one, by=bob, at=NOON)
    return_assessment(one, reason="Peak season is missing", by=manager, at=NOON)
    assert told("assessment.returned") == [("alice", ["author"]), ("bob", ["submitter"])]
    rows = Notification.objects.filter(kind="assessment.returned")
    assert {one.params["reason"] for one in rows} == {"Peak season is missing"}


def test_an_approval_tells_its_hands_and_the_owner_but_not_who_approved(
    process: Process, alice: User, manager: User
) -> None:
    assessments.approved(process, alice, manager)
    assert told("assessment.approved") == [("alice", ["author", "owner", "submitter"])]


def test_a_second_submission_is_told_again(process: Process, alice: User, manager: User) -> None:
    one = assessments.submitted(process, alice)
    return_assessment(one, reason="Again", by=manager, at=NOON)
    submit_assessment(one, by=alice, at=NOON + timedelta(days=1))
    assert len(told("assessment.submitted")) == 2


def test_a_message_of_what_was_decided_meanwhile_is_not_sent(
    process: Process, alice: User, manager: User
) -> None:
    second = factories.user("second", "continuity_manager")
    one = assessments.submitted(process, alice)
    waiting = list(Notification.objects.filter(kind="assessment.submitted", channel="email"))
    assert no_longer_waiting(waiting) == {}
    second.grants.all().delete()
    left = [row.pk for row in waiting if row.user_id == second.pk]
    assert no_longer_waiting(waiting) == dict.fromkeys(left, "role_left")
    withdraw_submission(one, by=alice, at=NOON)
    assert set(no_longer_waiting(waiting).values()) == {"decided"}


def test_a_return_that_was_handed_in_again_is_not_sent(
    process: Process, alice: User, manager: User
) -> None:
    one = assessments.submitted(process, alice)
    return_assessment(one, reason="Again", by=manager, at=NOON)
    rows = list(Notification.objects.filter(kind="assessment.returned"))
    assert no_longer_returned(rows) == {}
    submit_assessment(one, by=alice, at=NOON)
    assert set(no_longer_returned(rows).values()) == {"handed_in_again"}


def events() -> list[tuple[str, str]]:
    return list(WebhookEvent.objects.order_by("pk").values_list("type", "subject_code"))


@pytest.fixture
def endpoint(db: None) -> WebhookEndpoint:
    return WebhookEndpoint.objects.create(
        code="bus", url="https://bus.example.com/in", event_types=["*"], secret="x"
    )


def data_of(type: str) -> dict[str, Any]:
    found: dict[str, Any] = WebhookEvent.objects.filter(type=type).latest("pk").data
    return found


def test_every_step_is_an_event_with_the_json_of_the_api(
    process: Process, alice: User, manager: User, endpoint: WebhookEndpoint
) -> None:
    one = assessments.approved(process, alice, manager)
    two = assessments.submitted(process, alice)
    withdraw_submission(two, by=alice, at=NOON)
    submit_assessment(two, by=alice, at=NOON)
    return_assessment(two, reason="Again", by=manager, at=NOON)
    submit_assessment(two, by=alice, at=NOON)
    approve_assessment(two, by=manager, at=NOON)
    assert events() == [
        ("assessment.submitted", one.code),
        ("assessment.approved", one.code),
        ("assessment.submitted", two.code),
        ("assessment.withdrawn", two.code),
        ("assessment.submitted", two.code),
        ("assessment.returned", two.code),
        ("assessment.submitted", two.code),
        ("assessment.superseded", one.code),
        ("assessment.approved", two.code),
    ]
    said = factories.api(manager).get(f"/api/v1/assessments/{two.code}/").json()
    sent = data_of("assessment.approved")
    assert sent.pop("url").endswith(f"/api/v1/assessments/{two.code}/")
    said.pop("url")
    # The API answers in the caller's zone, an event is in UTC.
    instants = {name for name in said if name.endswith("_at") and said[name]}
    assert {name: datetime.fromisoformat(sent.pop(name)) for name in instants} == {
        name: datetime.fromisoformat(said.pop(name)) for name in instants
    }
    assert sent == said


def test_nothing_is_told_of_a_step_that_failed(
    process: Process, alice: User, endpoint: WebhookEndpoint
) -> None:
    one = assessments.draft(process, alice)
    with pytest.raises(GuardsUnmet), transaction.atomic():
        submit_assessment(one, by=alice, at=NOON)
    assert (events(), told("assessment.submitted")) == ([], [])
    assert Assessment.objects.get().status == "draft"
