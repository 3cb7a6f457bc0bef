"""Codes and names of everything a page of events points to, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from accounts.models import User

Key = tuple[str, str]  # type ("bia.process"), id


@dataclass(frozen=True)
class Name:
    """How an object is called now; things that are gone have none."""

    code: str
    words: str


def names_of(wanted: set[tuple[type[models.Model], str]]) -> dict[Key, Name]:
    """The current code and name of every (model, id) that still exists."""
    by_model: dict[type[models.Model], list[str]] = {}
    for model, one in wanted:
        by_model.setdefault(model, []).append(one)
    parts: list[str] = []
    params: list[Any] = []
    for model, ids in sorted(by_model.items(), key=lambda pair: pair[0]._meta.label):
        code, words = _expressions(model)
        pk = _q(str(model._meta.pk.column))
        parts.append(
            f"SELECT %s, {pk}::text, {code}, {words} FROM {_q(model._meta.db_table)}"  # noqa: S608
            f" WHERE {pk} = ANY(%s)"
        )
        params += [model._meta.label_lower, [model._meta.pk.to_python(one) for one in ids]]
    if not parts:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return {(row[0], row[1]): Name(row[2], row[3]) for row in cursor.fetchall()}


def _expressions(model: type[models.Model]) -> tuple[str, str]:
    """SQL of the code and of the name of a row."""
    from django.utils.translation import get_language

    columns = {str(field.column) for field in model._meta.concrete_fields}
    if model is User:
        return "username", "COALESCE(NULLIF(name, ''), username)"
    if "name" in columns:
        words = "name"
    elif "name_zh" in columns:
        words = "name_zh" if (get_language() or "").startswith("zh") else "name_en"
    else:
        words = "''"
    code = "code" if "code" in columns else _instead_of_code(model, columns)
    return code, words


def _instead_of_code(model: type[models.Model], columns: set[str]) -> str:
    if "at_s" in columns:
        return "at_s::text"
    if "score" in columns and "amount_from" in columns:
        return "score::text"
    return "''" if "name" in columns else f"'#' || {_q(str(model._meta.pk.column))}::text"


def _q(name: str) -> str:
    return connection.ops.quote_name(name)
