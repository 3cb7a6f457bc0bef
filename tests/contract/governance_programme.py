"""Programmes, their templates and tasks, and duties for the tests of the contract."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

YEAR = timezone.now().year

BODIES: dict[str, dict[str, Any]] = {
    "programme-templates": {
        "code": "first-weeks",
        "name_en": "First weeks",
        "name_zh": "头几周",
        "note_en": "Short.",
        "note_zh": "短",
        "is_active": False,
        "tasks": [
            {
                "name_en": "Look",
                "name_zh": "看",
                "phase": 1,
                "phase_en": "One",
                "phase_zh": "一",
                "first_day": 1,
                "last_day": 10,
                "evidence": "bia_coverage",
                "page": "",
            }
        ],
    },
    "programmes": {
        "title": "Ready for winter",
        "template": "first-weeks",
        "start_on": "2031-01-01",
        "manager": "p-101",
    },
    "programme-tasks": {
        "programme": f"PRG-{YEAR}-0001",
        "name_en": "Second line",
        "name_zh": "第二条线路",
        "phase": 2,
        "phase_en": "Two",
        "phase_zh": "二",
        "starts_on": "2031-02-01",
        "due_on": "2031-02-28",
        "owner": "p-100",
        "note": "By the carrier.",
    },
    "duties": {
        "code": "radio-check",
        "name_en": "Radio check",
        "name_zh": "电台检查",
        "text_en": "Every car answers.",
        "text_zh": "每车应答",
        "period": "quarter",
        "evidence": "exercise",
        "starts_on": "2026-01-01",
        "owner": "p-101",
        "order": 90,
        "is_active": False,
    },
}

CHANGES: dict[str, dict[str, Any]] = {
    "programme-templates": {"note_en": ""},
    "programmes": {"title": "Ready for spring"},
    "programme-tasks": {"note": ""},
    "duties": {"order": 0},
}
