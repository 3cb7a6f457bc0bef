"""Subjects, dates and digest lines of this app: who is told, who may see, in few queries."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.followup_dates import Campaigns, Digest, Reviews
from bia.models import Assessment, Campaign, CampaignItem, Dependency
from followup.registry import load_subjects, subject_kinds, visible_keys
from tests import factories
from tests.factories import NOON

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)


def needs(code: str, *, hard: bool = True, group: str = "", **ends: object) -> None:
    Dependency.objects.create(
        code=code, strength="hard" if hard else "degrading", group=group,
        group_needs=1 if group else None, **ends,
    )  # fmt: skip


def test_this_app_answers_for_four_kinds() -> None:
    assert {"process", "system", "assessment", "campaign_request"} <= set(subject_kinds())


def test_a_process_names_its_owner_and_deputy_but_nobody_who_left(alice: User, bob: User) -> None:
    deputy = factories.person("bob", user=bob)
    owner = factories.person("alice", user=alice, deputy=deputy)
    factories.process("x", owner=owner, critical=True)
    found = load_subjects([("process", "x")])["process", "x"]
    assert (found.title, found.is_core, found.is_open) == ("X", True, True)
    assert {role: [one.key for one in who] for role, who in found.roles.items()} == {
        "owner": [f"p{owner.pk}"],
        "deputy": [f"p{deputy.pk}"],
    }
    deputy.is_active = False
    deputy.save()
    assert set(load_subjects([("process", "x")])["process", "x"].roles) == {"owner"}


def test_a_system_is_core_when_a_critical_process_cannot_do_without_it() -> None:
    critical, minor = factories.process("critical", critical=True), factories.process("minor")
    app, database, other, either, extra = map(
        factories.system, ("app", "database", "other", "either", "extra")
    )
    needs("1", dependent_process=critical, needs_system=app)
    needs("2", dependent_system=app, needs_system=database)
    needs("3", dependent_process=minor, needs_system=other)
    needs("4", dependent_process=critical, needs_system=either, group="lines")
    needs("5", dependent_process=critical, needs_system=extra, hard=False)
    keys = [("system", one) for one in ("app", "database", "other", "either", "extra")]
    found = load_subjects(keys)
    assert {code: one.is_core for (_kind, code), one in found.items()} == {
        "app": True, "database": True, "other": False, "either": False, "extra": False,
    }  # fmt: skip


def test_a_request_is_open_until_it_is_answered(alice: User, manager: User) -> None:
    campaign = Campaign.objects.create(code="c", name="C", due_on=TODAY, created_by=manager)
    process = factories.process("x", owner=alice, department="sales")
    item = CampaignItem.objects.create(campaign=campaign, process=process)
    key = ("campaign_request", "c/x")
    assert load_subjects([key])[key].is_open is True
    item.answered_at = NOON
    item.save()
    assert load_subjects([key])[key].is_open is False
    assert load_subjects([("campaign_request", "c/unknown")]) == {}


def test_nobody_sees_a_subject_of_somebody_else(alice: User, charlie: User, manager: User) -> None:
    process = factories.process("hers", department="sales")
    Assessment.objects.create(code="hers-v1", process=process, author=alice)
    keys = [("process", "hers"), ("assessment", "hers-v1"), ("campaign_request", "c/hers")]
    assert visible_keys(alice, keys) == set(keys) == visible_keys(manager, keys)
    assert visible_keys(charlie, keys) == set()


def test_many_subjects_take_as_many_queries_as_one(alice: User, manager: User) -> None:
    campaign = Campaign.objects.create(code="c", name="C", due_on=TODAY, created_by=manager)

    def keys(number: int) -> list[tuple[str, str]]:
        process = factories.process(f"p-{number}", owner=alice)
        factories.system(f"s-{number}", owner=alice)
        Assessment.objects.create(code=f"a-{number}", process=process, author=alice)
        CampaignItem.objects.create(campaign=campaign, process=process)
        return [
            ("process", f"p-{number}"), ("system", f"s-{number}"),
            ("assessment", f"a-{number}"), ("campaign_request", f"c/p-{number}"),
        ]  # fmt: skip

    def queries(wanted: list[tuple[str, str]]) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert len(load_subjects(wanted)) == len(wanted)
        return len(captured)

    first = keys(1)
    assert queries(first) == queries([*first, *keys(2), *keys(3)]) == 6


def test_the_calendar_shows_reviews_and_campaigns(alice: User, bob: User, manager: User) -> None:
    mine = factories.process("mine", owner=alice, department="sales", review_due=TODAY)
    factories.process("hers", owner=bob, department="sales", review_due=TODAY)
    factories.process("far", owner=alice, department="sales", review_due=date(2027, 1, 1))
    campaign = Campaign.objects.create(code="c", name="Yearly", due_on=TODAY, created_by=manager)
    CampaignItem.objects.create(campaign=campaign, process=mine)
    month = {"since": TODAY, "until": TODAY + timedelta(days=30)}

    def titles(source: Reviews | Campaigns, user: User, personal: bool) -> list[str]:
        return [one.title for one in source.entries(user, **month, personal=personal)]

    assert titles(Reviews(), alice, False) == ["Review: Hers", "Review: Mine"]
    assert titles(Reviews(), alice, True) == ["Review: Mine"]
    assert titles(Campaigns(), alice, True) == ["Answers due: Yearly"]
    assert titles(Campaigns(), bob, False) == []
    assert titles(Campaigns(), manager, False) == ["Answers due: Yearly"]


def test_the_digest_names_reviews_requests_and_approvals(alice: User, manager: User) -> None:
    owner = factories.person("alice", user=alice)
    boss = factories.person("boss", user=manager)
    late = factories.process("late", owner=owner, review_due=TODAY - timedelta(days=1))
    factories.process("week", owner=owner, review_due=TODAY + timedelta(days=7))
    factories.process("month", owner=owner, review_due=TODAY + timedelta(days=30))
    factories.process("far", owner=owner, review_due=TODAY + timedelta(days=31))
    campaign = Campaign.objects.create(code="c", name="Yearly", due_on=TODAY, created_by=manager)
    CampaignItem.objects.create(campaign=campaign, process=late)
    Assessment.objects.create(
        code="late-v1", process=late, author=alice, status="submitted", submitted_at=NOON
    )
    found = Digest().items([owner, boss], TODAY)
    assert [(one.section, one.title) for one in found[owner.pk]] == [
        ("overdue", "Review: Late"),
        ("this_week", "Review: Week"),
        ("reviews", "Review: Month"),
        ("this_week", "Yearly: Late"),
    ]
    assert [(one.section, one.title) for one in found[boss.pk]] == [
        ("to_approve", "Assessment to approve: Late")
    ]
