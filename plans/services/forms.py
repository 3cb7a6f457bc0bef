"""Verbs on paper forms: the design as it is now. What was printed keeps its own (`sheets`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.services import register
from lib.errors import Problem, Refused, StaleVersion
from lib.versioning import change, create, problems_of
from plans.models import ColumnType, FormColumn, PaperForm

PERMISSION = "paper_form.change"
USED_IN = ("printings", "backfills")
MOST_COLUMNS, MOST_CHOICES = 20, 50
ROW_NUMBER_MM = 10
PAGE_MM = {True: 277, False: 190}  # landscape? → room between the margins of an A4 page
COLUMN_FIELDS = (
    *("key", "name_en", "name_zh", "type", "is_required", "is_personal", "groups_totals"),
    *("width", "choices", "example"),
)
_KEY = re.compile(r"^[a-z][a-z0-9_]{0,29}$")

Columns = Sequence[Mapping[str, Any]]


@transaction.atomic
def create_form(*, by: User, at: datetime, columns: Columns = (), **fields: Any) -> PaperForm:
    """Raises Refused: values at their field, columns at `columns.2.key`."""
    require(by, PERMISSION)
    if fields.get("code") in register.RESERVED:
        raise register.reserved_code()
    wanted = _checked(columns, landscape=fields.get("landscape", True))
    form = create(PaperForm, **fields)
    _write_columns(form, wanted)
    return form


@transaction.atomic
def change_form(
    form: PaperForm,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    columns: Columns | None = None,
    **fields: Any,
) -> list[str]:
    """`columns` None leaves them; else they are all of them, in order. Sheets that were printed
    keep the design they have. Raises Refused, StaleVersion, PermissionDenied."""
    require(by, PERMISSION, form)
    if fields.get("code", form.code) in register.RESERVED:
        raise register.reserved_code()
    current = PaperForm.objects.select_for_update().get(pk=form.pk)
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    landscape = fields.get("landscape", current.landscape)
    given = columns_of(current) if columns is None else columns
    wanted = _checked(given, landscape=landscape)
    changed = change(form, read_version=read_version, **fields)
    if columns is not None and _write_columns(form, wanted):
        if not changed:
            form.version += 1
            form.save(update_fields=["version", "updated_at"])
        changed.append("columns")
    return changed


def delete_form(form: PaperForm, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet once it was printed."""
    register.remove(form, permission=PERMISSION, by=by, used_in=USED_IN)


def columns_of(form: PaperForm) -> list[dict[str, Any]]:
    """The columns as a printing freezes them and the API shows them."""
    return [
        {name: getattr(column, name) for name in COLUMN_FIELDS} for column in form.columns.all()
    ]


def _checked(columns: Columns, *, landscape: bool) -> list[dict[str, Any]]:
    problems: list[Problem] = []
    found = [_filled(column) for column in columns]
    if not found:
        raise Refused("required", _("A form needs at least one column."), "columns")
    if len(found) > MOST_COLUMNS:
        raise Refused("too_many", _("A form has at most 20 columns."), "columns")
    seen: set[str] = set()
    for number, column in enumerate(found):
        problems += _faults(column, number, seen)
        seen.add(column["key"])
    if sum(bool(column["groups_totals"]) for column in found) > 1:
        problems.append(Problem("invalid", _("Only one column can have totals."), "columns"))
    if not problems:
        width = ROW_NUMBER_MM + sum(column["width"] for column in found)
        if width > PAGE_MM[landscape]:
            words = _("The columns are %(width)s mm wide; the page has room for %(room)s mm.")
            told: Any = words % {"width": width, "room": PAGE_MM[landscape]}
            problems.append(Problem("too_wide", told, "columns"))
    if problems:
        raise Refused.many(problems)
    return found


def _filled(column: Mapping[str, Any]) -> dict[str, Any]:
    defaults: dict[str, Any] = {
        field.name: field.get_default()
        for field in FormColumn._meta.concrete_fields
        if field.name in COLUMN_FIELDS
    }
    return defaults | {name: value for name, value in column.items() if name in COLUMN_FIELDS}


def _faults(column: dict[str, Any], number: int, seen: set[str]) -> list[Problem]:
    problems = []

    def wrong(field: str, words: Any, code: str = "invalid") -> None:
        problems.append(Problem(code, words, f"columns.{number}.{field}"))

    if not isinstance(column["key"], str) or not _KEY.match(column["key"]):
        wrong("key", _("A key is made of small letters, digits and underscores."))
    elif column["key"] in seen:
        wrong("key", _("Two columns have this key."), "unique")
    if not (column["name_en"] or column["name_zh"]):
        wrong("name_en", _("Name the column."), "required")
    choices = column["choices"]
    if not isinstance(choices, list) or not all(isinstance(one, str) and one for one in choices):
        wrong("choices", _("Choices are texts."))
    elif len(choices) > MOST_CHOICES or any(len(one) > 100 for one in choices):
        wrong("choices", _("At most 50 choices of 100 characters."))
    elif column["type"] == ColumnType.CHOICE and not choices:
        wrong("choices", _("Say what can be chosen."), "required")
    try:
        FormColumn(**column).clean_fields(exclude=["form", "key", "choices"])
    except ValidationError as error:
        problems += [
            Problem(one.code, one.message, f"columns.{number}.{one.field}")
            for one in problems_of(error)
        ]
    return problems


def _write_columns(form: PaperForm, wanted: list[dict[str, Any]]) -> bool:
    """Bring the rows in step, by key; True when anything differed."""
    known = {column.key: column for column in form.columns.all()}
    differs = False
    for position, fields in enumerate(wanted, start=1):
        row = known.pop(fields["key"], None)
        if row is None:
            FormColumn.objects.create(form=form, position=position, **fields)
            differs = True
        else:
            now = {**{name: getattr(row, name) for name in COLUMN_FIELDS}, "position": row.position}
            if now != {**fields, "position": position}:
                for name, value in {**fields, "position": position}.items():
                    setattr(row, name, value)
                row.save()
                differs = True
    if known:
        form.columns.filter(key__in=list(known)).delete()
        differs = True
    if hasattr(form, "_prefetched_objects_cache"):
        form._prefetched_objects_cache.pop("columns", None)
    return differs
