"""Proving that nothing under seal was altered, removed or inserted."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from accounts.models import AuditAnchor
from accounts.services.seal import (
    anchor_digest,
    digest_of,
    last_ids,
    sealed_tables,
    signature_of,
)


@dataclass
class Verdict:
    """`problems` are readable lines; the figures are for the summary."""

    anchors: int = 0
    rows: int = 0
    waiting: int = 0
    digest: str = ""
    problems: list[str] = field(default_factory=list)


def verify_audit(*, expected: str = "") -> Verdict:
    """Recompute every seal. `expected` is an anchor's digest noted elsewhere: it must be there.

    Memory does not grow with the number of events.
    """
    verdict = Verdict()
    anchors = list(AuditAnchor.objects.order_by("number"))
    verdict.problems += _chain_problems(anchors)
    for anchor in anchors:
        verdict.anchors += 1
        for name, stretch in sorted(anchor.tables.items()):
            verdict.rows += stretch["rows"]
            problem = _stretch_problem(anchor, name, stretch)
            if problem:
                verdict.problems.append(problem)
    verdict.problems += _gaps(anchors) + _open_doors()
    if anchors:
        verdict.digest = anchors[-1].digest
    if expected and expected not in {anchor.digest for anchor in anchors}:
        verdict.problems.append(
            _("anchors: the expected digest %(digest)s is not there") % {"digest": expected}
        )
    verdict.waiting = _waiting()
    return verdict


def _chain_problems(anchors: list[AuditAnchor]) -> list[str]:
    problems = []
    for anchor in anchors:
        if anchor_digest(anchor) != anchor.digest:
            problems.append(_("anchor %(number)s: its content was altered") % vars(anchor))
        if not hmac.compare_digest(signature_of(anchor.digest), anchor.signature):
            problems.append(
                _("anchor %(number)s: its signature is not ours (wrong key, or forged)")
                % vars(anchor)
            )
    if anchors and (anchors[0].number != 1 or anchors[0].previous_digest):
        problems.append(_("anchors: the first ones are missing"))
    for earlier, later in pairwise(anchors):
        if later.number != earlier.number + 1 or later.previous_digest != earlier.digest:
            problems.append(
                _("anchors: between %(earlier)s and %(later)s the chain is broken")
                % {"earlier": earlier.number, "later": later.number}
            )
    return problems


def _stretch_problem(anchor: AuditAnchor, name: str, stretch: dict[str, Any]) -> str:
    place = {
        "table": name,
        "after": stretch["after_id"] + 1,
        "upto": stretch["last_id"],
        "at": f"{anchor.sealed_at:%Y-%m-%d %H:%M} UTC",
        "sealed": stretch["rows"],
    }
    try:
        with transaction.atomic():
            rows, digest = digest_of(
                name,
                stretch["key"],
                stretch["columns"],
                stretch["after_id"],
                stretch["last_id"],
            )
    except ProgrammingError as error:
        reason = str(error).splitlines()[0]
        return _(
            "%(table)s: rows %(after)s to %(upto)s, sealed %(at)s, cannot be read: %(reason)s"
        ) % (place | {"reason": reason})
    if rows < stretch["rows"]:
        return _(
            "%(table)s: rows %(after)s to %(upto)s, sealed %(at)s: removed"
            " (%(sealed)s sealed, %(found)s found)"
        ) % (place | {"found": rows})
    if rows > stretch["rows"]:
        return _(
            "%(table)s: rows %(after)s to %(upto)s, sealed %(at)s: inserted"
            " (%(sealed)s sealed, %(found)s found)"
        ) % (place | {"found": rows})
    if digest != stretch["digest"]:
        return _("%(table)s: rows %(after)s to %(upto)s, sealed %(at)s: altered") % place
    return ""


def _gaps(anchors: list[AuditAnchor]) -> list[str]:
    """Each stretch starts where the last one of its table ended."""
    ends: dict[str, int] = {}
    problems = []
    for anchor in anchors:
        for name, stretch in anchor.tables.items():
            if stretch["after_id"] != ends.get(name, 0):
                problems.append(
                    _("%(table)s: anchor %(number)s does not follow the one before")
                    % {"table": name, "number": anchor.number}
                )
            ends[name] = stretch["last_id"]
    return problems


def _open_doors() -> list[str]:
    """Tables whose protecting triggers are missing or switched off right now."""
    names = [table.name for table in sealed_tables()]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.relname FROM pg_class c
            WHERE c.relname = ANY(%s) AND c.relkind = 'r' AND (
                SELECT count(*) FROM pg_trigger t
                WHERE t.tgrelid = c.oid AND t.tgenabled <> 'D' AND (
                    t.tgname LIKE 'pgtrigger_append_only_%%'
                    OR t.tgname LIKE 'pgtrigger_no_truncate_%%'
                )
            ) < 2 ORDER BY 1
            """,
            [names],
        )
        return [
            _("%(table)s: its protection is switched off") % {"table": row[0]}
            for row in cursor.fetchall()
        ]


def _waiting() -> int:
    """Rows that wait for the next anchor."""
    ends = last_ids()
    quote = connection.ops.quote_name
    total = 0
    with connection.cursor() as cursor:
        for table in sealed_tables():
            cursor.execute(
                f"SELECT count(*) FROM {quote(table.name)} WHERE {quote(table.key)} > %s",  # noqa: S608
                [ends.get(table.name, 0)],
            )
            total += cursor.fetchone()[0]
    return total
