"""The hourly task: clocks agree with rows, whatever came past the verbs, in few queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Assessment, Campaign, CampaignItem, Process
from bia.services.clock_keeping import Kept, keep_clocks
from bia.tasks import keep_clocks as task
from followup.models import Clock
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

DUE = date(2026, 9, 1)


def live(kind: str) -> list[str]:
    rows = Clock.objects.live().filter(kind=kind).order_by("subject_code")
    return list(rows.values_list("subject_code", flat=True))


def test_an_upgraded_installation_gets_its_clocks_once(alice: User, manager: User) -> None:
    process = factories.process("x", review_due=DUE, owner=alice)
    Assessment.objects.create(
        code="x-v1", process=process, author=alice, status="submitted", submitted_at=NOON
    )
    campaign = Campaign.objects.create(code="c", name="C", due_on=DUE, created_by=manager)
    CampaignItem.objects.create(campaign=campaign, process=process)
    assert keep_clocks(at=NOON) == Kept(3, 0)
    assert keep_clocks(at=NOON + timedelta(hours=1)) == Kept(0, 0)
    assert (live("assessment_review"), live("assessment_approval"), live("campaign_request")) == (
        ["x"], ["x-v1"], ["c/x"],
    )  # fmt: skip


def test_sql_by_hand_is_followed(alice: User, manager: User) -> None:
    for code in ("moved", "undated", "removed"):
        factories.process(code, review_due=DUE)
    keep_clocks(at=NOON)
    Process.objects.filter(code="moved").update(review_due=date(2026, 10, 1))
    Process.objects.filter(code="undated").update(review_due=None)
    Process.objects.filter(code="removed").delete()
    assert keep_clocks(at=NOON) == Kept(1, 2)
    assert live("assessment_review") == ["moved"]
    assert Clock.objects.live().get().due_at.date() == date(2026, 10, 1)


def test_a_decision_and_an_answer_past_the_verbs_end_their_clocks(
    alice: User, manager: User
) -> None:
    process = factories.process("x", owner=alice)
    one = Assessment.objects.create(
        code="x-v1", process=process, author=alice, status="submitted", submitted_at=NOON
    )
    campaign = Campaign.objects.create(code="c", name="C", due_on=DUE, created_by=manager)
    CampaignItem.objects.create(campaign=campaign, process=process)
    keep_clocks(at=NOON)
    Assessment.objects.filter(pk=one.pk).update(status="draft")
    CampaignItem.objects.update(answered_at=NOON)
    assert keep_clocks(at=NOON) == Kept(0, 2)


def test_a_thousand_processes_take_as_many_queries_as_one() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            keep_clocks(at=NOON)
        return len(captured)

    factories.process("first", review_due=DUE)
    one = queries()
    Process.objects.bulk_create(
        Process(code=f"p-{number}", name=f"P {number}", review_due=DUE) for number in range(999)
    )
    assert queries() <= one
    assert Clock.objects.live().count() == 1000
    idle = queries()
    assert queries() == idle <= one


def test_the_task_counts_what_it_changed() -> None:
    factories.process("x", review_due=factories.today())
    assert (task(), task()) == (1, 0)
