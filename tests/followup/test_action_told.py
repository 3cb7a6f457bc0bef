"""Actions as others see them: ticks, messages in words, calendars, the digest, the figures."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from followup.action_messages import KINDS
from followup.models import Clock, CorrectiveAction, Notification
from followup.registry import calendar_sources, digest_sources, load_subjects, visible_keys
from followup.services import actions
from followup.services.kpis import kpis_of
from followup.services.stopping import reasons_to_stop
from followup.services.ticking import tick
from followup.services.wording import words_of
from tests import factories
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    TODAY,
    Cast,
    accepted,
    done,
    draft,
    opened,
    types,
    verified,
)
from tests.followup.kpi_by_row import Row, figures

pytestmark = pytest.mark.django_db
UTC_ZONE = ZoneInfo("UTC")


def told(kind: str) -> set[str]:
    rows = Notification.objects.filter(kind=kind, channel="in_app")
    return set(rows.values_list("user__username", flat=True))


# --- clocks -------------------------------------------------------------------------------


def test_the_tick_after_the_last_day_opens_the_risk_again(who: Cast) -> None:
    action = accepted(who)
    clock = Clock.objects.get(kind="risk_expiry")
    tick(at=clock.due_at)
    action.refresh_from_db()
    assert action.state == "open"
    assert types(action)[-1] == "risk_expired"
    assert told("action.risk_expired") == {"alice", "bob", "mo", "max"}
    live = Clock.objects.about("action", action.code).live().get()
    assert live.kind == "action_due"


def test_a_tick_before_it_does_not(who: Cast) -> None:
    action = accepted(who)
    tick(at=NOON + 9 * DAY)
    action.refresh_from_db()
    assert action.state == "accepted_risk"


def test_the_daily_look_expires_what_no_clock_did(who: Cast) -> None:
    action = accepted(who)
    assert actions.expire_overdue_risks(at=NOON + 11 * DAY) == 0  # may still be that day somewhere
    assert actions.expire_overdue_risks(at=NOON + 12 * DAY) == 1
    action.refresh_from_db()
    assert action.state == "open"


def test_the_owner_is_reminded_and_the_manager_after_two_weeks(who: Cast) -> None:
    """K11: −7 d and −1 d owner, the day itself, +14 d the manager, +30 d the continuity manager."""
    action = opened(who)
    due = Clock.objects.about("action", action.code).live().get().due_at
    tick(at=due - 6 * DAY)
    assert told("clock.action_due") == {"alice"}
    tick(at=due + 14 * DAY)
    assert told("clock.action_due") == {"alice", "mo"}
    tick(at=due + 31 * DAY)
    assert told("clock.action_due") == {"alice", "mo", "max"}


# --- words --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_every_message_says_what_it_is_about(kind: Any) -> None:
    known = {"code", "title", "priority", "due", "owner", "verifier"}
    own = {"reason", "value", "limit", "left", "came_back"}
    text = f"{kind.title} {kind.text} {kind.asks}"
    places = set(re.findall(r"%\((\w+)\)s", text))
    assert {"code", "title"} <= places
    assert places <= known | own


def test_a_message_stands_alone(who: Cast) -> None:
    """NTF-3."""
    action = done(who)
    actions.reject_action(action, reason="Only half.", by=who.bob, at=NOON + 2 * HOUR)
    row = Notification.objects.get(kind="action.rejected", channel="in_app")
    words = words_of(row, language="en", zone=UTC_ZONE)
    assert words.title == "Rejected: ACT-2026-0001 Second line to the dispatch centre"
    assert words.text == "“Second line to the dispatch centre” is not accepted as done: Only half."
    assert words.asks == "It is open again. See to it by 2026-04-01."
    assert words.url == action.get_absolute_url()


def test_the_doer_is_not_told_of_their_own_deed(who: Cast) -> None:
    opened(who, owner=who.person("max"))
    assert told("action.assigned") == set()


def test_a_message_is_stopped_when_it_is_settled_or_somebody_elses(who: Cast) -> None:
    """NTF-4."""
    action = opened(who)
    row = Notification.objects.get(kind="action.assigned", channel="in_app")
    assert reasons_to_stop([row]) == {}
    actions.change_action(action, owner=who.person("mo"), by=who.max, at=NOON)
    assert reasons_to_stop([row]) == {row.pk: "role_left"}
    actions.cancel_action(action, reason="No.", by=who.max, at=NOON)
    assert reasons_to_stop([row]) == {row.pk: "subject_closed"}


# --- subjects, calendar, digest -----------------------------------------------------------


def test_as_a_subject_it_names_its_people(who: Cast) -> None:
    action = opened(who)
    subject = load_subjects([("action", action.code)])["action", action.code]
    roles = {role: [one.key for one in ones] for role, ones in subject.roles.items()}
    keys = {name: f"p{who.person(name).pk}" for name in ("alice", "bob", "mo")}
    assert roles == {"owner": [keys["alice"]], "verifier": [keys["bob"]], "manager": [keys["mo"]]}
    assert subject.is_open is True
    charlie = factories.user("charlie", "process_owner", department="warehouse")
    assert visible_keys(charlie, [("action", action.code)]) == set()
    assert visible_keys(who.alice, [("action", action.code)]) == {("action", action.code)}


def test_the_calendar_shows_due_dates_and_whose_they_are(who: Cast) -> None:
    action = opened(who)
    accepted(who, until=TODAY + 5 * DAY, owner=who.person("mo"))
    draft(who)
    source = calendar_sources()["action"]
    span = {"since": TODAY, "until": TODAY + 60 * DAY}
    every = [(one.uid, one.day) for one in source.entries(who.max, **span, personal=False)]
    assert every == [
        (f"action-{action.code}", TODAY + 30 * DAY),
        ("action-ACT-2026-0002", TODAY + 5 * DAY),
    ]
    mine = [one.uid for one in source.entries(who.alice, **span, personal=True)]
    assert mine == [f"action-{action.code}"]
    charlie = factories.user("charlie", "process_owner", department="warehouse")
    assert list(source.entries(charlie, **span, personal=False)) == []


def test_the_digest_says_what_is_late_due_and_to_verify(who: Cast) -> None:
    opened(who, priority="P1")
    done(who, owner=who.person("alice"))
    source = digest_sources()["action"]
    people = [who.person("alice"), who.person("bob")]
    alice, bob = people[0].pk, people[1].pk

    def sections(today: date) -> dict[int, list[str]]:
        found = source.items(people, today)
        return {key: [one.section for one in lines] for key, lines in found.items()}

    assert sections(TODAY) == {alice: ["this_week"], bob: ["to_verify"]}
    assert sections(TODAY + 8 * DAY) == {alice: ["overdue"], bob: ["to_verify"]}


def test_the_digest_costs_the_same_for_one_and_for_three(who: Cast) -> None:
    opened(who)
    source = digest_sources()["action"]

    def queries(people: list[Person]) -> int:
        with CaptureQueriesContext(connection) as seen:
            source.items(people, TODAY + 90 * DAY)
        return len(seen)

    first = queries([who.person("alice")])
    opened(who)
    done(who)
    assert queries(list(Person.objects.all())) == first


# --- figures ------------------------------------------------------------------------------

DUE = date(2026, 4, 1)


def row(state: str, *, done_on: date | None = None, today: date = DUE, **fields: Any) -> Row:
    values: dict[str, Any] = {
        "priority": "P2",
        "opened_on": date(2026, 3, 2),
        "due_on": DUE,
        "original_due_on": DUE,
    }
    return Row(state=state, today=today, done_on=done_on, **values | fields)


def test_on_time_counts_the_day_of_the_work() -> None:
    rows = [
        row("verified", done_on=DUE),
        row("done", done_on=date(2026, 4, 2)),
        row("open"),  # due today: not late, not yet due
        row("cancelled"),
        row("accepted_risk"),
        row("draft"),
    ]
    found = figures(rows)
    assert (found.due, found.done_on_time, found.on_time) == (2, 1, Fraction(1, 2))


def test_what_is_late_and_not_done_lowers_it() -> None:
    late = row("in_progress", today=date(2026, 4, 2), priority="P1", is_core=True)
    found = figures([row("verified", done_on=DUE), late])
    assert found.on_time == Fraction(1, 2)
    assert (found.overdue, found.overdue_by_priority["P1"], found.overdue_core_p1) == (1, 1, 1)


def test_a_postponed_one_is_on_time_but_not_against_the_first_date() -> None:
    one = row("verified", done_on=DUE, original_due_on=date(2026, 3, 20))
    found = figures([one])
    assert (found.on_time, found.on_time_original) == (Fraction(1), Fraction(0))


def test_without_anything_due_there_is_no_share_and_no_age() -> None:
    found = figures([])
    assert (found.on_time, found.median_age_days, found.overdue) == (None, None, 0)


@pytest.mark.parametrize(
    ("opened_days_ago", "median"), [([1, 3, 9], 3), ([1, 2], Fraction(3, 2)), ([0], 0)]
)
def test_the_median_age_is_of_those_not_closed(opened_days_ago: list[int], median: Any) -> None:
    rows = [row("open", opened_on=DUE - days * DAY) for days in opened_days_ago]
    closed = row("verified", done_on=DUE, opened_on=date(2020, 1, 1))
    assert figures([*rows, closed]).median_age_days == median


def test_the_day_of_the_work_is_the_owners(who: Cast) -> None:
    """Done at 16:30 UTC on the due day: the next day already in Shanghai, not in New York."""
    late = datetime(2026, 4, 1, 16, 30, tzinfo=UTC)
    done(who, at=late)
    assert kpis_of(CorrectiveAction.objects.all(), at=late).all.on_time == 0
    who.alice.timezone = "America/New_York"
    who.alice.save()
    assert kpis_of(CorrectiveAction.objects.all(), at=late).all.on_time == 1


def test_figures_by_department_add_up_in_constant_queries(who: Cast) -> None:
    opened(who)
    with CaptureQueriesContext(connection) as one:
        kpis_of(CorrectiveAction.objects.all(), at=NOON)
    verified(who, owner=who.person("max"))
    opened(who)
    with CaptureQueriesContext(connection) as three:
        found = kpis_of(CorrectiveAction.objects.all(), at=NOON)
    assert [(one.code, one.figures.total) for one in found.by_department] == [
        ("bcm", 1),
        ("sales", 2),
    ]
    assert (found.all.total, found.all.open, found.all.verified) == (3, 2, 1)
    assert len(one) == len(three)
