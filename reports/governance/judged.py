"""Requirements with their answers and evidence as blocks: what the checklist, the maturity model
and the clauses share."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from governance.evidence import KEYS
from governance.models import Framework, FrameworkKind
from governance.services.standings import Judged
from lib.language import listed
from reports.document.blocks import Column, Table, note, plain, table


def state_of(value: Decimal | None, *, applicable: bool = True) -> str:
    """A status code of 0, 0.5 and 1 (checklists and maturity models)."""
    if not applicable:
        return "not_applicable"
    if value is None:
        return "unknown"
    return "done" if value >= 1 else ("in_progress" if value > 0 else "not_started")


def requirement_table(rows: Sequence[Judged], framework: Framework, *, sheet: str) -> Table:
    """A row a requirement: what it is, how it was judged, by what, and who answers for it."""
    clauses = framework.kind == FrameworkKind.CLAUSES
    said = Column(_("Score"), "score", 8) if clauses else Column(_("State"), "status", 14)
    columns = [
        Column(_("No."), width=8), Column(_("Requirement"), width=34), said,
        Column(_("By evidence"), "score", 10), Column(_("Decided"), "score", 9),
        Column(_("Owner"), width=18), Column(_("Next review"), "day", 12),
        note(_("What must exist"), bare=True), note(_("Evidence"), bare=False),
        note(_("Comment"), bare=False),
    ]  # fmt: skip
    return table(columns, [_row(one, clauses) for one in rows], sheet=sheet)


def _row(one: Judged, clauses: bool) -> list[Any]:
    applicable, standing = one.applicable, one.standing
    comment = "" if standing is None else (standing.comment if applicable else standing.because)
    value: Any = one.value if clauses else state_of(one.value, applicable=applicable)
    if clauses and not applicable:
        value = None
    return [
        one.requirement.number, one.requirement.name, value, one.derived, one.decided,
        standing.owner.name if standing is not None and standing.owner else "",
        standing.next_review if standing is not None else None,
        one.requirement.text, evidence_words(one),
        comment if applicable else _("Not applicable: %(because)s") % {"because": comment},
    ]  # fmt: skip


def evidence_words(one: Judged) -> str:
    """ "Business impact analysis: 8 of 8 …; …" in the active language."""
    found = [f"{KEYS[key]}: {seen.words}" for key, seen in one.found.items()]
    return "; ".join(found) if found else _("The platform holds no evidence of it.")


def digest(rows: Iterable[Judged]) -> str:
    """SHA-256 of every judgement with its figures, the same in every language."""
    lines = [
        [one.requirement.number, plain(one.derived), plain(one.decided), plain(one.value),
         sorted((key, plain(seen.value), seen.count, seen.of) for key, seen in one.found.items())]
        for one in rows
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def groups_of(rows: Sequence[Judged]) -> list[tuple[str, list[Judged]]]:
    """Requirements under their headings, in order."""
    found: list[tuple[str, list[Judged]]] = []
    for one in rows:
        if not found or found[-1][0] != one.requirement.group:
            found.append((one.requirement.group, []))
        found[-1][1].append(one)
    return found


def names(rows: Iterable[Judged]) -> str:
    return listed(f"{one.requirement.number} {one.requirement.name}" for one in rows)
