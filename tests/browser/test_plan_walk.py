"""A card from its draft to the wall: several people sign it, it is printed, its code is read from
the PDF and followed before and after a new version."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.utils import timezone
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import Person, User
from bia.services.catalogue_loading import load_catalogue
from plans.models import Plan, PlanSettings, PlanVersion, PrintCopy, ResponseRole, RoleHolder
from plans.services.lifecycle import approve_version, submit_version
from plans.services.publication import publish_version
from plans.services.versions import new_draft
from tests import factories
from tests.browser.conftest import Complaints

pytestmark = pytest.mark.django_db(transaction=True)

DPI = 200
# PDFs are laid out while it waits, perhaps beside other tests.
SLOW_MS = 60_000
CARD = "/plans/card/"
DRAFT = f"{CARD}versions/1.0/"


@pytest.fixture
def people() -> dict[str, User]:
    """The writer; the owner, a manager and the decision level, who sign."""
    load_catalogue(at=timezone.now())
    cast = {
        "writer": factories.user("writer", "it_operations"),
        "owner": factories.user("owner", "process_owner"),
        "manager": factories.user("manager", "continuity_manager"),
        "chief": factories.user("chief", "incident_commander"),
    }
    for name, user in cast.items():
        Person.objects.create(
            code=name, name=name.title(), user=user, phones=["13800138000", "13900139000"]
        )
    for role in ("ceo-coo", "it-lead", "business-lead", "commander"):
        RoleHolder.objects.create(
            role=ResponseRole.objects.get(code=role), person=Person.objects.get(code="chief")
        )
    return cast


@pytest.fixture
def page_of(
    new_context: Callable[..., BrowserContext], sign_in: Callable[..., None], people: Any
) -> Iterator[Callable[..., Page]]:
    complaints = Complaints()

    def make(name: str, **options: Any) -> Page:
        page = new_context(**options).new_page()
        page.set_default_timeout(SLOW_MS)
        complaints.watch(page)
        sign_in(people[name], page)
        return page

    yield make
    assert complaints == []


@pytest.mark.slow
def test_from_a_draft_to_a_code_that_tells_what_holds(
    page_of: Callable[..., Page],
    new_context: Callable[..., BrowserContext],
    people: dict[str, User],
    live_server: Any,
    tmp_path: Path,
) -> None:
    PlanSettings.current()
    PlanSettings.objects.update(poster_address=live_server.url)
    _write(page_of("writer"))
    for name in ("owner", "manager", "chief"):
        _sign(page_of(name))
    assert PlanVersion.objects.get().status == "approved"

    owner = page_of("owner")
    owner.goto(f"{DRAFT}publication/")
    owner.locator("main form button.btn-primary").click()
    expect(owner.locator("main")).to_contain_text("Response card", timeout=SLOW_MS)
    assert PlanVersion.objects.get().status == "effective"

    content = _print(owner)
    code = _decoded(content, tmp_path)
    copy = PrintCopy.objects.get()
    assert code == f"{live_server.url}/v/{copy.token}"

    anybody = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    phone = anybody.new_page()
    phone.set_default_timeout(SLOW_MS)
    phone.goto(code)
    expect(phone.locator("h1")).to_contain_text("CURRENT", timeout=SLOW_MS)
    assert anybody.cookies() == []

    _new_version(people)
    phone.goto(code)
    expect(phone.locator("h1")).to_contain_text("OUTDATED", timeout=SLOW_MS)
    expect(phone.locator("main")).to_contain_text("1.0", timeout=SLOW_MS)
    owner.goto("/printed-copies/outdated/")
    expect(owner.locator("main")).to_contain_text("Machine room A", timeout=SLOW_MS)


def _write(page: Page) -> None:
    page.goto("/plans/new/")
    page.get_by_role("link", name="Response card").click()
    page.get_by_label("Code").fill("card")
    page.locator("[name=owner]").evaluate(
        "(field) => { field.value = 'owner'; field.dispatchEvent(new Event('change')); }"
    )
    page.get_by_role("button", name="Write the draft").click()
    expect(page.locator("main")).to_contain_text("How to use this card", timeout=SLOW_MS)
    page.goto(f"{DRAFT}submission/")
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.locator("main")).to_contain_text("In review", timeout=SLOW_MS)


def _sign(page: Page) -> None:
    page.goto(f"{DRAFT}approval/")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url(f"**{DRAFT}")


def _print(page: Page) -> bytes:
    page.goto(f"{CARD}print/")
    page.locator("select[name=format]").select_option("a4")
    page.locator("select[name=language]").select_option("both")
    page.get_by_label("Place").fill("Machine room A")
    page.locator("main form button.btn-primary").click()
    page.wait_for_url("**/printed-copies/**")
    copy = PrintCopy.objects.get()
    answer = page.request.get(f"/printed-copies/{copy.token}/file/", timeout=SLOW_MS)
    assert answer.headers["content-type"] == "application/pdf"
    return answer.body()


def _decoded(pdf: bytes, folder: Path) -> str:
    """The code on the first page, as a phone would read it."""
    (folder / "card.pdf").write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", str(DPI), "-png", "-f", "1", "-l", "1", "card.pdf", "card"],  # noqa: S607
        cwd=folder,
        check=True,
    )
    picture = next(folder.glob("card-*.png"))
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.read_bytes())))
    return next(one.text for one in found if "/v/" in one.text)


def _new_version(people: dict[str, User]) -> None:
    at = timezone.now()
    plan = Plan.objects.get(code="card")
    draft = new_draft(plan, by=people["manager"], at=at, change_summary="A new number.")
    submit_version(draft, by=people["manager"], at=at)
    for name in ("owner", "manager", "chief"):
        approve_version(draft, by=people[name], at=at)
    publish_version(draft, by=people["owner"], at=at)
