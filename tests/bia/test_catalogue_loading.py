"""Loading the catalogues: complete, repeatable, respectful of edits."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bia.domain.catalogue import digest
from bia.models import CatalogueVersion, ImpactCategory, ImpactLevel, Tier, TimeBand
from bia.services.catalogue import current_catalogue
from bia.services.catalogue_loading import load_catalogue, load_scales

pytestmark = pytest.mark.django_db


def test_the_source_tiers_are_loaded(noon: datetime) -> None:
    load_scales(at=noon)
    tiers = [(tier.code, tier.max_rto_s, tier.min_margin) for tier in Tier.objects.all()]
    assert tiers == [
        ("tier-1", 900, Decimal("0.750")),
        ("tier-2", 7200, Decimal("0.500")),
        ("tier-3", 14400, Decimal("0.500")),
        ("tier-4", 86400, Decimal("0.500")),
    ]


def test_money_thresholds_reproduce_the_financial_row(noon: datetime) -> None:
    load_scales(at=noon)
    catalogue = current_catalogue()
    amounts = [Decimal(10_000), Decimal(50_000), Decimal(300_000), Decimal(2_000_000)]
    assert [catalogue.score_of(amount) for amount in amounts] == [1, 2, 3, 4]
    assert catalogue.score_of(None) is None
    assert catalogue.score_of(Decimal(0)) == 1


def test_horizons_and_ladder(noon: datetime) -> None:
    load_scales(at=noon)
    catalogue = current_catalogue()
    assert [band.at_s for band in catalogue.active_bands] == [
        *(900, 3600, 14400, 28800, 86400, 259200, 604800, 2592000)
    ]
    assert len(catalogue.ladder) == 16
    assert catalogue.ladder[0] == 0
    assert [one.code for one in catalogue.active_categories] == [
        *("financial", "customer", "legal", "reputation", "safety")
    ]


def test_loading_twice_makes_one_version(noon: datetime) -> None:
    first = load_scales(at=noon)
    assert load_scales(at=noon) == first
    assert CatalogueVersion.objects.count() == 1
    assert first.digest == digest(first.content)


def test_edits_survive_loading_and_yield_to_reset(noon: datetime) -> None:
    load_scales(at=noon)
    ImpactLevel.objects.filter(score=2).update(name_en="Middling")
    ImpactCategory.objects.filter(code="operations").update(active=True)
    TimeBand.objects.filter(at_s=900).delete()
    load_scales(at=noon)
    assert ImpactLevel.objects.get(score=2).name_en == "Middling"
    assert ImpactCategory.objects.get(code="operations").active is True
    assert TimeBand.objects.filter(at_s=900).exists()
    load_catalogue(at=noon, reset=True)
    assert ImpactLevel.objects.get(score=2).name_en == "Medium"
    assert ImpactCategory.objects.get(code="operations").active is False


def test_the_catalogue_is_read_with_few_queries(noon: datetime) -> None:
    load_scales(at=noon)
    with CaptureQueriesContext(
        connection,
    ) as cold:
        first = current_catalogue()
    with CaptureQueriesContext(connection) as warm:
        assert current_catalogue() is first
    assert (len(cold), len(warm)) == (8, 1)


def test_an_empty_catalogue_is_readable() -> None:
    catalogue = current_catalogue()
    assert (catalogue.version, catalogue.tiers, catalogue.floor) == (None, (), None)
