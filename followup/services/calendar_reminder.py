"""Next year's working days, remembered in the digest before they are missed (E40)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import Person
from followup.registry import DigestItem
from followup.services.calendar_days import is_published
from followup.services.people import holders_of

FROM_MONTH = 12  # China's order for a year is out by then
KEEPERS = ("administrator", "continuity_manager")


class CalendarReminder:
    """In December, while next year is empty, for those who keep the calendar."""

    def items(self, people: Sequence[Person], today: date) -> Mapping[int, Sequence[DigestItem]]:
        year = today.year + 1
        if today.month < FROM_MONTH or is_published(year):
            return {}
        keepers = {who.user.pk for role in KEEPERS for who in holders_of(role) if who.user}
        item = DigestItem(
            section="this_week",
            title=_("Fill in the working days of %(year)s") % {"year": year},
            url=f"/settings/working-days/?year={year}",
            due_on=date(today.year, 12, 31),
        )
        return {one.pk: [item] for one in people if one.user_id in keepers}
