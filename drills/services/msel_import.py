"""Importing an MSEL: a file is kept, shown as what it would do, and written as a whole."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, User
from drills.importing.msel_rows import plan_msel
from drills.models import Drill, Expectation, Inject, Script
from drills.msel_columns import Known, column_of
from drills.response_roles import roles_by_name
from drills.services.scripting import MOST, Owner, open_script, owner_of, touch
from lib.errors import GuardsUnmet, Refused
from plans.importing.planned import CHANGED, NEW, WRONG, Summary
from plans.importing.sheet import guessed_mapping, read_sheet
from plans.models import PlanUpload

NOUN = "msel"
KEPT = timedelta(days=1)
ENDINGS = ("xlsx", "csv", "tsv", "txt")
MACROS = ("xlsm", "xltm", "xlsb")
# Not columns of an inject: set apart.
APART = ("people", "expectations")


@transaction.atomic
def keep_upload(
    owner: Owner,
    *,
    content: bytes,
    filename: str,
    by: User,
    at: datetime,
    start: datetime | None = None,
    zone: str = "",
    replace: bool = False,
) -> PlanUpload:
    """Keep a file with the mapping that is guessed from it. `start` and `zone` are what clock
    times of the file count from. Raises Refused at `file`, PermissionDenied, GuardsUnmet."""
    script = open_script(owner, by=by, at=at)
    ending = filename.rsplit(".", 1)[-1].lower()
    if ending in MACROS:
        words = _("The file holds macros or embedded programs. Save it without them.")
        raise Refused("macros", words, "file")
    if ending not in ENDINGS:
        raise Refused("unknown_kind", _("Give the script as XLSX or CSV."), "file")
    (header, _lines), _notices = read_sheet(content, filename, most=MOST)
    mapping = {
        "columns": guessed_mapping(header, column_of),
        "start": start.isoformat() if start else "",
        "zone": zone,
        "replace": replace,
    }
    mine = PlanUpload.objects.filter(created_by=by, noun=NOUN)
    mine.filter(created_at__lt=at - KEPT).delete()
    return PlanUpload.objects.create(
        noun=NOUN,
        target=target_of(script),
        filename=filename[-255:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        mapping=mapping,
        created_by=by,
        created_at=at,
    )


def target_of(script: Script) -> str:
    return f"script:{script.pk}"


def set_mapping(upload: PlanUpload, mapping: dict[str, Any]) -> None:
    """What the person chose; what the file would do is asked anew."""
    upload.mapping = mapping
    upload.save(update_fields=["mapping"])


def summary_of(script: Script, upload: PlanUpload) -> Summary:
    """What the kept file would do now. Writes nothing."""
    sheet, notices = read_sheet(bytes(upload.content), upload.filename, most=MOST)
    given = upload.mapping
    summary = plan_msel(
        script,
        sheet,
        given.get("columns", {}),
        known_for(owner_of(script), given.get("start", ""), given.get("zone", "")),
        replace=bool(given.get("replace")),
    )
    summary.notices = notices
    return summary


@transaction.atomic
def apply_upload(
    owner: Owner, upload: PlanUpload, *, fingerprint: str, by: User, at: datetime
) -> Summary:
    """Write what the preview of this `fingerprint` showed, all of it or nothing.

    Raises GuardsUnmet when it was applied already, when rows are wrong, or when the script changed
    since the preview.
    """
    script = open_script(owner, by=by, at=at)
    upload = PlanUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.applied_at is not None:
        raise GuardsUnmet.one("applied", _("This file has been applied already."))
    summary = summary_of(script, upload)
    if summary.counts[WRONG]:
        raise GuardsUnmet.one("wrong_rows", _("Nothing was imported: some rows are wrong."))
    if summary.fingerprint != fingerprint:
        words = _("The script changed since the preview; look at the new one.")
        raise GuardsUnmet.one("changed_meanwhile", words)
    write_summary(script, summary, at=at)
    upload.applied_at = at
    upload.save(update_fields=["applied_at"])
    return summary


def write_summary(script: Script, summary: Summary, *, at: datetime) -> None:
    """A constant number of statements, however long the script is; triggers write the history."""
    gone = [one.pk for one in summary.removed]
    Expectation.objects.filter(inject__in=gone).delete()
    Inject.objects.filter(pk__in=gone).delete()
    last = script.injects.count()
    new = summary.of(NEW)
    for place, planned in enumerate(new, start=1):
        planned.row = Inject(script=script, position=last + place, **_fields(planned.values))
    Inject.objects.bulk_create([planned.row for planned in new], batch_size=500)
    changed = summary.of(CHANGED)
    names: set[str] = set()
    for planned in changed:
        values = _fields(planned.values)
        names |= values.keys()
        for name, value in values.items():
            setattr(planned.row, name, value)
        planned.row.version += 1
        planned.row.updated_at = at
    if changed:
        rows = [planned.row for planned in changed]
        Inject.objects.bulk_update(rows, [*sorted(names), "version", "updated_at"], batch_size=200)
    _write_people(summary)
    _write_expectations(script, summary)
    touch(script)


def known_for(owner: Owner, start: str = "", zone: str = "") -> Known:
    """What cells may name. People of a drill are found by code or name, everybody active."""
    people: dict[str, Any] = {}
    rows = list(Person.objects.filter(is_active=True))
    for name in ("name", "code"):
        people |= {getattr(one, name).lower(): one for one in rows}
    return Known(
        roles=roles_by_name(owner if isinstance(owner, Drill) else None),
        people=people,
        start=datetime.fromisoformat(start) if start else None,
        zone=ZoneInfo(zone) if zone else None,
    )


def _fields(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in APART}


def _write_people(summary: Summary) -> None:
    named: Any = Inject.to_people.through
    rows = [one for one in summary.rows if "people" in one.values and one.kind in (NEW, CHANGED)]
    named.objects.filter(inject_id__in=[one.row.pk for one in rows]).delete()
    named.objects.bulk_create(
        (
            named(inject_id=one.row.pk, person_id=pk)
            for one in rows
            for pk in dict.fromkeys(person.pk for person in one.values["people"])
        ),
        batch_size=500,
    )


def _write_expectations(script: Script, summary: Summary) -> None:
    rows = [
        one for one in summary.rows if one.kind == NEW or "expectations" in one.before
    ]  # fmt: skip
    rows = [one for one in rows if "expectations" in one.values]
    Expectation.objects.filter(inject__in=[one.row.pk for one in rows]).delete()
    criteria = {one.key: one for one in script.criterions.all()}
    last = Expectation.objects.filter(script=script).count()
    every = [(one.row, given) for one in rows for given in one.values["expectations"]]
    Expectation.objects.bulk_create(
        (
            Expectation(
                script=script, inject=inject, position=last + place,
                **given | {"criterion": criteria.get(given["criterion"])},
            )
            for place, (inject, given) in enumerate(every, start=1)
        ),
        batch_size=500,
    )  # fmt: skip
