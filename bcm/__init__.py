"""The roof: settings, addresses, background work and the pages that look across all apps."""

from bcm.celery import app as celery_app  # so that shared tasks find their application

__all__ = ["celery_app"]
