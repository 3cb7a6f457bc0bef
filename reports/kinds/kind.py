"""What a kind of report must know; queue, lease, slices and progress are the same for all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from lib.pdf.part import Part
from reports.models import Report


class Kind(ABC):
    """`subject` is what the kind itself reads in `read`; nobody else looks into it.

    Everything runs in the report's language and the organisation's zone.
    """

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

    def draw_ahead(self, subject: Any, done: int) -> int:
        """Draw the pictures of the pieces after the first `done`, where many at once are cheaper.

        Answers up to which piece they are drawn now; it is asked again behind that one.
        """
        return done
