"""A corrective action as plain JSON, under the names of the API: what webhooks carry."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models

from followup.models import CorrectiveAction

PLAIN = (
    *("code", "version", "title", "state", "source", "source_ref", "finding", "root_cause"),
    *("kind", "priority", "is_core", "due_on", "original_due_on", "verify_by", "criterion"),
    *("criterion_measure", "criterion_limit_s", "plan_change", "cost_estimate", "opened_at"),
    *("done_at", "verified_at", "closed_at", "risk_expires_on", "ineffective_since"),
)
NAMED = ("cause", "owner", "verifier", "recurrence_of")
USERS = ("created_by", "verified_by", "risk_accepted_by")


def action_data(action: CorrectiveAction) -> dict[str, Any]:
    """Related objects by code, users by login name, dates and instants as ISO 8601."""
    data = {name: plain(getattr(action, name)) for name in (*PLAIN, *NAMED, *USERS)}
    data["subject"] = action.subject_key or None
    data["criterion_subject"] = criterion_key(action) or None
    return data


def criterion_key(action: CorrectiveAction) -> str:
    """ "process:road-rescue": whose measurement the criterion speaks of, or ""."""
    kind = action.criterion_subject_kind
    return f"{kind}:{action.criterion_subject_code}" if kind else ""


def plain(value: Any) -> Any:
    """A column's value as JSON."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, models.Model):
        return getattr(value, "code", None) or getattr(value, "username", None)
    return value
