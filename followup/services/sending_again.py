"""Putting messages that failed for good back into the outbox, by hand."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.models import Delivery, DeliveryState, Notification, NotificationState
from lib.errors import GuardsUnmet


@transaction.atomic
def send_delivery_again(delivery: Delivery, *, by: User, at: datetime) -> int:
    """Its messages wait to be sent once more; the failed try stays in the log as it was.

    Raises GuardsUnmet when it did not fail, or when its messages were taken up already.
    """
    if delivery.state != DeliveryState.FAILED:
        raise GuardsUnmet.one("not_failed", _("Only what has failed can be sent again."))
    rows = Notification.objects.filter(delivery=delivery, state=NotificationState.FAILED)
    return _wait_again(list(rows.select_for_update().values_list("pk", flat=True)), at)


@transaction.atomic
def send_row_again(row: Notification, *, by: User, at: datetime) -> int:
    """The same for a message that never became a delivery (no address, no mail server)."""
    rows = Notification.objects.filter(pk=row.pk, state=NotificationState.FAILED)
    return _wait_again(list(rows.select_for_update().values_list("pk", flat=True)), at)


def _wait_again(pks: list[int], at: datetime) -> int:
    if not pks:
        raise GuardsUnmet.one("taken_up", _("It is on its way again already."))
    # What is no longer wanted is found out right before it leaves (NTF-4).
    return Notification.objects.filter(pk__in=pks).update(
        state=NotificationState.PENDING,
        reason="",
        not_before=at,
        delivery=None,
    )
