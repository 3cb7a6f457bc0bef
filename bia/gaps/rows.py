"""Rows of the gap page, the API and the dashboard, what hurts most first.

The figures come from the kept analysis (bia/analysis/stored.py); only the evidence of the rows
that are shown is read, in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from accounts.models import User
from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored, stored
from bia.domain.evidence import Validity
from bia.domain.gap import Measured
from bia.gaps.order import Standing, standings
from bia.gaps.restorable import Ask, restorables
from bia.gaps.row import TABLES, GapRow
from bia.measured import Results, newest_of, results_by_subject
from bia.models import Measurement, Tier


@dataclass(frozen=True)
class Proofs:
    """Results of subjects: the valid ones, and the newest however old."""

    valid: Results = field(default_factory=dict)
    newest: Results = field(default_factory=dict)

    def of(self, named: Named) -> dict[str, Sequence[Measured]]:
        """The parts of a row that are measured."""
        table, pk = named.table, named.pk
        return {
            "times": self.valid.get((table, pk, "rto"), ()),
            "losses": self.valid.get((table, pk, "rpo"), ()),
            "newest": self.newest.get((table, pk, "rto"), ()),
            "newest_rpo": self.newest.get((table, pk, "rpo"), ()),
        }


@dataclass(frozen=True)
class Worst:
    """What a user sees of the standings, what hurts most first."""

    of: Stored
    sight: Sight
    found: Sequence[Standing]
    at: datetime | None = None

    def rows(
        self, first: int = 0, limit: int | None = None, *, backups: Ask | None = None
    ) -> list[GapRow]:
        """A page of rows with their evidence (at most five queries). `backups` says what they
        could restore where the caller knows it already."""
        shown = self.found[first : None if limit is None else first + limit]
        return rows_of(
            self.of, self.sight, shown, at=self.at, everything=limit is None, backups=backups
        )


def worst(
    user: User,
    at: datetime,
    kinds: Iterable[str] = ("process",),
    *,
    now: Stored | None = None,
    processes: Iterable[int] | None = None,
) -> Worst:
    """All rows of `kinds` (bia.gaps.order.KINDS) the user may see; no evidence is read yet. `now`
    is the analysis at `at`, `processes` the ids of those the user may see, where they are known."""
    now = now or stored(at)
    sight, wanted = Sight(user, now.named, processes), frozenset(kinds)
    found = [one for one in standings(now) if one.kind in wanted and sight.sees(one.named.key)]
    return Worst(now, sight, found, at)


def gap_rows(user: User, at: datetime, kinds: Iterable[str] = ("process",)) -> list[GapRow]:
    return worst(user, at, kinds).rows()


def rows_of(
    now: Stored,
    sight: Sight,
    shown: Sequence[Standing],
    *,
    at: datetime | None = None,
    everything: bool = False,
    backups: Ask | None = None,
) -> list[GapRow]:
    """`everything` reads all evidence at once instead of naming each subject.

    What the backups could restore is asked for `at`, not for a state of the past (None).
    """
    asked = [one.named.key for one in shown]
    backed_up = {} if at is None else restorables(now, at, asked, backups)
    validity = now.register.validity
    proofs = _proofs(validity, None if everything else [one.named for one in shown])
    with_tier = any(one.named.tier_code is not None for one in shown)
    tiers = tiers_of(now) if with_tier else {}
    return [
        GapRow(
            one, now, sight, tiers.get(one.named.tier_code or ""), validity,
            restorable=backed_up.get(one.named.key), **proofs.of(one.named),
        )
        for one in shown
    ]  # fmt: skip


def tiers_of(now: Stored) -> Mapping[str, Tier]:
    """By their code (kept with the analysis: a changed tier ends it)."""
    found: Mapping[str, Tier] | None = now.kept.get("tiers")
    if found is None:
        found = now.kept["tiers"] = {tier.code: tier for tier in Tier.objects.all()}
    return found


def _proofs(validity: Validity, only: Sequence[Named] | None) -> Proofs:
    """One query per table: the valid results, and the newest ones however old."""
    results = Measurement.objects.filter(at__lte=validity.at)
    newest: dict[tuple[str, int, str], Sequence[Measured]] = {}
    valid: dict[tuple[str, int, str], Sequence[Measured]] = {}
    for table in TABLES:
        of_table = results.filter(**{f"{table}__isnull": False})
        if only is not None:
            wanted = [one.pk for one in only if one.table == table]
            if not wanted:
                continue
            of_table = results.filter(**{f"{table}__in": wanted})
        counts = Q(at__gte=validity.since) | Q(pk__in=newest_of(of_table, table).values("pk"))
        rows = of_table.filter(counts).order_by("-at", "-id")
        for subject, found in results_by_subject(rows).items():
            valid[subject] = [one for one in found if one.at >= validity.since]
            # The first of each confidence is its newest.
            newest[subject] = list({one.confidence: one for one in reversed(found)}.values())
    return Proofs(valid, newest)


def by_status(found: Iterable[Standing]) -> Mapping[str, int]:
    """How many rows have which status."""
    counted: dict[str, int] = {}
    for one in found:
        counted[one.status] = counted.get(one.status, 0) + 1
    return counted
