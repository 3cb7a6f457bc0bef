"""Grades of incidents for tests."""

from __future__ import annotations

from typing import Any

from plans.models import IncidentGrade, ResponseRole


def grade(code: str, *, decision_role: ResponseRole, **fields: Any) -> IncidentGrade:
    texts = {
        f"{name}_{language}": code
        for name in ("name", "definition", "scope")
        for language in ("en", "zh")
    }
    values = {"severity": 1, "response_s": 0, **texts, **fields}
    return IncidentGrade.objects.create(code=code, decision_role=decision_role, **values)
