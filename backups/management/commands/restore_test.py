"""Restore a set to a scratch place and wait; exit 0 passed, 1 failed, 2 could not be decided."""

from __future__ import annotations

import json
import os
import socket
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backups.management.commands.verify_backup import EXITS, OVER, add_set_arguments, set_of
from backups.models import RestoreTest
from backups.services.restore_queue import claim
from backups.services.restore_run import run
from backups.services.restore_tests import request
from backups.words import reason_words
from lib.errors import DomainRefusal


class Command(BaseCommand):
    help = "Really restore a backup set to a scratch place, check it and wait for the result."

    def add_arguments(self, parser: CommandParser) -> None:
        add_set_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            test = request(set_of(options), by=None, at=timezone.now())
        except DomainRefusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        worker, until = (
            f"{socket.gethostname()}:{os.getpid()}",
            time.monotonic() + options["timeout"],
        )
        while test.state not in OVER and time.monotonic() < until:
            # Whichever waits longest comes first; ours is among them.
            taken = claim(worker=worker, at=timezone.now())
            if taken is None:
                time.sleep(1)
            else:
                run(taken)
            test.refresh_from_db()
        self._tell(test, as_json=options["json"])
        sys.exit(EXITS.get(test.outcome, 2) if test.state in OVER else 2)

    def _tell(self, test: RestoreTest, *, as_json: bool) -> None:
        told = {
            "code": test.code,
            "state": test.state,
            "outcome": test.outcome,
            "reason": test.reason,
            "restored_s": test.restored_s,
            "data_gap_s": test.data_gap_s,
            "checks": test.checks,
        }
        words = reason_words(test.reason, test.params)
        plain = f"{test.code}: {test.outcome or test.state} {words}".rstrip()
        self.stdout.write(json.dumps(told, ensure_ascii=False) if as_json else plain)
