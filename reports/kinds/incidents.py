"""What is told of incidents: one in full, its situation now, its card, and the metrics of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import BinaryIO

from django.utils.translation import get_language

from lib.pdf.joining import join
from lib.pdf.part import Part
from reports.chapters.page_numbers import page_numbers
from reports.document.blocks import Document
from reports.incidents import card, incident, metrics, situation
from reports.kinds.document_kind import DocumentKind
from reports.models import Report


class IncidentKind(DocumentKind):
    def title(self) -> str:
        return incident.title()

    def document(self, report: Report) -> Document:
        return incident.incident_document(report)


class MetricsKind(DocumentKind):
    def title(self) -> str:
        return metrics.title()

    def document(self, report: Report) -> Document:
        return metrics.metrics_document(report)


class _ShortKind(DocumentKind):
    """Without cover and contents: it is read at once."""

    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Document,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        pulse()
        total = sum(one.page_count for one in parts())
        return join(
            out, parts(), stamps=page_numbers(total), title=subject.title,
            language=get_language() or "en",
        )  # fmt: skip


class SituationKind(_ShortKind):
    def title(self) -> str:
        return situation.title()

    def document(self, report: Report) -> Document:
        return situation.situation_document(report)


class IncidentCardKind(_ShortKind):
    def title(self) -> str:
        return card.title()

    def document(self, report: Report) -> Document:
        return card.card_document(report)
