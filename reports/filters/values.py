"""Filters that are plain values: yes or no, a day, a year, a text, one of a few."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models import Organisation, User
from lib.api.fields import StrictBooleanField, StrictCharField, StrictIntegerField
from lib.errors import Problem
from reports.filters.filter import Filter


@dataclass(frozen=True)
class Switch(Filter):
    """Set or not."""

    columns: int = 12

    def form_field(self, user: User) -> forms.Field:
        return forms.BooleanField(label=self.label, required=False, help_text=self.help)

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return StrictBooleanField(required=False, allow_null=True)

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        return [] if isinstance(value, bool) else [
            self.problem("invalid", _("True or false is expected."))]  # fmt: skip

    def words(self, value: Any) -> str:
        return str(self.label) if value else ""


@dataclass(frozen=True)
class YesNo(Switch):
    """True, False, or no limit: three choices with words of their own."""

    columns: int = 4
    choices: Sequence[tuple[str, Any]] = ()

    def form_field(self, user: User) -> forms.Field:
        return forms.ChoiceField(label=self.label, choices=self.choices, required=False)

    def from_form(self, cleaned: Any) -> Any:
        return {"yes": True, "no": False}.get(cleaned)

    def to_form(self, stored: Any) -> Any:
        return {True: "yes", False: "no"}.get(stored, "")

    def words(self, value: Any) -> str:
        return str(dict(self.choices)["yes" if value else "no"])


@dataclass(frozen=True)
class Day(Filter):
    """The beginning of a period, stored as 2026-01-31."""

    def form_field(self, user: User) -> forms.Field:
        return forms.DateField(
            label=self.label, required=False, help_text=self.help,
            widget=forms.DateInput(attrs={"type": "date"}),
        )  # fmt: skip

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return StrictCharField(required=False, allow_null=True, max_length=10)

    def from_form(self, cleaned: Any) -> Any:
        return cleaned.isoformat() if cleaned else None

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        try:
            day = date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            return [self.problem("invalid", _("A day is expected: 2026-01-31."))]
        if day > until.astimezone(ZoneInfo(Organisation.current().timezone)).date():
            return [self.problem("after_end", _("The period begins after its end."))]
        return []

    def words(self, value: Any) -> str:
        return _("from %(day)s") % {"day": value}


@dataclass(frozen=True)
class Year(Filter):
    first: int = 2000
    last: int = 2200

    def form_field(self, user: User) -> forms.Field:
        return forms.IntegerField(
            label=self.label, required=False, help_text=self.help,
            min_value=self.first, max_value=self.last,
        )  # fmt: skip

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return StrictIntegerField(required=False, allow_null=True)

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        whole = isinstance(value, int) and not isinstance(value, bool)
        if whole and self.first <= value <= self.last:
            return []
        return [self.problem("invalid", _("A year is expected: 2026."))]


@dataclass(frozen=True)
class Words(Filter):
    """A short text that the kind itself looks at."""

    most: int = 64

    def form_field(self, user: User) -> forms.Field:
        return forms.CharField(
            label=self.label, required=False, help_text=self.help, max_length=self.most
        )

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return StrictCharField(required=False, allow_null=True, max_length=self.most)

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        return [] if isinstance(value, str) else [
            self.problem("invalid", _("A text is expected."))]  # fmt: skip

    def from_form(self, cleaned: Any) -> Any:
        return cleaned.strip() or None


@dataclass(frozen=True)
class Choice(Filter):
    """One of a few codes. `every`: the words for no limit; without them the first is preset."""

    choices: Sequence[tuple[str, Any]] = ()
    every: Any = ""
    most: int = 20
    unknown: Any = ""
    unknown_code: str = "does_not_exist"

    def form_field(self, user: User) -> forms.Field:
        none = [("", self.every)] if self.every else []
        return forms.ChoiceField(
            label=self.label, required=False, help_text=self.help, choices=[*none, *self.choices]
        )

    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        return StrictCharField(required=False, allow_null=True, max_length=self.most)

    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        if isinstance(value, str) and value in dict(self.choices):
            return []
        return [self.problem(self.unknown_code, self.unknown or _("There is no such code."))]

    def words(self, value: Any) -> str:
        return str(dict(self.choices).get(value, value))
