"""Fields of backups in JSON: paths, digests, instants of files, codes looked up once."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backups.services.arriving_problems import is_digest
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import BodySerializer

_INSTANT = re.compile(
    r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d:?\d\d)$"
)


class KeptCodeField(CodeField):
    """A code that is looked up once a request: ten thousand sets name the same few policies."""

    def to_internal_value(self, data: Any) -> Any:
        context: Any = self.context
        rows: Any = self.get_queryset()
        kept: dict[Any, Any] = context.setdefault("codes", {})
        key = (rows.model, data if isinstance(data, str) else repr(data))
        if key not in kept:
            kept[key] = super().to_internal_value(data)
        return kept[key]


def is_plain_json(value: Any) -> bool:
    """What the database keeps: no NUL, no half of a character, no infinity."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return "\\u0000" not in text and bool(text.encode())
    except (ValueError, TypeError, RecursionError):
        return False


@extend_schema_field({"type": "string", "format": "date-time"})
class FileInstantField(serializers.Field[int, Any, str, Any]):
    """The time of a file, to the nanosecond; inside whole nanoseconds since 1970."""

    default_error_messages = {"invalid": _("Give the instant as ISO 8601 with its offset.")}

    def to_internal_value(self, data: Any) -> int:
        match = _INSTANT.match(data) if isinstance(data, str) else None
        if match is None:
            self.fail("invalid")
        day, clock, fraction, offset = match.groups()
        try:
            at = datetime.fromisoformat(f"{day}T{clock}{'+00:00' if offset == 'Z' else offset}")
            seconds = int(at.timestamp())
        except (ValueError, OverflowError):
            self.fail("invalid")
        return seconds * 10**9 + int((fraction or "0").ljust(9, "0"))

    def to_representation(self, value: int) -> str:
        return instant_text(value)


def instant_text(ns: int) -> str:
    """As short as it is exact."""
    seconds, rest = divmod(ns, 10**9)
    try:
        text = datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return ""
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{text}{fraction}Z"


class DigestSerializer(BodySerializer):
    """Hexadecimal, in either case."""

    algorithm = serializers.ChoiceField(choices=["md5", "sha1", "sha256", "sha512", "blake3"])
    value = StrictCharField(max_length=128)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and isinstance(data.get("algorithm"), str):
            plain = data["algorithm"].lower().replace("-", "").replace("_", "")
            data = data | {"algorithm": plain}
        return super().to_internal_value(data)

    def validate(self, attributes: Any) -> Any:
        value = attributes["value"].lower()
        if not is_digest(attributes["algorithm"], value):
            words = _("This is no digest of that algorithm.")
            raise serializers.ValidationError({"value": [words]})
        return attributes | {"value": value}


class FileSerializer(BodySerializer):
    """One line of a manifest; odd characters of a path as docs/method.md §26 escapes them."""

    path = StrictCharField(max_length=8000, trim_whitespace=False)
    size_bytes = serializers.IntegerField(min_value=0, allow_null=True, required=False)
    mtime = FileInstantField(required=False, allow_null=True)
    digests = DigestSerializer(many=True, required=False)
