"""The restore chain of a set: what is needed to restore it, and where it is broken."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Count

from backups.models import BackupSet

LONGEST = 1_000
BROKEN = ("failed", "missing", "expired")

ANCESTORS = """
WITH RECURSIVE link(id, parent_id, depth) AS (
    SELECT id, parent_id, 0 FROM backups_backupset WHERE id = %s
    UNION ALL
    SELECT parent.id, parent.parent_id, link.depth + 1
    FROM link JOIN backups_backupset parent ON parent.id = link.parent_id
    WHERE link.depth < %s
)
SELECT id FROM link ORDER BY depth DESC
"""


@dataclass(frozen=True)
class Link:
    """`broken`: from here on nothing can be restored, because of this set itself. One that
    nobody has read yet is no break, only no proof."""

    backup_set: BackupSet
    broken: bool
    here: bool

    @property
    def state(self) -> str:
        if self.backup_set.quarantined_at is not None:
            return "quarantined"
        return f"set_{self.backup_set.state}"


@dataclass(frozen=True)
class Chain:
    """Oldest first; `dependents` counts the sets that build directly on the last one."""

    links: list[Link]
    dependents: int
    incomplete: bool

    @property
    def broken_at(self) -> Link | None:
        return next((link for link in self.links if link.broken), None)

    @property
    def unproven(self) -> int:
        """How many nobody has read yet."""
        return sum(link.backup_set.state != "verified" for link in self.links)

    @property
    def hidden(self) -> int:
        """Between the first two and the last seven, so that a long chain stays readable."""
        return max(len(self.links) - 9, 0)

    @property
    def first(self) -> list[Link]:
        return self.links[:2] if self.hidden else self.links

    @property
    def last(self) -> list[Link]:
        return self.links[-7:] if self.hidden else []

    @property
    def between(self) -> list[Link]:
        return self.links[2:-7] if self.hidden else []


def chain_of(one: BackupSet) -> Chain:
    """Three queries, however long it is."""
    with connection.cursor() as cursor:
        cursor.execute(ANCESTORS, [one.pk, LONGEST])
        ids = [row[0] for row in cursor.fetchall()]
    found = BackupSet.objects.select_related("policy").defer("log").in_bulk(ids)
    links = [
        Link(found[pk], broken=_broken(found[pk]), here=pk == one.pk) for pk in ids if pk in found
    ]
    rootless = bool(links) and links[0].backup_set.kind in ("incremental", "differential")
    dependents = one.children.aggregate(many=Count("pk"))["many"]
    return Chain(links, dependents, incomplete=rootless)


def _broken(one: BackupSet) -> bool:
    return one.state in BROKEN or one.quarantined_at is not None
