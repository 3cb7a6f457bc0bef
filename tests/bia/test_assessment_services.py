"""Working on an assessment: versions, derived values, guards, life cycle."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from bia.models import Assessment, Obligation, Process
from bia.services.assessment import discard_assessment
from bia.services.assessment_confirmation import (
    changed_since_approval,
    confirm_assessment,
    mark_major_change,
)
from bia.services.assessment_review import (
    approve_assessment,
    return_assessment,
    submit_assessment,
    withdraw_submission,
)
from bia.services.campaign import create_campaign
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests import factories
from tests.bia.assessments import (
    DECIDED,
    approved,
    catalogue,
    changed,
    draft,
    grid,
    ready,
    submitted,
)
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _catalogue(db: None) -> None:
    catalogue()


@pytest.fixture
def process(alice: User) -> Process:
    return factories.process("road-rescue", department="sales", owner=alice)


def codes(refusal: pytest.ExceptionInfo[Any]) -> list[str]:
    return [problem.code for problem in refusal.value.problems]


# --- what is derived ------------------------------------------------------------------


def test_the_sources_grid_gives_one_hour(process: Process, alice: User) -> None:
    one = draft(process, alice, ratings=grid())
    assert (one.mtd_derived_s, one.mtd_proposed_s) == (3600, 3600)
    assert one.because["mtd"]["code"] == "mtd.last_tolerable"


def test_life_safety_asks_for_three_quarters(process: Process, alice: User) -> None:
    process.life_safety = True
    process.save()
    one = draft(process, alice, ratings=grid())
    assert (one.rto_proposed_s, one.tier.code) == (900, "tier-1")


def test_other_processes_keep_half(process: Process, alice: User) -> None:
    one = draft(process, alice, ratings=grid(), mtd_s=14400, rationale="so")
    assert (one.rto_proposed_s, one.tier.code) == (7200, "tier-2")


def test_a_stricter_tier_asks_for_its_own_margin(process: Process, alice: User) -> None:
    one = draft(process, alice, mtd_s=1800, rationale="so")
    assert (one.rto_proposed_s, one.tier.code) == (300, "tier-1")


def test_an_obligation_caps_the_proposed_mtd_only(process: Process, alice: User) -> None:
    rule = Obligation.objects.create(code="law", name="The law", mtd_cap_s=1800)
    rule.processes.add(process)
    one = draft(process, alice, ratings=grid())
    assert (one.mtd_derived_s, one.mtd_proposed_s) == (3600, 1800)


def test_a_products_contract_caps_without_any_grid(process: Process, alice: User) -> None:
    factories.product("roadside", process, contract_mtd_s=7200)
    one = draft(process, alice)
    assert (one.mtd_derived_s, one.mtd_proposed_s) == (None, 7200)


def test_money_reaches_the_levels_of_the_scale(process: Process, alice: User) -> None:
    money = [
        {"category": "financial", "at_s": at_s, "amount": amount}
        for at_s, amount in ((900, "10000"), (3600, "50000"), (14400, "300000"))
    ]
    assert draft(process, alice, ratings=money).mtd_derived_s == 3600


def test_zero_is_a_rating_and_null_is_not(process: Process, alice: User) -> None:
    rows = [
        {"category": "customer", "at_s": 900, "score": 0, "amount": None},
        {"category": "customer", "at_s": 3600, "score": None},
        {"category": "customer", "at_s": 14400, "score": None, "text": "to be asked"},
    ]
    one = draft(process, alice, ratings=rows, mtd_s=0, rto_s=0, rpo_s=0)
    saved = list(one.ratings.values_list("at_s", "score", "text"))
    assert saved == [(900, Decimal(0), ""), (14400, None, "to be asked")]
    assert (one.mtd_s, one.rto_s, one.rpo_s) == (0, 0, 0)
    assert one.rto_proposed_s == 0


def test_tolerated_loss_of_zero_proposes_an_rpo_of_zero(process: Process, alice: User) -> None:
    assert draft(process, alice).rpo_proposed_s is None
    one = Assessment.objects.get()
    assert changed(one, alice, answers={"tolerated_loss_s": 0}).rpo_proposed_s == 0


def test_records_a_day_and_a_tolerated_number_propose_the_rpo(
    process: Process, alice: User
) -> None:
    process.daily_volume = 5000
    process.save()
    one = draft(process, alice, answers={"tolerated_loss_records": 800})
    assert one.rpo_proposed_s == 7200


# --- changing -------------------------------------------------------------------------


def test_a_change_counts_the_version_once(process: Process, alice: User) -> None:
    one = draft(process, alice)
    version = one.version
    changed(one, alice, read_version=version, mtd_s=3600, ratings=grid())
    assert one.version == version + 1


def test_no_change_leaves_the_version(process: Process, alice: User) -> None:
    one = ready(process, alice)
    version = one.version
    changed(one, alice, mtd_s=3600, ratings=grid(), answers={"purpose": ""})
    assert one.version == version


def test_a_stale_version_is_refused(process: Process, alice: User) -> None:
    one = draft(process, alice)
    changed(one, alice, mtd_s=60)
    with pytest.raises(StaleVersion) as stale:
        changed(one, alice, read_version=one.version - 1, mtd_s=120)
    assert stale.value.current.mtd_s == 60


def test_cells_touch_only_what_they_name(process: Process, alice: User) -> None:
    one = draft(process, alice, ratings=grid("customer"))
    changed(one, alice, cells=[{"category": "customer", "at_s": 900, "score": None}])
    assert list(one.ratings.values_list("at_s", flat=True)) == [3600, 14400, 86400]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"category": "nowhere", "at_s": 900}, "ratings.0.category"),
        ({"category": "customer", "at_s": -1}, "ratings.0.at_s"),
        ({"category": "customer", "at_s": 900, "score": 5}, "ratings.0.score"),
        ({"category": "customer", "at_s": 900, "score": "NaN"}, "ratings.0.score"),
        ({"category": "customer", "at_s": 900, "amount": "-1"}, "ratings.0.amount"),
    ],
)
def test_impossible_cells_are_refused_at_their_place(
    process: Process, alice: User, row: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refusal:
        draft(process, alice, ratings=[row])
    assert [problem.field for problem in refusal.value.problems] == [field]


def test_answers_are_typed(process: Process, alice: User) -> None:
    one = draft(process, alice, answers={"minimum_staff": 0, "workaround_tested": False})
    assert one.answers == {"minimum_staff": 0, "workaround_tested": False}
    with pytest.raises(Refused) as refusal:
        changed(one, alice, answers={"minimum_staff": "three", "nonsense": 1})
    assert sorted(problem.field for problem in refusal.value.problems) == [
        "answers",
        "answers.minimum_staff",
    ]


def test_a_stranger_may_not_touch_it(process: Process, alice: User, charlie: User) -> None:
    one = draft(process, alice)
    with pytest.raises(PermissionDenied):
        changed(one, charlie, mtd_s=1)


def test_only_one_version_is_in_work(process: Process, alice: User) -> None:
    draft(process, alice)
    with pytest.raises(GuardsUnmet) as refusal:
        draft(process, alice)
    assert codes(refusal) == ["assessment_in_work"]


def test_a_draft_is_discarded_with_its_grid(process: Process, alice: User) -> None:
    one = draft(process, alice, ratings=grid())
    discard_assessment(one, by=alice, at=NOON)
    assert Assessment.objects.count() == 0


# --- submission -----------------------------------------------------------------------


def test_everything_missing_is_named_at_once(process: Process, alice: User) -> None:
    with pytest.raises(GuardsUnmet) as refusal:
        submit_assessment(draft(process, alice), by=alice, at=NOON)
    assert codes(refusal) == ["mtd_missing", "rto_missing", "rpo_missing"]


def test_an_rto_beyond_the_mtd_is_refused(process: Process, alice: User) -> None:
    one = ready(process, alice, rto_s=7200)
    with pytest.raises(GuardsUnmet) as refusal:
        submit_assessment(one, by=alice, at=NOON)
    assert codes(refusal) == ["rto_over_mtd"]


def test_blocking_work_recovery_counts_and_other_does_not(process: Process, alice: User) -> None:
    one = ready(process, alice, mtd_s=14400, rto_s=7200, wrt_s=14400, wrt_blocking=True)
    with pytest.raises(GuardsUnmet) as refusal:
        submit_assessment(one, by=alice, at=NOON)
    assert codes(refusal) == ["rto_wrt_over_mtd"]
    changed(one, alice, wrt_blocking=False)
    assert submit_assessment(one, by=alice, at=NOON).status == "submitted"


def test_the_rationale_is_mandatory(process: Process, alice: User) -> None:
    with pytest.raises(GuardsUnmet) as refusal:
        submit_assessment(ready(process, alice, rationale=" "), by=alice, at=NOON)
    assert codes(refusal) == ["rationale_missing"]


def test_what_is_true_but_bad_is_a_warning(process: Process, alice: User) -> None:
    falling = [*grid("customer"), {"category": "legal", "at_s": 900, "score": 2}]
    falling.append({"category": "legal", "at_s": 3600, "score": 1})
    one = ready(process, alice, rto_s=3000)
    changed(one, alice, ratings=falling)
    submit_assessment(one, by=alice, at=NOON)
    assert {row["code"] for row in one.because["warnings"]} == {
        "mtd.not_monotone",
        "targets.margin_low",
        "targets.rto_not_proposed",
    }


def test_a_submission_is_withdrawn(process: Process, alice: User) -> None:
    one = withdraw_submission(submitted(process, alice), by=alice, at=NOON)
    assert (one.status, one.submitted_by_id, one.submitted_at) == ("draft", None, None)


def test_a_return_needs_its_reason(process: Process, alice: User, manager: User) -> None:
    one = submitted(process, alice)
    with pytest.raises(GuardsUnmet) as refusal:
        return_assessment(one, reason=" ", by=manager, at=NOON)
    assert codes(refusal) == ["reason_missing"]
    return_assessment(one, reason="Ask the dispatchers.", by=manager, at=NOON)
    assert (one.status, one.return_reason) == ("returned", "Ask the dispatchers.")
    assert changed(one, alice, rpo_s=0).rpo_s == 0


# --- approval -------------------------------------------------------------------------


def test_approval_puts_the_objectives_in_force(
    process: Process, alice: User, manager: User
) -> None:
    one = approved(process, alice, manager, mbco_percent=Decimal(50), wrt_s=0)
    process.refresh_from_db()
    assert (process.mtd_s, process.rto_s, process.rpo_s) == (3600, 900, 300)
    assert (process.mtd_derived_s, process.rto_derived_s) == (3600, 1800)
    assert (process.mbco_percent, process.wrt_s, process.tier.code) == (50, 0, "tier-1")
    assert process.review_due == date(2027, 3, 2)
    assert (one.status, one.approved_by, one.approved_at) == ("approved", manager, NOON)


def test_nobody_approves_their_own(process: Process, manager: User) -> None:
    one = submitted(process, manager)
    with pytest.raises(GuardsUnmet) as refusal:
        approve_assessment(one, by=manager, at=NOON)
    assert codes(refusal) == ["approver_is_author", "approver_is_submitter"]


def test_an_approval_is_not_dated_back(process: Process, alice: User, manager: User) -> None:
    one = submitted(process, alice)
    with pytest.raises(GuardsUnmet) as refusal:
        approve_assessment(one, by=manager, at=NOON - timedelta(seconds=1))
    assert codes(refusal) == ["before_submission"]


def test_an_owner_does_not_approve(process: Process, alice: User, bob: User) -> None:
    with pytest.raises(PermissionDenied):
        approve_assessment(submitted(process, alice), by=bob, at=NOON)


def test_a_limit_that_came_in_between_stops_the_approval(
    process: Process, alice: User, manager: User
) -> None:
    one = submitted(process, alice)
    rule = Obligation.objects.create(code="law", name="The law", mtd_cap_s=600)
    rule.processes.add(process)
    with pytest.raises(GuardsUnmet) as refusal:
        approve_assessment(one, by=manager, at=NOON)
    assert codes(refusal) == ["basis_changed"]


def test_the_next_version_starts_from_the_last_and_supersedes_it(
    process: Process, alice: User, manager: User
) -> None:
    first = approved(process, alice, manager, answers={"minimum_staff": 0})
    second = draft(process, alice)
    assert (second.number, second.based_on, second.answers) == (2, first, {"minimum_staff": 0})
    assert {name: getattr(second, name) for name in DECIDED} == DECIDED
    assert second.ratings.count() == first.ratings.count()
    submit_assessment(second, by=alice, at=NOON)
    approve_assessment(second, by=manager, at=NOON)
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "approved")


# --- "nothing changed" ----------------------------------------------------------------


def test_nothing_changed_moves_the_review_on(process: Process, alice: User, manager: User) -> None:
    one = approved(process, alice, manager)
    later = NOON + timedelta(days=300)
    confirm_assessment(one, by=alice, at=later)
    process.refresh_from_db()
    assert process.review_due == date(2027, 12, 27)


def test_a_changed_register_must_be_looked_at(process: Process, alice: User, manager: User) -> None:
    one = approved(process, alice, manager)
    process.refresh_from_db()
    process.daily_volume = 0
    process.save()
    one.process.refresh_from_db()
    found = [(row.key, row.before, row.after) for row in changed_since_approval(one)]
    assert found == [(("process", "daily_volume"), None, 0)]
    with pytest.raises(GuardsUnmet) as refusal:
        confirm_assessment(one, by=alice, at=NOON)
    assert codes(refusal) == ["register_changed"]


def test_a_major_change_makes_the_review_due_at_once(
    process: Process, alice: User, manager: User
) -> None:
    one = approved(process, alice, manager)
    later = NOON + timedelta(days=10)
    mark_major_change(process=process, reason="New dispatch system", by=alice, at=later)
    process.refresh_from_db()
    assert process.review_due == date(2026, 3, 12)
    with pytest.raises(GuardsUnmet) as refusal:
        confirm_assessment(one, by=alice, at=later)
    assert codes(refusal) == ["major_change"]


def test_an_approval_answers_the_open_request(process: Process, alice: User, manager: User) -> None:
    campaign = create_campaign(
        name="Yearly", due_on=date(2026, 4, 1), processes=[process], by=manager, at=NOON
    )
    approved(process, alice, manager)
    assert campaign.items.get().answered_at == NOON
