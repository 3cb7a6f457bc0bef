"""The sample's assessments, written, submitted and approved as people would do it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from bia.models import Process
from bia.services.assessment import start_assessment
from bia.services.assessment_review import approve_assessment, submit_assessment

VALUES = ("mtd_s", "rto_s", "rpo_s", "rationale", "answers")


def load_assessments(rows: list[dict[str, Any]], note: str, *, at: datetime) -> None:
    """One assessment a row; a row without `approver` stays a draft of its author.

    `note` is added to the rationale where the variant filled in values of its own.
    """
    users = {user.username: user for user in User.objects.filter(is_sample=True)}
    for row in rows:
        author = users[row["author"]]
        assessment = start_assessment(
            process=Process.objects.get(code=row["process"]), by=author, at=at, **_values(row, note)
        )
        if "approver" in row:
            submit_assessment(assessment, by=author, at=at)
            approve_assessment(assessment, by=users[row["approver"]], at=at)


def _values(row: dict[str, Any], note: str) -> dict[str, Any]:
    values = {name: row[name] for name in VALUES if name in row}
    if row.get("completed") and note not in values.get("rationale", ""):
        values["rationale"] = f"{values.get('rationale', '')} {note}".strip()
    if "ratings" in row:
        values["ratings"] = [
            {"category": category, **cell, **_decimals(cell)}
            for category, cells in row["ratings"].items()
            for cell in cells
        ]
    return values


def _decimals(cell: dict[str, Any]) -> dict[str, Any]:
    return {name: Decimal(cell[name]) for name in ("score", "amount") if name in cell}
