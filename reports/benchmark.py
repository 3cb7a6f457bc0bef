"""How long a report of many processes takes and how much memory: for `make bench`.

Call inside a database that may be filled: it makes processes with approved assessments.
"""

from __future__ import annotations

import resource
import time
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from pypdf import PdfReader

from accounts.models import User
from bia.models import Process
from bia.services.assessment import start_assessment
from bia.services.assessment_review import approve_assessment, submit_assessment
from reports.models import Report
from reports.services import queue
from reports.services.building import build
from reports.services.requests import request_report

BANDS = (900, 3_600, 14_400, 28_800, 86_400)
CATEGORIES = ("financial", "customer", "legal", "reputation", "safety")


@dataclass(frozen=True)
class Measured:
    """`peak_mb`: the process's largest resident memory so far."""

    pages: int
    seconds: float
    peak_mb: int
    size_mb: float

    @property
    def ms_a_page(self) -> float:
        return self.seconds * 1000 / self.pages


def fill(count: int, *, author: User, approver: User, at: datetime) -> None:
    """`count` processes, each with a full grid of 5 × 5, different from one another."""
    for n in range(count):
        code = f"bench-{n:05d}"
        if Process.objects.filter(code=code).exists():
            continue
        process = Process.objects.create(
            code=code, name=f"Process {n} 业务流程{n}", critical=n % 4 == 0, daily_volume=n * 10
        )
        ratings = [
            {
                "category": category, "at_s": at_s,
                "score": Decimal(min(4, 1 + max(0, band + (n + place) % 3 - 1))),
                "amount": Decimal(10_000 * (band + 1) ** 2 + n) if place == 0 else None,
                "text": f"影响说明 {n}-{band}: customers wait, partners call, the press asks",
            }
            for place, category in enumerate(CATEGORIES)
            for band, at_s in enumerate(BANDS)
        ]  # fmt: skip
        one = start_assessment(
            process=process, by=author, at=at, ratings=ratings, mtd_s=14_400, rto_s=3_600,
            rpo_s=900, rationale="Beyond four hours the business stands still. " * 4,
            answers={"workaround": "Paper forms and a hotline. " * 6, "minimum_staff": 4},
        )  # fmt: skip
        submit_assessment(one, by=author, at=at)
        approve_assessment(one, by=approver, at=at)


def measure(*, by: User, at: datetime, language: str = "en", format: str = "pdf") -> Measured:
    """Build one report of everything and look at the clock and the memory."""
    import io

    request_report(kind="bia", format=format, language=language, by=by, at=at)
    began = time.perf_counter()
    claimed = queue.claim(at=at)
    assert claimed is not None
    while not build(claimed):
        claimed = queue.claim(at=datetime.now(at.tzinfo))
        assert claimed is not None
    seconds = time.perf_counter() - began
    report = Report.objects.select_related("file").get(pk=claimed.pk)
    assert report.state == "done", report.error
    content = bytes(report.file.content)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pages = len(PdfReader(io.BytesIO(content)).pages) if format == "pdf" else 1
    return Measured(pages, seconds, peak, len(content) / 2**20)
