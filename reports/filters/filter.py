"""One filter: the field of the form, the field of the API, the check, the words."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from rest_framework import serializers

from accounts.models import User
from lib.errors import Problem


@dataclass(frozen=True)
class Filter(ABC):
    """A value is stored as JSON in `Report.filters`; what is not given does not limit.

    `columns` of 12 in the form. One name has one type in the API, whatever the kind.
    """

    name: str
    label: Any
    help: Any = ""
    columns: int = 4

    @abstractmethod
    def form_field(self, user: User) -> forms.Field:
        """Never required there: the check says what is missing."""

    @abstractmethod
    def api_field(self) -> serializers.Field[Any, Any, Any, Any]:
        """Not required, may be null."""

    @abstractmethod
    def problems(self, value: Any, *, by: User, until: datetime) -> list[Problem]:
        """What is wrong with a stored value, for who asks; `until` is the report's moment."""

    def from_form(self, cleaned: Any) -> Any:
        """What is stored of a cleaned value; None: no limit."""
        return cleaned or None

    def to_form(self, stored: Any) -> Any:
        return stored

    def words(self, value: Any) -> str:
        """The value on the page of a report."""
        return str(value)

    def problem(self, code: str, message: Any) -> Problem:
        return Problem(code, message, f"filters.{self.name}")
