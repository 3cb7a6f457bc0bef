"""Pages of the catalogues."""

from __future__ import annotations

from datetime import datetime

import pytest

from accounts.models import User
from bia.models import CatalogueVersion, Tier
from bia.services.catalogue_loading import load_scales
from tests import factories

pytestmark = pytest.mark.django_db

TIER = {
    "code": "tier-1",
    "name_en": "First",
    "name_zh": "一级",
    "importance_en": "Extremely high",
    "importance_zh": "极高",
    "max_rto_s": "10 min",
    "min_margin": "0.75",
    "colour": "danger",
    "active": "on",
    "version": "1",
}


@pytest.fixture(autouse=True)
def _loaded(db: None, noon: datetime) -> None:
    load_scales(at=noon)


def test_everybody_may_read(alice: User) -> None:
    answer = factories.login(alice).get("/catalogue/")
    assert answer.status_code == 200
    assert "/catalogue/tiers/new/" not in answer.content.decode()


def test_an_owner_may_not_edit(alice: User) -> None:
    browser = factories.login(alice)
    assert browser.get("/catalogue/tiers/tier-1/edit/").status_code == 403
    assert browser.post("/catalogue/tiers/tier-1/edit/", TIER).status_code == 403
    assert browser.post("/catalogue/ladder/900/delete/").status_code == 403


def test_an_edit_is_previewed_before_it_is_written(manager: User) -> None:
    browser = factories.login(manager)
    preview = browser.post("/catalogue/tiers/tier-1/edit/", TIER)
    assert preview.status_code == 200
    assert preview.context["move_count"] == 0
    assert CatalogueVersion.objects.count() == 1
    done = browser.post("/catalogue/tiers/tier-1/edit/", TIER | {"step": "apply"})
    assert done.status_code == 302
    assert Tier.objects.get(code="tier-1").max_rto_s == 600
    assert browser.get("/catalogue/versions/2/").context["rows"]


def test_a_stale_edit_is_shown_side_by_side(manager: User) -> None:
    browser = factories.login(manager)
    browser.post("/catalogue/tiers/tier-1/edit/", TIER | {"step": "apply"})
    answer = browser.post("/catalogue/tiers/tier-1/edit/", TIER | {"name_en": "Mine"})
    assert answer.status_code == 409
    assert b"Mine" in answer.content


@pytest.mark.parametrize(
    "path", ["tiers/none/edit/", "bands/x/edit/", "bands/99999999999999999999/edit/", "none/new/"]
)
def test_what_is_not_there_is_404(path: str, manager: User) -> None:
    assert factories.login(manager).get(f"/catalogue/{path}").status_code == 404


@pytest.mark.parametrize("table", ["tiers", "categories", "levels", "bands", "ladder"])
def test_every_table_has_its_form(table: str, manager: User) -> None:
    browser = factories.login(manager)
    assert browser.get(f"/catalogue/{table}/new/").status_code == 200
    assert browser.post(f"/catalogue/{table}/new/", {}).context["form"].errors
