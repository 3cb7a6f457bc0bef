"""Writing one row with validation and optimistic locking; the caller holds the transaction.

Every service writes through `create` and `change`, so the version rule stands once.
"""

from __future__ import annotations

from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from lib.errors import Problem, Refused, StaleVersion

Row = TypeVar("Row", bound=models.Model)


def create(model: type[Row], **fields: Any) -> Row:
    """A new row of `model`. Raises Refused, one problem per wrong field."""
    row = model(**fields)
    _save(row, insert=True)
    return row


def change(row: models.Model, *, read_version: int | None, **fields: Any) -> list[str]:
    """Set `fields` on `row` under a row lock; answers the names that really changed.

    `read_version` is the version the editor saw (None: the caller knows the row is fresh).
    Raises StaleVersion(current row) when somebody was faster, Refused for wrong values.
    Nothing is written, and the version stays, when nothing differs.
    """
    # `request.user` is a lazy wrapper: `type()` would name the wrapper.
    current = row.__class__._base_manager.select_for_update().get(pk=row.pk)
    if read_version is not None and current.version != read_version:  # type: ignore[attr-defined]
        raise StaleVersion(current, read_version)
    changed = []
    for name, value in fields.items():
        if getattr(current, name) != value:
            changed.append(name)
            setattr(current, name, value)
    if changed:
        current.version += 1  # type: ignore[attr-defined]
        _save(current, insert=False)
    for field in row._meta.concrete_fields:
        setattr(row, field.attname, getattr(current, field.attname))
    return changed


def overwrite(row: Any, values: dict[str, Any]) -> bool:
    """Write `values` that ship with the platform over `row`, one version further; whether any
    differed. They are not validated again: the tests of the shipped files have done that."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    if not different:
        return False
    for name, value in different.items():
        setattr(row, name, value)
    row.version += 1
    row.save()
    return True


def _save(row: models.Model, *, insert: bool) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    try:
        with transaction.atomic():
            row.save(force_insert=insert)
    except IntegrityError as error:
        raise Refused("not_allowed", _integrity_message(row, error)) from error


def problems_of(error: ValidationError) -> list[Problem]:
    """Django's validation error as problems at their fields."""
    problems = []
    for name, errors in _by_field(error).items():
        field = None if name == NON_FIELD_ERRORS else name
        for one in errors:
            problems.append(Problem(one.code or "invalid", one.messages[0], field))
    return problems


def _by_field(error: ValidationError) -> dict[str, list[ValidationError]]:
    if hasattr(error, "error_dict"):
        return error.error_dict
    return {NON_FIELD_ERRORS: error.error_list}


def _integrity_message(row: models.Model, error: IntegrityError) -> Any:
    """Words for a constraint that only the database could see (a race)."""
    text = str(error)
    for constraint in row._meta.constraints:
        if constraint.name in text:
            return constraint.get_violation_error_message()
    return _("The database refused these values: they contradict another record.")
