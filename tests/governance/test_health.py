"""Programme health: out of the evidence, once a day, with what caps it."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from bia.models import Measurement, Tier
from governance.jobs.health import run
from governance.models import GovernanceSettings, HealthSnapshot
from governance.services.governance_settings import change_settings
from governance.services.health import caps_at, current, history, latest
from lib.errors import Refused
from tests import factories
from tests.factories import NOON
from tests.governance.world import governed, the

pytestmark = pytest.mark.django_db


def test_coverage_and_freshness_of_the_analyses_multiply():
    governed()
    found = {one.key: one for one in current(at=NOON).indicators}
    assert found["bia"].value == Decimal("50.00")
    assert found["bia"].weight == 20
    assert "1 of 2 critical processes" in found["bia"].words


def test_an_empty_organisation_cannot_be_judged():
    found = current(at=NOON)
    assert (found.value, found.band) in {(None, ""), (found.value, "red")}


def test_the_strictest_tier_untested_caps_it():
    world = governed()
    tier = Tier.objects.create(code="T1", name_en="T1", name_zh="T1", order=1, max_rto_s=900)
    world.rescue.tier = tier
    world.rescue.save()
    caps = {one.code: one.processes for one in caps_at(at=NOON)}
    assert caps["tier1_never_tested"] == ("road-rescue",)
    Measurement.objects.create(
        code="M-1", process=world.rescue, kind="rto", value_s=600, source="drill", at=NOON
    )
    assert "tier1_never_tested" not in {one.code for one in caps_at(at=NOON)}


def test_one_snapshot_a_day_after_half_past_midnight():
    governed()
    early = datetime(2026, 3, 1, 16, 10, tzinfo=UTC)  # 00:10 of 2 March in Shanghai
    assert run(at=early) == 0
    assert run(at=NOON) == 1
    assert run(at=NOON) == 0
    row = latest()
    assert (row.day.isoformat(), row.indicators[0]["key"]) == ("2026-03-02", "bia")
    assert [one.pk for one in history(30, at=NOON)] == [row.pk]
    assert HealthSnapshot.objects.count() == 1


def test_weights_of_somebody_elses_choice():
    governed()
    row = GovernanceSettings.current()
    only = {f"weight_{one}": 0 for one in ("plans", "gaps", "drills", "backups", "actions")}
    change_settings(read_version=row.version, by=the("mia"), at=NOON, weight_training=0, **only)
    assert current(at=NOON).value == Decimal("50.00")


def test_settings_that_cannot_be_meant_are_refused():
    zero = {
        f"weight_{one}": 0
        for one in ("bia", "plans", "gaps", "drills", "backups", "actions", "training")
    }
    with pytest.raises(Refused) as refusal:
        change_settings(read_version=None, by=the("mia"), at=NOON, amber_from=90, **zero)
    assert [one.field for one in refusal.value.problems] == ["weight_bia", "green_from"]
    with pytest.raises(PermissionDenied):
        change_settings(read_version=None, by=the("aida"), at=NOON, amber_from=60)


def test_at_122_the_calculator_says_the_same():
    rows = [(20, 90), (20, 80), (20, 70), (15, 80), (10, 100), (10, 60), (5, 90)]
    asked = {"indicators": [{"key": f"k{n}", "weight": w, "value": v}
                            for n, (w, v) in enumerate(rows)]}  # fmt: skip
    client = factories.api(the("aida"))
    answer = client.post("/api/v1/calculators/programme-health/", asked, format="json")
    assert (answer.status_code, answer.json()["value"], answer.json()["band"]) == (
        200, "80.50", "amber",
    )  # fmt: skip
    assert client.get("/api/v1/programme-health/").status_code == 200
    assert client.get("/api/v1/programme-health/history/").json()["results"] == []
