"""Plans in calendar, digest, webhooks and the export of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from accounts.services.personal_data import export_person
from followup.models import WebhookEvent
from followup.registry import calendar_sources, digest_sources
from plans.services.reviews import attest_plan
from tests.factories import NOON
from tests.followup.webhook_world import endpoint
from tests.plans.plan_world import approved, cast, effective, plan_of, role, submitted, the

pytestmark = pytest.mark.django_db

SINCE, UNTIL = date(2027, 3, 1), date(2027, 3, 31)


def lines(*codes: str, today: date = date(2026, 3, 2)) -> dict[str, list[tuple[str, str]]]:
    people = list(Person.objects.filter(code__in=codes))
    found = digest_sources()["plans"].items(people, today)
    return {
        one.code: [(line.section, line.title) for line in found.get(one.pk, ())] for one in people
    }


def test_reviews_stand_in_the_calendar_of_who_may_see_the_plan() -> None:
    people = cast()
    effective(people=people)
    effective("secret", people=people, confidentiality="restricted")
    source = calendar_sources()["plan_review"]

    def seen(name: str, personal: bool = False) -> list[str]:
        entries = source.entries(people[name], since=SINCE, until=UNTIL, personal=personal)
        return [one.uid for one in entries]

    both = ["plan-review-rescue", "plan-review-secret"]
    assert (seen("mia"), seen("bob"), seen("alice", True)) == (both, both[:1], both)
    assert seen("mia", True) == []


def test_the_digest_names_what_waits_for_each() -> None:
    people = cast()
    role("it-lead", "bob")
    submitted("one", by=people["bob"])
    approved("two", people=people)
    effective("three", people=people)
    found = lines("alice", "bob", "mia")
    assert found == {
        "alice": [
            ("to_approve", "Plan to sign: Rescue by phone 1.0"),
            ("to_approve", "Approved, to be published: Rescue by phone 1.0"),
            ("reviews", "To read: Rescue by phone 1.0"),
        ],
        "bob": [("reviews", "To read: Rescue by phone 1.0")],
        "mia": [],
    }
    assert lines("alice", today=date(2027, 3, 3))["alice"][0] == (
        "overdue",
        "Review of the plan: Rescue by phone",
    )


def test_the_digest_asks_as_often_for_three_plans_as_for_one() -> None:
    people = cast()

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            lines("alice", "bob", "mia")
        return len(caught)

    submitted("one", by=people["bob"])
    before = asked()
    for code in ("two", "three"):
        submitted(code, by=people["bob"])
    assert asked() == before


def test_every_step_is_told_to_other_systems_as_the_api_gives_it() -> None:
    endpoint()
    people = cast()
    version = effective(people=people)
    attest_plan(plan_of(version), by=people["alice"], at=NOON, statement="Right")
    events = WebhookEvent.objects.order_by("pk")
    told: dict[str, Any] = {one.type: one.data for one in events}
    assert list(told) == ["plan.submitted", "plan.approved", "plan.published", "plan.attested"]
    assert told["plan.published"]["code"] == "rescue@1.0"
    assert told["plan.published"]["status"] == "effective"
    assert told["plan.published"]["url"].endswith("/api/v1/plans/rescue/versions/1.0/")
    assert (told["plan.attested"]["effective"], told["plan.attested"]["statement"]) == (
        "1.0",
        "Right",
    )


def test_the_export_of_a_person_names_their_plans() -> None:
    people = cast()
    role("it-lead", "alice")
    effective(people=people)
    found = export_person(the("alice"))["plans"]
    assert (found["owner_of"], found["response_roles"]) == (["rescue"], ["it-lead"])
    assert [one["verdict"] for one in found["signatures"]] == ["approved"]
