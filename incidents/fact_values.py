"""Values of facts as plain JSON: instants, durations, money, names in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

Json = dict[str, Any]


def iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.astimezone(UTC).isoformat()


def seconds(first: datetime, last: datetime) -> int:
    return int((last - first).total_seconds())


def money(amount: Decimal | None) -> str | None:
    return None if amount is None else str(amount)


def names(row: Any) -> Json:
    """In both languages; what has one name only has it in both."""
    if not hasattr(row, "name_en"):
        return {"name_en": row.name, "name_zh": row.name}
    return {"name_en": row.name_en or row.name_zh, "name_zh": row.name_zh or row.name_en}


def who(user: Any) -> str:
    return "" if user is None else str(user)
