"""The whole timeline of an incident, page by page: newest first, never all of it at once.

A page begins where the last one ended (`?before=`): by the entry's number within the incident,
or, where merged incidents stand among them, by the order in which all of them were written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from incidents.models import Attachment, Incident, IncidentEntry, Merger

SIZE = 100
MOST_SOURCES = 200


@dataclass(frozen=True)
class Page:
    entries: Sequence[IncidentEntry]
    before: int | None
    """Where the next, older page begins; None: this is the last one."""
    several: bool = False
    """Entries of other incidents may stand among them."""


def page_of(
    incident: Incident,
    visibilities: Sequence[str],
    *,
    before: int | None = None,
    size: int = SIZE,
    only: str = "",
    words: str = "",
) -> Page:
    """`only` is "pinned", or a type; `words` must all stand in the text."""
    mergers = _mergers(incident)
    rows = _entries(incident, mergers).filter(visibility__in=visibilities)
    # Numbers follow each other within one incident; over several the order of writing does.
    key = "id" if mergers else "seq"
    if before is not None:
        rows = rows.filter(**{f"{key}__lt": before})
    if only == "pinned":
        rows = rows.filter(pin__isnull=False)
    elif only:
        rows = rows.filter(type=only)
    for word in words.split()[:8]:
        rows = rows.filter(text__icontains=word)
    found = list(for_lines(rows).order_by(f"-{key}")[: size + 1])
    more = len(found) > size
    return Page(found[:size], getattr(found[size - 1], key) if more else None, bool(mergers))


def entries_of(incident: Incident) -> QuerySet[IncidentEntry]:
    """Its own entries and those of incidents merged into it, not copied. Of one that was taken
    out again what was written meanwhile stays (E18)."""
    return _entries(incident, _mergers(incident))


def _mergers(incident: Incident) -> list[Merger]:
    return list(Merger.objects.filter(target=incident).only(
        "source", "source_seq", "undone_at", "target"))  # fmt: skip


def _entries(incident: Incident, mergers: Sequence[Merger]) -> QuerySet[IncidentEntry]:
    if not mergers:
        return IncidentEntry.objects.filter(incident=incident)
    asked = Q(incident__in=[incident.pk, *sources_of(incident)])
    for one in mergers:
        if one.undone_at is not None:
            asked |= Q(
                incident=one.source_id, seq__gt=one.source_seq, recorded_at__lt=one.undone_at
            )
    return IncidentEntry.objects.filter(asked)


def sources_of(incident: Incident) -> list[int]:
    """Ids of what is merged into it, through others too."""
    found: list[int] = []
    level = [incident.pk]
    while level and len(found) < MOST_SOURCES:
        level = list(
            Incident.objects.filter(merged_into__in=level, status="merged")
            .exclude(pk__in=[incident.pk, *found])
            .values_list("pk", flat=True)
        )
        found += level
    return found


def for_lines(rows: QuerySet[IncidentEntry]) -> QuerySet[IncidentEntry]:
    """Files without their bytes."""
    files = Prefetch("attachments", Attachment.objects.defer("content"))
    rows = rows.select_related("actor", "incident", "corrects", "pin")
    return rows.prefetch_related(files)
