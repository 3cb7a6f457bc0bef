"""The clock of an outdated copy: told at once, after 3 and 7 days, then every week (RESP §4.5)."""

from __future__ import annotations

from datetime import datetime

from accounts.models import Organisation, User
from bia.services.clocks import zone_of
from followup.services.clocks import meet_clock, start_clock
from plans.copy_subject import SUBJECT, title_of
from plans.models import PrintCopy

REPRINT = "reprint"


def reprint_wanted(copy: PrintCopy, *, at: datetime, by: User | None) -> None:
    start_clock(
        kind=REPRINT,
        subject_kind=SUBJECT,
        subject_code=copy.token,
        title=title_of(copy),
        anchor_at=at,
        zone=zone_of(copy.holder, Organisation.current()),
        responsible=copy.holder,
        at=at,
        by=by,
    )


def reprint_done(copy: PrintCopy, *, at: datetime, by: User | None) -> None:
    meet_clock(kind=REPRINT, subject_kind=SUBJECT, subject_code=copy.token, at=at, by=by)
