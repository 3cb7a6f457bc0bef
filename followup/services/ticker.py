"""When the ticker last ran, and the stretches in which it did not (CLK-3, CLK-4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from followup.models import TickerOutage, TickerState

OLDEST_TICK_S = 60


@dataclass(frozen=True)
class Outage:
    began_at: datetime
    ended_at: datetime

    @property
    def length_s(self) -> int:
        return int((self.ended_at - self.began_at).total_seconds())


def database_now() -> datetime:
    """PostgreSQL's time: the start of the transaction, or now outside of one (CLK-3, E7)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (now,) = cursor.fetchone()
    found: datetime = now
    return found


def outages_until(now: datetime) -> list[Outage]:
    """Those kept of the last year and, when the ticker comes back just now, this one."""
    rows = TickerOutage.objects.filter(ended_at__gt=now - timedelta(days=366))
    found = [Outage(row.began_at, row.ended_at) for row in rows]
    last = TickerState.objects.filter(id=1).values_list("last_tick_at", flat=True).first()
    if last is not None and (now - last).total_seconds() > OLDEST_TICK_S:
        found.append(Outage(last, now))
    return found


def outage_at(outages: Sequence[Outage], instant: datetime) -> int:
    """Length in seconds of the outage that `instant` fell into; 0 for none."""
    return max(
        (one.length_s for one in outages if one.began_at < instant <= one.ended_at), default=0
    )


def note_tick(began_at: datetime, ended_at: datetime) -> None:
    """A tick that began at `began_at` is done: the outage before it, if any, is now known.

    Written last, so that a ticker that fails over and over looks as stopped as it is.
    """
    with transaction.atomic():
        state, _made = TickerState.objects.select_for_update().get_or_create(id=1)
        last = state.last_tick_at
        if last is not None and (began_at - last).total_seconds() > OLDEST_TICK_S:
            TickerOutage.objects.create(began_at=last, ended_at=began_at)
        if last is None or ended_at > last:
            state.last_tick_at = ended_at
            state.save(update_fields=["last_tick_at"])


def tick_age_s() -> float | None:
    """Seconds since the last tick by the database's time; None when there never was one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - last_tick_at)"
            " FROM followup_tickerstate WHERE id = 1"
        )
        row = cursor.fetchone()
    return None if row is None or row[0] is None else float(row[0])
