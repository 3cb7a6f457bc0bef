"""The messages of a person, for the export and the erasure of personal data."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import Person
from followup.models import ContactPoint, Delivery, Notification, NotificationPreference

PREFERENCE = ("language", "timezone", "quiet_from", "quiet_until", "digest", "channels")
TOLD = ("created_at", "channel", "kind", "title", "params", "state", "read_at", "ack_at")
SENT = ("sent_at", "channel", "subject", "body", "state")


class Messages:
    def export(self, person: Person) -> dict[str, Any]:
        preference = NotificationPreference.objects.filter(person=person)
        return {
            "preferences": preference.values(*PREFERENCE).first(),
            "told": list(Notification.objects.filter(_of(person)).order_by("pk").values(*TOLD)),
            "sent": list(Delivery.objects.filter(_of(person)).order_by("pk").values(*SENT)),
        }

    def erase(self, person: Person) -> None:
        for model in (Notification, Delivery, ContactPoint):
            model._default_manager.filter(_of(person)).delete()
        NotificationPreference.objects.filter(person=person).delete()


def _of(person: Person) -> Q:
    mine = Q(person=person)
    return mine | Q(user=person.user) if person.user is not None else mine
