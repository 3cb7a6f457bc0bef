"""What a kind of report must know; queue, lease, parts and progress are the same for all.

A new kind is a value of `ReportKind` (models, migration), a class with the attributes and methods
below in a module here, and a line in `KINDS`. Form, API, schedules, shelf and gallery read the
attributes; nothing else names a kind:

    class RoiKind(DocumentKind):
        group = Group.GOVERNANCE
        purpose = _("What an investment costs, saves and pays back.")
        readers = _("Management, finance")
        permission = "governance.view"           # beside report.view and report.create
        filters = (INVESTMENT,)                  # reports.filters.known, or one of its own
        formats = (ReportFormat.PDF, ReportFormat.XLSX)
        sight = ("register.view",)

        def title(self) -> str: …
        def document(self, report: Report) -> Document: …

What only this kind can check (a subject that must be named, a date it cannot answer for) stands in
`problems`; what it is about, in a line, in `scope`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, ClassVar

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import Problem
from lib.pdf.attachment import Attachment
from lib.pdf.part import Part
from reports.filters.filter import Filter
from reports.models import Report, ReportFormat, ReportVariant


class Group(TextChoices):
    """The shelves of the gallery, in this order."""

    ANALYSIS = "analysis", _("Analysis")
    BACKUPS = "backups", _("Backups")
    PLANS = "plans", _("Plans")
    INCIDENTS = "incidents", _("Incidents")
    DRILLS = "drills", _("Drills")
    GOVERNANCE = "governance", _("Governance")
    EVIDENCE = "evidence", _("Evidence")


class Kind(ABC):
    """`subject` is what the kind itself reads in `read`; nobody else looks into it.

    Everything runs in the report's language and the organisation's zone.
    """

    group: ClassVar[Group]
    purpose: ClassVar[Any]
    """One sentence: what it shows."""
    readers: ClassVar[Any]
    """Who it is for."""
    permission: ClassVar[str] = "report.view"
    """Without which it would show what one may not see."""
    formats: ClassVar[tuple[ReportFormat, ...]] = (ReportFormat.PDF, ReportFormat.XLSX)
    variants: ClassVar[tuple[ReportVariant, ...]] = (ReportVariant.READING, ReportVariant.ARCHIVE)
    """Of its PDF."""
    filters: ClassVar[tuple[Filter, ...]] = ()
    dated: ClassVar[bool] = True
    """Does it take a date? False hides the field; the refusal itself stands in `problems`."""
    scheduled: ClassVar[bool] = True
    """May a schedule ask for it? Not what is about one short moment."""
    zip_in_parts: ClassVar[bool] = False
    """Are the pieces rendered, by all workers, before `archive` packs them?"""
    sight: ClassVar[tuple[str, ...]] = ("register.view", "assessment.view")
    """Permissions whose reach decides what it contains: a schedule sends it only to those who
    reach at least as far in each as its owner."""

    def problems(
        self, wanted: dict[str, Any], *, by: User, as_of: datetime | None, at: datetime
    ) -> list[Problem]:
        """What is wrong beside the filters' own checks, for who asks at `at`.

        `wanted` are the filters as they will be stored; a kind may fix there what "the one in
        force" means now. Raises PermissionDenied.
        """
        return []

    def scope(self, filters: dict[str, Any]) -> str:
        """What it is about, in one line; "" for everything."""
        known = {one.name: one for one in self.filters}
        words = [known[name].words(value) for name, value in filters.items() if name in known]
        return " · ".join(one for one in words if one)

    @abstractmethod
    def title(self) -> str:
        """Of the document and its file."""

    @abstractmethod
    def read(self, report: Report, plan: Any) -> Any:
        """The subject; `plan` is what an earlier worker saved, or None."""

    @abstractmethod
    def plan_of(self, subject: Any) -> Any:
        """JSON from which another worker reads the same subject."""

    @abstractmethod
    def day_of(self, subject: Any) -> date:
        """The day of the report where the organisation is."""

    @abstractmethod
    def pieces(self, subject: Any) -> Sequence[Any]:
        """What is rendered one after the other and kept, so that a successor goes on."""

    @abstractmethod
    def part(self, subject: Any, piece: Any, number: int) -> Part:
        """One piece, rendered; pieces are numbered from 1."""

    @abstractmethod
    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Any,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        """The finished PDF out of the parts; answers the number of pages."""

    @abstractmethod
    def workbook(self, report: Report, subject: Any) -> bytes:
        """The finished spreadsheet."""

    def archive(
        self, out: BinaryIO, report: Report, subject: Any, pulse: Callable[[], None]
    ) -> Callable[[datetime], Any]:
        """Kinds with the format zip: write what takes long to `out`.

        Answers the last step, which is done in the transaction that stores the file.
        """
        raise NotImplementedError

    def at_once(self) -> int:
        """How many parts a worker claims together, because their pictures are drawn together."""
        return 1

    def draw(self, subject: Any, pieces: Sequence[Any]) -> None:  # noqa: B027
        """Draw the pictures of these pieces at once, where many at once are cheaper."""

    def attachments(self, report: Report, subject: Any) -> Sequence[Attachment]:
        """The data that goes with a PDF for the archive: as tables, and as this document."""
        return ()
