"""The rows that are shown: 3-2-1, the last checks and the last restore test of each system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from backups.overview.bar import PointBar, point_bar
from backups.overview.checks import LastChecks, last_checks
from backups.scores import LastTest, SystemScore, scores_of
from backups.words.ages import coarse
from bia.analysis.stored import Stored

if TYPE_CHECKING:
    from backups.overview.standing import Standing, Subject


@dataclass(frozen=True)
class OverviewRow:
    """`checks` and `test` are the worst of the classes of data, None where there were none."""

    standing: Standing
    bar: PointBar
    score: SystemScore | None
    checks: LastChecks | None
    test: LastTest | None
    rto_s: int | None
    proof_age_s: int | None

    @property
    def subject(self) -> Subject:
        return self.standing.subject

    @property
    def test_late(self) -> bool:
        if self.test is None or self.test.restored_s is None or self.rto_s is None:
            return False
        return self.test.restored_s > self.rto_s


def rows_of(shown: Sequence[Standing], at: datetime, now: Stored) -> list[OverviewRow]:
    """Three queries, for any number of systems."""
    families = [family for one in shown for family in one.point.families]
    policies = [policy.id for family in families for policy in family.policies]
    scores = scores_of(families, at, now) if families else {}
    checks = last_checks(policies)
    return [_row(one, scores.get(one.subject.pk), checks, at) for one in shown]


def _row(
    one: Standing, score: SystemScore | None, checks: dict[int, LastChecks], at: datetime
) -> OverviewRow:
    of_system = [
        checks[policy.id]
        for family in one.point.families
        for policy in family.policies
        if policy.id in checks
    ]
    tests = [family.last_test for family in score.families if family.last_test] if score else []
    test = min(tests, key=_proves, default=None)
    return OverviewRow(
        standing=one,
        bar=point_bar(one),
        score=score,
        checks=min(of_system, key=LastChecks.badness, default=None),
        test=test,
        rto_s=one.subject.rto_s if test is None or test.rto_s is None else test.rto_s,
        proof_age_s=coarse(one.proof_age_s(at)),
    )


def _proves(test: LastTest) -> tuple[bool, datetime]:
    """A failed one first, then the oldest: the weakest proof speaks for the system."""
    return test.outcome != "fail", test.finished_at
