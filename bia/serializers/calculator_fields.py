"""Fields of the calculators: decimals as strings or JSON numbers, and lists of rows.

Stricter than the framework's own: no booleans, no exponent in text, no NaN. What the type
alone cannot tell (order, duplicates) is the domain's.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.settings import api_settings

from bia.domain.errors import MAX_NUMBER

NON_FIELD = api_settings.NON_FIELD_ERRORS_KEY
_PLAIN = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,18})?", re.ASCII)
_TINY = Decimal("1e-18")  # a JSON number has no smaller meaning here
_EXACT = Decimal("1e9")


_DECIMAL_IN = {
    "oneOf": [
        {"type": "string", "pattern": r"^[0-9]{1,16}(\.[0-9]{1,18})?$"},
        {"type": "number", "minimum": 0},
    ],
    "example": "0.75",
}


@extend_schema_field(_DECIMAL_IN)
class DecimalInField(serializers.Field[Decimal, Any, str, Any]):
    """A decimal from 0 on, as a string or a JSON number; never a boolean."""

    default_error_messages = {
        "invalid": _("A number is needed, written like 12.5."),
        "min_value": _("This cannot be negative."),
        "max_value": _("This is larger than any real value ({limit} at most)."),
    }

    def __init__(self, *, limit: Decimal = MAX_NUMBER, **options: Any) -> None:
        self.limit = limit
        super().__init__(**options)

    def to_internal_value(self, data: Any) -> Decimal:
        value = self._read(data)
        if value < 0:
            self.fail("min_value")
        if value > self.limit:
            self.fail("max_value", limit=f"{self.limit:f}")
        return value

    def to_representation(self, value: Decimal | str) -> str:
        """Rows that are kept as JSON hold their decimals as text."""
        return f"{Decimal(value):f}"

    def _read(self, data: Any) -> Decimal:
        number = isinstance(data, (int, float)) and not isinstance(data, bool)
        text = isinstance(data, str) and _PLAIN.fullmatch(data.strip()) is not None
        if not (number or text):
            self.fail("invalid")
        value = Decimal(str(data).strip())
        if not value.is_finite():
            self.fail("invalid")
        return value.quantize(_TINY) if isinstance(data, float) and abs(value) < _EXACT else value


@extend_schema_field({"type": "string", "format": "decimal", "example": "0.75"})
class DecimalOutField(serializers.CharField):
    """A decimal in an answer, already written as text."""


class RowsField(serializers.ListSerializer[Any]):
    """Rows of a nested serializer; what is wrong with the list itself stands at the field."""

    def run_validation(self, data: Any = empty) -> Any:
        try:
            return super().run_validation(data)
        except serializers.ValidationError as error:
            if isinstance(error.detail, dict) and set(error.detail) == {NON_FIELD}:
                raise serializers.ValidationError(error.detail[NON_FIELD]) from error
            raise


def share_field(**options: Any) -> DecimalInField:
    """A share between 0 and 1."""
    return DecimalInField(limit=Decimal(1), **options)
