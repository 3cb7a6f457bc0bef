"""Dates of backups in the calendar: restore tests that fall due, and drills of switch-over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from backups.models import BackupPolicy
from followup import registry
from followup.registry import Entry


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_calendar("restore_test", RestoreTests())


class RestoreTests:
    """When the next restore test of an active policy is due (one query)."""

    label = gettext_lazy("Restore tests")

    def entries(self, user: User, *, since: date, until: date, personal: bool) -> Iterable[Entry]:
        zone = ZoneInfo(Organisation.current().timezone)
        low, high = _start(since, zone), _start(until + timedelta(days=1), zone)
        rows = BackupPolicy.objects.visible_to(user).filter(
            active=True,
            state__restore_test_due_at__gte=low,
            state__restore_test_due_at__lt=high,
        )
        if personal:
            rows = rows.filter(system__owner__user_id=user.pk)
        words = _("Restore test: %(system)s, %(data)s")
        found = rows.select_related("system", "state").order_by("state__restore_test_due_at", "id")
        return [
            Entry(
                uid=f"restore-test-{one.code}",
                title=words % {"system": one.system.name, "data": one.data_class},
                url=one.get_absolute_url(),
                changed_at=one.updated_at,
                day=due_at.astimezone(zone).date(),
                kind="restore_test",
            )
            for one in found
            if (due_at := one.state.restore_test_due_at) is not None
        ]


def _start(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
