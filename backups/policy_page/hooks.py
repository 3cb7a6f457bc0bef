"""Lines to copy into the jobs that make backups, with the policy's own address in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Hook:
    name: Any
    text: str


def hooks(address: str) -> list[Hook]:
    """`address` is the whole secret one; every job may call it, nothing else is needed."""
    return [
        Hook(_("Any job, with curl"), CURL % {"address": address}),
        Hook(_("A line of crontab"), CRON % {"address": address}),
        Hook(_("systemd service"), SYSTEMD % {"address": address}),
        Hook("borgmatic", BORGMATIC % {"address": address}),
        Hook("restic", RESTIC % {"address": address}),
        Hook("pgBackRest", PGBACKREST % {"address": address}),
    ]


CURL = """\
curl -fsS -m 10 --retry 5 -o /dev/null %(address)s/start
your-backup-command > backup.log 2>&1
curl -fsS -m 10 --retry 5 -o /dev/null --data-binary @backup.log %(address)s/$?
"""
CRON = """\
0 2 * * * curl -fsS -m 10 -o /dev/null %(address)s/start; /usr/local/bin/backup; \
curl -fsS -m 10 --retry 5 -o /dev/null %(address)s/$?
"""
SYSTEMD = """\
[Service]
Type=oneshot
ExecStartPre=-/usr/bin/curl -fsS -m 10 -o /dev/null %(address)s/start
ExecStart=/usr/local/bin/backup
ExecStopPost=-/bin/sh -c 'curl -fsS -m 10 --retry 5 -o /dev/null %(address)s/$EXIT_STATUS'
"""
BORGMATIC = """\
healthchecks:
    ping_url: %(address)s
    states:
        - start
        - finish
        - fail
"""
RESTIC = """\
curl -fsS -m 10 -o /dev/null %(address)s/start
restic backup --json /srv/data > restic.json; status=$?
curl -fsS -m 10 --retry 5 -o /dev/null --data-binary @restic.json %(address)s/$status
"""
PGBACKREST = """\
curl -fsS -m 10 -o /dev/null %(address)s/start
pgbackrest --stanza=main --type=incr backup > pgbackrest.log 2>&1; status=$?
curl -fsS -m 10 --retry 5 -o /dev/null --data-binary @pgbackrest.log %(address)s/$status
"""
