"""From the sign-in page to the auditor's PDF, with the platform running as `make run` runs it.

Real web server, worker, beat, PostgreSQL, Valkey and browser; nothing of it is pretended.
"""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from tests.processes import ROOT, environment, free_port, status, until

WORDS = {
    "en": ("Business impact analysis", "Impact over time"),
    "zh-hans": ("业务影响分析", "最大可容忍中断时间"),
}


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running platform with the sample company."""
    folder = tmp_path_factory.mktemp("walk")
    port = free_port()
    output = folder / "output"
    with output.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.launch.serve"],
            cwd=ROOT,
            env=environment(folder / "var", PORT=str(port), SAMPLE="en"),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        ready = until(lambda: status(f"http://127.0.0.1:{port}/readyz") == 200, 180)
        assert ready, output.read_text()[-4000:]
        yield f"http://127.0.0.1:{port}"
    finally:
        os.killpg(process.pid, signal.SIGINT)
        process.wait(60)


class Visitor:
    """A person of the sample company at a browser of their own, in one language."""

    def __init__(self, browser: Browser, address: str, name: str, language: str) -> None:
        self.context: BrowserContext = browser.new_context(
            base_url=address, locale="zh-CN" if language == "zh-hans" else "en-GB"
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


def assess(owner: Visitor, process: str) -> str:
    """Rate impact over time, take what is proposed, submit; returns the assessment's code."""
    page = owner.page
    page.goto(f"/assessments/new/?process={process}")
    owner.confirm()
    expect(page.locator("html")).to_have_attribute("data-editor", "ready")
    code = page.url.rstrip("/").split("/")[-2]
    for at_s, digit in ((900, "1"), (3600, "1"), (14400, "2"), (86400, "3")):
        page.locator(f'[name="cell-customer-{at_s}"]').fill(digit)
    page.keyboard.press("Tab")
    expect(page.locator("#curve svg")).to_be_visible()
    page.fill("[name=mtd_s]", "4 h" if process == "follow-up" else "1 h")
    page.fill("[name=rto_s]", "2 h" if process == "follow-up" else "15 min")
    page.fill("[name=rpo_s]", "5 min")
    page.fill("[name=rationale]", "Beyond this the customers leave. 超过此时客户流失。")
    page.locator("button[name=submission]").click()
    page.wait_for_url("**/submission/")
    owner.confirm()
    page.wait_for_url(f"**/assessments/{code}/")
    return code


def approve(manager: Visitor, code: str) -> None:
    manager.page.goto(f"/assessments/{code}/approval/")
    manager.confirm()
    manager.page.wait_for_url(f"**/assessments/{code}/")


def report(auditor: Visitor, language: str, folder: Path) -> Path:
    """Ask for the PDF, wait while the worker builds it, download it."""
    page = auditor.page
    page.goto("/reports/new/")
    page.select_option("select[name=language]", language)
    page.select_option("select[name=format]", "pdf")
    auditor.confirm()
    page.wait_for_url(lambda url: "/reports/" in url and not url.endswith("/new/"))
    link = page.locator('a[href$="/file/"]').first
    expect(link).to_be_visible(timeout=120_000)
    with page.expect_download() as download:
        link.click()
    target = folder / f"{language}.pdf"
    download.value.save_as(target)
    expect(page.locator("main")).to_contain_text(hashlib.sha256(target.read_bytes()).hexdigest())
    return target


@pytest.mark.parametrize(("language", "process"), [("en", "follow-up"), ("zh-hans", "road-rescue")])
def test_from_sign_in_to_the_pdf(
    platform: str, browser: Browser, tmp_path: Path, language: str, process: str
) -> None:
    owner, manager, auditor = (
        Visitor(browser, platform, name, language) for name in ("owner", "manager", "auditor")
    )
    code = assess(owner, process)
    approve(manager, code)
    pdf = report(auditor, language, tmp_path)
    reader = PdfReader(io.BytesIO(pdf.read_bytes()))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert all(word in text for word in WORDS[language])
    assert code in text
    assert reader.trailer["/Root"]["/Lang"].lower().startswith(language[:2])
    if shutil.which("pdffonts"):
        assert_fonts_are_embedded(pdf)


def assert_fonts_are_embedded(pdf: Path) -> None:
    table = subprocess.run(["pdffonts", pdf], capture_output=True, text=True, check=True).stdout
    fonts = [line.split() for line in table.splitlines()[2:]]
    assert fonts
    assert {words[-5] for words in fonts} == {"yes"}
