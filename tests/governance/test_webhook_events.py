"""State changes of governance, as webhooks carry them."""

from __future__ import annotations

import pytest

from followup.models import WebhookEvent
from governance.services import changes, programmes, reviews, risks
from governance.services.cases import create_case, withdraw_case
from governance.services.evaluating import evaluate
from tests.factories import NOON
from tests.followup.webhook_world import endpoint
from tests.governance.test_changes import SAID, requested
from tests.governance.test_risks import a_risk
from tests.governance.world import checklist, the

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str]]:
    found = WebhookEvent.objects.order_by("pk")
    return [(one.type, one.data.get("state", "")) for one in found]


def listening() -> None:
    kinds = ("change", "risk", "programme", "management_review", "evaluation", "investment_case")
    endpoint("https://hooks.example.org/in", *[f"{kind}.*" for kind in kinds])


def test_each_step_of_a_change_is_told_once():
    listening()
    row = requested(by=the("ivan"))
    changes.assess_change(row, by=the("mia"), at=NOON, **SAID)
    for _again in range(2):
        changes.approve_change(row, by=the("mia"), at=NOON)
    changes.fail_change(row, by=the("ivan"), at=NOON, result="Index broken")
    assert told() == [
        ("change.assessed", "assessed"),
        ("change.approved", "approved"),
        ("change.failed", "failed"),
    ]


def test_a_risk_closed_and_reopened_is_told():
    listening()
    row = a_risk()
    risks.close_risk(row, by=the("mia"), at=NOON, reason="Sold")
    risks.reopen_risk(row, by=the("mia"), at=NOON, reason="Bought back")
    assert told() == [("risk.closed", "closed"), ("risk.reopened", "open")]


def test_a_case_a_review_a_programme_and_an_evaluation_are_told():
    listening()
    by = the("mia")
    case = create_case(title="Second centre", years=4, by=by, at=NOON)
    withdraw_case(case, by=by, at=NOON)
    day = NOON.date()
    review = reviews.create_review(
        title="Spring", period_from=day, period_until=day, planned_on=day, by=by, at=NOON
    )
    reviews.cancel_review(review, by=by, at=NOON, reason="Nobody there")
    programme = programmes.create_programme(title="Ready", start_on=day, by=by, at=NOON)
    programmes.close_programme(programme, by=by, at=NOON)
    evaluate(checklist("ten", "policy"), by=by, at=NOON)
    assert told() == [
        ("investment_case.withdrawn", "withdrawn"),
        ("management_review.cancelled", "cancelled"),
        ("programme.closed", "closed"),
        ("evaluation.made", ""),
    ]
