"""Background work: the Celery application. Its settings are the CELERY_* ones.

What must happen is a row in the database, found by a periodic sweep; the broker only says
"look now", so losing it loses nothing. A task longer than the visibility timeout would be
delivered twice: long work is cut into slices of at most ten minutes.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")

app = Celery("bcm")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
