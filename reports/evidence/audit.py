"""The audit trail: its anchors, and what the history says of the period.

Anchors are signed with HMAC: a stranger can follow their chain of digests, but only who holds the
key can check the signatures, and only with the database (docs/adr/0002). README says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import AuditAnchor, User
from lib.history import event_models, object_column
from reports.evidence.archive import Archive
from reports.evidence.pack import Pack
from reports.evidence.tables import CHUNK, line

APPS = ("bia", "followup", "backups", "plans", "incidents", "drills", "governance")
# Not what is evidence: addresses, tokens, who gets which mail, what hangs where.
LEFT_OUT = {
    *("followup.CalendarFeed", "followup.Channel", "followup.WebhookEndpoint"),
    *("followup.FollowupSettings", "followup.CalendarDay", "backups.BackupLocation"),
    *("incidents.MonitoringSource", "plans.PrintCopy", "plans.FormSheet", "plans.PackReader"),
    *("plans.ReachabilityCheck", "plans.OfflinePack", "bia.Scenario", "drills.InjectFile"),
}
BOOKKEEPING = ("pgh_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pgh_context_id")


def write(archive: Archive, pack: Pack) -> dict[str, int]:
    if not pack.may("audit.view"):
        return {}
    return {"anchors": _anchors(archive, pack), "history": _history(archive, pack)}


def _anchors(archive: Archive, pack: Pack) -> int:
    """`covered` is the text whose SHA-256 is the anchor's digest; it names the one before."""
    what, count = _("Anchors of the audit trail: digests of every table, chained, with HMAC"), [0]
    source = AuditAnchor._meta.db_table
    with archive.opened("audit/anchors.jsonl", what, source=source, rows=count) as out:
        rows = AuditAnchor.objects.filter(pack.within("sealed_at")).order_by("number")
        for one in rows.iterator(chunk_size=CHUNK):
            covered = {"number": one.number, "sealed_at": one.sealed_at.isoformat(),
                       "tables": one.tables, "previous": one.previous_digest}  # fmt: skip
            out(line({
                "number": one.number, "sealed_at": one.sealed_at, "digest": one.digest,
                "previous_digest": one.previous_digest, "hmac_sha256": one.signature,
                "covered": json.dumps(covered, sort_keys=True, separators=(",", ":")),
            }))  # fmt: skip
            count[0] += 1
    return count[0]


def _history(archive: Archive, pack: Pack) -> int:
    what, count = _("Every change of the period to what the pack speaks of, table by table"), [0]
    names = dict(User.objects.values_list("pk", "name"))
    logins = dict(User.objects.values_list("pk", "username"))
    with archive.opened("audit/history.jsonl", what, rows=count) as out:
        for model in _models():
            for row in _events(model, pack, names, logins):
                out(line(row))
                count[0] += 1
    return count[0]


def _models() -> Iterator[Any]:
    for model in event_models():
        tracked = model.pgh_tracked_model._meta  # type: ignore[attr-defined]
        if tracked.app_label in APPS and tracked.label not in LEFT_OUT:
            yield model


def _events(
    model: Any, pack: Pack, names: dict[int, str], logins: dict[int, str]
) -> Iterator[dict[str, Any]]:
    fields = [one.attname for one in model._meta.concrete_fields if one.attname not in BOOKKEEPING]
    rows = model._default_manager.filter(pgh_created_at__gt=pack.since, pgh_created_at__lte=pack.at)
    if pack.is_limited or _has_hidden(model, pack):
        limited = _limited(model, rows, pack)
        if limited is None:
            return
        rows = limited
    key, what = object_column(model), model.pgh_tracked_model._meta.db_table
    asked = rows.order_by("pgh_id").values_list(
        "pgh_created_at", "pgh_label", key, "pgh_context__metadata__user", *fields
    )
    for at, label, number, user, *values in asked.iterator(chunk_size=CHUNK):
        who = names.get(user) or logins.get(user) or ""
        yield {"table": what, "id": number, "at": at, "change": label, "by": who,
               "row": dict(zip(fields, values, strict=True))}  # fmt: skip


def _has_hidden(model: Any, pack: Pack) -> bool:
    """Incidents or drills the reader may not see: tables that do not name them stay out."""
    app = model.pgh_tracked_model._meta.app_label
    return (app == "incidents" and pack.seen["incident"] is not None) or (
        app == "drills" and pack.seen["drill"] is not None
    )


def _limited(model: Any, rows: Any, pack: Pack) -> Any:
    """Of the processes, systems and plans asked for; None where a table names none of them."""
    tracked = model.pgh_tracked_model._meta.label
    own = {"bia.Process": "process", "bia.System": "system", "plans.Plan": "plan",
           "incidents.Incident": "incident", "drills.Drill": "drill"}.get(tracked)  # fmt: skip
    if own is not None:
        return rows.filter(pack.among(own, object_column(model)))
    known = {one.attname for one in model._meta.concrete_fields}
    for kind in ("process", "system", "plan", "incident", "drill"):
        if f"{kind}_id" in known:
            return rows.filter(pack.among(kind, f"{kind}_id"))
    return None
