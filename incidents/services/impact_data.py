"""Until when the data of an affected process are whole: the data gap achieved (INC-7)."""

from __future__ import annotations

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.models import IN_RESPONSE, Impact, Incident, Status
from incidents.services.impact_step import fields_told, found, told
from incidents.services.measuring import gap_of, supersede_impact
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.errors import Refused
from lib.versioning import change


@transaction.atomic
def set_last_good_data(
    incident: Incident,
    impact: Impact,
    *,
    last_good_data_at: datetime | None = None,
    no_data_lost: bool = False,
    data_loss_note: str = "",
    read_version: int | None = None,
    **call: Unpack[Call],
) -> Impact:
    """Until when the data are whole, or that none were lost (achieved RPO, INC-7).

    Both empty takes the statement back. After the closing the measurement is followed by a better
    one (E3), by who may approve the review. Raises PermissionDenied, StaleVersion, Refused.
    """
    row = locked(incident)
    is_closed = row.status == Status.CLOSED
    require_right(row, call["by"], "approve_review" if is_closed else "respond")
    require_status(row, *IN_RESPONSE, Status.REVIEWING, Status.CLOSED)
    one = found(row, impact)
    when = claimed(call)
    if no_data_lost and (last_good_data_at is not None or data_loss_note.strip()):
        words = _("Either no data were lost, or say which.")
        raise Refused("contradiction", words, "no_data_lost")
    if last_good_data_at is not None and last_good_data_at > one.start_at:
        words = _("Good data end at the latest when the impact begins.")
        raise Refused("after_beginning", words, "last_good_data_at")
    old = fields_told(one)
    one_after = {
        "last_good_data_at": last_good_data_at,
        "no_data_lost": no_data_lost,
        "data_loss_note": data_loss_note.strip(),
    }
    gap_s = gap_of(one.start_at, last_good_data_at, no_data_lost=no_data_lost)
    if change(one, read_version=read_version, achieved_rpo_s=gap_s, **one_after):
        now = fields_told(one)
        payload = told(one) | {
            "changes": {name: [old[name], now[name]] for name in now if old[name] != now[name]}
        }
        written(row, "impact_changed", when=when, call=call, payload=payload)
        if is_closed:
            supersede_impact(one, reason=data_loss_note.strip(), at=when.recorded_at, by=call["by"])
    return one
