"""The whole document: every chapter whose data exists, in the order a reader asks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Organisation
from reports.document.blocks import Document
from reports.models import Report


def title() -> str:
    return _("Gap and dependency analysis")


def gap_document(report: Report) -> Document:
    organisation = Organisation.current()
    at = report.as_of or report.created_at
    return Document(
        title=title(),
        organisation=organisation.name,
        sample=bool(organisation.sample),
        at=at.isoformat(),
        zone=organisation.timezone,
        facts=[],
        digest="",
        digest_words="",
    )
