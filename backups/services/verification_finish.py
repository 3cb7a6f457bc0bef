"""The end of a run: copies compared, checks written, states settled, whoever must know told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min

from backups.domain.checks.content import checksum, completeness, copy_state, set_state
from backups.domain.checks.result import OF_THE_SET, Check, overall
from backups.models import (
    BackupCopy,
    BackupSet,
    CopyPart,
    RunState,
    SetState,
    SliceState,
    Verification,
    VerificationCheck,
)
from backups.services import publishing
from backups.services.copies_compared import name_sources, settle_disputes
from backups.services.failing import judge_verification
from backups.services.restorability import settle
from backups.services.suspicion import examine
from backups.services.verification_checks import own_checks, rule_checks
from backups.services.verification_facts import CopyRun, copies_of
from bia.services.publishing import publish_row

# A copy that could not be looked at, or that failed, is tried again.
RETRY_UNREACHABLE = timedelta(minutes=15)
RETRY_FAILED = timedelta(days=1)


@transaction.atomic
def finish(run: Verification, *, at: datetime) -> None:
    """Call with the run's row locked and no slice of it left."""
    one = (
        BackupSet.objects.select_for_update(of=("self",))
        .select_related("policy__system__site", "parent")
        .get(pk=run.backup_set_id)
    )
    run.backup_set, run.started_at = one, run.started_at or at
    copies = _settled(run, copies_of(run))
    content = [check(each.facts) for each in copies for check in (checksum, completeness)]
    own = own_checks(one, copies, at=at)
    changed = _write_copies(copies, at)
    before = one.state
    _write_set(run, one, copies, own, at=at)
    settle([one.pk], at=at)
    one.refresh_from_db(fields=["restorable", "obstacle"])
    examine(one, at=at)
    checks = [*content, *own, *rule_checks(one, copies, at=at)]
    run.outcome = overall(checks)
    run.complete = bool(copies) and all(each.whole_round for each in copies if each.facts.looked)
    run.state, run.finished_at = RunState.FINISHED.value, at
    run.save()
    VerificationCheck.objects.bulk_create(
        VerificationCheck(
            verification=run, copy_id=check.copy, name=check.name, outcome=check.outcome,
            reason=check.reason, params=dict(check.params), measured=check.measured,
            limit=check.limit, at=at,
        )
        for check in checks
    )  # fmt: skip
    _tell(run, one, before, content, changed, at=at)


def end_cancelled(run: Verification, *, at: datetime) -> None:
    """What was read stays in the ledger; of the rest nothing is claimed."""
    run.slices.filter(state__in=[SliceState.WAITING.value, SliceState.LEASED.value]).update(
        state=SliceState.GIVEN_UP.value, problem="cancelled", finished_at=at, leased_until=None
    )
    run.state, run.finished_at = RunState.CANCELLED.value, at
    run.save()
    one = BackupSet.objects.select_for_update().get(pk=run.backup_set_id)
    if one.state == SetState.VERIFYING:
        one.state = SetState.REGISTERED.value
    one.verify_due_at = at + RETRY_FAILED
    one.save()
    settle([one.pk], at=at)


def _settled(run: Verification, copies: list[CopyRun]) -> list[CopyRun]:
    """Good sources named, disputes counted."""
    there = [each.row for each in copies if each.facts.looked and each.facts.present]
    disputed = settle_disputes(run, there)
    copies = [
        replace(each, facts=replace(each.facts, disputed=disputed.get(each.row.pk, 0)))
        for each in copies
    ]
    good = [each.row.pk for each in copies if copy_state(each.facts, each.row.state) == "verified"]
    name_sources(run, copies=[row.pk for row in there], good=good)
    return copies


def _write_copies(copies: Sequence[CopyRun], at: datetime) -> list[BackupCopy]:
    """Returns those whose state changed."""
    changed = []
    for each in copies:
        row, facts = each.row, each.facts
        state = copy_state(facts, row.state)
        if state != row.state:
            changed.append(row)
        row.state = state
        if facts.looked:
            row.oldest_read_at = each.oldest_read_at
        if state == "verified" and (each.whole_round or row.verified_at is None):
            row.verified_at = at
    BackupCopy.objects.bulk_update(
        [each.row for each in copies], ["state", "verified_at", "oldest_read_at"]
    )
    return changed


def _write_set(
    run: Verification,
    one: BackupSet,
    copies: Sequence[CopyRun],
    own: Sequence[Check],
    *,
    at: datetime,
) -> None:
    states = Counter(BackupCopy.objects.filter(backup_set=one).values_list("state", flat=True))
    failed = any(check.outcome == "fail" for check in own if check.name in OF_THE_SET)
    before = "registered" if one.state == SetState.VERIFYING else one.state
    one.state = set_state(states, failed, before)
    best = [each.row for each in copies if each.row.state == "verified"]
    reached = [each for each in copies if each.facts.looked]
    if reached:
        ages = [row.oldest_read_at for row in best if row.oldest_read_at is not None]
        one.oldest_read_at = max(ages, default=None)
    if best and any(each.whole_round for each in copies):
        one.verified_at = at
    if reached and all(each.whole_round for each in reached):
        one.rounds += 1
    one.verify_due_at = _due(one, copies, at)
    one.save()


def _due(one: BackupSet, copies: Sequence[CopyRun], at: datetime) -> datetime | None:
    """When the next run begins by itself: what was not reached soon, what failed tomorrow, every
    part when it is due; copies that were outvoted at once."""
    if one.state == SetState.EXPIRED:
        return None
    wanted: list[datetime] = []
    reached = [each for each in copies if each.facts.looked and each.facts.present]
    steady = [each.row.pk for each in reached if not each.facts.problem]
    parts = CopyPart.objects.filter(copy__in=steady)
    if one.policy.verify_every_s is not None:
        first = parts.aggregate(first=Min("due_at"))["first"]
        if first is not None:
            wanted.append(max(first, at))
    for each in copies:
        facts = each.facts
        if facts.problem and facts.problem != "given_up":
            wanted.append(at + RETRY_UNREACHABLE)
        elif facts.problem or each.row.state in ("failed", "missing"):
            wanted.append(at + RETRY_FAILED)
    arrived = one.copies.exclude(state="expired").exclude(pk__in=[each.row.pk for each in copies])
    if arrived.exists() or parts.filter(read_at__isnull=True).exists():
        wanted.append(at)
    return min(wanted, default=None)


def _tell(
    run: Verification,
    one: BackupSet,
    before: str,
    content: Sequence[Check],
    changed: Sequence[BackupCopy],
    *,
    at: datetime,
) -> None:
    """Once per change of state; the run itself is an event each time."""
    if one.state != before and one.state in ("verified", "failed", "missing"):
        publishing.publish_sets(f"backup_set.{one.state}", [one.pk], at=at)
    publish_row("verification.finished", run, at=at)
    bad = [check for check in content if check.outcome == "fail"]
    state = "failed" if run.outcome == "fail" and (bad or one.state != "verified") else "passed"
    if run.outcome == "not_run":
        state = "not_run"
    params = {"verification": run.code, "reason": bad[0].reason if bad else ""}
    judge_verification(one, state, at=at, params=params)
