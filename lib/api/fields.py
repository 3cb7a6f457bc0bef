"""Serializer fields that refuse what cannot be meant: naive instants, booleans for numbers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from lib.records import CODE_PATTERN

LARGEST = 10**12  # seconds; about 31,700 years


class StrictIntegerField(serializers.IntegerField):
    """Whole numbers only: no booleans, no floats, no digits in strings."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class DurationField(StrictIntegerField):
    """Whole seconds from 0; null is "not set"."""

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", LARGEST)
        super().__init__(**kwargs)


class StrictBooleanField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StrictCharField(serializers.CharField):
    """Text, and only text; control characters that no database keeps are refused."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class InstantField(serializers.DateTimeField):
    """ISO 8601 with an offset; a naive instant is refused."""

    default_error_messages = {
        "naive": _("Give the instant with its offset, as in 2026-01-31T10:00:00+08:00."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        if isinstance(value, str):
            try:
                parsed = parse_datetime(value)
            except ValueError:
                parsed = None
            if parsed is not None and parsed.tzinfo is None:
                self.fail("naive")
        try:
            return super().to_internal_value(value)
        except OverflowError:
            self.fail("invalid", format="ISO 8601")


class CodeField(serializers.SlugRelatedField[Any]):
    """A related object, given and returned by its code."""

    default_error_messages = {
        "does_not_exist": _("There is no object with the code “{value}”."),
        "invalid": _("A code is expected."),
    }

    def __init__(self, slug_field: str = "code", **kwargs: Any):
        super().__init__(slug_field=slug_field, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Not set is null; an empty text is no code (the base would read it as null)."""
        if data == "":
            self.fail("does_not_exist", value=data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> models.Model:
        import re

        if not isinstance(data, str) or not re.match(CODE_PATTERN, data):
            self.fail("does_not_exist" if isinstance(data, str) else "invalid", value=data)
        return super().to_internal_value(data)  # type: ignore[no-any-return]
