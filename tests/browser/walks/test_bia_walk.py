"""From the sign-in page to the auditor's PDF, with the platform running as `make run` runs it.

Real web server, worker, beat, PostgreSQL, Valkey and browser; nothing of it is pretended.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from tests.browser.walks.people import Platform, Visitor

WORDS = {
    "en": ("Business impact analysis", "Impact over time"),
    "zh-hans": ("业务影响分析", "最大可容忍中断时间"),
}


def assess(owner: Visitor, process: str) -> str:
    """Rate impact over time, take what is proposed, submit; returns the assessment's code."""
    page = owner.page
    page.goto(f"/assessments/new/?process={process}")
    owner.confirm()
    expect(page.locator("html")).to_have_attribute("data-editor", "ready", timeout=30_000)
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


@pytest.mark.parametrize(
    ("language", "process"),
    [
        ("en", "follow-up"),
        ("zh-hans", "road-rescue"),
    ],
)
@pytest.mark.slow
def test_from_sign_in_to_the_pdf(
    platform: Platform, browser: Browser, tmp_path: Path, language: str, process: str
) -> None:
    owner, manager, auditor = (
        Visitor(browser, platform.address, name, language)
        for name in ("owner", "manager", "auditor")
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
