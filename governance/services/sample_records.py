"""Records of the management system of the sample: `governance/catalog/samples/records.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml

from accounts.models import Organisation, Person, User
from followup.services.numbers import next_number
from governance.models import Acknowledgement, BcmsRecord, RecordState
from lib.days import day_in

FILE = Path(__file__).parent.parent / "catalog" / "samples" / "records.yaml"


def make(*, language: str, at: datetime) -> None:
    story = yaml.safe_load(FILE.read_text(encoding="utf-8"))["records"]
    people = {one.code: one for one in Person.objects.all()}
    users = {one.username: one for one in User.objects.all()}
    today = day_in(at, Organisation.current().timezone)
    rows = []
    for one in story:
        row = _row(one, language, people, today)
        _approve(row, one.get("approved"), users, at)
        row.code = next_number("REC", at=at)
        rows.append(row)
    BcmsRecord.objects.bulk_create(rows)
    Acknowledgement.objects.bulk_create(
        reading
        for row, one in zip(rows, story, strict=True)
        for reading in _readings(row, one, people, at)
    )


def _row(
    one: Mapping[str, Any], language: str, people: Mapping[str, Person], today: date
) -> BcmsRecord:
    row = BcmsRecord(
        kind=one["kind"],
        state=RecordState.DRAFT if one.get("draft") else RecordState.IN_FORCE,
        owner=people.get(one.get("owner", "")),
        auditor=people.get(one.get("auditor", "")),
        climate=one.get("climate", False),
        must_be_read=one.get("must_be_read", False),
        edition=one.get("edition", 1),
    )
    for name in ("title", "text", "measure", "target", "result"):
        if name in one:
            setattr(row, name, one[name]["zh" if language.startswith("zh") else "en"])
    for column, name in (("due_on", "due"), ("held_on", "held"), ("next_review", "next_review")):
        if name in one:
            setattr(row, column, today + timedelta(days=one[name]))
    return row


def _approve(
    row: BcmsRecord, said: Mapping[str, Any] | None, users: Mapping[str, User], at: datetime
) -> None:
    if said is None:
        return
    row.approved_by, row.submitted_by = users[said["by"]], users[said["submitted_by"]]
    row.approved_at = at + timedelta(days=said["days"])
    row.submitted_at = row.approved_at - timedelta(days=2)


def _readings(
    row: BcmsRecord, one: Mapping[str, Any], people: Mapping[str, Person], at: datetime
) -> list[Acknowledgement]:
    since = row.approved_at or at
    return [
        Acknowledgement(
            record=row, edition=row.edition - back, person=people[code],
            at=since + timedelta(days=number + 1 - 200 * back),
        )
        for name, back in (("read", 0), ("read_before", 1))
        for number, code in enumerate(one.get(name, ()))
    ]  # fmt: skip
