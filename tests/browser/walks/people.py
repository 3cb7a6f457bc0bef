"""The running platform, and the people who use it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.mail_server import Mailbox


@dataclass(frozen=True)
class Platform:
    """`var` is its folder, `mail` what it sent."""

    address: str
    var: Path
    mail: Mailbox


class Visitor:
    """A person of the sample company at a browser of their own, in one language."""

    def __init__(
        self, browser: Browser, address: str, name: str, language: str, **options: Any
    ) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=address, locale="zh-CN" if language == "zh-hans" else "en-GB", **options
        )
        self.context.set_default_timeout(30_000)
        self.page: Page = self.context.new_page()
        self.page.goto("/accounts/login/")
        self.page.fill("[name=login]", name)
        self.page.fill("[name=password]", name)
        self.page.click("main button[type=submit]")
        self.speak(language)

    def speak(self, language: str) -> None:
        self.page.goto("/")
        if self.page.locator("html").get_attribute("lang") != language:
            self.page.click(f"button[name=language][value={language}]")
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def confirm(self) -> None:
        self.page.locator("main form button.btn-primary").last.click()
