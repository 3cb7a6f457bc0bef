"""Verify a set and wait; exit 0 passed, 1 failed, 2 could not be decided."""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backups.jobs.look import look_now
from backups.models import BackupSet, Outcome, RunState, Verification
from backups.services import slices_work
from backups.services.verification import request
from backups.words import check_name, reason_words
from lib.errors import DomainRefusal

OVER = (RunState.FINISHED.value, RunState.CANCELLED.value)
EXITS = {Outcome.PASS.value: 0, Outcome.WARN.value: 0, Outcome.FAIL.value: 1}


class Command(BaseCommand):
    help = "Verify a backup set now and wait for the result."

    def add_arguments(self, parser: CommandParser) -> None:
        add_set_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        row = set_of(options)
        try:
            run = request(row, by=None, at=timezone.now())
        except DomainRefusal as refusal:
            raise CommandError(str(refusal), returncode=2) from refusal
        until = time.monotonic() + options["timeout"]
        while run.state not in OVER and time.monotonic() < until:
            # Reads along with the workers, and alone where there are none.
            if not slices_work.work(budget_s=5):
                time.sleep(0.5)
            look_now(at=timezone.now())
            run.refresh_from_db()
        self._tell(run, as_json=options["json"])
        sys.exit(EXITS.get(run.outcome, 2) if run.state in OVER else 2)

    def _tell(self, run: Verification, *, as_json: bool) -> None:
        checks = [
            {
                "name": one.name,
                "outcome": one.outcome,
                "reason": one.reason,
                "detail": reason_words(one.reason, one.params),
            }
            for one in run.checks.order_by("id")
        ]
        told = {"code": run.code, "state": run.state, "outcome": run.outcome, "checks": checks}
        if as_json:
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        self.stdout.write(f"{run.code}: {run.outcome or run.state}")
        for one in checks:
            self.stdout.write(f"  {one['outcome']:8} {check_name(one['name'])}: {one['detail']}")


def add_set_arguments(parser: CommandParser) -> None:
    """Which set, and how long to wait for its result."""
    parser.add_argument("set", nargs="?", help="code of the set")
    parser.add_argument("--policy", help="instead: the newest set of this policy")
    parser.add_argument("--timeout", type=float, default=24 * 3600.0, metavar="SECONDS")
    parser.add_argument("--json", action="store_true")


def set_of(options: dict[str, Any]) -> BackupSet:
    rows = BackupSet.objects.select_related("policy__system").filter(arrived_at__isnull=False)
    if options["policy"]:
        newest = rows.filter(policy__code=options["policy"]).order_by("-restore_point_at")
        found = newest.exclude(restore_point_at=None).first()
    else:
        found = rows.filter(code=options["set"] or "").first()
    if found is None:
        raise CommandError("There is no such backup set.", returncode=2)
    return found
