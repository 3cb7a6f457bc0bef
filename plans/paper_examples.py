"""The emergency service form (应急服务登记表) as it ships: what the designer starts with."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

from lib.yaml_file import read_yaml

FILE = Path(__file__).parent / "catalog" / "forms" / "emergency_service.yaml"


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    found: dict[str, Any] = read_yaml(FILE)
    return found


def emergency_service() -> dict[str, Any]:
    """Arguments of `services.forms.create_form`: seven columns and a sample row (S3-051)."""
    given = _read()
    return {
        "code": given["code"],
        "prefix": given["prefix"],
        "name_en": given["name"]["en"],
        "name_zh": given["name"]["zh"],
        "header_en": given["header"]["en"],
        "header_zh": given["header"]["zh"],
        "rows_per_sheet": given["rows_per_sheet"],
        "landscape": given["landscape"],
        "columns": [_column(one) for one in given["columns"]],
    }


def _column(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "key": given["key"],
        "name_en": given["name"]["en"],
        "name_zh": given["name"]["zh"],
        "type": given["type"],
        "width": given["width"],
        "is_required": given.get("required", False),
        "is_personal": given.get("personal", False),
        "groups_totals": given.get("groups_totals", False),
        "choices": given.get("choices", []),
        "example": given.get("example", ""),
    }
