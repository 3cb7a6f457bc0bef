"""A whole pack through the queue: as an auditor gets it, in Chinese, with its reports inside."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest
from django.utils import timezone
from pypdf import PdfReader

from incidents.services import incidents as verbs
from reports.models import Report
from reports.services.building import build
from reports.services.queue import claim
from reports.services.requests import request_report
from tests.incidents import world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def built(by: str, language: str) -> Report:
    report = request_report(
        kind="evidence", format="zip", language=language, by=world.the(by), at=timezone.now()
    )
    claimed = claim(at=timezone.now())
    assert claimed is not None
    assert build(claimed) is True
    report.refresh_from_db()
    assert (report.state, report.error) == ("done", "")
    return report


def unpacked(report: Report, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(bytes(report.file.content))) as archive:
        archive.extractall(folder)
    [found] = list(folder.iterdir())
    return found


def test_a_chinese_pack_with_its_reports(tmp_path: Path) -> None:
    incident = world.reviewing("I")
    verbs.log(incident, text="账单已到", by=world.the("carl"), at=timezone.now())
    folder = unpacked(built("charlie", "zh-hans"), tmp_path)
    sums = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert (sums.returncode, sums.stdout) == (0, "")
    pdfs = sorted(folder.glob("reports/**/*.pdf"))
    assert folder / f"reports/incidents/{incident.number}.pdf" in pdfs
    for path in pdfs:
        reader = PdfReader(path)
        assert len(reader.pages) > 0
        assert fonts(reader) >= {True}, path
    timeline = (folder / f"timelines/incidents/{incident.number}.jsonl").read_text("utf-8")
    assert "账单已到" in timeline
    assert (folder / "audit/history.jsonl").stat().st_size > 0


def fonts(reader: PdfReader) -> set[bool]:
    """Is a font with Chinese characters embedded? Of every font of the file."""
    found = set()
    for page in reader.pages:
        for one in page["/Resources"].get("/Font", {}).values():
            for inner in one.get_object().get("/DescendantFonts", []):
                descriptor = inner.get_object()["/FontDescriptor"].get_object()
                name = str(descriptor["/FontName"])
                if "CJK" in name:
                    found.add("/FontFile2" in descriptor or "/FontFile3" in descriptor)
    return found


def test_an_owner_gets_no_audit_trail(tmp_path: Path) -> None:
    world.reviewing("I")
    folder = unpacked(built("olga", "en"), tmp_path)
    assert not (folder / "audit").exists()
    assert "may not read" in (folder / "README.txt").read_text("utf-8")


def test_as_of_before_the_beginning_a_pack_is_empty(tmp_path: Path) -> None:
    before = timezone.now()
    world.reviewing("I")
    report = request_report(
        kind="evidence", format="zip", language="en", as_of=before, by=world.the("charlie"),
        at=timezone.now(),
    )  # fmt: skip
    claimed = claim(at=timezone.now())
    assert claimed is not None
    assert build(claimed) is True
    report.refresh_from_db()
    assert (report.state, report.error) == ("done", "")
    folder = unpacked(report, tmp_path)
    assert list(folder.glob("reports/incidents/*")) == []
    assert (folder / "data/incidents.jsonl").read_bytes() == b""
