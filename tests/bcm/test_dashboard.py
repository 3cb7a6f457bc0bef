"""The dashboard: what needs me, the three questions, the programme in figures."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from bia.models import Assessment, Campaign, CampaignItem, Dependency, Measurement
from tests import factories


def page(user: User) -> dict[str, object]:
    answer = factories.login(user).get("/")
    assert answer.status_code == 200
    return answer.context


def words(user: User) -> list[tuple[str, str]]:
    return [(task.words, task.subject) for task in page(user)["todo"].tasks]


def assessment(code: str, author: User, **fields: object) -> Assessment:
    process = factories.process(code, department="sales")
    return Assessment.objects.create(code=f"{code}-v1", process=process, author=author, **fields)


def test_drafts_wait_for_their_owners(alice: User, bob: User, charlie: User) -> None:
    assessment("booking", alice)
    assessment("returned", alice, status="returned")
    expected = [
        ("Complete the assessment", "Booking"),
        ("Correct the returned assessment", "Returned"),
    ]
    assert words(alice) == expected
    assert words(bob) == expected
    assert words(charlie) == []


def test_approvals_wait_for_managers_but_not_for_the_author(alice: User, manager: User) -> None:
    assessment("booking", alice, status="submitted")
    assessment("own", manager, status="submitted")
    assert words(manager) == [("Approve or return the assessment", "Booking")]
    assert words(alice) == []


def test_reviews_come_up_before_they_are_due(alice: User, charlie: User) -> None:
    today = factories.today()
    factories.process("late", department="sales", review_due=today - timedelta(days=1))
    factories.process("soon", department="sales", review_due=today + timedelta(days=30))
    factories.process("far", department="sales", review_due=today + timedelta(days=31))
    tasks = page(alice)["todo"].tasks
    assert [(task.subject, task.overdue) for task in tasks] == [("Late", True), ("Soon", False)]
    assert words(charlie) == []


def test_campaigns_ask_until_they_are_answered(alice: User, manager: User) -> None:
    campaign = Campaign.objects.create(
        code="c", name="Yearly", due_on=factories.today(), created_by=manager
    )
    item = CampaignItem.objects.create(
        campaign=campaign, process=factories.process("booking", department="sales")
    )
    assert words(alice) == [("Answer the campaign “Yearly”", "Booking")]
    item.answered_at = timezone.now()
    item.save()
    assert words(alice) == []


def test_without_evidence_all_three_answers_are_not_proven(manager: User) -> None:
    factories.process("rescue", critical=True, rto_s=900, rpo_s=300)
    factories.process("minor", rto_s=900)
    (one,) = page(manager)["answers"]
    assert (one.gap.rto.status, one.gap.rpo_status, one.workaround.status) == (
        "untested", "untested", "untested",
    )  # fmt: skip
    assert "No workaround is stated." in factories.login(manager).get("/").content.decode()


def test_evidence_answers(manager: User) -> None:
    rescue = factories.process("rescue", critical=True, rto_s=900, rpo_s=300)
    for kind, value in (("rto", 600), ("rpo", 600)):
        Measurement.objects.create(
            code=kind, process=rescue, kind=kind, value_s=value, source="drill",
            at=timezone.now() - timedelta(days=40),
        )  # fmt: skip
    Dependency.objects.create(
        code="e", dependent_process=rescue, needs_system=factories.system(),
        workaround_activation_s=0,
    )  # fmt: skip
    (one,) = page(manager)["answers"]
    assert (one.gap.rto.status, one.gap.rpo_status) == ("met", "rpo_miss")
    assert one.workaround.activation_s == 0
    assert (one.workaround.stated, one.workaround.status) == (True, "untested")


def test_the_programme_in_figures(manager: User) -> None:
    factories.process("a", critical=True, daily_volume=16_500, rto_s=60)
    factories.process("b", daily_volume=1000)
    factories.process("c", review_due=factories.today() - timedelta(days=1))
    shown = page(manager)
    assert (shown["volume_shown"], shown["share_shown"]) == ("17,500", "94.29\u00a0%")
    assert shown["programme"] == {"assessed": 1, "critical_open": 0, "overdue": 1}


def test_an_empty_register_has_no_share(manager: User) -> None:
    shown = page(manager)
    assert (shown["volume_shown"], shown["share_shown"]) == ("0", None)


def test_first_steps_are_for_those_who_set_up(manager: User, alice: User) -> None:
    steps = page(manager)["steps"]
    assert [step.done for step in steps][:3] == [False, True, True]
    assert page(alice)["steps"] == []


@pytest.mark.parametrize("sample", ["", "aftersales"])
def test_only_an_administrator_of_a_sample_may_empty_it(
    sample: str, admin: User, manager: User
) -> None:
    factories.organisation(sample=sample)
    assert page(admin)["may_empty"] is bool(sample)
    assert page(manager)["may_empty"] is False


def test_everybody_has_a_dashboard(db: None) -> None:
    for role in (
        "administrator", "continuity_manager", "process_owner", "it_operations",
        "incident_commander", "auditor", "service_account",
    ):  # fmt: skip
        page(factories.user(role, role))
    page(factories.user("nobody"))
