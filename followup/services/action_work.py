"""The owner's side of an action: opened, started, done, with notes and evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import Unpack

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.domain.action import Ask
from followup.models import ActionEntry, CorrectiveAction, Evidence
from followup.services import action_telling as telling
from followup.services.action_editing import check_day
from followup.services.action_recurrence import mark_recurrences
from followup.services.action_step import Call, begin, finish
from lib.errors import Problem, Refused
from lib.versioning import problems_of

LARGEST_FILE = 5 * 1024 * 1024
# Content type → how such a file begins, and the endings of its name.
FILES: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "application/pdf": (b"%PDF-", (".pdf",)),
    "image/png": (b"\x89PNG\r\n\x1a\n", (".png",)),
    "image/jpeg": (b"\xff\xd8\xff", (".jpg", ".jpeg")),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": (b"PK", (".xlsx",)),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": (b"PK", (".docx",)),
    "text/plain": (b"", (".txt", ".log")),
    "text/csv": (b"", (".csv",)),
}


@dataclass(frozen=True)
class File:
    """An uploaded file as it came; its type is judged by name and first bytes."""

    name: str
    content: bytes


@transaction.atomic
def open_action(
    action: CorrectiveAction, *, due_on: date | None = None, **call: Unpack[Call]
) -> CorrectiveAction:
    """Put a draft in force: its owner is told, and its due date runs (K11)."""
    step = begin(action, "open", call, Ask(due_on=due_on))
    if due_on is not None:
        check_day(due_on, "due_on", step.facts.today)
    day = due_on or action.due_on
    fields = {"due_on": day, "original_due_on": day, "opened_at": step.when.at}
    entry = finish(step, "opened", event="opened", fields=fields)
    at = step.when.recorded_at
    told = [telling.owner(action)]
    telling.tell(action, "action.assigned", told, entry=entry, at=at, but=step.by)
    mark_recurrences(action, when=step.when)
    return action


@transaction.atomic
def start_action(action: CorrectiveAction, **call: Unpack[Call]) -> CorrectiveAction:
    step = begin(action, "start", call)
    finish(step, "started", event="started")
    return action


@transaction.atomic
def complete_action(
    action: CorrectiveAction, *, evidence: str = "", **call: Unpack[Call]
) -> CorrectiveAction:
    """The work is done: `evidence` says what was done (or evidence was added before).

    The verifier is told, and has the settings' days to look.
    """
    step = begin(action, "complete", call, Ask(text=evidence))
    fields = {"done_at": step.when.at}
    entry = finish(step, "completed", text=evidence, event="completed", fields=fields)
    at = step.when.recorded_at
    told = [telling.verifier(action)]
    telling.tell(action, "action.to_verify", told, entry=entry, at=at, but=step.by)
    return action


@transaction.atomic
def add_note(action: CorrectiveAction, *, text: str, **call: Unpack[Call]) -> ActionEntry:
    """Anybody who sees the action may write to its timeline, whatever its state."""
    if not text.strip():
        raise Refused("required", _("Write something."), "text")
    return finish(begin(action, "add_note", call), "note", text=text)


@transaction.atomic
def add_evidence(
    action: CorrectiveAction,
    *,
    text: str,
    url: str = "",
    file: File | None = None,
    **call: Unpack[Call],
) -> Evidence:
    """A description, with a link or a file of an allowed kind (E43). Raises Refused."""
    step = begin(action, "add_evidence", call)
    assert step.by is not None
    row = Evidence(action=action, text=text.strip(), url=url, by=step.by, at=step.when.at)
    if file is not None:
        row.content_type = checked_type(file)
        row.file_name = base_name(file.name)
        row.size_bytes = len(file.content)
        row.sha256 = hashlib.sha256(file.content).hexdigest()
        row.content = file.content
    try:
        row.full_clean(exclude=["action", "by", "content"])
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    row.save(force_insert=True)
    payload = {"evidence": row.pk, "file": row.file_name, "sha256": row.sha256, "url": row.url}
    finish(step, "evidence", text=row.text, payload=payload)
    return row


def checked_type(file: File) -> str:
    """The content type its name and its first bytes agree on; what is not allowed is Refused."""
    if len(file.content) > LARGEST_FILE:
        raise Refused("too_large", _("A file is at most 5 MB."), "file")
    if not file.content:
        raise Refused("empty", _("This file is empty."), "file")
    for content_type, (begins, endings) in FILES.items():
        if file.name.lower().endswith(endings):
            if file.content.startswith(begins) and _is_text(content_type, file.content):
                return content_type
            break
    words = _("Only PDF, PNG, JPEG, Word, Excel and text files are kept.")
    raise Refused.many([Problem("file_not_allowed", words, "file")])


def _is_text(content_type: str, content: bytes) -> bool:
    if not content_type.startswith("text/"):
        return True
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError:
            return False
    return "\0" not in text


def base_name(name: str) -> str:
    """The last part of a path, without what no file name holds, at most 200 characters."""
    last = name.replace("\\", "/").rpartition("/")[2]
    clean = "".join(one for one in last if one.isprintable() and one not in '"<>|:*?')
    return clean[-200:] or "file"
