"""An evaluation: how a framework stands now, frozen with every answer and its evidence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import override

from accounts.access import may
from accounts.models import User
from bia.domain.catalogue import digest
from bia.services.publishing import publish_row
from followup.services.numbers import next_number
from governance.evidence import Found
from governance.models import Evaluation, EvidenceLink, Framework
from governance.services.standings import Judged, Result, judged, result_of

LANGUAGES = (("en", "en"), ("zh", "zh-hans"))


@transaction.atomic
def evaluate(framework: Framework, *, note: str = "", by: User, at: datetime) -> Evaluation:
    """Freeze it; `digest` is the SHA-256 of the content as canonical JSON (sorted keys, no
    spaces, UTF-8). Needs governance.change."""
    if not may(by, "governance.change"):
        raise PermissionDenied
    rows = judged(framework, at=at)
    result = result_of(framework.kind, rows)
    content = content_of(framework, rows, result, at=at)
    row = Evaluation.objects.create(
        code=next_number("EVA", at=at),
        framework=framework,
        at=at,
        by=by,
        note=note.strip(),
        level=result.level,
        score=result.score,
        share=result.share,
        content=content,
        digest=digest(content),
    )
    publish_row("evaluation.made", row, at=at)
    return row


def content_of(
    framework: Framework, rows: Sequence[Judged], result: Result, *, at: datetime
) -> dict[str, Any]:
    """Plain values; words in both languages, so that it reads the same for ever."""
    links = _links(rows)
    return {
        "framework": {
            "code": framework.code,
            "kind": framework.kind,
            "name": {"en": framework.name_en, "zh": framework.name_zh},
            "edition": framework.edition,
        },
        "at": _instant(at),
        "level": result.level,
        "score": plain(result.score),
        "share": plain(result.share),
        "requirements": [
            requirement_content(one, links.get(one.requirement.pk, [])) for one in rows
        ],
    }


def requirement_content(one: Judged, links: Sequence[dict[str, str]] = ()) -> dict[str, Any]:
    """One requirement as an evaluation freezes it."""
    row, standing = one.requirement, one.standing
    return {
        "number": row.number,
        "level": row.level,
        "name": {"en": row.name_en, "zh": row.name_zh},
        "group": {"en": row.group_en, "zh": row.group_zh},
        "applicable": one.applicable,
        "because": standing.because if standing else "",
        "derived": plain(one.derived),
        "decided": plain(one.decided),
        "value": plain(one.value),
        "comment": standing.comment if standing else "",
        "owner": standing.owner.code if standing and standing.owner else None,
        "next_review": str(standing.next_review) if standing and standing.next_review else None,
        "evidence": {key: _found(found) for key, found in one.found.items()},
        "links": list(links),
    }


def _found(found: Found) -> dict[str, Any]:
    words = {}
    for name, language in LANGUAGES:
        with override(language):
            words[name] = found.words
    return {
        "value": plain(found.value),
        "count": found.count,
        "of": found.of,
        "words": words,
        "at": _instant(found.at) if found.at else None,
        "proofs": [
            {"title": one.title, "url": one.url, "at": _instant(one.at) if one.at else None}
            for one in found.proofs
        ],
    }


def _links(rows: Sequence[Judged]) -> dict[int, list[dict[str, str]]]:
    found: dict[int, list[dict[str, str]]] = {}
    ids = [one.requirement.pk for one in rows]
    for link in EvidenceLink.objects.filter(requirement__in=ids).order_by("pk"):
        said = {"title": link.title, "url": link.url, "subject": link.subject}
        found.setdefault(link.requirement_id, []).append(said)
    return found


def plain(value: Decimal | None) -> str | None:
    """A decimal as text, always spelt the same: "0.5", "4"."""
    return None if value is None else f"{value.normalize():f}"


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
