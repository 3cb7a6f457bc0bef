"""Settings of background work: queues, what runs when, how long things are kept."""

from __future__ import annotations

from bcm import env

CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 15 * 60
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 60 * 60}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "UTC"
# Four workers (Procfile): a long report holds up no message, a slow mail server no tick, and
# the reading of backups none of them.
CELERY_TASK_ROUTES = {
    "followup.tick": {"queue": "ticks"},
    "followup.*": {"queue": "followup"},
    "bia.keep_clocks": {"queue": "followup"},
    # Behind a long report a check would expire in the queue.
    "bia.check_findings": {"queue": "followup"},
    # Looking, marking and judging is short; reading and restoring is long.
    "backups.look": {"queue": "followup"},
    "backups.*": {"queue": "backups"},
    "plans.look": {"queue": "followup"},
    # A step of the ladder is as urgent as a tick: same queue, never behind anything long.
    "incidents.*": {"queue": "ticks"},
    # An inject that comes late spoils a drill.
    "drills.inject": {"queue": "ticks"},
    "drills.*": {"queue": "followup"},
    "governance.*": {"queue": "followup"},
    "reports.schedule": {"queue": "followup"},
}
# Files of finished reports go after this many days (0: never); their digests stay.
REPORT_KEEP_DAYS = env.number("REPORT_KEEP_DAYS", 0)
# Messages and what was sent of them go after this many days (0: never).
NOTIFICATION_KEEP_DAYS = env.number("NOTIFICATION_KEEP_DAYS", 365)
# How long a worker may be silent before another sends its messages (docs/adr/0010-outbox.md).
SENDING_LEASE_S = env.number("SENDING_LEASE_S", 120)
CELERY_BEAT_SCHEDULE: dict[str, dict[str, object]] = {
    "bcm.heartbeat": {"task": "bcm.heartbeat", "schedule": 15.0},
    # A tick that waited longer than the next one is no use: it expires in the queue.
    "followup.tick": {
        "task": "followup.tick",
        "schedule": 15.0,
        "options": {"expires": 15},
    },
    "followup.send": {"task": "followup.send", "schedule": 5.0, "options": {"expires": 5}},
    "followup.send_webhooks": {
        "task": "followup.send_webhooks",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    "followup.digest": {"task": "followup.digest", "schedule": 5 * 60.0},
    "followup.tidy": {"task": "followup.tidy", "schedule": 24 * 3600.0},
    "followup.keep_actions": {"task": "followup.keep_actions", "schedule": 24 * 3600.0},
    "bia.keep_clocks": {"task": "bia.keep_clocks", "schedule": 3600.0},
    # Looks only when something in the register has changed, or the day.
    "bia.check_findings": {
        "task": "bia.check_findings",
        "schedule": 30.0,
        "options": {"expires": 30},
    },
    # What arrived, is due, late or finished: rows only, no backup is read here.
    "backups.look": {"task": "backups.look", "schedule": 10.0, "options": {"expires": 10}},
    "backups.verify": {"task": "backups.verify", "schedule": 5.0, "options": {"expires": 5}},
    "backups.scan": {"task": "backups.scan", "schedule": 5.0, "options": {"expires": 5}},
    "backups.restore": {"task": "backups.restore", "schedule": 10.0, "options": {"expires": 10}},
    # Cheap until it is due: the first set that is verified is proved at once.
    "backups.prove": {"task": "backups.prove", "schedule": 60.0, "options": {"expires": 60}},
    "backups.tidy": {"task": "backups.tidy", "schedule": 24 * 3600.0},
    # What is due of plans: reviews, reachability, reprints, stocks. Rows only.
    "plans.look": {"task": "plans.look", "schedule": 60.0, "options": {"expires": 60}},
    "plans.pack": {"task": "plans.pack", "schedule": 15.0, "options": {"expires": 15}},
    "plans.tidy": {"task": "plans.tidy", "schedule": 24 * 3600.0},
    "incidents.escalate": {
        "task": "incidents.escalate",
        "schedule": 5.0,
        "options": {"expires": 5},
    },
    # Grades that time alone has made worse, and what is due of incidents.
    "incidents.look": {"task": "incidents.look", "schedule": 15.0, "options": {"expires": 15}},
    # Injects that are due, and those that deliver themselves.
    "drills.inject": {"task": "drills.inject", "schedule": 5.0, "options": {"expires": 5}},
    # Slots, reminders, drills left running: rows only.
    "drills.look": {"task": "drills.look", "schedule": 60.0, "options": {"expires": 60}},
    # Due dates, duties, and once a day the health of the programme: rows only.
    "governance.look": {
        "task": "governance.look",
        "schedule": 10 * 60.0,
        "options": {"expires": 10 * 60},
    },
    "reports.sweep": {"task": "reports.sweep", "schedule": 5.0},
    # Rows only: what is due is asked for, what is done is handed to the outbox.
    "reports.schedule": {"task": "reports.schedule", "schedule": 30.0, "options": {"expires": 30}},
    "reports.expire": {"task": "reports.expire", "schedule": 24 * 3600.0},
    "accounts.seal_audit": {"task": "accounts.seal_audit", "schedule": 15 * 60.0},
    "accounts.forget": {"task": "accounts.forget", "schedule": 24 * 3600.0},
}
