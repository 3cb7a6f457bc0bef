"""One node of the register as gap page, API and dashboard show it: what is asked of it, what is
possible, what is proven, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bia.analysis.register import Named
from bia.analysis.sight import Sight
from bia.analysis.stored import Stored
from bia.domain.evidence import Evidence, Validity, beside
from bia.domain.gap import Gap, Measured, view_gap
from bia.domain.graph.analysis import NodeResult
from bia.domain.targets import margin
from bia.domain.tiers import Tier as TierRule
from bia.gaps.order import BROKEN, Standing, rpo_target_s, unheard
from bia.gaps.restorable import (
    CHIPS,
    MEASURED,
    Restorable,
    restorable_line,
    restorable_words,
)
from bia.gaps.words import (
    because,
    finish_because,
    missing,
    missing_words,
    naive_differs,
    naive_words,
    required_because,
)
from bia.models import Tier
from bia.reasons import explain
from bia.recovery_panel import Link, missing_links
from lib.language import told

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
    # What its backups could restore now, None where nothing is backed up.
    restorable: Restorable | None = None

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
    def bound(self) -> bool:
        """What counts is a lower bound, not a measurement: it may break a promise, never keep
        one. Of a bound of 0 nothing is known (`told_s`)."""
        return self.unknown and (self.kind != "process" or self.subject.measured_s is None)

    @property
    def told_s(self) -> int | None:
        """`counted_s` where it says anything: 0 of what nobody stated a duration for does not."""
        return self.counted_s or (None if self.bound or self.unstated else self.counted_s)

    @property
    def unstated(self) -> bool:
        """It is no process, and neither a design, a contract nor a measurement gives its time."""
        named = self.subject
        return self.kind != "process" and named.design_s is None and named.measured_s is None

    @property
    def told_gap_s(self) -> int | None:
        """`gap_s`, of a lower bound only when it is too long already."""
        gap_s = self.gap_s
        open_end = self.bound or self.told_s is None
        return None if open_end and (gap_s or 0) <= 0 else gap_s

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
    def verdict(self) -> str:
        """Why it has its status, without the names of what states no duration."""
        return because(self)

    @cached_property
    def _missing(self) -> tuple[str, ...]:
        return missing(self)

    @property
    def missing(self) -> list[Link]:
        return missing_links(self.of, self.sight, self._missing)

    @cached_property
    def because(self) -> str:
        return told([self.verdict, missing_words(self._missing, self.sight)])

    @property
    def rpo_because(self) -> str:
        return explain(self.rpo.because)

    @property
    def restorable_words(self) -> str:
        return "" if self.restorable is None else restorable_words(self.restorable, self.sight)

    @property
    def restorable_line(self) -> str:
        return "" if self.restorable is None else restorable_line(self.restorable, self.sight)

    @property
    def restorable_by(self) -> str:
        """Whose data it is, "" when they are its own."""
        if self.restorable is None or self.restorable.by == self.key:
            return ""
        return self.sight.name(self.restorable.by)

    @property
    def restorable_chip(self) -> str:
        return "" if self.restorable is None else str(CHIPS[self.restorable.status])

    @property
    def measured_chip(self) -> str:
        """Told apart from that of the backups where there is one."""
        return "" if self.restorable is None else str(MEASURED[self.rpo_status])

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


def _rule(tier: Tier | None) -> TierRule | None:
    if tier is None or tier.max_rto_s is None:
        return None
    return TierRule(tier.code, tier.max_rto_s, tier.min_margin)
