"""Courses, training sessions and records for the tests of the contract."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import Person, User
from governance.models import Course
from governance.services.training_records import create_record

BODIES: dict[str, dict[str, Any]] = {
    "courses": {
        "code": "radio",
        "name_en": "Radio",
        "name_zh": "电台",
        "kind": "exam",
        "text_en": "Speak clearly.",
        "text_zh": "清晰通话",
        "issuer": "The carrier",
        "valid_months": 12,
        "pass_score": "80",
        "is_active": True,
        "everybody": True,
        "roles": ["process_owner"],
        "response_roles": ["line-lead"],
    },
    "training-sessions": {
        "course": "radio",
        "planned_on": "2031-05-01",
        "trainer": "The carrier",
        "place": "Room 1",
        "note": "Bring a radio.",
        "people": ["p-100", "p-101"],
    },
}

CHANGES: dict[str, dict[str, Any]] = {
    "courses": {"issuer": ""},
    "training-sessions": {"place": ""},
}


def codes(by: User, at: datetime) -> dict[str, object]:
    record = create_record(
        course=Course.objects.get(code="radio"), person=Person.objects.order_by("pk")[0],
        on=at.date(), score=Decimal(90), by=by, at=at,
    )  # fmt: skip
    return {"training-records": record.pk}
