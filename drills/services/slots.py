"""What somebody decides about a slot: that no drill is needed for it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from drills.models import DrillSlot, SlotState
from drills.services.slot_clocks import stop_clocks
from lib.errors import GuardsUnmet, Refused, StaleVersion

PERMISSION = "drill_policy.change"


@transaction.atomic
def waive_slot(
    slot: DrillSlot, *, reason: str, by: User, at: datetime, read_version: int | None = None
) -> DrillSlot:
    """Nothing is required in this period: it leaves the required and the done alike.

    Raises PermissionDenied, Refused at `reason`, GuardsUnmet when it is met, StaleVersion.
    """
    require(by, PERMISSION)
    row = _locked(slot, read_version)
    reason = reason.strip()
    if row.state == SlotState.WAIVED:
        return row
    if row.state in (SlotState.MET, SlotState.LATE):
        raise GuardsUnmet.one("slot_met", _("A drill has met it: there is nothing to waive."))
    if not reason:
        raise Refused("required", _("Give a reason."), "reason")
    if len(reason) > 300:
        raise Refused("too_long", _("At most 300 characters."), "reason")
    row.state, row.waived_because, row.waived_by = SlotState.WAIVED.value, reason, by
    row.version += 1
    row.save()
    stop_clocks([row], at=at, reason="waived")
    return row


@transaction.atomic
def require_slot_again(
    slot: DrillSlot, *, by: User, at: datetime, read_version: int | None = None
) -> DrillSlot:
    """The waiver is taken back; whether it was met or missed meanwhile is looked at at once."""
    from drills.services.programme import keep, one_at_a_time

    require(by, PERMISSION)
    one_at_a_time()
    row = _locked(slot, read_version)
    if row.state != SlotState.WAIVED:
        return row
    row.state, row.waived_because, row.waived_by = SlotState.OPEN.value, "", None
    row.version += 1
    row.save()
    keep(at)
    row.refresh_from_db()
    return row


def _locked(slot: DrillSlot, read_version: int | None) -> DrillSlot:
    row = DrillSlot.objects.select_for_update(of=("self",)).get(pk=slot.pk)
    if read_version is not None and read_version != row.version:
        raise StaleVersion(row, read_version)
    return row
