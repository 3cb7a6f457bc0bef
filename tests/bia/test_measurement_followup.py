"""A recorded result is offered to the actions that wait for it, and told to other systems."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import User
from bia.models import Measurement, Process
from bia.services.measurement import record_measurement
from followup.models import CorrectiveAction, Retest, WebhookEndpoint, WebhookEvent
from lib.errors import Refused
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

HOUR = 3600


@pytest.fixture
def process(db: None) -> Process:
    return factories.process("booking", rto_s=2 * HOUR, rpo_s=HOUR)


def record(subject: Any, by: User, value_s: int, **fields: Any) -> Measurement:
    defaults = {"kind": "rto", "source": "Drill", "at": NOON, "recorded_at": NOON}
    return record_measurement(subject=subject, value_s=value_s, by=by, **(defaults | fields))


@pytest.fixture
def waiting(process: Process, alice: User, bob: User, manager: User) -> CorrectiveAction:
    """Done two days ago; proved by a recovery of at most an hour."""
    return CorrectiveAction.objects.create(
        code="ACT-2026-0001", title="Faster", finding="Slow", created_by=manager, state="done",
        owner=factories.person("alice", user=alice), verifier=factories.person("bob", user=bob),
        due_on=NOON.date(), original_due_on=NOON.date(), opened_at=NOON - timedelta(days=9),
        done_at=NOON - timedelta(days=2), verify_by="measurement", criterion="At most 1 h",
        criterion_subject_kind="process", criterion_subject_code=process.code,
        criterion_measure="rto", criterion_limit_s=HOUR,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value_s", "confidence", "passed", "proves"),
    [
        (HOUR, "measured", True, True),
        (HOUR + 1, "measured", False, False),
        (60, "estimated", True, False),
        (60, "simulated", True, False),
    ],
)
def test_a_result_is_bound_to_the_action_that_asks_for_it(
    value_s: int, confidence: str, passed: bool, proves: bool,
    process: Process, waiting: CorrectiveAction, manager: User,
) -> None:  # fmt: skip
    one = record(process, manager, value_s, confidence=confidence)
    found = Retest.objects.get(action=waiting)
    assert (found.source, found.passed, found.proves) == (
        f"measurement:{one.code}", passed, proves,
    )  # fmt: skip


def test_a_result_of_something_else_is_not_offered(
    process: Process, waiting: CorrectiveAction, manager: User
) -> None:
    record(process, manager, 60, kind="rpo")
    record(factories.system("booking"), manager, 60)
    assert not Retest.objects.exists()


def test_a_result_that_is_refused_leaves_nothing_behind(
    process: Process, waiting: CorrectiveAction, manager: User
) -> None:
    with pytest.raises(Refused), transaction.atomic():
        record(process, manager, 60, at=NOON + timedelta(days=1))
    with pytest.raises(Refused), transaction.atomic():
        record(process, manager, -1)
    assert not Retest.objects.exists()
    assert not Measurement.objects.exists()


def types(**only: Any) -> list[str]:
    return list(WebhookEvent.objects.filter(**only).order_by("pk").values_list("type", flat=True))


@pytest.mark.parametrize(
    ("value_s", "confidence", "events"),
    [
        (2 * HOUR, "measured", ["measurement.recorded"]),
        (2 * HOUR + 1, "measured", ["measurement.recorded", "objective.missed"]),
        (9 * HOUR, "estimated", ["measurement.recorded", "objective.missed"]),
        (9 * HOUR, "simulated", ["measurement.recorded"]),
    ],
)
def test_other_systems_hear_of_a_result_and_of_a_missed_target(
    value_s: int, confidence: str, events: list[str], process: Process, manager: User
) -> None:
    WebhookEndpoint.objects.create(code="bus", url="https://x.example.com/", event_types=["*"])
    one = record(process, manager, value_s, confidence=confidence)
    assert types() == events
    first = WebhookEvent.objects.order_by("pk").first()
    assert first is not None
    assert (first.subject_kind, first.subject_code, first.data["value_s"]) == (
        "measurement", one.code, value_s,
    )  # fmt: skip
    if "objective.missed" in events:
        missed = WebhookEvent.objects.get(type="objective.missed").data
        assert (missed["gap_s"], missed["subject"]) == (value_s - 2 * HOUR, "process:booking")


def test_without_a_listener_nothing_is_written(process: Process, manager: User) -> None:
    record(process, manager, 9 * HOUR)
    assert types() == []
