"""Corrective actions as rows of a spreadsheet: every column, in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from followup.models import CorrectiveAction
from followup.services.action_data import criterion_key
from lib.durations import format_duration

HEADER: tuple[tuple[str, Any], ...] = (
    ("code", _("Number")), ("title", _("Corrective action")), ("state", _("State")),
    ("priority", _("Priority")), ("kind", _("Kind")), ("source", _("Source")),
    ("source_ref", _("Source reference")), ("subject_key", _("Subject")),
    ("is_core", _("Core process")), ("finding", _("Finding")), ("root_cause", _("Root cause")),
    ("cause", _("Kind of root cause")), ("owner", _("Owner")), ("verifier", _("Verifier")),
    ("due_on", _("Due")), ("original_due_on", _("Original due date")), ("overdue", _("Overdue")),
    ("verify_by", _("Verified by")), ("criterion", _("Criterion")),
    ("criterion_subject", _("Measured at")), ("criterion_measure", _("Measured value")),
    ("criterion_limit_s", _("At most")), ("plan_change", _("Plan change")),
    ("cost_estimate", _("Cost estimate")), ("opened_at", _("Opened")), ("done_at", _("Done")),
    ("verified_at", _("Verified")), ("closed_at", _("Closed")),
    ("risk_expires_on", _("Risk accepted until")), ("recurrence_of", _("Recurrence of")),
    ("ineffective_since", _("Ineffective since")),
)  # fmt: skip


def header() -> list[str]:
    return [str(label) for _name, label in HEADER]


def lines(rows: QuerySet[Any]) -> Iterator[list[str]]:
    """A batch of rows in memory at a time; `rows` is annotated with `overdue`."""
    # Translated once: ten thousand rows would ask for the same few words again and again.
    words = {
        column.name: {value: str(label) for value, label in column.flatchoices}
        for column in CorrectiveAction._meta.concrete_fields
        if column.choices
    }
    said = {True: gettext("Yes"), False: gettext("No")}
    for row in rows.select_related("recurrence_of").iterator(chunk_size=500):
        yield [_text(row, name, words.get(name, {}), said) for name, _label in HEADER]


def _text(row: CorrectiveAction, name: str, choices: dict[Any, str], said: dict[bool, str]) -> str:
    value: Any = criterion_key(row) if name == "criterion_subject" else getattr(row, name)
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return said[value]
    if name.endswith("_s"):
        return format_duration(value, get_language() or "en")
    if isinstance(value, datetime):
        return localtime(value).isoformat(timespec="minutes")
    if name == "recurrence_of":
        return str(value.code)
    return choices.get(value) or str(value)
