"""The evidence pack: rendered like one long report by all workers, then packed by one."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, BinaryIO

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lib.pdf.part import Part
from reports.evidence import (
    approvals,
    audit,
    closing,
    contents,
    data_backups,
    data_governance,
    data_plans,
    data_register,
    data_response,
    snapshots,
    tables,
    timelines,
)
from reports.evidence.archive import Archive
from reports.evidence.pack import Pack, pack_of
from reports.filters.known import PROCESSES, SINCE_A_YEAR, SYSTEMS
from reports.kinds.document_kind import PARTS_AT_ONCE
from reports.kinds.kind import Group, Kind
from reports.models import Report, ReportFormat
from reports.past import as_it_stood, moment_of

DATASETS = (
    *data_register.DATASETS,
    *data_backups.DATASETS,
    *data_plans.DATASETS,
    *data_response.DATASETS,
    *data_governance.DATASETS,
    approvals.APPROVALS,
)


@dataclass(frozen=True)
class Step:
    """One thing a worker makes: a piece of a PDF (numbered from 1 in it), a whole PDF of a kind
    that has no pieces, or a spreadsheet."""

    inner: contents.Inner
    what: str
    piece: Any = None
    number: int = 0


@dataclass(frozen=True)
class Subject:
    pack: Pack
    inner: list[contents.Inner]
    steps: list[Step]


@dataclass(frozen=True)
class Whole:
    """A finished file, kept where other reports keep their parts."""

    content: bytes

    def to_bytes(self) -> bytes:
        return self.content


class EvidenceKind(Kind):
    group = Group.EVIDENCE
    purpose = _(
        "One ZIP for an auditor: reports, records, approvals, timelines and the audit trail, with"
        " digests and a signature that a stranger can check."
    )
    readers = _("Auditors, certifiers, regulators")
    permission = "report.view"
    formats = (ReportFormat.ZIP,)
    filters = (SINCE_A_YEAR, PROCESSES, SYSTEMS)
    zip_in_parts = True
    scheduled = True
    sight = (
        *("register.view", "assessment.view", "finding.view", "action.view", "backup.view"),
        *("plan.view_restricted", "incident.view_restricted", "drill.view_unannounced"),
        *("governance.view", "training.view", "audit.view"),
    )

    def title(self) -> str:
        return gettext("Evidence pack")

    def scope(self, filters: dict[str, Any]) -> str:
        return super().scope(filters) or gettext("everything of twelve months")

    def read(self, report: Report, plan: Any) -> Subject:
        pack = pack_of(report)
        inner = contents.read(pack) if plan is None else contents.frozen(pack, plan["inner"])
        return Subject(pack, inner, [step for one in inner for step in _steps(one)])

    def plan_of(self, subject: Subject) -> Any:
        return {"inner": [contents.plan_of(one) for one in subject.inner]}

    def day_of(self, subject: Subject) -> date:
        return subject.pack.at.astimezone(subject.pack.zone).date()

    def pieces(self, subject: Subject) -> Sequence[Step]:
        return subject.steps

    def at_once(self) -> int:
        return PARTS_AT_ONCE

    def draw(self, subject: Subject, pieces: Sequence[Step]) -> None:
        for one in subject.inner:
            mine = [step.piece for step in pieces if step.inner is one and step.what == "part"]
            if mine:
                one.kind.draw(one.subject, mine)

    def part(self, subject: Subject, piece: Step, number: int) -> Any:
        one = piece.inner
        if piece.what == "part":
            return one.kind.part(one.subject, piece.piece, piece.number)
        if piece.what == "sheet":
            return Whole(one.kind.workbook(one.report, one.subject))
        out = io.BytesIO()
        with moment_of(one.report):
            one.kind.write(out, one.report, one.subject, lambda: (), 0, lambda: None)
        return Whole(out.getvalue())

    def write(
        self,
        out: BinaryIO,
        report: Report,
        subject: Subject,
        parts: Callable[[], Iterable[Part]],
        part_count: int,
        pulse: Callable[[], None],
    ) -> int:
        raise NotImplementedError

    def workbook(self, report: Report, subject: Subject) -> bytes:
        raise NotImplementedError

    def archive(
        self, out: BinaryIO, report: Report, subject: Subject, pulse: Callable[[], None]
    ) -> Callable[[datetime], Any]:
        pack = subject.pack
        made = Archive(out, pack.name, pulse)
        for one in subject.inner:
            _join(made, report, subject, one)
        pulse()
        readable = timelines.readable(pack)
        # Progress is told outside: nothing written while the past is open stays.
        with as_it_stood(pack.at, reader=pack.reader):
            for dataset in DATASETS:
                if pack.may(dataset.permission):
                    tables.write(made, pack, dataset)
            snapshots.write(made, pack)
            timelines.write(made, pack, readable)
        pulse()
        audit.write(made, pack)
        pulse()
        return lambda at: closing.close(made, pack, at=at)


def _steps(one: contents.Inner) -> Iterator[Step]:
    if ReportFormat.PDF in one.formats:
        pieces = one.kind.pieces(one.subject)
        for number, piece in enumerate(pieces, start=1):
            yield Step(one, "part", piece, number)
        if not pieces:
            yield Step(one, "whole")
    if ReportFormat.XLSX in one.formats:
        yield Step(one, "sheet")


def _join(made: Archive, report: Report, subject: Subject, one: contents.Inner) -> None:
    """The files of one report, out of the parts the workers kept."""
    numbers: dict[str, list[int]] = {"part": [], "whole": [], "sheet": []}
    for number, step in enumerate(subject.steps, start=1):
        if step.inner is one:
            numbers[step.what].append(number)

    def kept(number: int) -> bytes:
        return bytes(report.parts.get(number=number).content or b"")

    def parts() -> Iterator[Part]:
        for number in numbers["part"]:
            yield Part.from_bytes(kept(number))

    path, what = one.wanted.path, one.wanted.what
    if numbers["part"]:
        pdf = io.BytesIO()
        one.kind.write(pdf, one.report, one.subject, parts, len(numbers["part"]), made.pulse)
        made.add_file(f"{path}.pdf", pdf, what)
    for number in numbers["whole"]:
        made.add(f"{path}.pdf", kept(number), what)
    for number in numbers["sheet"]:
        made.add(f"{path}.xlsx", kept(number), what)
