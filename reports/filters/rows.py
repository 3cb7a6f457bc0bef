"""Filters that name rows of the register by their codes, only such as the person may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import User
from lib.api.fields import StrictCharField
from lib.errors import Problem
from lib.fields import NamedRowsField
from reports.filters.filter import Filter

MOST_CODES = 1_000
RowsFor = Callable[[User], QuerySet[Any]]


def _said(row: Any) -> str:
    return str(row)


@dataclass(frozen=True)
class Row(Filter):
    """One row. `key` is its code; `of_kind`: the kind's own check says whether it is right."""

    rows: RowsFor = lambda _user: QuerySet()
    key: str = "code"
    most: int = 64
    every: Any = None
    said: Callable[[Any], str] = _said
    of_kind: bool = False

    def form_field(self, user: User) -> forms.Field:
        field = forms.ModelChoiceField(
            label=self.label, required=False, help_text=self.help, queryset=self.rows(user),
            to_field_name=self.key, empty_label=self.every or "---------",
        )  # fmt: skip
        field.label_from_instance = self.said  # type: ignore[assignment,method-assign]
        return field

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return StrictCharField(required=False, allow_null=True, max_length=self.most)

    def from_form(self, cleaned: Any) -> Any:
        return getattr(cleaned, self.key) if cleaned else None

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        if self.of_kind:
            return []
        named = isinstance(value, str) and "\0" not in value
        if named and self.rows(by).filter(**{self.key: value}).exists():
            return []
        return [self.problem("does_not_exist", _("There is no such code."))]


@dataclass(frozen=True)
class Rows(Filter):
    """Several rows; none named: all. The sentences of what can be wrong come with the filter.

    `offered`: fewer than those that may be named, for the form.
    """

    rows: RowsFor = lambda _user: QuerySet()
    offered: RowsFor | None = None
    said: Callable[[Any], str] = _said
    expected: Any = ""
    too_many: Any = ""
    unknown: Any = ""
    columns: int = 12

    def form_field(self, user: User) -> forms.Field:
        field = NamedRowsField(
            label=self.label, required=False, help_text=self.help,
            queryset=(self.offered or self.rows)(user),
            to_field_name="code",
        )  # fmt: skip
        field.label_from_instance = self.said  # type: ignore[assignment,method-assign]
        return field

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return serializers.ListField(
            child=StrictCharField(max_length=64), required=False, allow_null=True,
            max_length=MOST_CODES,
        )  # fmt: skip

    def from_form(self, cleaned: Any) -> Any:
        return [one.code for one in cleaned] or None

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            return [self.problem("invalid", str(self.expected))]
        if len(value) > MOST_CODES:
            return [self.problem("too_many", str(self.too_many) % {"most": MOST_CODES})]
        clean = [code for code in value if "\0" not in code]
        known = set(self.rows(by).filter(code__in=clean).values_list("code", flat=True))
        return [
            self.problem("does_not_exist", str(self.unknown) % {"code": code[:64]})
            for code in value
            if code not in known
        ]
