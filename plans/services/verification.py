"""Whether what was signed is still what stands in the tables (docs/method.md §31)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from plans.domain.document import digest_of
from plans.models import PlanVersion, Verdict
from plans.services.content_document import document_of


@dataclass(frozen=True)
class Broken:
    """`why`: "no_snapshot", "snapshot" (not what the digest says), "rows", "signature"."""

    key: str
    why: str


def broken_versions() -> Iterator[tuple[str, list[Broken]]]:
    """Each version that was ever approved, with what is wrong with it ([] for nothing)."""
    rows = PlanVersion.objects.exclude(approved_at=None).select_related("plan", "snapshot")
    for version in rows.order_by("plan__code", "major", "minor").iterator(chunk_size=100):
        yield version.key, [Broken(version.key, why) for why in _faults(version)]


def _faults(version: PlanVersion) -> Iterator[str]:
    snapshot = getattr(version, "snapshot", None)
    if snapshot is None:
        yield "no_snapshot"
        return
    if digest_of(snapshot.content) != version.sha256:
        yield "snapshot"
    # The plan itself may have got another name or scope since; the version may not.
    standing = {**document_of(version), "plan": snapshot.content["plan"]}
    if digest_of(standing) != digest_of(snapshot.content):
        yield "rows"
    last = version.approvals.order_by("-round").values_list("round", flat=True).first()
    signed = version.approvals.filter(round=last or 0, verdict=Verdict.APPROVED)
    if {one.sha256 for one in signed} != {version.sha256}:
        yield "signature"
