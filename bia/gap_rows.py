"""One row of the gap page, the API and the dashboard: what is asked, what is possible, what is
proven, and why.

The figures come from the kept analysis (bia/analysis/stored.py); only the evidence of the rows
that are shown is read, in a constant number of queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from accounts.models import User
from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored, stored
from bia.domain.evidence import Evidence, Validity, beside
from bia.domain.gap import Gap, Measured, view_gap
from bia.domain.graph.analysis import NodeResult
from bia.domain.targets import margin
from bia.domain.tiers import Tier as TierRule
from bia.gap_order import BROKEN, Standing, rpo_target_s, standings, unheard
from bia.gap_words import (
    because,
    finish_because,
    naive_differs,
    naive_words,
    required_because,
)
from bia.measured import Results, newest_of, results_by_subject
from bia.models import Measurement, Tier
from bia.reasons import explain

TABLES = ("process", "system")
"""What can be measured."""


@dataclass(frozen=True)
class GapRow:
    """One node; `rto` and `rpo` compare its own results with its targets (§9), `result` is what
    the graph says."""

    standing: Standing
    of: Stored
    sight: Sight
    tier: Tier | None
    validity: Validity
    times: Sequence[Measured] = ()
    losses: Sequence[Measured] = ()
    # The newest of each confidence, however old.
    newest: Sequence[Measured] = ()
    newest_rpo: Sequence[Measured] = ()

    @property
    def subject(self) -> Named:
        return self.standing.named

    @property
    def key(self) -> str:
        return self.subject.key

    @property
    def kind(self) -> str:
        return self.standing.kind

    @property
    def critical(self) -> bool:
        return self.subject.critical

    @property
    def status(self) -> str:
        return self.standing.status

    @property
    def rpo_status(self) -> str:
        return self.standing.rpo_status

    @property
    def broken(self) -> bool:
        return self.status in BROKEN

    @property
    def is_data(self) -> bool:
        """Judged by how much of it is lost."""
        return self.subject.kind == "data_set" and self.subject.design_s is None

    @property
    def measurable(self) -> bool:
        return self.subject.table in TABLES

    @cached_property
    def result(self) -> NodeResult:
        return self.of.analysis.nodes[self.key]

    @cached_property
    def rto(self) -> Gap:
        valid, named = self.validity, self.subject
        rule = _rule(self.tier)
        return view_gap(named.rto_s, named.mtd_s, self.times, valid.at, valid.span, rule)

    @cached_property
    def rpo(self) -> Gap:
        return view_gap(self.rpo_target_s, None, self.losses, self.validity.at, self.validity.span)

    @property
    def rpo_target_s(self) -> int | None:
        return rpo_target_s(self.of, self.key)

    @property
    def rpo_by(self) -> str:
        """Who asks for the limit on lost data, "" when it is its own."""
        need = self.of.rpo.get(self.key)
        return "" if need is None or need.by == self.key else self.sight.name(need.by)

    @property
    def unheard(self) -> bool:
        return unheard(self.of, self.subject)

    @property
    def unknown(self) -> bool:
        """The times are lower bounds."""
        return self.result.unknown or self.unheard

    @property
    def finish_s(self) -> int | None:
        return None if self.unheard else self.result.finish_s

    @property
    def resumes_s(self) -> int | None:
        return None if self.unheard else self.result.resumes_s

    @property
    def counted_s(self) -> int | None:
        return None if self.unheard else self.result.counted_s

    @property
    def slack_s(self) -> int | None:
        return None if self.unheard else self.result.slack_s

    @property
    def gap_s(self) -> int | None:
        return None if self.unheard else self.result.gap_s

    @property
    def mtd_margin(self) -> Decimal | None:
        """(MTD − counted) / MTD."""
        return margin(self.subject.mtd_s, self.counted_s)

    @cached_property
    def proof(self) -> Evidence | None:
        """The result behind the own recovery time that counts."""
        counted = self.rto.counted
        return None if counted is None else self.validity.judge(counted)

    @cached_property
    def proof_rpo(self) -> Evidence | None:
        counted = self.rpo.counted
        return None if counted is None else self.validity.judge(counted)

    @cached_property
    def beside(self) -> tuple[Evidence, ...]:
        """Newer or unproving results shown next to the proof."""
        return beside(self.rto.counted, self.newest, self.validity)

    @cached_property
    def beside_rpo(self) -> tuple[Evidence, ...]:
        return beside(self.rpo.counted, self.newest_rpo, self.validity)

    @cached_property
    def because(self) -> str:
        return because(self)

    @property
    def rpo_because(self) -> str:
        return explain(self.rpo.because)

    @property
    def warnings(self) -> list[str]:
        names = {self.tier.code: self.tier.name} if self.tier else {}
        return [explain(one, names) for one in self.rto.warnings]

    @cached_property
    def required_because(self) -> str:
        return required_because(self.of, self.sight, self.key)

    @cached_property
    def finish_because(self) -> str:
        return finish_because(self.of, self.sight, self.key)

    @property
    def naive_differs(self) -> bool:
        return naive_differs(self.result)

    @cached_property
    def naive_words(self) -> str:
        return naive_words(self.result, self.sight.language) if self.naive_differs else ""


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

    def rows(self, first: int = 0, limit: int | None = None) -> list[GapRow]:
        """A page of rows with their evidence (at most four queries)."""
        shown = self.found[first : None if limit is None else first + limit]
        return rows_of(self.of, self.sight, shown, everything=limit is None)


def worst(user: User, at: datetime, kinds: Iterable[str] = ("process",)) -> Worst:
    """All rows of `kinds` (bia.gap_order.KINDS) the user may see; no evidence is read yet."""
    now = stored(at)
    sight, wanted = Sight(user, now.named), frozenset(kinds)
    found = [one for one in standings(now) if one.kind in wanted and sight.sees(one.named.key)]
    return Worst(now, sight, found)


def gap_rows(user: User, at: datetime, kinds: Iterable[str] = ("process",)) -> list[GapRow]:
    return worst(user, at, kinds).rows()


def rows_of(
    now: Stored, sight: Sight, shown: Sequence[Standing], *, everything: bool = False
) -> list[GapRow]:
    """`everything` reads all evidence at once instead of naming each subject."""
    validity = now.register.validity
    proofs = _proofs(validity, None if everything else [one.named for one in shown])
    with_tier = any(one.named.tier_code is not None for one in shown)
    tiers = {tier.code: tier for tier in Tier.objects.all()} if with_tier else {}
    return [
        GapRow(
            one, now, sight, tiers.get(one.named.tier_code or ""), validity,
            **proofs.of(one.named),
        )
        for one in shown
    ]  # fmt: skip


def _rule(tier: Tier | None) -> TierRule | None:
    if tier is None or tier.max_rto_s is None:
        return None
    return TierRule(tier.code, tier.max_rto_s, tier.min_margin)


def _proofs(validity: Validity, only: Sequence[Named] | None) -> Proofs:
    """One query of the valid results of all tables, one per table of the newest ones."""
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
        newest |= results_by_subject(newest_of(of_table, table))
        valid |= results_by_subject(of_table.filter(at__gte=validity.since))
    return Proofs(valid, newest)


def by_status(found: Iterable[Standing]) -> Mapping[str, int]:
    """How many rows have which status."""
    counted: dict[str, Any] = {}
    for one in found:
        counted[one.status] = counted.get(one.status, 0) + 1
    return counted
