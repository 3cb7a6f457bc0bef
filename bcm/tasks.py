"""Tasks of the platform itself."""

from celery import shared_task

from bcm import pulse


@shared_task(name=pulse.HEARTBEAT_TASK, expires=pulse.OLDEST_SIGN_S)
def heartbeat() -> None:
    """A worker shows that it works."""
    pulse.leave_sign("worker")
