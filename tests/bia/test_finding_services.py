"""Findings through time: raised, changed, dismissed, cleared and back, once per subject."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from bia.finding_rules import Raised, Rule, World, register, unregister
from bia.models import Finding, System
from bia.services.findings import Checked, check_findings, dismiss_finding, withdraw_dismissal
from followup.models import WebhookEndpoint, WebhookEvent
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.history import event_model
from tests import factories
from tests.at_once import at_once
from tests.bia.findings_world import HOUR, found, low_level
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_rules_alone")]

TODAY = date(2026, 3, 2)
WEEK = TODAY + timedelta(days=7)


def only() -> Finding:
    return Finding.objects.get()


def dismissed(manager: User, until: date = WEEK) -> Finding:
    low_level()
    check_findings(at=NOON)
    return dismiss_finding(
        only(), reason="New hardware is coming", until=until, by=manager, at=NOON
    )


def test_a_finding_has_a_number_and_its_subject(db: None) -> None:
    system = low_level()
    checked = check_findings(at=NOON)
    one = only()
    assert (checked.raised, one.code, one.system, one.state, one.raised_at) == (
        *(1, "FND-2026-0001", system, "open"),
        NOON,
    )


def test_what_is_mended_is_cleared_and_comes_back_under_its_number(db: None) -> None:
    system = low_level()
    check_findings(at=NOON)
    system.dr_level = 4
    system.save()
    later = NOON + timedelta(hours=1)
    assert check_findings(at=later) == Checked(cleared=1)
    assert (only().state, only().cleared_at) == ("cleared", later)
    system.dr_level = 3
    system.save()
    again = NOON + timedelta(hours=2)
    assert check_findings(at=again) == Checked(raised=1)
    one = only()
    assert (one.code, one.state, one.cleared_at, one.raised_at) == (
        *("FND-2026-0001", "open", None),
        again,
    )


def test_unchanged_means_no_look_and_no_event(db: None) -> None:
    low_level()
    check_findings(at=NOON)
    events = event_model(Finding)._default_manager
    written = events.count()
    later = NOON + timedelta(minutes=5)
    # A transaction of somebody else that is under way makes the check look to be sure.
    assert any(check_findings(at=later).skipped for _attempt in range(50))
    assert check_findings(at=later, force=True) == Checked()
    assert events.count() == written


def test_the_catalogue_in_use_is_part_of_what_is_looked_at(db: None) -> None:
    from bia.services.catalogue import record_version
    from bia.services.dr_loading import GBT_2007, use_shipped

    low_level()
    check_findings(at=NOON)
    use_shipped(GBT_2007)
    record_version(by=None, at=NOON, reason="")
    assert check_findings(at=NOON).skipped is False
    assert only().params["catalogue"] == "gbt-20988-2007"


def test_changed_numbers_of_an_open_finding_are_kept(db: None) -> None:
    system = low_level()
    check_findings(at=NOON)
    System.objects.filter(pk=system.pk).update(rto_s=2 * HOUR)
    assert check_findings(at=NOON) == Checked(changed=1)
    assert (only().params["over_rto_s"], only().raised_at) == (10 * HOUR, NOON)


def test_a_dismissal_holds_until_its_day(manager: User) -> None:
    one = dismissed(manager)
    assert (one.state, one.dismissed_by, one.dismissal_reason) == (
        *("dismissed", manager),
        "New hardware is coming",
    )
    eve = NOON + timedelta(days=6)
    assert check_findings(at=eve) == Checked()
    assert only().state == "dismissed"
    assert check_findings(at=NOON + timedelta(days=7)) == Checked(raised=1)
    assert (only().state, only().dismissal_reason, only().dismissed_until) == ("open", "", None)


def test_changed_numbers_end_a_dismissal(manager: User) -> None:
    dismissed(manager)
    System.objects.update(rto_s=2 * HOUR)
    assert check_findings(at=NOON) == Checked(raised=1)
    assert only().state == "open"


def test_what_is_mended_while_dismissed_is_cleared(manager: User) -> None:
    dismissed(manager)
    System.objects.update(dr_level=5)
    assert check_findings(at=NOON) == Checked(cleared=1)
    with pytest.raises(GuardsUnmet):
        dismiss_finding(only(), reason="No", until=WEEK, by=manager, at=NOON)


@pytest.mark.parametrize(
    ("reason", "until", "field"),
    [
        (" ", WEEK, "reason"),
        ("Later", TODAY, "until"),
        ("Later", TODAY - timedelta(days=1), "until"),
        ("Later", TODAY + timedelta(days=367), "until"),
    ],
)
def test_a_dismissal_needs_a_reason_and_an_end(
    manager: User, reason: str, until: date, field: str
) -> None:
    low_level()
    check_findings(at=NOON)
    with pytest.raises(Refused) as refusal:
        dismiss_finding(only(), reason=reason, until=until, by=manager, at=NOON)
    assert refusal.value.problems[0].field == field
    assert only().state == "open"


def test_a_dismissal_is_withdrawn_once(manager: User) -> None:
    one = dismissed(manager)
    withdraw_dismissal(one, by=manager, at=NOON)
    assert (only().state, only().dismissed_by) == ("open", None)
    with pytest.raises(GuardsUnmet):
        withdraw_dismissal(only(), by=manager, at=NOON)


def test_an_outdated_page_dismisses_nothing(manager: User) -> None:
    system = low_level()
    check_findings(at=NOON)
    seen = only().version
    System.objects.filter(pk=system.pk).update(rto_s=2 * HOUR)
    check_findings(at=NOON)
    with pytest.raises(StaleVersion):
        dismiss_finding(only(), reason="Later", until=WEEK, by=manager, at=NOON, read_version=seen)


def test_only_who_may_dismisses_and_asks_for_a_check(alice: User, auditor: User) -> None:
    low_level()
    check_findings(at=NOON)
    for person in (alice, auditor):
        with pytest.raises(PermissionDenied):
            dismiss_finding(only(), reason="Later", until=WEEK, by=person, at=NOON)
        with pytest.raises(PermissionDenied):
            check_findings(at=NOON, by=person)
    assert only().state == "open"


def test_other_systems_hear_of_it(manager: User) -> None:
    WebhookEndpoint.objects.create(
        code="siem", url="https://siem.example.com/", is_active=True, event_types=["*"]
    )
    one = dismissed(manager)
    withdraw_dismissal(one, by=manager, at=NOON)
    System.objects.update(dr_level=5)
    check_findings(at=NOON)
    events = WebhookEvent.objects.order_by("pk")
    assert [(event.type, event.subject_code) for event in events] == [
        ("finding.raised", "FND-2026-0001"),
        ("finding.dismissed", "FND-2026-0001"),
        ("finding.raised", "FND-2026-0001"),
        ("finding.cleared", "FND-2026-0001"),
    ]
    raised = events[0].data
    assert (raised["rule"], raised["subject"], raised["params"]["over_rto_s"]) == (
        *("dr_level_too_low", "system:parts"),
        8 * HOUR,
    )


@pytest.fixture
def own_rule() -> Iterator[list[Raised]]:
    """A rule as an app to the right would bring it; what is in the list is raised."""
    raised: list[Raised] = []

    def check(world: World) -> list[Raised]:
        return list(raised)

    rule = Rule("own_rule", "Own", "low", check, lambda params, name: f"{params['n']} own", "§0")
    register(rule)
    yield raised
    unregister("own_rule")


def test_apps_to_the_right_bring_rules_of_their_own(own_rule: list[Raised]) -> None:
    process = factories.process("sell")
    own_rule.append(Raised("plan:p-1", {"n": 1}, node="process:sell"))
    raised = found()
    assert {key: (one.severity, one.process) for key, one in raised.items()} == {
        ("own_rule", "plan:p-1"): ("low", process)
    }


def test_findings_of_a_rule_that_is_gone_are_cleared(own_rule: list[Raised]) -> None:
    own_rule.append(Raised("plan:p-1", {"n": 1}))
    found()
    unregister("own_rule")
    assert check_findings(at=NOON) == Checked(cleared=1)


@pytest.mark.django_db(transaction=True)
def test_two_checks_at_once_raise_each_finding_once() -> None:
    factories.clock_policies()
    low_level()
    factories.process("guard", critical=True)

    def check() -> Any:
        return check_findings(at=NOON, force=True)

    outcomes = at_once(check, check, check)
    assert sorted(one.raised for one in outcomes) == [0, 0, 2]
    codes = Finding.objects.order_by("code").values_list("code", flat=True)
    assert list(codes) == ["FND-2026-0001", "FND-2026-0002"]


@pytest.mark.django_db(transaction=True)
def test_a_dismissal_during_a_check_is_not_lost() -> None:
    factories.clock_policies()
    manager = factories.user("manager", "continuity_manager")
    low_level()
    check_findings(at=NOON)

    def check() -> Any:
        return check_findings(at=NOON, force=True)

    def dismiss() -> Any:
        return dismiss_finding(only(), reason="Later", until=WEEK, by=manager, at=NOON)

    outcomes = at_once(check, dismiss, check)
    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert (only().state, only().dismissal_reason) == ("dismissed", "Later")
