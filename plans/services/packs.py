"""The queue of offline packs is their state: workers claim one under a lease.

`leased_until` is also the worker's key: every write names it, so one that was too slow finds its
pack gone to another worker (LeaseLost) and stops. What a killed worker had finished stays in the
pack's file; the next one goes on from there (docs/method.md §35).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from backups.services.rows import next_codes
from lib.stored_bytes import appended, pieces_of
from plans.models import OfflinePack, PackFile, PackState, PackTrigger, PlanSettings

LEASE = timedelta(minutes=3)
ATTEMPTS = 3
RETRY_AFTER = timedelta(seconds=30)
PREFIX = "PACK"

# Stored in English, shown in the reader's language (`OfflinePack.failure` is a message id).
GAVE_UP = gettext_noop("The worker stopped three times while building this pack. Ask for it again; the server's log tells why.")  # fmt: skip  # noqa: E501
FONTS = gettext_noop("No font with Chinese characters is installed on the server. Install the package fonts-noto-cjk and ask for the pack again.")  # fmt: skip  # noqa: E501
BROKEN = gettext_noop("The pack could not be built because of an error in the program. The server's log tells more.")  # fmt: skip  # noqa: E501


class LeaseLost(Exception):
    """The pack was taken over; the worker drops what it has."""


@transaction.atomic
def ask_for_pack(*, trigger: str, by: User | None, at: datetime) -> OfflinePack:
    """A pack in the queue. One that waits already holds what is asked for now: it is answered."""
    waiting = (
        OfflinePack.objects.select_for_update().filter(state=PackState.QUEUED).order_by("pk")
    ).first()
    if waiting is not None:
        return waiting
    return OfflinePack.objects.create(
        code=next_codes(OfflinePack, PREFIX, 1)[0],
        trigger=trigger,
        requested_by=by,
        requested_at=at,
    )


def ask_nightly(*, at: datetime) -> OfflinePack | None:
    """The pack of the night, once a day from `pack_at` on; None when it is not its time."""
    house = PlanSettings.current()
    if not house.pack_on:
        return None
    local = at.astimezone(ZoneInfo(Organisation.current().timezone))
    begins = local.replace(
        hour=house.pack_at.hour, minute=house.pack_at.minute, second=0, microsecond=0
    )
    if local < begins:
        begins -= timedelta(days=1)
    made = OfflinePack.objects.filter(trigger=PackTrigger.NIGHTLY, requested_at__gte=begins)
    # A new installation waits for its first night.
    if made.exists() or at - begins > timedelta(hours=12):
        return None
    return ask_for_pack(trigger=PackTrigger.NIGHTLY, by=None, at=at)


def claim(*, at: datetime) -> OfflinePack | None:
    """The oldest pack that waits, or whose worker died, now leased to the caller."""
    while True:
        with transaction.atomic():
            free = Q(state=PackState.QUEUED) | Q(state=PackState.BUILDING, leased_until__lte=at)
            pack = (
                OfflinePack.objects.filter(free)
                .order_by("requested_at", "pk")
                .select_for_update(skip_locked=True)
                .first()
            )
            if pack is None:
                return None
            if pack.attempts < ATTEMPTS:
                pack.state = PackState.BUILDING.value
                pack.attempts += 1
                pack.leased_until = at + LEASE
                pack.save()
                return pack
            _close(pack, PackState.FAILED, at, failure=GAVE_UP)


def renew(pack: OfflinePack, *, progress: int, at: datetime) -> None:
    """A file was made: the lease starts anew. Raises LeaseLost."""
    until, shown = at + LEASE, max(1, min(progress, 99))
    if not _mine(pack).update(leased_until=until, progress=shown):
        raise LeaseLost(pack.code)
    pack.leased_until, pack.progress = until, shown


def hand_back(pack: OfflinePack, *, at: datetime) -> None:
    """The slice is over but the work is not: the next sweep goes on; no attempt is spent."""
    if not _mine(pack).update(leased_until=at, attempts=F("attempts") - 1):
        raise LeaseLost(pack.code)


def kept_so_far(pack: OfflinePack) -> bytes:
    """The archive as an earlier slice or worker left it, b"" when there is none."""
    row = PackFile.objects.filter(pack=pack).first()
    return bytes(row.content) if row is not None else b""


def keep(pack: OfflinePack, content: IO[bytes]) -> None:
    """Store the unfinished archive, under the lease. Raises LeaseLost."""
    with transaction.atomic():
        if _mine(pack).select_for_update().first() is None:
            raise LeaseLost(pack.code)
        _store(pack, content)


def finish(
    pack: OfflinePack, content: IO[bytes], *, contents: Sequence[dict[str, Any]], at: datetime
) -> None:
    """Store the whole archive with its digest. Raises LeaseLost."""
    with transaction.atomic():
        held = _mine(pack).select_for_update().first()
        if held is None:
            raise LeaseLost(pack.code)
        held.size_bytes, held.sha256 = _store(held, content)
        held.contents = list(contents)
        held.expires_at = at + timedelta(days=PlanSettings.current().pack_days)
        _close(held, PackState.DONE, at)
    pack.refresh_from_db()


def fail(pack: OfflinePack, *, failure: str, at: datetime) -> None:
    """Give up for good; `failure` is a message id. Raises LeaseLost."""
    with transaction.atomic():
        held = _mine(pack).select_for_update().first()
        if held is None:
            raise LeaseLost(pack.code)
        _close(held, PackState.FAILED, at, failure=failure)


def retry_later(pack: OfflinePack, *, failure: str, at: datetime) -> bool:
    """Something unexpected: again in half a minute. True when that was the last attempt."""
    if pack.attempts >= ATTEMPTS:
        fail(pack, failure=failure, at=at)
        return True
    if not _mine(pack).update(leased_until=at + RETRY_AFTER):
        raise LeaseLost(pack.code)
    return False


def expire(*, at: datetime) -> list[OfflinePack]:
    """Drop the files of packs past their time; their rows with the digests stay."""
    over = list(OfflinePack.objects.filter(expires_at__lte=at, file__isnull=False))
    PackFile.objects.filter(pack__in=over).delete()
    return over


def _store(pack: OfflinePack, content: IO[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    stored, _made = PackFile.objects.update_or_create(pack=pack, defaults={"content": b""})
    content.seek(0)
    for piece in pieces_of(content):
        digest.update(piece)
        size += len(piece)
        PackFile.objects.filter(pk=stored.pk).update(content=appended("content", piece))
    return size, digest.hexdigest()


def _mine(pack: OfflinePack) -> QuerySet[OfflinePack]:
    return OfflinePack.objects.filter(
        pk=pack.pk, state=PackState.BUILDING, leased_until=pack.leased_until
    )


def _close(pack: OfflinePack, state: PackState, at: datetime, failure: str = "") -> None:
    pack.state = state.value
    pack.failure = failure
    pack.finished_at = at
    pack.leased_until = None
    if state is PackState.DONE:
        pack.progress = 100
    pack.save()
    if state is PackState.FAILED:
        PackFile.objects.filter(pack=pack).delete()
