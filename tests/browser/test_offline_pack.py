"""The page of an offline pack, opened from a folder as it would be from a USB stick."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from plans.models import OfflinePack
from plans.packing.index_page import index_page
from plans.packing.pieces import versions_in_force, wanted_pieces
from tests import factories
from tests.browser.looking import assert_accessible, overflow
from tests.factories import NOON
from tests.plans import paper_world as world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack's page; the PDFs beside it are not needed to read it."""
    manager = factories.user("manager", "continuity_manager")
    rescue = world.draft(
        world.plan(manager, "rescue", name_en="Rescue", name_zh="道路救援"), manager
    )
    world.story(rescue)
    world.in_force(rescue)
    world.effective_card(manager, name_en="Fire", name_zh="火灾")
    pack = OfflinePack(code="PACK-000001", trigger="manual", requested_at=NOON)
    versions = versions_in_force()
    page = index_page(pack, versions, wanted_pieces(versions, at=NOON), at=NOON)
    (tmp_path / "index.html").write_bytes(page)
    (tmp_path / "SHA256SUMS").write_text("")
    return tmp_path


def test_it_is_read_and_searched_without_a_server(folder: Path, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"file://{folder}/index.html")
    articles = page.locator("article")

    page.get_by_label("Search").fill("赵六 人工专线")

    assert articles.locator("visible=true").locator("h2").all_inner_texts() == ["道路救援\nRescue"]
    page.get_by_label("Search").fill("nobody has this")
    assert articles.locator("visible=true").count() == 0
    assert {one.partition(":")[0] for one in asked} == {"file"}


def test_it_fits_a_telephone_and_reads_well(folder: Path, page: Page) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"file://{folder}/index.html")

    assert overflow(page) <= 0
    assert_accessible(page)
