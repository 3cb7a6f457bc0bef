"""Asking for a verification, ending it early, and seeing how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from backups.models import (
    BackupCopy,
    BackupSet,
    CopyState,
    ManifestFile,
    RunReason,
    RunState,
    SetState,
    SliceState,
    Verification,
    VerificationSlice,
)
from backups.services.rows import next_codes
from lib.errors import GuardsUnmet

UNFINISHED = (RunState.WAITING.value, RunState.RUNNING.value)
# A person who waits goes before everything that is only due.
BY_A_PERSON = 100
# These read everything; the others read what is due, bad or changed.
WHOLE = (RunReason.ARRIVAL.value, RunReason.DEMAND.value)
CHEAP = ("blake3",)
FIRST = ("sha256", "blake3")
_UNVERIFIABLE = (SetState.EXPECTED.value, SetState.EXPIRED.value)


@transaction.atomic
def request(
    backup_set: BackupSet,
    *,
    reason: str = RunReason.DEMAND.value,
    by: User | None,
    at: datetime,
    priority: int | None = None,
) -> Verification:
    """A run over all copies of the set. While one is unfinished that one is the answer; a person
    who asks moves it to the front.

    Raises GuardsUnmet "nothing_there" for a set that is only expected, expired or has no copies.
    """
    (run,) = request_many([backup_set.pk], reason=reason, by=by, at=at, priority=priority) or (
        None,
    )
    if run is None:
        raise GuardsUnmet.one("nothing_there", _("There is nothing to verify yet."))
    return run


@transaction.atomic
def request_many(
    set_ids: Sequence[int],
    *,
    reason: str,
    by: User | None,
    at: datetime,
    priority: int | None = None,
) -> list[Verification]:
    """As `request` for many sets in a constant number of statements; sets with nothing to verify
    are left out. A set that another transaction is changing right now is waited for."""
    if priority is None:
        priority = BY_A_PERSON if reason == RunReason.DEMAND else 0
    sets = list(
        BackupSet.objects.select_for_update(of=("self",))
        .select_related("policy")
        .filter(pk__in=set_ids)
        .exclude(state__in=_UNVERIFIABLE)
        .defer("log")
        .order_by("pk")
    )
    open_runs = {
        run.backup_set_id: run
        for run in Verification.objects.filter(backup_set__in=sets, state__in=UNFINISHED)
    }
    copies: dict[int, list[int]] = {}
    for copy in BackupCopy.objects.filter(backup_set__in=sets).exclude(
        state=CopyState.EXPIRED.value
    ):
        copies.setdefault(copy.backup_set_id, []).append(copy.pk)
    wanted = [one for one in sets if one.pk not in open_runs and one.pk in copies]
    declared = _declared(wanted)
    codes = next_codes(Verification, "VER", len(wanted))
    made = Verification.objects.bulk_create(
        Verification(
            code=code,
            backup_set=one,
            reason=reason,
            requested_by=by,
            complete=reason in WHOLE or one.rounds == 0,
            round=one.rounds + 1,
            algorithms=_algorithms(one, declared.get(one.pk, [])),
            priority=priority,
        )
        for one, code in zip(wanted, codes, strict=True)
    )
    VerificationSlice.objects.bulk_create(
        VerificationSlice(verification=run, copy_id=copy, kind="look")
        for run in made
        for copy in copies[run.backup_set_id]
    )
    BackupSet.objects.filter(pk__in=[one.pk for one in wanted]).update(verify_due_at=None)
    if reason == RunReason.DEMAND:
        _to_the_front(list(open_runs.values()), priority)
    return sorted([*open_runs.values(), *made], key=lambda run: run.backup_set_id)


@transaction.atomic
def cancel(verification: Verification, *, by: User | None, at: datetime) -> Verification:
    """Ends it: at once where nothing is being read, else when the readers notice (seconds).

    Raises GuardsUnmet "finished" when it is over already.
    """
    from backups.services.verification_finish import end_cancelled

    run = Verification.objects.select_for_update().get(pk=verification.pk)
    if run.state not in UNFINISHED:
        raise GuardsUnmet.one("finished", _("This verification is over already."))
    run.cancel_asked = True
    run.save(update_fields=["cancel_asked", "updated_at"])
    leased = run.slices.filter(state=SliceState.LEASED.value, leased_until__gt=at)
    if not leased.exists():
        end_cancelled(run, at=at)
    return run


@dataclass(frozen=True)
class Progress:
    """Of what is known so far: while copies are still looked at the totals grow."""

    state: str
    files_done: int
    files_total: int
    bytes_done: int
    bytes_total: int
    slices_done: int
    slices: int
    problems: int
    looking: bool
    seconds: float

    @property
    def share(self) -> float:
        """0…1, by bytes, by files where all are empty."""
        if self.state in (RunState.FINISHED.value, RunState.CANCELLED.value):
            return 1.0
        if self.looking or not self.slices:
            return 0.0
        if self.bytes_total:
            return min(self.bytes_done / self.bytes_total, 1.0)
        return min(self.files_done / self.files_total, 1.0) if self.files_total else 0.0


def progress(verification: Verification) -> Progress:
    """One aggregate query, and one for the number of problems."""
    over = Q(state__in=[SliceState.DONE.value, SliceState.GIVEN_UP.value])
    reads = ~Q(kind="look")
    sums = verification.slices.aggregate(
        files=Sum("files_done", filter=reads),
        bytes=Sum("bytes_done", filter=reads),
        done=Count("id", filter=over),
        all=Count("id"),
        looking=Count("id", filter=Q(kind="look") & ~over),
        seconds=Sum("seconds"),
    )
    return Progress(
        state=verification.state,
        files_done=sums["files"] or 0,
        files_total=verification.files_total,
        bytes_done=sums["bytes"] or 0,
        bytes_total=verification.bytes_total,
        slices_done=sums["done"],
        slices=sums["all"],
        problems=verification.problems.count(),
        looking=bool(sums["looking"]),
        seconds=sums["seconds"] or 0.0,
    )


def _to_the_front(runs: list[Verification], priority: int) -> None:
    behind = [run for run in runs if run.priority < priority]
    for run in behind:
        run.priority = priority
        run.not_before = None
    ids = [run.pk for run in behind]
    Verification.objects.filter(pk__in=ids).update(priority=priority, not_before=None)
    # One that has not begun reads everything instead of what is due.
    Verification.objects.filter(pk__in=ids, state=RunState.WAITING.value).update(complete=True)
    VerificationSlice.objects.filter(
        verification__in=behind, state=SliceState.WAITING.value
    ).update(not_before=None)


def _declared(sets: Sequence[BackupSet]) -> dict[int, list[str]]:
    """Algorithms of the digests that came with the sets."""
    found: dict[int, list[str]] = {}
    rows = ManifestFile.objects.filter(
        backup_set__in=[one.pk for one in sets if one.has_manifest]
    ).exclude(declared_by="")
    for set_id, name in rows.values_list("backup_set_id", "declared_by").distinct().order_by():
        found.setdefault(set_id, []).append(name)
    return found


def _algorithms(one: BackupSet, declared: list[str]) -> list[str]:
    """First the declared ones with SHA-256 and BLAKE3 in the same read, later BLAKE3 alone, the
    declared ones again in every n-th round (docs/method.md §26)."""
    every = one.policy.declared_every
    if one.rounds == 0:
        return list(dict.fromkeys([*sorted(declared), *FIRST]))
    if every and one.rounds % every == 0:
        return list(dict.fromkeys([*sorted(declared), *CHEAP]))
    return list(CHEAP)
