"""The figures of actions are counted by the database: the same as counting row by row."""

from __future__ import annotations

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Organisation
from followup.models import ActionState, CorrectiveAction
from followup.services.kpis import figures_of, kpis_of
from tests import factories
from tests.followup.kpi_by_row import Row, figures, row_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)  # the next day already in Shanghai
ZONES = ("", "Asia/Shanghai", "America/New_York", "Pacific/Kiritimati", "UTC")


def made(count: int) -> list[CorrectiveAction]:
    """Actions of all states, in five zones and three departments, dates around AT and missing."""
    chance = random.Random(7)
    author = factories.user("author")
    people = []
    for number, zone in enumerate(ZONES):
        user = factories.user(f"u-{number}", timezone=zone) if number != 1 else None
        department = f"d-{number}" if number % 3 else None
        people.append(factories.person(f"p-{number}", user=user, department=department))

    def instant() -> datetime:
        return AT + timedelta(hours=chance.randint(-150, 30))

    rows = []
    for number in range(count):
        state = chance.choice(ActionState.values)
        vague = state in ("draft", "cancelled") and chance.random() < 0.5
        owner, verifier = chance.sample(people, 2)
        day = (AT + timedelta(days=chance.randint(-3, 3))).date()
        fields: dict[str, Any] = {
            "owner": None if vague else owner,
            "verifier": None if vague else verifier,
            "due_on": None if vague else day,
            "original_due_on": None
            if vague or chance.random() < 0.3
            else day - timedelta(days=chance.randint(0, 2)),
            "opened_at": instant() if chance.random() < 0.9 else None,
            "done_at": instant() if chance.random() < 0.6 else None,
            "verified_at": instant() if state == "verified" else None,
            "ineffective_since": AT if chance.random() < 0.1 else None,
            "risk_expires_on": day if state == "accepted_risk" else None,
        }
        rows.append(
            CorrectiveAction(
                code=f"ACT-2026-{number:04}",
                title="One",
                finding="One",
                priority=chance.choice(("P1", "P2", "P3")),
                is_core=chance.random() < 0.4,
                state=state,
                created_by=author,
                **fields,
            )
        )
    CorrectiveAction.objects.bulk_create(rows)
    return rows


def test_counting_in_the_database_equals_counting_rows() -> None:
    """ACT: all figures, of all and by department, over 400 actions."""
    made(400)
    house = Organisation.current().timezone
    rows: list[Row] = []
    departments: dict[tuple[str, str], list[Row]] = defaultdict(list)
    actions = CorrectiveAction.objects.select_related("owner__user", "owner__department")
    for action in actions:
        row = row_of(action, AT, house)
        rows.append(row)
        of = action.owner.department if action.owner else None
        departments[of.name if of else "", of.code if of else ""].append(row)

    found = kpis_of(CorrectiveAction.objects.all(), at=AT)

    assert found.all == figures(rows)
    assert [(one.name, one.code, one.figures) for one in found.by_department] == [
        (name, code, figures(own)) for (name, code), own in sorted(departments.items())
    ]
    assert figures_of(CorrectiveAction.objects.all(), at=AT) == found.all


def test_of_nothing_the_figures_are_those_of_no_rows() -> None:
    found = kpis_of(CorrectiveAction.objects.none(), at=AT)
    assert (found.all, found.by_department) == (figures([]), ())
