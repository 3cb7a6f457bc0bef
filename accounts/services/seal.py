"""Sealing the audit trail: what an anchor covers and how it is signed.

An anchor covers, per append-only table, the rows with ids after the last anchor's `last_id`
up to its own, as a SHA-256 over their columns in the order of their ids. Events carry the
context (who, where) they point to, without the address. Anchors are chained by digest and
signed with AUDIT_SIGNING_KEY. Threats: docs/adr/0002-tamper-evident-audit-trail.md.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import OperationalError, connection, transaction

from accounts.models import AuditAnchor
from lib.history import event_models

log = logging.getLogger("bcm.audit")

SEAL_LOCK = 4_201_003
# Append-only tables that are no event tables, when their app is there.
FROZEN = (
    "backups.EvidenceBundle",
    "backups.FileProblem",
    "backups.GoodSource",
    "backups.SigningKey",
    "backups.VerificationCheck",
    "bia.AssessmentSnapshot",
    "bia.CatalogueVersion",
    "bia.Measurement",
    "bia.Confirmation",
    "bia.MajorChange",
    "drills.DrillEntry",
    "drills.HotWashNote",
    "drills.Observation",
    "drills.SignOff",
    "followup.ActionEntry",
    "followup.ClockEvent",
    "followup.Evidence",
    "followup.Postponement",
    "followup.Retest",
    "followup.TickerOutage",
    "governance.Acknowledgement",
    "governance.Evaluation",
    "governance.HealthSnapshot",
    "incidents.Attachment",
    "incidents.ContactAttempt",
    "incidents.Decision",
    "incidents.GradeChange",
    "incidents.IncidentEntry",
    "incidents.MeasuredImpact",
    "incidents.SituationReport",
    "plans.ActivationEvent",
    "plans.Attestation",
    "plans.PlanSnapshot",
)
BATCH = 2000


@dataclass(frozen=True)
class SealedTable:
    """A table under seal: its id column and the columns that a new anchor covers."""

    name: str
    key: str
    columns: list[str]
    has_context: bool


def sealed_tables() -> list[SealedTable]:
    tables = [_table(model, "pgh_id", True) for model in event_models()]
    tables += [_table(apps.get_model(name), "id", False) for name in FROZEN if _is_there(name)]
    return sorted(tables, key=lambda table: table.name)


@transaction.atomic
def seal_audit(*, at: datetime) -> AuditAnchor | None:
    """One anchor over everything that is not sealed yet; None when there is nothing.

    A table somebody is writing to for longer than half a second waits for the next anchor.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
    last = AuditAnchor.objects.order_by("-number").first()
    before = last_ids()
    stretches = {}
    for table in sealed_tables():
        upto = _settled_id(table)
        after = before.get(table.name, 0)
        if upto is None or upto <= after:
            continue
        rows, digest = digest_of(table.name, table.key, table.columns, after, upto)
        stretches[table.name] = {
            "key": table.key,
            "columns": table.columns,
            "after_id": after,
            "last_id": upto,
            "rows": rows,
            "digest": digest,
        }
    if not stretches:
        return None
    anchor = AuditAnchor(
        number=last.number + 1 if last else 1,
        sealed_at=at,
        until=at,
        tables=stretches,
        previous_digest=last.digest if last else "",
    )
    anchor.digest = anchor_digest(anchor)
    anchor.signature = signature_of(anchor.digest)
    anchor.save(force_insert=True)
    # The log leaves the database: whoever keeps it can prove that no anchor was cut off.
    log.info("audit anchor %s %s", anchor.number, anchor.digest)
    return anchor


def last_ids() -> dict[str, int]:
    """Table → the highest id under seal."""
    ids: dict[str, int] = {}
    for tables in AuditAnchor.objects.order_by("number").values_list("tables", flat=True):
        ids |= {name: stretch["last_id"] for name, stretch in tables.items()}
    return ids


def anchor_digest(anchor: AuditAnchor) -> str:
    content = {
        "number": anchor.number,
        "sealed_at": anchor.sealed_at.isoformat(),
        "tables": anchor.tables,
        "previous": anchor.previous_digest,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def signature_of(digest: str) -> str:
    return hmac.new(settings.AUDIT_SIGNING_KEY.encode(), digest.encode(), "sha256").hexdigest()


def digest_of(table: str, key: str, columns: list[str], after: int, upto: int) -> tuple[int, str]:
    """Rows and SHA-256 of a stretch; read in batches, so memory stays the same for any size."""
    state = hashlib.sha256()
    rows = 0
    for line in _lines(table, key, columns, after, upto):
        state.update(line.encode())
        state.update(b"\n")
        rows += 1
    return rows, state.hexdigest()


def _lines(table: str, key: str, columns: list[str], after: int, upto: int) -> Iterator[str]:
    quote = connection.ops.quote_name
    values = ", ".join(f"t.{quote(column)}" for column in columns)
    context, join = "", ""
    if key == "pgh_id":
        context = ", c.metadata - 'address', c.created_at"
        join = "LEFT JOIN pghistory_context c ON c.id = t.pgh_context_id"
    sql = (
        f"SELECT t.{quote(key)}, jsonb_build_array({values}{context})::text "  # noqa: S608 - names from models
        f"FROM {quote(table)} t {join} WHERE t.{quote(key)} > %s AND t.{quote(key)} <= %s "
        f"ORDER BY t.{quote(key)} LIMIT {BATCH}"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        # JSON writes instants in the session's zone.
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        while True:
            cursor.execute(sql, [after, upto])
            batch = cursor.fetchall()
            for _id, line in batch:
                yield line
            if len(batch) < BATCH:
                return
            after = batch[-1][0]


def _settled_id(table: SealedTable) -> int | None:
    """The highest id below which no running transaction can still add a row.

    Ids are drawn before the commit, so a lower one may appear later. SHARE waits for the
    writers of this table and keeps new ones out for the moment of one look at the index.
    """
    quote = connection.ops.quote_name
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '500ms'")
            cursor.execute(f"LOCK TABLE {quote(table.name)} IN SHARE MODE")
            cursor.execute(f"SELECT max({quote(table.key)}) FROM {quote(table.name)}")  # noqa: S608
            found: int | None = cursor.fetchone()[0]
            # Leaving by an exception ends the savepoint and with it the lock.
            raise _Seen(found)
    except _Seen as seen:
        return seen.found
    except OperationalError:
        return None


class _Seen(Exception):
    def __init__(self, found: int | None):
        self.found = found


def _table(model: Any, key: str, has_context: bool) -> SealedTable:
    columns = [field.column for field in model._meta.concrete_fields]
    return SealedTable(model._meta.db_table, key, columns, has_context)


def _is_there(name: str) -> bool:
    return apps.is_installed(name.split(".")[0])
