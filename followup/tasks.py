"""Background work of the follow-up: ids and instants in, one call."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from followup.services.digest import send_digests


@shared_task(name="followup.digest")
def digest() -> None:
    """Every five minutes: whose morning it is (NTF-10)."""
    send_digests(at=timezone.now())


@shared_task(name="followup.send", expires=5)
def send() -> int:
    """Every five seconds: what waits leaves (NTF-1). Safe on any number of workers."""
    from followup.services.sending import drain

    return drain(budget_s=20)


@shared_task(name="followup.tidy")
def tidy() -> int:
    """Every day: messages older than NOTIFICATION_KEEP_DAYS go."""
    from followup.services import tidying

    return tidying.tidy(older_than_days=settings.NOTIFICATION_KEEP_DAYS, at=timezone.now())


# The budget of a tick is 10 s: what takes longer hangs, and is ended.
@shared_task(name="followup.tick", expires=15, time_limit=60)
def tick() -> int:
    """Every 15 seconds: what is due by the database's clock is told (CLK-1)."""
    from followup.services.ticking import tick as tick_now

    return tick_now().fired


@shared_task(name="followup.send_webhooks", expires=5)
def send_webhooks() -> int:
    """Every five seconds: webhooks that are due. Safe on any number of workers."""
    from followup.services.webhook_delivery import send_due

    return send_due()


@shared_task(name="followup.keep_actions")
def keep_actions() -> int:
    """Every day: actions of people who left, risks whose time is over."""
    from followup.services import actions

    return actions.keep_actions(at=timezone.now())
