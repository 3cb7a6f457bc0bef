"""The catalogues of recovery levels: loaded once, respectful of edits, one in use."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.utils import translation

from bia.models import CatalogueVersion, DrCatalogue, DrLevel
from bia.services.catalogue import current_catalogue
from bia.services.catalogue_loading import load_catalogue, load_scales

pytestmark = pytest.mark.django_db


def test_both_editions_are_loaded_with_six_levels_each(noon: datetime) -> None:
    load_scales(at=noon)
    found = {one.code: one for one in DrCatalogue.objects.all()}
    assert {code: one.levels.count() for code, one in found.items()} == {
        "source": 6,
        "gbt-20988-2007": 6,
    }
    assert found["gbt-20988-2007"].superseded_on == date(2026, 1, 1)
    assert found["gbt-20988-2007"].superseded_by == "GB/T 20988-2025"


def test_a_new_organisation_uses_the_standard(noon: datetime) -> None:
    load_scales(at=noon)
    in_use = current_catalogue().dr_in_use
    assert in_use is not None
    assert in_use.code == "gbt-20988-2007"


def test_loading_twice_changes_nothing_and_keeps_the_choice(noon: datetime) -> None:
    load_scales(at=noon)
    DrCatalogue.objects.update(in_use=False)
    DrCatalogue.objects.filter(code="source").update(in_use=True)
    DrLevel.objects.filter(catalogue__code="source", level=3).update(name_en="Mine")
    second = load_scales(at=noon)
    assert load_scales(at=noon) == second
    assert DrLevel.objects.get(catalogue__code="source", level=3).name_en == "Mine"
    assert DrCatalogue.objects.get(in_use=True).code == "source"
    load_catalogue(at=noon, reset=True)
    shipped = DrLevel.objects.get(catalogue__code="source", level=3)
    assert (shipped.name_en, shipped.catalogue.version) == ("Electronic transfer and equipment", 2)
    assert DrCatalogue.objects.get(in_use=True).code == "source"


def test_the_versions_of_the_catalogue_hold_the_levels(noon: datetime) -> None:
    first = load_scales(at=noon)
    levels = {row["key"]: row["best_rto_s"] for row in first.content["dr_levels"]}
    assert (len(levels), levels["source/3"], levels["gbt-20988-2007/1"]) == (12, 43_200, 172_800)
    DrLevel.objects.filter(catalogue__code="source", level=3).update(best_rto_s=40_000)
    assert load_scales(at=noon).number == 2
    assert CatalogueVersion.objects.count() == 2


def test_words_are_those_of_the_edition_in_the_readers_language(noon: datetime) -> None:
    load_scales(at=noon)
    level = DrLevel.objects.get(catalogue__code="gbt-20988-2007", level=4)
    with translation.override("zh-hans"):
        assert (level.name, level.rto_words) == ("电子传输及完整设备支持", "数小时至2天")
    with translation.override("en"):
        assert level.rto_words == "several hours to 2 days"
