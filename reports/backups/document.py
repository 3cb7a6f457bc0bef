"""The whole document: what was proved, what was not, and how that is known."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Organisation
from reports.backups.period import until_of
from reports.document.blocks import Document
from reports.models import Report


def title() -> str:
    return _("Backup verification evidence")


def frame(report: Report) -> Document:
    """Title, moment and organisation, without any chapter."""
    organisation = Organisation.current()
    return Document(
        title=title(),
        organisation=organisation.name,
        sample=bool(organisation.sample),
        at=until_of(report).isoformat(),
        zone=organisation.timezone,
        facts=(),
        digest="",
        digest_words="",
    )


def evidence_document(report: Report) -> Document:
    return frame(report)
