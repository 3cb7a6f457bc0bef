"""The ticker has stopped: the web process sees it and tells the administrators (CLK-4).

The workers that send messages may be the very thing that stopped, so this mail leaves from here,
past the outbox; once per outage, whoever sees it first.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation
from followup.models import TickerState
from followup.services.adapters import Mail, MailRoom, NotDelivered
from followup.services.jobs import new_message_id
from followup.services.outbox import Message, notify
from followup.services.people import holders_of
from followup.services.ticker import OLDEST_TICK_S, database_now, tick_age_s
from followup.services.wording import instant

SEEN = "followup:ticker_age"
SEEN_FOR_S = 5
# After a mail server that does not answer, the next attempt.
TRY_AGAIN_S = 60

CLAIM = """
    UPDATE followup_tickerstate SET alarmed_at = clock_timestamp()
    WHERE id = 1 AND last_tick_at < clock_timestamp() - make_interval(secs => %s)
      AND (alarmed_at IS NULL OR alarmed_at < last_tick_at)
"""

log = logging.getLogger(__name__)
_tried_at = -float(TRY_AGAIN_S)
# This process is new: whoever starts everything at once gives the ticker time to begin.
_up_since = time.monotonic()


def is_stale(age_s: float | None) -> bool:
    """A ticker that never ran is as good as one that stopped.

    A web process reports neither in its first minute: the ticker starts beside it.
    """
    if time.monotonic() - _up_since < OLDEST_TICK_S:
        return False
    return age_s is None or age_s > OLDEST_TICK_S


def seen_age_s() -> float | None:
    """As `tick_age_s`, asked once in 5 seconds for all pages; raises the alarm when it is time."""
    seen = cache.get(SEEN)
    if seen is None:
        seen = {"age_s": tick_age_s()}
        cache.set(SEEN, seen, timeout=SEEN_FOR_S)
        alarm(seen["age_s"])
    age: float | None = seen["age_s"]
    return age


def alarm(age_s: float | None) -> bool:
    """Tell the administrators unless this outage was told; True when this call did.

    The rows are written at once, the mail leaves on a thread: nobody's page waits for it. A
    ticker that never ran alarms nobody: the platform is only being set up.
    """
    global _tried_at
    if age_s is None or not is_stale(age_s) or time.monotonic() - _tried_at < TRY_AGAIN_S:
        return False
    with transaction.atomic():
        if not _claimed():
            return False
        mails = _tell(database_now())
    if mails and settings.MAIL_IS_SET_UP:
        threading.Thread(target=_post, args=(mails,), name="ticker-alarm").start()
    return True


def _claimed() -> bool:
    """Of all processes that see the outage, one gets True."""
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [OLDEST_TICK_S])
        return bool(cursor.rowcount)


def _tell(now: datetime) -> list[Mail]:
    """The rows in the app; answers the mails that are to leave."""
    last = TickerState.objects.get(id=1).last_tick_at
    assert last is not None
    recipients = holders_of("administrator")
    message = Message(
        kind="ticker.stopped",
        recipients=dict.fromkeys(recipients, ("administrators",)),
        params={"since": {"at": last.isoformat()}},
        mark=last.isoformat(timespec="seconds"),
        urgent=True,
        held_in_quiet_hours=False,
        only_in_app=True,
        url="/clocks/",
    )
    notify(message, at=now)
    organisation = Organisation.current()
    mails = []
    for one in recipients:
        assert one.user is not None
        if one.user.email:
            language = one.user.language or organisation.language
            zone = ZoneInfo(one.user.timezone or organisation.timezone)
            mails.append(_mail(one.user.email, language, last, zone))
    return mails


def _mail(to: str, language: str, last: datetime, zone: ZoneInfo) -> Mail:
    with translation.override(language):
        lines = [
            _("The timing service has stopped."),
            _("Nothing that is due has been told since %(since)s.")
            % {"since": instant(last, zone)},
            _("Start the worker of the queue “ticks” and beat again; see docs/operations.md."),
            f"{settings.PUBLIC_URL}/clocks/",
        ]
        return Mail(
            to=to,
            subject=_("The timing service has stopped"),
            body="\n\n".join(lines),
            language=language,
            message_id=new_message_id(),
        )


def _post(mails: Sequence[Mail]) -> None:
    """Every mail is tried; when none left, the outage counts as not told and is tried again."""
    global _tried_at
    room, sent = MailRoom(), 0
    try:
        for mail in mails:
            try:
                room.send(mail)
                sent += 1
            except NotDelivered as failure:
                log.error("administrators were not told that the ticker stopped: %s", failure.words)
    finally:
        room.close()
    if not sent:
        _tried_at = time.monotonic()
        try:
            TickerState.objects.filter(id=1).update(alarmed_at=None)
        finally:
            connection.close()
