"""Calls of a policy's secret address: kept, judged, and taken as an arrival where nothing else is.

The call only says that a job ran. Where its files lie at known places a look there follows at
once; a policy without places gets its set from the call itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from backups.models import (
    Arrival,
    BackupPolicy,
    Heartbeat,
    LocationState,
    Method,
    Ping,
    RhythmState,
)
from backups.services.arriving import Arriving, arrive
from backups.services.rhythm import heard

LONGEST_BODY = 100_000
KINDS = {"": Ping.SUCCESS.value, "start": Ping.START.value, "fail": Ping.FAIL.value}
MOST_STATUS = 255


def policy_of(secret: str) -> BackupPolicy | None:
    """None for what is no address, after the same work as for one that is unknown."""
    try:
        asked, known = UUID(secret), secret.count("-") == 4
    except ValueError:
        asked, known = uuid4(), False
    found = BackupPolicy.objects.select_related("system").filter(ping_uuid=asked).first()
    return found if known else None


def read_ending(ending: str) -> tuple[str, int | None] | None:
    """What stands behind the secret: "", "start", "fail" or an exit status from 0 to 255."""
    if ending in KINDS:
        return KINDS[ending], None
    if ending.isascii() and ending.isdecimal() and len(ending) <= 3 and int(ending) <= MOST_STATUS:
        return Ping.EXIT.value, int(ending)
    return None


@transaction.atomic
def record_ping(
    policy: BackupPolicy, *, kind: str, exit_status: int | None, body: bytes, at: datetime
) -> Heartbeat:
    """`body` is what came, longer than `LONGEST_BODY` where it was cut."""
    judged = heard(policy, kind, at=at, exit_status=exit_status)
    row = Heartbeat.objects.create(
        policy=policy,
        kind=kind,
        exit_status=exit_status,
        at=at,
        duration_s=judged.duration_s,
        verdict=judged.verdict,
        body=body[:LONGEST_BODY].decode(errors="replace").replace("\0", "�"),
        body_cut=len(body) > LONGEST_BODY,
    )
    succeeded = kind == Ping.SUCCESS or exit_status == 0
    if succeeded and policy.active and policy.method != Method.REALTIME:
        _arrived(policy, row, at)
    return row


def _arrived(policy: BackupPolicy, ping: Heartbeat, at: datetime) -> None:
    places = list(policy.places.values_list("location_id", flat=True))
    if places:
        LocationState.objects.filter(
            location__in=places, location__paused=False, location__scan_every_s__isnull=False
        ).update(scan_due_at=at)
        return
    if ping.verdict == RhythmState.TOO_OFTEN:
        return
    began = at - timedelta(seconds=ping.duration_s) if ping.duration_s is not None else None
    one = Arriving(
        policy,
        arrived_by=Arrival.HEARTBEAT.value,
        started_at=began,
        finished_at=at,
        restore_point_at=began or at,
        log=ping.body or None,
    )
    arrive([one], by=None, at=at)
