"""The newest finished verification of a set: every check with its evidence, figure and limit."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from backups import action_links
from backups.models import Verification, VerificationCheck
from backups.words import check_name, check_question, reason_words
from backups.words.ages import coarse
from backups.words.evidence import evidence_rows
from lib.durations import format_duration
from lib.templatetags.values import size

# What the figures of a check are; everything else counts things.
SECONDS = ("freshness", "verification_age", "restore_test")
SECONDS_BY_REASON = ("deletion_overdue", "lock_too_short")
WORST = ("fail", "overdue", "not_run", "warn", "pass")


@dataclass(frozen=True)
class CheckRow:
    check: VerificationCheck
    name: str
    question: str
    words: str
    measured: str
    limit: str
    action_url: str
    evidence: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def look(self) -> str:
        """What nobody asked for is not worrying."""
        return "not_asked" if self.check.reason == "not_asked" else self.check.outcome


def check_rows(run: Verification, *, may_act: bool) -> list[CheckRow]:
    """What is worst first, else in the order they ran; `run.checks` is prefetched with copies."""
    rows = [_row(one, run, may_act) for one in run.checks.all()]
    return sorted(rows, key=_rank)


def _rank(row: CheckRow) -> int:
    return len(WORST) if row.look == "not_asked" else WORST.index(row.look)


def _row(check: VerificationCheck, run: Verification, may_act: bool) -> CheckRow:
    system = run.backup_set.policy.system
    return CheckRow(
        check=check,
        name=check_name(check.name),
        question=check_question(check.name),
        words=reason_words(check.reason, check.params),
        measured=_figure(check, _rounded(check)),
        limit=_figure(check, check.limit),
        action_url=action_links.of_check(check, run, system) if may_act else "",
        evidence=evidence_rows(check.params),
    )


def _rounded(check: VerificationCheck) -> int | None:
    """Ages as people read them; limits stay as they are stated."""
    return coarse(check.measured) if check.name in SECONDS else check.measured


def _figure(check: VerificationCheck, value: int | None) -> str:
    if value is None:
        return ""
    if check.name in SECONDS or check.reason in SECONDS_BY_REASON:
        return format_duration(value, get_language() or "en")
    return size(value) if check.name == "size" else f"{value:,}"
