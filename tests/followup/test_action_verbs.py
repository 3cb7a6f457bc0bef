"""What may be done to a corrective action, each rule as a sentence (ACT)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from followup.models import Clock, CorrectiveAction, FollowupSettings, Notification
from followup.services import actions
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests import factories
from tests.factories import NOON
from tests.followup.actions import (
    DAY,
    HOUR,
    TODAY,
    Cast,
    accepted,
    cast,
    codes,
    done,
    draft,
    opened,
    proved,
    types,
    verified,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def who(db: None) -> Cast:
    return cast()


def live_clocks(action: CorrectiveAction) -> list[tuple[str, datetime]]:
    rows = Clock.objects.about("action", action.code).live()
    return [(one.kind, one.due_at) for one in rows]


def told(kind: str) -> set[str]:
    """Logins that got a message of this kind in the app."""
    rows = Notification.objects.filter(kind=kind, channel="in_app")
    return set(rows.values_list("user__username", flat=True))


# --- drafts -------------------------------------------------------------------------------


def test_actions_are_numbered_by_year_of_the_organisations_zone(who: Cast) -> None:
    first = draft(who)
    second = draft(who)
    # 31 December 17:00 UTC is New Year's Day in Shanghai (E50).
    third = draft(who, at=datetime(2026, 12, 31, 17, tzinfo=UTC))
    assert [first.code, second.code, third.code] == [
        "ACT-2026-0001",
        "ACT-2026-0002",
        "ACT-2027-0001",
    ]


@pytest.mark.parametrize(("priority", "days"), [("P1", 7), ("P2", 30), ("P3", 90)])
def test_the_priority_gives_the_due_date(who: Cast, priority: str, days: int) -> None:
    assert draft(who, priority=priority).due_on == TODAY + timedelta(days=days)


def test_the_settings_change_the_days_until_due(who: Cast) -> None:
    row = FollowupSettings.current()
    row.due_days = {"P1": 3}
    row.save()
    assert draft(who, priority="P1").due_on == TODAY + 3 * DAY
    assert draft(who, priority="P2").due_on == TODAY + 30 * DAY


def test_the_due_date_counts_from_the_owners_day(who: Cast) -> None:
    who.alice.timezone = "Pacific/Auckland"  # already the 3rd there at noon UTC
    who.alice.save()
    assert draft(who, priority="P1").due_on == date(2026, 3, 10)


def test_owner_and_verifier_are_two_people(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        draft(who, verifier=who.person("alice"))
    assert codes(refusal) == ["verifier_is_owner"]


@pytest.mark.parametrize("role", ["owner", "verifier"])
def test_nobody_who_left_is_named(who: Cast, role: str) -> None:
    gone = factories.person("gone", is_active=False)
    with pytest.raises(Refused) as refusal:
        draft(who, **{role: gone})
    assert [(one.code, one.field) for one in refusal.value.problems] == [("person_inactive", role)]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"title": "   "}, "blank"),
        ({"finding": ""}, "blank"),
        ({"priority": "P9"}, "invalid_choice"),
        ({"cost_estimate": -1}, "negative"),
        ({"criterion_limit_s": -1}, "out_of_range"),
        ({"criterion_limit_s": 10**15}, "out_of_range"),
        ({"due_on": date.max}, "out_of_range"),
        ({"subject_kind": "unicorn", "subject_code": "x"}, "invalid_subject"),
        ({"subject_kind": "process", "subject_code": "nowhere"}, "unknown_subject"),
        ({"subject_kind": "process"}, "invalid_subject"),
        ({"criterion_measure": "rto"}, "criterion_incomplete"),
    ],
)
def test_nonsense_is_refused_at_its_field(who: Cast, fields: dict[str, object], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        draft(who, **fields)
    assert codes(refusal) == [code]
    assert CorrectiveAction.objects.count() == 0


def test_an_auditor_writes_no_action(who: Cast) -> None:
    with pytest.raises(PermissionDenied):
        draft(who, by=factories.user("audit", "auditor"))


def test_an_action_on_a_critical_process_is_core(who: Cast) -> None:
    factories.process("road-rescue", critical=True)
    factories.process("gift-shop")
    core = draft(who, subject_kind="process", subject_code="road-rescue")
    other = draft(who, subject_kind="process", subject_code="gift-shop")
    assert (core.is_core, other.is_core) == (True, False)
    actions.change_action(other, subject_code="road-rescue", by=who.max, at=NOON)
    assert other.is_core is True


# --- opening ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"owner": None}, "owner_missing"),
        ({"verifier": None}, "verifier_missing"),
        ({"criterion": ""}, "criterion_missing"),
    ],
)
def test_a_draft_opens_only_when_complete(who: Cast, fields: dict[str, object], code: str) -> None:
    action = draft(who, **fields)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.open_action(action, by=who.max, at=NOON)
    assert codes(refusal) == [code]


def test_figures_are_a_criterion_too(who: Cast) -> None:
    factories.process("road-rescue")
    figures = {
        "criterion_subject_kind": "process",
        "criterion_subject_code": "road-rescue",
        "criterion_measure": "rto",
    }
    assert opened(who, criterion="", **figures).state == "open"


def test_a_draft_whose_day_is_past_needs_a_new_one_to_open(who: Cast) -> None:
    action = draft(who, due_on=TODAY)
    late = NOON + 2 * DAY
    with pytest.raises(Refused) as refusal:
        actions.open_action(action, by=who.max, at=late)
    assert codes(refusal) == ["due_day_past"]
    actions.open_action(action, due_on=TODAY + 5 * DAY, by=who.max, at=late)
    assert (action.state, action.due_on) == ("open", TODAY + 5 * DAY)


def test_opening_starts_the_clock_and_tells_the_owner(who: Cast) -> None:
    action = opened(who)
    # The end of 1 April in Shanghai.
    assert live_clocks(action) == [("action_due", datetime(2026, 4, 1, 15, 59, 59, tzinfo=UTC))]
    assert told("action.assigned") == {"alice"}
    assert types(action) == ["created", "opened"]
    assert action.original_due_on == action.due_on


def test_the_clock_ends_in_the_owners_zone(who: Cast) -> None:
    who.alice.timezone = "America/New_York"
    who.alice.save()
    action = opened(who, due_on=date(2026, 11, 1))  # clocks go back that day (E4)
    assert live_clocks(action) == [("action_due", datetime(2026, 11, 2, 4, 59, 59, tzinfo=UTC))]


# --- the work -----------------------------------------------------------------------------


def test_the_owner_starts_and_the_clock_runs_on(who: Cast) -> None:
    action = opened(who)
    actions.start_action(action, by=who.alice, at=NOON + HOUR)
    assert action.state == "in_progress"
    assert Clock.objects.about("action", action.code).count() == 1


def test_done_needs_evidence(who: Cast) -> None:
    action = opened(who)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.complete_action(action, evidence="  ", by=who.alice, at=NOON)
    assert codes(refusal) == ["evidence_missing"]
    actions.add_evidence(action, text="Invoice", by=who.alice, at=NOON)
    actions.complete_action(action, by=who.alice, at=NOON)
    assert action.state == "done"


def test_done_stops_the_clock_and_gives_the_verifier_14_days(who: Cast) -> None:
    action = done(who)
    due = Clock.objects.get(kind="action_due")
    assert (due.state, due.met_at, due.met_by) == ("met", NOON + HOUR, who.alice)
    assert live_clocks(action) == [("action_verification", NOON + HOUR + 14 * DAY)]
    assert told("action.to_verify") == {"bob"}


def test_a_colleague_without_rights_does_not_report_it(who: Cast) -> None:
    charlie = factories.user("charlie", "process_owner", department="warehouse")
    with pytest.raises(PermissionDenied):
        actions.complete_action(opened(who), evidence="x", by=charlie, at=NOON)


# --- verification -------------------------------------------------------------------------


def test_it_closes_only_when_a_retest_passes(who: Cast) -> None:
    action = done(who)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["not_proved"]
    actions.record_retest(action, passed=True, note="Cut.", by=who.bob, at=NOON + 2 * HOUR)
    actions.verify_action(action, note="Seen.", by=who.bob, at=NOON + 3 * HOUR)
    assert (action.state, action.verified_by) == ("verified", who.bob)
    assert (action.verified_at, action.closed_at) == (NOON + 3 * HOUR, NOON + 3 * HOUR)
    assert live_clocks(action) == []
    assert Clock.objects.get(kind="action_verification").state == "met"


def test_a_retest_from_before_the_work_proves_nothing(who: Cast) -> None:
    action = opened(who)
    actions.record_retest(action, passed=True, note="Early.", by=who.bob, at=NOON)
    actions.complete_action(action, evidence="Now.", by=who.alice, at=NOON + HOUR)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["not_proved"]


def test_a_continuity_manager_may_verify_too(who: Cast) -> None:
    action = proved(who)
    actions.verify_action(action, by=who.max, at=NOON + 3 * HOUR)
    assert action.verified_by == who.max


@pytest.mark.parametrize("verb", ["verify", "reject", "accept_risk", "cancel", "postpone"])
def test_the_owner_decides_nothing_about_their_own_action(who: Cast, verb: str) -> None:
    """Not even one who is continuity manager."""
    action = opened(who, owner=who.person("max"))
    given: dict[str, object] = {"by": who.max, "at": NOON + 5 * HOUR}
    verbs = {
        "verify": (actions.verify_action, {}),
        "reject": (actions.reject_action, {"reason": "x"}),
        "accept_risk": (actions.accept_risk, {"reason": "x", "expires_on": TODAY + DAY}),
        "cancel": (actions.cancel_action, {"reason": "x"}),
        "postpone": (actions.postpone_action, {"reason": "x", "to_on": TODAY + 99 * DAY}),
    }
    if verb in ("verify", "reject"):
        actions.complete_action(action, evidence="x", by=who.max, at=NOON)
        actions.record_retest(action, passed=True, note="x", by=who.bob, at=NOON + HOUR)
    call, fields = verbs[verb]
    with pytest.raises(GuardsUnmet) as refusal:
        call(action, **given, **fields)
    assert codes(refusal) == ["by_owner"]


def test_what_a_document_proves_needs_one(who: Cast) -> None:
    action = done(who, verify_by="document")
    with pytest.raises(GuardsUnmet) as refusal:
        actions.verify_action(action, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["document_missing"]
    link = "https://wiki.example.com/plan"
    actions.add_evidence(action, text="Plan 2.1", url=link, by=who.alice, at=NOON + 2 * HOUR)
    actions.verify_action(action, by=who.bob, at=NOON + 3 * HOUR)
    assert action.state == "verified"


def test_a_rejection_opens_it_again_with_its_reason(who: Cast) -> None:
    action = done(who)
    actions.reject_action(action, reason="Only half.", by=who.bob, at=NOON + 2 * HOUR)
    assert (action.state, action.done_at) == ("open", None)
    assert action.timeline.last().text == "Only half."
    assert told("action.rejected") == {"alice"}
    assert [kind for kind, _due in live_clocks(action)] == ["action_due"]


def test_a_rejection_after_the_due_date_gives_a_new_one(who: Cast) -> None:
    action = done(who, priority="P1")
    late = NOON + 8 * DAY
    with pytest.raises(Refused) as refusal:
        actions.reject_action(action, reason="No.", by=who.bob, at=late)
    assert codes(refusal) == ["due_day_past"]
    day = TODAY + 20 * DAY
    actions.reject_action(action, reason="No.", due_on=day, by=who.bob, at=late)
    assert (action.due_on, action.original_due_on) == (day, TODAY + 7 * DAY)


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_rejection_says_why(who: Cast, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        actions.reject_action(done(who), reason=reason, by=who.bob, at=NOON + 2 * HOUR)
    assert codes(refusal) == ["reason_missing"]


# --- postponements ------------------------------------------------------------------------


def postpone(action: CorrectiveAction, who: Cast, days: int, by: object = None) -> None:
    day = TODAY + days * DAY
    actions.postpone_action(action, to_on=day, reason="Parts.", by=by or who.mo, at=NOON + HOUR)  # type: ignore[arg-type]


def test_the_owners_manager_postpones_twice_and_no_more(who: Cast) -> None:
    action = opened(who)
    postpone(action, who, 40)
    postpone(action, who, 50, by=who.max)
    with pytest.raises(GuardsUnmet) as refusal:
        postpone(action, who, 60)
    assert codes(refusal) == ["postponed_twice"]
    assert (action.due_on, action.original_due_on) == (TODAY + 50 * DAY, TODAY + 30 * DAY)
    rows = action.postponements.values_list("from_on", "to_on", "by__username")
    assert list(rows) == [
        (TODAY + 30 * DAY, TODAY + 40 * DAY, "mo"),
        (TODAY + 40 * DAY, TODAY + 50 * DAY, "max"),
    ]
    live = Clock.objects.about("action", action.code).live().get()
    assert (live.generation, live.due_at.date()) == (3, TODAY + 50 * DAY)


def test_a_postponement_is_to_a_later_day(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        postpone(opened(who), who, 30)
    assert codes(refusal) == ["not_later"]


def test_neither_owner_nor_verifier_postpones(who: Cast) -> None:
    action = opened(who)
    for by in (who.alice, who.bob):
        with pytest.raises(PermissionDenied):
            postpone(action, who, 40, by=by)


# --- accepted risks -----------------------------------------------------------------------


def test_a_risk_is_accepted_until_a_day(who: Cast) -> None:
    action = accepted(who)
    assert (action.state, action.risk_accepted_by) == ("accepted_risk", who.max)
    kinds = [(kind, at.date()) for kind, at in live_clocks(action)]
    assert kinds == [("risk_expiry", TODAY + 10 * DAY)]


@pytest.mark.parametrize("days", [-1, 0])
def test_the_day_lies_ahead(who: Cast, days: int) -> None:
    with pytest.raises(Refused) as refusal:
        accepted(who, until=TODAY + days * DAY)
    assert codes(refusal) == ["expiry_not_ahead"]


def test_a_risk_is_not_accepted_by_who_owns_the_action(who: Cast) -> None:
    with pytest.raises(PermissionDenied):
        actions.accept_risk(opened(who), reason="x", expires_on=TODAY + DAY, by=who.alice, at=NOON)


def test_the_risk_expires_and_everybody_is_told(who: Cast) -> None:
    action = accepted(who, priority="P1")
    at = NOON + 11 * DAY
    actions.expire_risk(action, at=at)
    assert (action.state, action.due_on) == ("open", at.date() + 7 * DAY)
    assert (action.risk_expires_on, action.risk_accepted_by) == (None, None)
    assert told("action.risk_expired") == {"alice", "bob", "mo", "max"}
    assert types(action)[-1] == "risk_expired"
    actions.expire_risk(action, at=at)
    assert types(action).count("risk_expired") == 1


def test_the_acceptance_can_be_withdrawn(who: Cast) -> None:
    action = accepted(who)
    actions.withdraw_risk_acceptance(action, by=who.max, at=NOON + 2 * HOUR)
    assert (action.state, action.risk_expires_on) == ("open", None)
    assert [kind for kind, _due in live_clocks(action)] == ["action_due"]


# --- cancelled, reopened ------------------------------------------------------------------


def test_a_cancellation_has_a_reason_and_an_approver(who: Cast) -> None:
    action = opened(who)
    with pytest.raises(PermissionDenied):
        actions.cancel_action(action, reason="x", by=who.bob, at=NOON)
    with pytest.raises(Refused):
        actions.cancel_action(action, reason=" ", by=who.max, at=NOON)
    actions.cancel_action(action, reason="The site closes.", by=who.max, at=NOON)
    assert (action.state, action.closed_at, live_clocks(action)) == ("cancelled", NOON, [])


def test_what_was_verified_is_reopened_with_a_reason_by_a_manager(who: Cast) -> None:
    action = verified(who)
    with pytest.raises(PermissionDenied):
        actions.reopen_action(action, reason="Again.", by=who.bob, at=NOON + DAY)
    actions.reopen_action(action, reason="Again.", by=who.mo, at=NOON + DAY)
    assert (action.state, action.verified_at, action.closed_at) == ("open", None, None)
    assert types(action)[-1] == "reopened"


def test_what_was_cancelled_as_a_draft_opens_only_when_complete(who: Cast) -> None:
    action = draft(who, owner=None)
    actions.cancel_action(action, reason="Twice.", by=who.max, at=NOON)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.reopen_action(action, reason="No.", by=who.max, at=NOON)
    assert codes(refusal) == ["owner_missing"]


# --- changing -----------------------------------------------------------------------------


def test_in_force_the_due_date_stays(who: Cast) -> None:
    with pytest.raises(GuardsUnmet) as refusal:
        actions.change_action(opened(who), due_on=TODAY + 99 * DAY, by=who.max, at=NOON)
    assert codes(refusal) == ["due_day_fixed"]


@pytest.mark.parametrize(
    "fields", [{"criterion": "Easier."}, {"verify_by": "document"}, {"criterion_limit_s": 9}]
)
def test_the_owner_does_not_choose_what_proves_the_work(
    who: Cast, fields: dict[str, object]
) -> None:
    action = opened(who)
    with pytest.raises(GuardsUnmet) as refusal:
        actions.change_action(action, **fields, by=who.alice, at=NOON)
    assert codes(refusal) == ["by_owner"]
    assert actions.change_action(action, **fields, by=who.max, at=NOON) == list(fields)


def test_another_owner_is_told_and_the_clock_follows(who: Cast) -> None:
    action = opened(who)
    actions.change_action(action, owner=who.person("mo"), by=who.max, at=NOON)
    assert told("action.assigned") == {"alice", "mo"}
    assert Clock.objects.about("action", action.code).live().get().responsible.code == "mo"


def test_a_stale_version_changes_nothing(who: Cast) -> None:
    action = draft(who)
    actions.change_action(action, title="New", by=who.max, at=NOON, read_version=1)
    with pytest.raises(StaleVersion):
        actions.change_action(action, title="Old", by=who.max, at=NOON, read_version=1)
    assert CorrectiveAction.objects.get().title == "New"


def test_no_difference_writes_nothing(who: Cast) -> None:
    action = draft(who)
    assert actions.change_action(action, title=action.title, by=who.max, at=NOON) == []
    assert (action.version, types(action)) == (1, ["created"])


def test_what_is_closed_is_not_changed(who: Cast) -> None:
    with pytest.raises(GuardsUnmet) as refusal:
        actions.change_action(verified(who), title="x", by=who.max, at=NOON + DAY)
    assert codes(refusal) == ["wrong_state"]


# --- claimed times (TIM-3) ----------------------------------------------------------------


def test_a_clock_a_little_ahead_is_set_back_with_a_note(who: Cast) -> None:
    action = opened(who)
    ahead = NOON + timedelta(seconds=90)
    actions.complete_action(action, evidence="x", by=who.alice, at=ahead, recorded_at=NOON)
    last = action.timeline.last()
    assert (action.done_at, last.at, last.payload["clamped_s"]) == (NOON, NOON, 90)


def test_the_future_is_refused(who: Cast) -> None:
    at = NOON + timedelta(seconds=121)
    with pytest.raises(Refused) as refusal:
        actions.start_action(opened(who), by=who.alice, at=at, recorded_at=NOON)
    assert codes(refusal) == ["in_future"]


def test_a_late_entry_is_marked(who: Cast) -> None:
    action = opened(who)
    now = NOON + 23 * timedelta(minutes=1)
    actions.start_action(action, by=who.alice, at=NOON, recorded_at=now)
    last = action.timeline.last()
    assert (last.at, last.recorded_at, last.payload["late_s"]) == (NOON, now, 1380)


def test_no_step_is_claimed_before_the_one_before_it(who: Cast) -> None:
    with pytest.raises(Refused) as refusal:
        actions.start_action(opened(who), by=who.alice, at=NOON - HOUR, recorded_at=NOON)
    assert codes(refusal) == ["before_last_step"]


# --- what pages ask -----------------------------------------------------------------------


def test_the_buttons_are_those_of_the_table(who: Cast) -> None:
    action = done(who)
    now = NOON + 2 * HOUR
    assert actions.allowed_verbs(action, who.alice, at=now) == [
        "change",
        "add_evidence",
        "add_note",
    ]
    assert actions.allowed_verbs(action, who.bob, at=now) == [
        "reject",
        "add_evidence",
        "record_retest",
        "add_note",
    ]
    reasons = [one.code for one in actions.why_not(action, "verify", who.bob, at=now)]
    assert reasons == ["not_proved"]
    actions.record_retest(action, passed=True, note="Cut.", by=who.bob, at=now)
    assert "verify" in actions.allowed_verbs(action, who.bob, at=now)
