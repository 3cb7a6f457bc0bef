"""Approved assessments through the real services, and reports through the real queue."""

from __future__ import annotations

import io
from datetime import datetime
from decimal import Decimal
from typing import Any

from pypdf import PdfReader

from accounts.models import User
from bia.models import Assessment, CatalogueVersion, Process
from bia.services.assessment import start_assessment
from bia.services.assessment_review import approve_assessment, submit_assessment
from bia.services.catalogue_loading import load_scales
from reports.models import Report
from reports.services import queue
from reports.services.building import build
from reports.services.requests import request_report
from tests import factories

RATINGS = [
    {"category": "financial", "at_s": 900, "score": Decimal(1), "amount": Decimal(10_000)},
    {"category": "financial", "at_s": 3_600, "score": Decimal(2), "amount": Decimal(50_000)},
    {"category": "financial", "at_s": 14_400, "score": Decimal(3), "amount": Decimal(300_000)},
    {"category": "customer", "at_s": 900, "score": Decimal(1), "text": "轻微不满"},
    {"category": "customer", "at_s": 14_400, "score": Decimal(3), "text": "=SUM(A1)"},
]


def catalogue(at: datetime = factories.NOON) -> None:
    if not CatalogueVersion.objects.exists():
        load_scales(at=at)


def person(name: str, *roles: str) -> User:
    return User.objects.filter(username=name).first() or factories.user(name, *roles)


def draft(process: Process, *, at: datetime = factories.NOON, **values: Any) -> Assessment:
    catalogue(at)
    defaults: dict[str, Any] = {
        "ratings": RATINGS, "mtd_s": 3_600, "rto_s": 1_800, "rpo_s": 0,
        "rationale": "Because people wait.",
    }  # fmt: skip
    author = person("author", "continuity_manager")
    return start_assessment(process=process, by=author, at=at, **(defaults | values))


def approved(process: Process, *, at: datetime = factories.NOON, **values: Any) -> Assessment:
    made = draft(process, at=at, **values)
    submit_assessment(made, by=person("author", "continuity_manager"), at=at)
    return approve_assessment(made, by=person("approver", "continuity_manager"), at=at)


def asked(by: User, *, at: datetime = factories.NOON, **wishes: Any) -> Report:
    defaults = {"kind": "bia", "format": "pdf", "language": "en"}
    return request_report(**(defaults | wishes), by=by, at=at)


def built(by: User, *, at: datetime = factories.NOON, **wishes: Any) -> Report:
    """Asked for, claimed and built; the refreshed report."""
    report = asked(by, at=at, **wishes)
    claimed = queue.claim(at=at)
    assert claimed == report
    build(claimed, clock=lambda: at)
    report.refresh_from_db()
    return report


def pdf(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(bytes(report.file.content)), strict=True)


def text_of(report: Report) -> str:
    return "\n".join(page.extract_text() for page in pdf(report).pages)
