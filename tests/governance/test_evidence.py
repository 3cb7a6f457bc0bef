"""What the platform finds by itself, and what it does not claim."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils.translation import override

from governance.evidence import KEYS, OCCURRENCES, Found, evidence_of, occurrences
from governance.models import Acknowledgement, BcmsRecord, ManagementReview
from plans.models import Plan
from tests import factories
from tests.factories import NOON
from tests.governance.world import governed, person, the

pytestmark = pytest.mark.django_db
HALF = Decimal("0.5")


def find(key: str, days: int = 0) -> Found:
    return evidence_of([key], at=NOON + timedelta(days=days))[key]


def record(kind: str, state: str = "in_force", **fields: object) -> BcmsRecord:
    code = f"REC-{BcmsRecord.objects.count() + 1}"
    return BcmsRecord.objects.create(code=code, kind=kind, title=kind, state=state, **fields)


def test_an_empty_organisation_has_nothing_to_show_and_nothing_fails() -> None:
    found = evidence_of(KEYS, at=NOON)
    assert set(found) == set(KEYS)
    assert [key for key, one in found.items() if one.value and one.value > 0] == []


def test_what_is_overdue_for_review_counts_no_more() -> None:
    """AT-039: from the day after the review was due."""
    governed()
    assert find("bia_fresh").value == 1
    overdue = (date(2026, 12, 2) - NOON.date()).days
    assert (find("bia_fresh", overdue - 1).value, find("bia_fresh", overdue).value) == (1, 0)


def test_a_plan_past_its_review_is_in_force_and_not_current() -> None:
    governed()
    Plan.objects.update(review_due=NOON.date() - timedelta(days=1))
    assert (find("plan_in_force").value, find("plans_current").value) == (1, 0)


def test_a_policy_is_there_half_there_or_not() -> None:
    assert find("policy").value == 0
    row = record("policy", "draft")
    assert find("policy").value == HALF
    BcmsRecord.objects.update(state="in_force")
    assert find("policy").value == 1
    BcmsRecord.objects.update(next_review=NOON.date() - timedelta(days=1))
    assert find("policy").value == HALF
    assert find("policy").proofs[0].title == str(row)


def test_only_readings_of_the_edition_in_force_count() -> None:
    olga, mia = person("olga"), person("mia")
    row = record("policy", must_be_read=True, edition=2)
    for who, edition in ((olga, 1), (olga, 2), (mia, 1)):
        Acknowledgement.objects.create(record=row, edition=edition, person=who, at=NOON)
    found = find("policy_read")
    assert (found.count, found.of) == (1, 2)


def test_nothing_to_judge_is_no_full_mark() -> None:
    governed()
    assert find("incidents_reviewed").value is None
    assert find("changes").value is None


def test_words_follow_the_language_of_the_reader() -> None:
    governed()
    found = find("bia_coverage")
    assert found.words == "1 of 2 critical processes have an approved analysis."
    with override("zh-hans"):
        assert ("1" in found.words, "2" in found.words) == (True, True)


def test_a_deputy_of_the_continuity_manager_counts() -> None:
    the("mia")
    assert find("roles").value == HALF
    the("max")
    assert find("roles").value == 1


def test_a_review_with_approved_minutes_is_whole() -> None:
    review = ManagementReview.objects.create(
        code="MGR-2026-0001", title="First quarter", period_from=NOON.date(),
        period_until=NOON.date(), planned_on=NOON.date(), state="held", held_at=NOON,
    )  # fmt: skip
    assert find("management_review").value == HALF
    ManagementReview.objects.filter(pk=review.pk).update(
        state="approved", approved_at=NOON, approved_by=the("mia")
    )
    assert find("management_review").value == 1
    assert find("management_review", 400).value == 0


def test_days_on_which_something_was_done_are_those_of_the_organisation() -> None:
    factories.organisation(timezone="Asia/Shanghai")
    late = NOON.replace(hour=17)  # one in the morning of the next day there
    ManagementReview.objects.create(
        code="MGR-2026-0001", title="First quarter", period_from=NOON.date(),
        period_until=NOON.date(), planned_on=NOON.date(), state="held", held_at=late,
    )  # fmt: skip
    since, until = date(2026, 3, 1), date(2026, 3, 31)
    assert occurrences("management_review", since=since, until=until) == [date(2026, 3, 3)]
    assert occurrences("management_review", since=since, until=date(2026, 3, 2)) == []


def test_every_occurrence_is_answered() -> None:
    span = {"since": date(2026, 1, 1), "until": date(2026, 12, 31)}
    assert {key: occurrences(key, **span) for key in OCCURRENCES} == {
        key: [] for key in OCCURRENCES
    }
