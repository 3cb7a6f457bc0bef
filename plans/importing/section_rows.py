"""Sections of a file against those of a draft: new, or the other language of one that is there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from lib.errors import Refused
from lib.wrong_rows import WrongRow
from plans.importing.docx_sections import read_docx
from plans.importing.found import MOST_SECTIONS, FoundSection
from plans.importing.guarding import checked_package
from plans.importing.markdown_sections import read_markdown
from plans.importing.planned import CHANGED, NEW, UNCHANGED, WRONG, Planned, Summary
from plans.models import PlanVersion
from plans.services.content_rules import LONGEST_TEXT

SKIP = "skip"


def read_sections(content: bytes, filename: str) -> tuple[list[FoundSection], list[Any]]:
    """With what was left out. Raises Refused at `file`."""
    notices = []
    if content[:4] == b"PK\x03\x04":
        looked = checked_package(content)
        if looked.pictures:
            notices.append(_("Pictures stay behind: a plan must be readable without them."))
        if looked.outside:
            notices.append(_("What the document takes from other addresses was not fetched."))
        found = read_docx(content, filename)
    else:
        found = read_markdown(content, filename)
    if not found:
        raise Refused("empty", _("There is no text in the file."), "file")
    if len(found) > MOST_SECTIONS:
        words = _("The file has more than %(most)s headings.") % {"most": MOST_SECTIONS}
        raise Refused("too_many", words, "file")
    return found, notices


def guessed_targets(plan_version: PlanVersion, found: list[FoundSection]) -> dict[str, str]:
    """Place of a section in the file → the id of the section of the same title, else "new"."""
    titles: dict[str, int] = {}
    for one in plan_version.sections.all():
        for title in (one.title_en, one.title_zh):
            if title:
                titles.setdefault(title.casefold(), one.pk)
    guessed: dict[str, str] = {}
    for place, section in enumerate(found):
        target = str(titles.get(section.title.casefold(), NEW))
        guessed[str(place)] = NEW if target in guessed.values() else target
    return guessed


def plan_sections(
    plan_version: PlanVersion, found: list[FoundSection], targets: Mapping[str, str], language: str
) -> Summary:
    """`language` "en" or "zh": which half is filled. A title that is there stays."""
    existing = {str(one.pk): one for one in plan_version.sections.all()}
    summary = Summary()
    taken: set[str] = set()
    for place, section in enumerate(found):
        target = targets.get(str(place), NEW)
        if target == SKIP:
            continue
        row = existing.get(target)
        planned = Planned(place + 1, section.title, row=row)
        planned.values = {f"body_{language}": section.body}
        if row is None:
            planned.values |= {"depth": section.depth, f"title_{language}": section.title}
        elif not getattr(row, f"title_{language}"):
            planned.values[f"title_{language}"] = section.title
        if row is not None:
            planned.before = {
                name: getattr(row, name)
                for name, value in planned.values.items()
                if getattr(row, name) != value
            }
            planned.kind = CHANGED if planned.before else UNCHANGED
        if len(section.body) > LONGEST_TEXT:
            words = _("At most %(most)s characters.") % {"most": LONGEST_TEXT}
            _wrong(planned, section.title, words)
        if row is not None and target in taken:
            words = _("Two sections of the file cannot become the same one.")
            _wrong(planned, section.title, words)
        taken.add(target)
        summary.rows.append(planned)
    return summary


def _wrong(planned: Planned, title: str, words: str) -> None:
    planned.wrong.append(WrongRow(planned.number, title, "", words))
    planned.kind = WRONG
