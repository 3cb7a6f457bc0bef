"""Records of the management system for the tests of the contract."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from accounts.models import User
from governance.models import BcmsRecord

BODIES: dict[str, dict[str, Any]] = {
    "bcms-records": {
        "kind": "audit",
        "title": "Plans and exercises",
        "text": "Clauses 8.4 and 8.5.",
        "auditor": "p-100",
        "owner": "p-101",
        "due_on": "2031-05-01",
    }
}

CHANGES: dict[str, dict[str, Any]] = {"bcms-records": {"due_on": "2031-06-01"}}


def codes(by: User, at: datetime) -> dict[str, object]:
    return {"bcms-records": BcmsRecord.objects.order_by("code")[0].code}
