"""Pages of backups in the browser: accessible, no wider than a phone, and they work without JS."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from backups.models import Verification, VerificationSlice
from tests import factories
from tests.backups.story import Story, story
from tests.browser.conftest import Complaints
from tests.browser.looking import accessibility_findings, overflow

pytestmark = pytest.mark.django_db(transaction=True)

ROLES = ("continuity_manager", "it_operations")


def addresses(told: Story) -> list[str]:
    failed = told.damaged.get_absolute_url()
    return [
        "/backups/", "/backups/calendar/", "/backups/sets/", failed, f"{failed}problems/",
        f"{failed}files/", f"{failed}log/", f"{failed}quarantine/",
        told.suspicious.get_absolute_url(), told.waiting.backup_set.get_absolute_url(),
        "/backups/verifications/", told.failed_run.get_absolute_url(),
        "/backups/restore-tests/", told.late_test.get_absolute_url(),
        "/backups/policies/", told.portal.get_absolute_url(), "/backups/policies/new/",
        "/backups/locations/", told.nas.get_absolute_url(), "/backups/locations/cloud/",
        "/backups/locations/new/", "/backups/evidence/", "/systems/orders/", "/",
    ]  # fmt: skip


@pytest.mark.slow
def test_every_page_of_backups_is_sound(
    new_context: Callable[..., BrowserContext], sign_in: Callable[..., None]
) -> None:
    """On a phone, dark and in Chinese; test_every_page.py has the other looks."""
    told = story(timezone.now())
    page = new_context(viewport={"width": 360, "height": 800}, color_scheme="dark").new_page()
    sign_in(factories.user("visitor", *ROLES, language="zh-hans"), page)
    complaints = Complaints()
    complaints.watch(page)
    wrong: list[str] = []
    for path in addresses(told):
        answer = page.goto(path, wait_until="load")
        assert answer is not None
        if answer.status != 200:
            wrong.append(f"{path}: {answer.status}")
        wrong += [f"{path}: {text}" for text in accessibility_findings(page)]
        if overflow(page) > 0:
            wrong.append(f"{path}: {overflow(page)} px too wide")
    assert wrong + complaints == []


@pytest.mark.slow
def test_progress_moves_and_the_page_turns_when_it_is_done(
    page: Page, sign_in: Callable[..., None]
) -> None:
    told = story(timezone.now())
    sign_in(factories.user("visitor", *ROLES), page)
    page.goto(told.waiting.backup_set.get_absolute_url())
    expect(page.locator("#set-live")).to_contain_text("42 %")
    VerificationSlice.objects.filter(verification=told.waiting).update(bytes_done=3_780_000_000)
    expect(page.locator("#set-live")).to_contain_text("90 %")
    Verification.objects.filter(pk=told.waiting.pk).update(
        state="finished", outcome="pass", finished_at=timezone.now()
    )
    expect(page.locator("#checks")).to_contain_text(told.waiting.code)


def test_a_set_is_verified_and_released_without_script(
    new_context: Callable[..., BrowserContext], sign_in: Callable[[User, Any], None]
) -> None:
    told = story(timezone.now())
    page = new_context(java_script_enabled=False).new_page()
    sign_in(factories.user("visitor", *ROLES), page)
    page.goto(told.suspicious.get_absolute_url())
    page.get_by_role("button", name="Verify now").click()
    expect(page.locator("#set-live")).to_contain_text("Waits for a worker.")
    page.get_by_role("button", name="Cancel").click()
    page.goto(told.suspicious.get_absolute_url())
    page.get_by_role("link", name="Release").click()
    page.get_by_label("Reason").fill("Somebody looked.")
    page.get_by_role("button", name="Release").click()
    expect(page.locator("main")).to_contain_text("Somebody looked.")
