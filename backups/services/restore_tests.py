"""Verbs on restore tests: ask for one, stop one, take over the result of another tool."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from backups.models import BackupCopy, BackupSet, Outcome, RestoreTest, RunState, SetState
from backups.services.restore_outcome import close
from backups.services.rows import code_of, next_ids
from lib.errors import GuardsUnmet, Refused

PERMISSION = "backup.verify"
UNFINISHED = (RunState.WAITING.value, RunState.RUNNING.value)
NOTHING_THERE = (SetState.EXPECTED.value, SetState.MISSING.value, SetState.EXPIRED.value)
TOOL_LETTERS, CHECKS_AT_MOST = 100, 1000


@transaction.atomic
def request(
    backup_set: BackupSet,
    *,
    by: User | None,
    at: datetime,
    copy: BackupCopy | None = None,
    not_before: datetime | None = None,
) -> RestoreTest:
    """A test of this set with its chain; the unfinished one where there is one already.

    `by` None: its schedule asks. `copy` names where to fetch the set itself from. Raises
    GuardsUnmet when nothing of the set is there, Refused for a copy of another set.
    """
    if by is not None:
        require(by, PERMISSION, backup_set)
    locked = BackupSet.objects.select_for_update(of=("self",)).get(pk=backup_set.pk)
    unfinished = locked.restore_tests.filter(state__in=UNFINISHED).first()
    if unfinished is not None:
        return unfinished
    if locked.state in NOTHING_THERE or not locked.copies.exists():
        raise GuardsUnmet.one("no_copy", _("Nothing of this set is there to be restored."))
    if copy is not None and copy.backup_set_id != locked.pk:
        raise Refused("other_set", _("This copy belongs to another set."), "copy")
    [number] = next_ids(RestoreTest)
    return RestoreTest.objects.create(
        id=number,
        code=code_of("RT", number),
        backup_set=locked,
        copy=copy,
        requested_by=by,
        not_before=not_before,
        format=locked.policy.restore_format,
    )


@transaction.atomic
def cancel(test: RestoreTest, *, by: User, at: datetime) -> RestoreTest:
    """At once while it waits; a running one is ended by its worker within seconds."""
    require(by, PERMISSION, test.backup_set)
    row = RestoreTest.objects.select_for_update(of=("self",)).get(pk=test.pk)
    if row.state == RunState.WAITING.value:
        row.state, row.finished_at = RunState.CANCELLED.value, at
        row.cancel_asked = True
        row.save(update_fields=["state", "finished_at", "cancel_asked", "updated_at"])
    elif row.state == RunState.RUNNING.value:
        row.cancel_asked = True
        row.save(update_fields=["cancel_asked", "updated_at"])
    else:
        raise GuardsUnmet.one("not_running", _("This test is over."))
    return row


@transaction.atomic
def take_over(
    backup_set: BackupSet,
    *,
    outcome: str,
    started_at: datetime,
    finished_at: datetime,
    tool: str,
    by: User,
    at: datetime,
    restored_s: int | None = None,
    data_stands_at: datetime | None = None,
    checks: Sequence[Mapping[str, Any]] = (),
    output: str = "",
) -> RestoreTest:
    """What another tool measured (Veeam, a cloud's own restore testing): kept as imported.

    `restored_s` None: from start to end. A claim without a single check is no proof: it counts
    as a failure like one of ours. Raises Refused at the field.
    """
    require(by, PERMISSION, backup_set)
    _check_told(outcome, started_at, finished_at, restored_s, checks, at)
    [number] = next_ids(RestoreTest)
    test = RestoreTest.objects.create(
        id=number,
        code=code_of("RT", number),
        backup_set=backup_set,
        requested_by=by,
        state=RunState.FINISHED.value,
        outcome=outcome,
        finished_at=finished_at,
        imported=True,
        started_at=started_at,
        chain=[backup_set.code],
        tools={"tool": tool[:TOOL_LETTERS]},
        output=output[-20_000:],
    )
    claimed = outcome in (Outcome.PASS.value, Outcome.WARN.value)
    empty = claimed and not checks
    took = int((finished_at - started_at).total_seconds()) if restored_s is None else restored_s
    return close(
        test,
        outcome=Outcome.FAIL.value if empty else outcome,
        reason="no_assertions" if empty else "told_by_tool",
        params={"tool": tool[:TOOL_LETTERS]},
        restored_s=took,
        data_stands_at=data_stands_at,
        checks=[dict(check) for check in checks],
        at=finished_at,
        recorded_at=at,
    )


def _check_told(
    outcome: str,
    started_at: datetime,
    finished_at: datetime,
    restored_s: int | None,
    checks: Sequence[Mapping[str, Any]],
    at: datetime,
) -> None:
    if outcome not in Outcome.values or outcome == Outcome.OVERDUE.value:
        raise Refused("invalid", _("Choose one of the outcomes."), "outcome")
    if finished_at < started_at:
        raise Refused("ends_before_start", _("It cannot end before it starts."), "finished_at")
    if finished_at > at:
        raise Refused("in_future", _("This lies in the future."), "finished_at")
    if restored_s is not None and restored_s < 0:
        raise Refused("out_of_range", _("This is no real duration."), "restored_s")
    if len(checks) > CHECKS_AT_MOST:
        raise Refused("too_many", _("These are too many checks."), "checks")
