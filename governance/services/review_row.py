"""The row of a management review while it may be written on."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from governance.models import ManagementReview, ManagementReviewState
from lib.errors import GuardsUnmet

PERMISSION = "governance.change"
OPEN = (ManagementReviewState.PLANNED.value, ManagementReviewState.HELD.value)


def touch(review: ManagementReview) -> None:
    """Something below it changed: whoever read it before has not read this."""
    review.version += 1
    review.save(update_fields=["version", "updated_at"])


def opened(review: ManagementReview, by: User) -> ManagementReview:
    require(by, PERMISSION)
    row = ManagementReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    if row.state not in OPEN:
        words = _("It is “%(state)s”: its minutes stand.") % {"state": row.get_state_display()}
        raise GuardsUnmet.one("state", words)
    return row
