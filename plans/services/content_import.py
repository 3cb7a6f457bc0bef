"""Importing into a draft: a file is kept, shown as what it would do, and written as a whole."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import GuardsUnmet, Refused
from plans.importing.planned import CHANGED, NEW, WRONG, Summary
from plans.importing.section_rows import guessed_targets, plan_sections, read_sections
from plans.importing.sheet import guessed_mapping, read_sheet
from plans.importing.task_rows import plan_tasks
from plans.models import PlanTask, PlanUpload, PlanVersion, Section, TaskNeed
from plans.services.content import add_part, change_part, remove_part
from plans.services.content_rights import lock_draft
from plans.services.content_rules import MOST_PARTS
from plans.task_columns import column_of

KEPT = timedelta(days=1)
TASKS, SECTIONS = "tasks", "sections"
KINDS = {
    "xlsx": TASKS, "csv": TASKS, "tsv": TASKS, "txt": SECTIONS,
    "md": SECTIONS, "markdown": SECTIONS, "docx": SECTIONS,
}  # fmt: skip
MACROS = ("xlsm", "xltm", "xlsb", "docm", "dotm")
Given = dict[str, Any]


def kind_of(filename: str) -> str:
    """Tasks or sections, by the ending of the name. Raises Refused at `file`."""
    ending = filename.rsplit(".", 1)[-1].lower()
    if ending in MACROS:
        words = _("The file holds macros or embedded programs. Save it without them.")
        raise Refused("macros", words, "file")
    if ending not in KINDS:
        words = _("Give tasks as XLSX or CSV, text as Markdown or DOCX.")
        raise Refused("unknown_kind", words, "file")
    return KINDS[ending]


@transaction.atomic
def keep_upload(
    plan_version: PlanVersion,
    *,
    content: bytes,
    filename: str,
    by: User,
    at: datetime,
    language: str = "en",
) -> PlanUpload:
    """Keep a file with the mapping that is guessed from it. Raises Refused at `file`,
    GuardsUnmet."""
    current = lock_draft(plan_version, by=by)
    noun = kind_of(filename)
    given: Given
    if noun == TASKS:
        (header, _lines), _notices = read_sheet(content, filename, most=MOST_PARTS)
        given = {"columns": guessed_mapping(header, column_of), "replace": False}
    else:
        found, _notices = read_sections(content, filename)
        given = {"targets": guessed_targets(current, found), "language": language}
    PlanUpload.objects.filter(
        created_by=by, noun__in=(TASKS, SECTIONS), created_at__lt=at - KEPT
    ).delete()
    return PlanUpload.objects.create(
        noun=noun,
        target=plan_version.key,
        filename=filename[-255:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=given,
        created_by=by,
        created_at=at,
    )


def set_mapping(upload: PlanUpload, mapping: Given) -> None:
    """What the person chose; what the file would do is asked anew."""
    upload.mapping = mapping
    upload.save(update_fields=["mapping"])


def summary_of(plan_version: PlanVersion, upload: PlanUpload, *, by: User) -> Summary:
    """What the kept file would do now. Writes nothing."""
    content = bytes(upload.content)
    if upload.noun == TASKS:
        sheet, notices = read_sheet(content, upload.filename, most=MOST_PARTS)
        with transaction.atomic():  # the order of plans is looked at under a lock
            summary = plan_tasks(
                plan_version,
                sheet,
                upload.mapping.get("columns", {}),
                by=by,
                replace=bool(upload.mapping.get("replace")),
            )
    else:
        found, notices = read_sections(content, upload.filename)
        targets, language = upload.mapping.get("targets", {}), upload.mapping.get("language", "en")
        summary = plan_sections(plan_version, found, targets, language)
    summary.notices = notices
    return summary


@transaction.atomic
def apply_upload(
    plan_version: PlanVersion, upload: PlanUpload, *, fingerprint: str, by: User, at: datetime
) -> Summary:
    """Write what the preview of this `fingerprint` showed, all of it or nothing.

    Raises GuardsUnmet when it was applied already, when rows are wrong, or when the draft
    changed since the preview.
    """
    current = lock_draft(plan_version, by=by)
    upload = PlanUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise GuardsUnmet.one("applied", _("This file has been applied already."))
    summary = summary_of(current, upload, by=by)
    if summary.counts[WRONG]:
        raise GuardsUnmet.one("wrong_rows", _("Nothing was imported: some rows are wrong."))
    if summary.fingerprint != fingerprint:
        words = _("The draft changed since the preview; look at the new one.")
        raise GuardsUnmet.one("changed_meanwhile", words)
    if upload.noun == TASKS:
        _write_tasks(current, summary, by=by, at=at)
    else:
        _write_sections(current, summary, by=by, at=at)
    upload.applied_at = at
    upload.save(update_fields=["applied_at"])
    return summary


def _write_tasks(plan_version: PlanVersion, summary: Summary, *, by: User, at: datetime) -> None:
    """A constant number of statements, however long the list is; triggers write the history."""
    for one in summary.removed:
        remove_part(one, by=by, at=at)
    last = plan_version.tasks.count()
    new = summary.of(NEW)
    if last + len(new) > MOST_PARTS:
        words = _("A version holds at most %(most)s of them.")
        raise GuardsUnmet.one("too_many", words % {"most": MOST_PARTS})
    PlanTask.objects.bulk_create(
        PlanTask(plan_version=plan_version, position=last + place, **planned.values)
        for place, planned in enumerate(new, start=1)
    )
    changed = summary.of(CHANGED)
    names: set[str] = set()
    for planned in changed:
        names |= planned.before.keys() - {"needs"}
        for name, value in planned.values.items():
            setattr(planned.row, name, value)
        planned.row.version += 1
        planned.row.updated_at = at
    if changed:
        rows = [planned.row for planned in changed]
        PlanTask.objects.bulk_update(rows, [*sorted(names), "version", "updated_at"])
    _write_needs(plan_version, summary)


def _write_needs(plan_version: PlanVersion, summary: Summary) -> None:
    ids = dict(plan_version.tasks.values_list("number", "pk"))
    said = [
        planned
        for planned in summary.rows
        if planned.needs is not None and (planned.kind == NEW or "needs" in planned.before)
    ]
    TaskNeed.objects.filter(task__in=[ids[one.values["number"]] for one in said]).delete()
    TaskNeed.objects.bulk_create(
        TaskNeed(task_id=ids[one.values["number"]], needs_id=ids[number])
        for one in said
        for number in one.needs or ()
    )


def _write_sections(plan_version: PlanVersion, summary: Summary, *, by: User, at: datetime) -> None:
    for planned in summary.rows:
        if planned.kind == NEW:
            add_part(plan_version, Section, by=by, at=at, **planned.values)
        elif planned.kind == CHANGED:
            change_part(planned.row, read_version=None, by=by, at=at, **planned.values)
