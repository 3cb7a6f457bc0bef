"""The catalogues in force: reading them as plain values, and numbering every edit.

Every edit of a catalogue row ends with `record_version`, in the transaction of the edit.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection

from accounts.models import User
from bia.domain.catalogue import (
    Anchor,
    Band,
    Catalogue,
    CatalogueTier,
    Category,
    Level,
    digest,
)
from bia.domain.catalogue_dr import CatalogueDrLevel, CatalogueOfLevels
from bia.models import (
    CatalogueVersion,
    DrCatalogue,
    ImpactAnchor,
    ImpactCategory,
    ImpactLevel,
    LadderStep,
    Tier,
    TimeBand,
)

# The last catalogue read by this process. A version never changes once written, so its id
# (never used twice, not even after a rollback) tells whether it is still the one in force.
_cached: dict[str, Catalogue] = {}


def current_catalogue(*, fresh: bool = False) -> Catalogue:
    """The catalogues in force: one query when unchanged since the last call, else eight.

    `fresh` reads the rows whatever was cached, and caches nothing: for a transaction that is
    writing them.
    """
    latest = (
        CatalogueVersion.objects.annotate(ladder=ArraySubquery(LadderStep.objects.values("at_s")))
        .values("id", "number", "ladder")
        .order_by("-number")
        .first()
    )
    if latest is None:
        steps = LadderStep.objects.values_list("at_s", flat=True)
        return _read(list(steps), number=None, version_id=None)
    if fresh:
        return _read(latest["ladder"], number=latest["number"], version_id=latest["id"])
    database = str(connection.settings_dict["NAME"])
    cached = _cached.get(database)
    if cached is None or cached.version_id != latest["id"]:
        cached = _read(latest["ladder"], number=latest["number"], version_id=latest["id"])
        _cached[database] = cached
    return cached


def record_version(*, by: User | None, at: datetime, reason: str) -> CatalogueVersion:
    """Number the catalogues as they stand now; answers the last version when nothing changed.

    Concurrent edits wait for each other, so numbers have no gaps and no version is lost.
    """
    lock_catalogue()
    last = CatalogueVersion.objects.order_by("-number").first()
    steps = LadderStep.objects.values_list("at_s", flat=True)
    content = _read(list(steps), number=None, version_id=None).everything()
    fingerprint = digest(content)
    if last is not None and last.digest == fingerprint:
        return last
    return CatalogueVersion.objects.create(
        number=1 if last is None else last.number + 1,
        created_at=at,
        created_by=by,
        reason=reason,
        content=content,
        digest=fingerprint,
    )


def lock_catalogue() -> None:
    """One edit of the catalogues at a time, until the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('bia.catalogue'))")


def _read(ladder: list[int], *, number: int | None, version_id: int | None) -> Catalogue:
    anchors: dict[int, list[Anchor]] = {}
    for row in ImpactAnchor.objects.select_related("level").order_by("level__score"):
        words = Anchor(row.level.score, row.text_en, row.text_zh)
        anchors.setdefault(row.category_id, []).append(words)
    return Catalogue(
        levels=tuple(Level(**_values(row, Level)) for row in ImpactLevel.objects.all()),
        categories=tuple(
            Category(**_values(row, Category), anchors=tuple(anchors.get(row.pk, ())))
            for row in ImpactCategory.objects.all()
        ),
        bands=tuple(Band(**_values(row, Band)) for row in TimeBand.objects.all()),
        tiers=tuple(CatalogueTier(**_values(row, CatalogueTier)) for row in Tier.objects.all()),
        ladder=tuple(sorted(ladder)),
        version=number,
        version_id=version_id,
        dr_catalogues=tuple(
            CatalogueOfLevels(
                **_values(row, CatalogueOfLevels),
                levels=tuple(
                    CatalogueDrLevel(**_values(one, CatalogueDrLevel)) for one in row.levels.all()
                ),
            )
            for row in DrCatalogue.objects.prefetch_related("levels")
        ),
    )


def _values(row: Any, shape: type) -> dict[str, Any]:
    """The columns of a row that `shape` names; its lists of other rows are left to the caller."""
    fields = shape.__dataclass_fields__  # type: ignore[attr-defined]
    return {name: getattr(row, name) for name in fields if name not in ("anchors", "levels")}
