"""Rows of the register as texts for files, and the target an import file is read for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.utils.translation import get_language, gettext

from bia.nouns import Noun
from bia.services.import_cells import ImportColumn, columns_of
from bia.services.importing import Target
from lib.bilingual import BilingualName
from lib.durations import format_duration

PERMISSIONS = {"person": "people.change", "department": "department.change"}


def target_of(noun: Noun) -> Target:
    return Target(
        noun=noun.key,
        model=noun.model,
        columns=noun.imported,
        ignored=noun.shown_only,
        permission=import_permission(noun),
        fixed=tuple(noun.fixed.items()),
    )


def import_permission(noun: Noun) -> str:
    return PERMISSIONS.get(noun.key, "register.import")


def header_of(noun: Noun, *, template: bool = False) -> list[str]:
    """Labels in the active language; a template leaves out what cannot be imported."""
    return [str(column.label) for column in _columns(noun, template)]


def lines_of(noun: Noun, rows: models.QuerySet[Any]) -> Iterator[list[str]]:
    """Every row as texts that an import reads back, a batch of rows in memory at a time."""
    columns = _columns(noun, template=False)
    for row in rows.iterator(chunk_size=500):
        yield [_text(row, column) for column in columns]


def _columns(noun: Noun, template: bool) -> list[ImportColumn]:
    names = noun.imported if template else (*noun.imported, *noun.shown_only)
    return list(columns_of(noun.model, names).values())


def _text(row: Any, column: ImportColumn) -> str:
    if column.kind == "node":
        return str(getattr(row, f"{column.name}_key"))
    value = getattr(row, column.name)
    if column.kind == "refs":
        return " ".join(sorted(one.code for one in value.all()))
    if value is None or value == "":
        return ""
    if column.kind == "ref":
        return value.name if isinstance(value, BilingualName) else str(value.code)
    if column.kind == "choice":
        return str(dict(column.field.flatchoices).get(value, value))
    if column.kind == "yes_no":
        return gettext("Yes") if value else gettext("No")
    if column.kind == "duration":
        return format_duration(value, get_language() or "en")
    if column.kind == "list":
        return "; ".join(map(str, value))
    if column.kind == "decimal":
        text = f"{value:f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return str(value)
