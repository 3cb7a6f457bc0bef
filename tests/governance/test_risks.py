"""Risks: rated, treated, accepted for a time."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from governance.models import RiskState
from governance.services import risks as verbs
from lib.errors import GuardsUnmet, Refused
from tests import factories
from tests.factories import NOON
from tests.governance.world import the

pytestmark = pytest.mark.django_db


def a_risk(**fields):
    given = {"title": "Power cut", "threat": "power", "likelihood": 3, "impact": 5}
    return verbs.create_risk(by=the("mia"), at=NOON, **(given | fields))


def accepted(**fields):
    row = a_risk(**fields)
    verbs.accept_risk(
        row, by=the("mia"), at=NOON, reason="Rebuilding", next_review=date(2026, 9, 1)
    )
    return row


def test_it_gets_a_number_and_a_value():
    row = a_risk(processes=[factories.process("road-rescue")])
    assert (row.code, row.value, row.left, row.state) == ("RSK-2026-0001", 15, None, "open")
    assert [one.code for one in row.processes.all()] == ["road-rescue"]


def test_treated_says_what_was_done_and_what_is_left():
    row = a_risk()
    with pytest.raises(Refused) as refusal:
        verbs.treat_risk(row, by=the("mia"), at=NOON)
    assert [one.field for one in refusal.value.problems] == [
        "measures", "left_likelihood", "left_impact",
    ]  # fmt: skip
    verbs.treat_risk(row, by=the("mia"), at=NOON, measures="UPS", left_likelihood=1, left_impact=5)
    assert (row.state, row.left) == (RiskState.TREATED, 5)


def test_what_is_left_is_never_more():
    with pytest.raises(Refused) as refusal:
        a_risk(left_likelihood=4, left_impact=5)
    assert refusal.value.problems[0].field == "left_likelihood"
    with pytest.raises(Refused):
        a_risk(left_likelihood=2)


def test_accepting_takes_a_reason_a_day_to_come_and_who_approves():
    row = a_risk()
    with pytest.raises(PermissionDenied):
        verbs.accept_risk(row, by=the("ivan"), at=NOON, reason="r", next_review=date(2026, 9, 1))
    with pytest.raises(Refused) as refusal:
        verbs.accept_risk(row, by=the("mia"), at=NOON, reason=" ", next_review=NOON.date())
    assert [one.field for one in refusal.value.problems] == ["reason", "next_review"]


def test_rated_anew_an_accepted_risk_is_open_again():
    row = accepted()
    verbs.change_risk(row, read_version=None, by=the("mia"), at=NOON, measures="A plan")
    assert row.state == RiskState.ACCEPTED
    verbs.change_risk(row, read_version=None, by=the("mia"), at=NOON, likelihood=4)
    assert row.state == RiskState.OPEN


def test_an_accepted_risk_keeps_its_day():
    with pytest.raises(Refused):
        verbs.change_risk(accepted(), read_version=None, by=the("mia"), at=NOON, next_review=None)


def test_closed_it_stands_until_it_is_reopened():
    row = a_risk()
    verbs.close_risk(row, by=the("mia"), at=NOON, reason="Moved out")
    with pytest.raises(GuardsUnmet):
        verbs.change_risk(row, read_version=None, by=the("mia"), at=NOON, title="x")
    verbs.reopen_risk(row, by=the("mia"), at=NOON)
    assert row.state == RiskState.OPEN
