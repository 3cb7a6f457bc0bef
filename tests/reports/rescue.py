"""A register whose promise breaks, and the gap analysis of it as plain values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone, translation

from accounts.models import User
from bia.models import Dependency, Process
from reports.document.blocks import Document, Facts, Heading, Items, Table, Tiles, Words
from reports.gaps.document import gap_document
from tests import factories
from tests.reports.builders import asked

MIN = 60


def need(dependent: Any, needs: Any, **fields: Any) -> Dependency:
    ends = {
        f"dependent_{dependent._meta.model_name}": dependent,
        f"needs_{needs._meta.model_name}": needs,
    }
    return Dependency.objects.create(code=f"e-{Dependency.objects.count()}", **ends, **fields)


def rescue() -> Process:
    """rescue (RTO 15 min) → dispatch (10 min) → database (30 min at site dc-a); booking (RTO 2 h,
    of another department) → database. Required: dispatch 15, database 5; back: 40."""
    factories.organisation(name="Acme 汽车")
    process = factories.process(
        "rescue", name="Road rescue 道路救援", department="sales", critical=True,
        rto_s=15 * MIN, mtd_s=60 * MIN, rpo_s=300,
    )  # fmt: skip
    booking = factories.process(
        "booking", name="Secret booking", department="warehouse", rto_s=120 * MIN, mtd_s=240 * MIN
    )
    dispatch = factories.system("dispatch", name="=Dispatch", restore_s=10 * MIN)
    database = factories.system(
        "database", name="Database", kind="infrastructure", restore_s=30 * MIN,
        site=factories.site("dc-a", name="Room A", kind="production"),
    )  # fmt: skip
    need(process, dispatch)
    need(dispatch, database)
    need(booking, database)
    return process


def document(by: User, language: str = "en", **wishes: Any) -> Document:
    """What the report says, without printing it."""
    report = asked(by, kind="gaps", language=language, at=timezone.now(), **wishes)
    with translation.override(language):
        return gap_document(report)


def anchors(of: Document) -> list[str]:
    return [chapter.anchor for chapter in of.chapters]


def sheet(of: Document, name: str) -> list[dict[str, Any]]:
    """A table by its sheet's name, each row by column title (the last of equal ones wins)."""
    for chapter in of.chapters:
        for block in chapter.blocks:
            if isinstance(block, Table) and block.sheet == name:
                titles = [column.title for column in block.columns]
                return [dict(zip(titles, row, strict=True)) for row in block.rows]
    raise LookupError(name)


def words_of(of: Document) -> str:
    return "\n".join(_words(of))


def _words(of: Document) -> Iterable[str]:
    for chapter in of.chapters:
        yield chapter.title
        for block in chapter.blocks:
            if isinstance(block, (Words, Heading)):
                yield block.text
            elif isinstance(block, Facts):
                yield from (" ".join(row) for row in block.rows)
            elif isinstance(block, Items):
                yield from block.items
            elif isinstance(block, Tiles):
                yield from (f"{tile.label} {tile.value}" for tile in block.tiles)
            elif isinstance(block, Table):
                yield from (str(cell) for row in block.rows for cell in row)
            else:
                yield block.words + str(block.spec)


__all__ = ["anchors", "document", "need", "rescue", "sheet", "words_of"]
