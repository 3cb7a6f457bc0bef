"""Curves of stored processes, loss profiles by API, and their simulation."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Organisation, User
from bia.analysis.loss_curves import curve_now, curves
from bia.analysis.stored import stored
from bia.domain.figures import money_text
from bia.models import (
    Assessment,
    ImpactCategory,
    ImpactRating,
    LossProfile,
    Process,
)
from tests import factories

H = 3600
RATES = [{"until_s": 2 * H, "rate_per_hour": "15"}, {"until_s": None, "rate_per_hour": "40"}]
NEW = {
    "process": "rescue",
    "basis": "rates",
    "segments": RATES,
    "penalties": [{"beyond_s": 8 * H, "amount": "250"}],
    "per_year": "0.5",
    "low_s": H,
    "high_s": 16 * H,
    "runs": 1000,
}


@pytest.fixture
def rescue(db: None) -> Process:
    return factories.process("rescue", department="ops", rto_s=900, mtd_s=8 * H)


def approved(process: Process, by: User, **series: list[tuple[int, int]]) -> None:
    """An approved assessment with amounts per money category."""
    one = Assessment.objects.create(code=f"A-{process.code}", process=process, author=by)
    for order, (code, points) in enumerate(series.items()):
        category, _made = ImpactCategory.objects.get_or_create(
            code=code, defaults={"name_en": code, "unit": "money", "order": order}
        )
        for at_s, amount in points:
            ImpactRating.objects.create(
                assessment=one, category=category, at_s=at_s, amount=Decimal(amount)
            )
    Assessment.objects.filter(pk=one.pk).update(status="approved")


RESCUE = [(900, 1), (H, 5), (4 * H, 30), (24 * H, 200)]


def test_at_042_the_curve_of_an_approved_assessment(rescue: Process, alice: User) -> None:
    approved(rescue, alice, money=RESCUE)
    curve = curves(timezone.now())["process:rescue"]
    assert [money_text(curve.loss(at)) for at in (55 * 60, 2 * H, 30 * H)] == [
        "4.5556",
        "13.3333",
        "251.00",
    ]
    assert curve.source == "assessment"


def test_money_categories_add_up_and_falling_amounts_stay(rescue: Process, alice: User) -> None:
    approved(rescue, alice, money=[(H, 10), (2 * H, 8)], fines=[(2 * H, 20)])
    curve = curve_now("rescue")
    assert curve is not None
    assert [curve.loss(at) for at in (H, 2 * H, 3 * H)] == [20, 30, 40]


def test_drafts_say_nothing(rescue: Process, alice: User) -> None:
    one = Assessment.objects.create(code="A-1", process=rescue, author=alice)
    category = ImpactCategory.objects.create(code="money", name_en="Money", unit="money")
    ImpactRating.objects.create(assessment=one, category=category, at_s=H, amount=5)
    assert dict(curves(timezone.now())) == {}


def test_what_was_kept_ends_when_a_category_is_no_longer_money(
    rescue: Process, alice: User
) -> None:
    approved(rescue, alice, money=RESCUE)
    Organisation.current()
    at = timezone.now()
    kept = stored(at)
    assert stored(at) is kept
    ImpactCategory.objects.update(unit="rating")
    assert stored(at) is not kept
    assert dict(curves(at)) == {}


def test_rates_take_the_place_of_amounts_and_penalties_come_on_top(
    rescue: Process, alice: User
) -> None:
    approved(rescue, alice, money=RESCUE)
    profile = LossProfile.objects.create(
        process=rescue, segments=RATES, penalties=[{"beyond_s": H, "amount": "7"}]
    )
    by_amounts = curves(timezone.now())["process:rescue"]
    assert by_amounts.loss(4 * H) == 37
    profile.basis = "rates"
    profile.save()
    by_rates = curves(timezone.now())["process:rescue"]
    assert (by_rates.loss(4 * H), by_rates.source) == (2 * 15 + 2 * 40 + 7, "rates")


def test_all_curves_are_two_queries(alice: User, db: None) -> None:
    for n in range(3):
        approved(factories.process(f"p{n}"), alice, money=RESCUE)
    with CaptureQueriesContext(connection) as queries:
        assert len(curves(timezone.now())) == 3
    assert len(queries) == 2


def test_a_profile_is_made_changed_simulated_and_deleted(manager: User, rescue: Process) -> None:
    api = factories.api(manager)
    made = api.post("/api/v1/loss-profiles/", NEW, format="json")
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["code"], body["version"], body["result"]) == ("rescue", 1, None)
    assert (body["segments"], body["per_year"]) == (RATES, "0.5")
    played = api.post("/api/v1/loss-profiles/rescue/simulation/").json()
    assert (played["result"]["seed"], played["result"]["runs"]) == (1, 1000)
    assert played["result"]["limit_s"] == 8 * H
    again = api.post("/api/v1/loss-profiles/rescue/simulation/").json()
    assert again["result"] == played["result"]
    change = {"low_s": 2 * H, "version": again["version"]}
    changed = api.patch("/api/v1/loss-profiles/rescue/", change, format="json").json()
    assert (changed["low_s"], changed["result"], changed["simulated_at"]) == (2 * H, None, None)
    stale = api.patch("/api/v1/loss-profiles/rescue/", change, format="json")
    assert stale.status_code == 409
    assert api.delete("/api/v1/loss-profiles/rescue/").status_code == 204


def test_a_process_has_one_profile(manager: User, rescue: Process) -> None:
    LossProfile.objects.create(process=rescue)
    answer = factories.api(manager).post("/api/v1/loss-profiles/", NEW, format="json")
    assert [(e["attr"], e["code"]) for e in answer.json()["errors"]] == [("process", "unique")]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"process": "nothing"}, ("process", "does_not_exist")),
        ({"basis": "guess"}, ("basis", "invalid_choice")),
        ({"segments": []}, ("segments", "required")),
        ({"segments": RATES[:1]}, ("segments.0.until_s", "open_segment")),
        ({"segments": RATES[::-1]}, ("segments.0.until_s", "open_segment")),
        ({"segments": [{"until_s": None}]}, ("segments.0.rate_per_hour", "required")),
        ({"penalties": [{"beyond_s": 1, "amount": "-1"}]}, ("penalties.0.amount", "min_value")),
        ({"peaks": [{"factor": "2", "weekdays": [0]}]}, ("peaks.0.weekdays.0", "min_value")),
        ({"peaks": [{"factor": "2", "month_days": [0]}]}, ("peaks.0.month_days", "no_month_day")),
        (
            {"peaks": [{"factor": "2", "from_hour": 9, "until_hour": 9}]},
            ("peaks.0.until_hour", "empty_span"),
        ),
        ({"per_year": "-1"}, ("per_year", "min_value")),
        ({"per_year": "9000"}, ("per_year", "too_large")),
        ({"high_s": None}, ("high_s", "required")),
        ({"high_s": 60}, ("high_s", "no_interval")),
        ({"low_s": 0}, ("low_s", "not_positive")),
        ({"runs": 10}, ("runs", "min_value")),
        ({"per_year": "1000", "runs": 1_000_000}, ("runs", "too_many_runs")),
        ({"seed": -1}, ("seed", "min_value")),
    ],
)
def test_a_profile_that_cannot_be_is_refused(
    manager: User, rescue: Process, change: dict[str, Any], problem: tuple[str, str]
) -> None:
    answer = factories.api(manager).post("/api/v1/loss-profiles/", NEW | change, format="json")
    assert answer.status_code == 400
    assert [(e["attr"], e["code"]) for e in answer.json()["errors"]] == [problem]


def test_a_simulation_needs_curve_frequency_and_interval(manager: User, rescue: Process) -> None:
    profile = LossProfile.objects.create(process=rescue)
    api = factories.api(manager)
    answer = api.post("/api/v1/loss-profiles/rescue/simulation/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_curve")
    LossProfile.objects.filter(pk=profile.pk).update(basis="rates", segments=RATES)
    answer = api.post("/api/v1/loss-profiles/rescue/simulation/")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "no_outages")


def test_other_peoples_profiles(alice: User, charlie: User, auditor: User, rescue: Process) -> None:
    LossProfile.objects.create(process=rescue)
    LossProfile.objects.create(process=factories.process("elsewhere", department="finance"))
    seen = {
        who.username: [
            row["code"]
            for row in factories.api(who).get("/api/v1/loss-profiles/").json()["results"]
        ]
        for who in (alice, charlie, auditor)
    }
    assert seen == {"alice": [], "auditor": ["elsewhere", "rescue"], "charlie": []}
    assert factories.api(auditor).delete("/api/v1/loss-profiles/rescue/").status_code == 403
    assert factories.api(alice).get("/api/v1/loss-profiles/elsewhere/").status_code == 404


@pytest.mark.parametrize("code", ["nothing", "a%00b", "rescue.1"])
def test_a_profile_that_is_not_there(manager: User, rescue: Process, code: str) -> None:
    LossProfile.objects.create(process=rescue)
    assert factories.api(manager).get(f"/api/v1/loss-profiles/{code}/").status_code == 404
