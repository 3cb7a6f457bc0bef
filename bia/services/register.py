"""What every verb of the register shares: permission, version, links, and what uses a row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from lib.errors import GuardsUnmet, Problem, Refused
from lib.versioning import change, create

Row = TypeVar("Row", bound=models.Model)

# Words of the addresses beside a row's own: as codes they would hide the row's page.
RESERVED = frozenset({"new", "bulk", "import", "export"})
NAMED = 5  # how many users of a row a refusal names; the rest is counted


def add(
    model: type[Row],
    *,
    permission: str,
    by: User,
    fields: Mapping[str, Any],
    links: Mapping[str, Iterable[models.Model]] | None = None,
) -> Row:
    """A new row with its many-to-many links. Raises Refused, PermissionDenied."""
    require(by, permission, model(**fields))
    if fields.get("code") in RESERVED:
        raise reserved_code()
    with transaction.atomic():
        row = create(model, **fields)
        _link(row, links or {})
    return row


def edit(
    row: Any,
    *,
    permission: str,
    by: User,
    read_version: int | None,
    fields: Mapping[str, Any],
    links: Mapping[str, Iterable[models.Model]] | None = None,
) -> list[str]:
    """Change fields and links under one version. Answers the names that really changed.

    The row must belong to the user before and after: nobody moves a process out of reach.
    Raises StaleVersion, Refused, PermissionDenied.
    """
    require(by, permission, row)
    if fields.get("code", row.code) in RESERVED:
        raise reserved_code()
    with transaction.atomic():
        changed = change(row, read_version=read_version, **fields)
        moved = _link(row, links or {})
        if moved and not changed:
            row.version += 1
            row.save(update_fields=["version", "updated_at"])
        require(by, permission, row)
    return changed + moved


def remove(row: Any, *, permission: str, by: User, used_in: Sequence[str] = ()) -> None:
    """Delete a row nothing uses. `used_in` names the relations that count as use.

    Raises GuardsUnmet, one problem per kind of user, each naming the rows.
    """
    require(by, permission, row)
    with transaction.atomic():
        type(row)._base_manager.select_for_update().get(pk=row.pk)
        problems = uses(row, used_in)
        if problems:
            raise GuardsUnmet(problems)
        try:
            row.delete()
        except models.ProtectedError as error:
            raise GuardsUnmet([_still_used(sorted(map(str, error.protected_objects)))]) from error


def uses(row: Any, used_in: Sequence[str]) -> list[Problem]:
    """One problem for each relation of `used_in` that has rows."""
    problems = []
    for relation in used_in:
        manager = getattr(row, relation)
        count = manager.count()
        if count:
            rows = manager.all()
            if hasattr(rows, "for_list"):
                rows = rows.for_list()
            names = [str(one) for one in rows[:NAMED]]
            problems.append(_still_used(names, count, rows.model._meta.verbose_name_plural))
    return problems


def change_each(
    rows: Sequence[Any],
    *,
    change_one: Callable[..., Any],
    fields: Mapping[str, Any],
    versions: Mapping[str, int],
    **context: Any,
) -> int:
    """The same fields in many rows, all or none. Answers how many really changed.

    `versions` holds the version read, by code. Raises what `change_one` raises.
    """
    changed = 0
    with transaction.atomic():
        for row in rows:
            version = versions.get(row.code)
            changed += bool(change_one(row, read_version=version, **fields, **context))
    return changed


def reserved_code() -> Refused:
    return Refused("reserved", _("This word is used in addresses; choose another code."), "code")


def _still_used(names: list[str], count: int | None = None, what: object = "") -> Problem:
    shown = ", ".join(names[:NAMED])
    more = (count or len(names)) - min(len(names), NAMED)
    if more:
        shown = _("%(names)s and %(count)s more") % {"names": shown, "count": more}
    if what:
        message = _("Still used by %(what)s: %(names)s.") % {"what": what, "names": shown}
    else:
        message = _("Still used by: %(names)s.") % {"names": shown}
    return Problem("in_use", message)


def _link(row: Any, links: Mapping[str, Iterable[models.Model]]) -> list[str]:
    """Set the many-to-many fields that differ; their names."""
    moved = []
    for name, wanted in links.items():
        manager = getattr(row, name)
        keys = {one.pk for one in wanted}
        if keys != set(manager.values_list("pk", flat=True)):
            manager.set(keys)
            moved.append(name)
    return moved
