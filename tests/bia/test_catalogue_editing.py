"""Editing the catalogues: versions, moves, guards, permissions."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from bia.models import CatalogueVersion, ImpactCategory, LadderStep, Process, Tier, TimeBand
from bia.services.catalogue_editing import Edit, apply_edit, preview_edit
from bia.services.catalogue_loading import load_scales
from lib.errors import GuardsUnmet, Refused, StaleVersion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded(db: None, noon: datetime) -> None:
    load_scales(at=noon)


def _process(code: str, rto_s: int | None, tier: str | None) -> Process:
    found = Tier.objects.get(code=tier) if tier else None
    return factories.process(code, rto_s=rto_s, tier=found)


def test_a_preview_writes_nothing_and_shows_who_moves(manager: User, noon: datetime) -> None:
    _process("rescue", 900, "tier-1")
    edit = Edit("tiers", Tier.objects.get(code="tier-1"), {"max_rto_s": 600}, read_version=1)
    preview = preview_edit(edit, by=manager, at=noon)
    assert [(m.kind, m.process.code, m.before, m.after) for m in preview.moves] == [
        ("tier", "rescue", "Tier 1", "Tier 2")
    ]
    assert [(d.where, d.before, d.after) for d in preview.differences] == [
        (("tiers", "tier-1", "max_rto_s"), 900, 600)
    ]
    assert CatalogueVersion.objects.count() == 1
    assert Tier.objects.get(code="tier-1").max_rto_s == 900


def test_applying_numbers_the_catalogue_and_moves_processes(manager: User, noon: datetime) -> None:
    process = _process("rescue", 900, "tier-1")
    edit = Edit("tiers", Tier.objects.get(code="tier-1"), {"max_rto_s": 600}, read_version=1)
    version = apply_edit(edit, by=manager, at=noon, reason="stricter")
    process.refresh_from_db()
    assert (version.number, version.reason, version.created_by) == (2, "stricter", manager)
    assert process.tier is not None
    assert process.tier.code == "tier-2"


def test_tiers_order_themselves_by_their_limit(manager: User, noon: datetime) -> None:
    fields = {"code": "tier-0", "name_en": "Zero", "name_zh": "零", "max_rto_s": 60}
    apply_edit(Edit("tiers", None, fields), by=manager, at=noon)
    assert list(Tier.objects.values_list("code", flat=True))[:2] == ["tier-0", "tier-1"]


def test_two_tiers_with_one_limit_are_refused(manager: User, noon: datetime) -> None:
    fields = {"code": "twin", "name_en": "Twin", "name_zh": "双", "max_rto_s": 900}
    with pytest.raises(Refused) as refusal:
        apply_edit(Edit("tiers", None, fields), by=manager, at=noon)
    assert refusal.value.problems[0].field == "max_rto_s"
    assert Tier.objects.count() == 4


def test_a_tier_in_use_stays(manager: User, noon: datetime) -> None:
    _process("rescue", 900, "tier-1")
    edit = Edit("tiers", Tier.objects.get(code="tier-1"), delete=True)
    with pytest.raises(GuardsUnmet):
        apply_edit(edit, by=manager, at=noon)


def test_a_tier_out_of_use_holds_nobody(manager: User, noon: datetime) -> None:
    process = _process("rescue", 900, "tier-1")
    edit = Edit("tiers", Tier.objects.get(code="tier-1"), {"active": False}, read_version=1)
    apply_edit(edit, by=manager, at=noon)
    process.refresh_from_db()
    assert process.tier is not None
    assert process.tier.code == "tier-2"


def test_a_stale_version_is_refused(manager: User, noon: datetime) -> None:
    tier = Tier.objects.get(code="tier-4")
    apply_edit(Edit("tiers", tier, {"name_en": "Last"}, read_version=1), by=manager, at=noon)
    with pytest.raises(StaleVersion):
        apply_edit(Edit("tiers", tier, {"name_en": "Least"}, read_version=1), by=manager, at=noon)


def test_rows_without_a_version_go_by_the_catalogues_number(manager: User, noon: datetime) -> None:
    band = TimeBand.objects.get(at_s=900)
    apply_edit(Edit("bands", band, {"active": False}, read_version=1), by=manager, at=noon)
    with pytest.raises(StaleVersion):
        apply_edit(Edit("bands", band, {"active": True}, read_version=1), by=manager, at=noon)


def test_the_words_of_a_level_make_a_version(manager: User, noon: datetime) -> None:
    category = ImpactCategory.objects.get(code="legal")
    edit = Edit("categories", category, {}, {1: ("Nothing", "没有")}, read_version=1)
    version = apply_edit(edit, by=manager, at=noon)
    category.refresh_from_db()
    assert (version.number, category.version) == (2, 2)
    assert category.anchors.get(level__score=1).text_zh == "没有"


def test_nothing_changed_makes_no_version(manager: User, noon: datetime) -> None:
    tier = Tier.objects.get(code="tier-1")
    edit = Edit("tiers", tier, {"min_margin": Decimal("0.75")}, read_version=1)
    assert apply_edit(edit, by=manager, at=noon).number == 1


def test_a_ladder_step_comes_and_goes(manager: User, noon: datetime) -> None:
    apply_edit(Edit("ladder", None, {"at_s": 600}), by=manager, at=noon)
    step = LadderStep.objects.get(at_s=600)
    version = apply_edit(Edit("ladder", step, delete=True), by=manager, at=noon)
    assert version.number == 3


@pytest.mark.parametrize("who", ["alice", "auditor"])
def test_others_may_not_edit(who: str, noon: datetime, request: pytest.FixtureRequest) -> None:
    with pytest.raises(PermissionDenied):
        preview_edit(Edit("ladder", None, {"at_s": 600}), by=request.getfixturevalue(who), at=noon)
