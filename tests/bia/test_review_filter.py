"""The due list filters in SQL by the rule of the domain."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from bia.domain.review import review_status
from bia.filters.review import STATES, ReviewFilter, with_reviews
from bia.models import Process
from tests import factories
from tests.bia.assessments import approved, catalogue

pytestmark = pytest.mark.django_db

WARNING_DAYS = 30
DAYS = (None, -400, -1, 0, 1, 29, 30, 31, 400)


@pytest.fixture
def processes(alice: User, manager: User) -> None:
    """Every distance of the due date, with an approval and without one."""
    catalogue()
    factories.organisation(review_warning_days=WARNING_DAYS)
    today = timezone.localdate()
    for number, days in enumerate(DAYS):
        due = None if days is None else today + timedelta(days=days)
        kept = factories.process(f"kept-{number}", department="sales", owner=alice)
        approved(kept, alice, manager)
        Process.objects.filter(pk=kept.pk).update(review_due=due)
        factories.process(f"never-{number}", review_due=due)


def test_the_database_filters_as_the_domain_judges(processes: None) -> None:
    rows = with_reviews(Process.objects.all())
    today = timezone.localdate()
    judged = {
        one.code: review_status(one.approved_code is not None, one.review_due, today, WARNING_DAYS)
        for one in rows
    }
    found = {
        one.code: state
        for state, _label in STATES
        for one in ReviewFilter({"state": state}, queryset=rows).qs
    }
    assert found == judged
    assert set(judged.values()) == {state for state, _label in STATES}
