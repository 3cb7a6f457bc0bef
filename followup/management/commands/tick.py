"""`manage.py tick`: tell what is due, once or for a while, without Celery."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from followup.services.ticking import LIMIT, tick


class Command(BaseCommand):
    help = "Tell what is due by the database's clock. Any number may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=0, help="go on for so long")
        parser.add_argument("--every", type=float, default=15, help="seconds between ticks")
        parser.add_argument("--limit", type=int, default=LIMIT, help="clocks in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        until = time.monotonic() + options["seconds"]
        while True:
            result = tick(limit=options["limit"])
            self.stdout.write(
                f"{result.at:%Y-%m-%d %H:%M:%S} told {result.fired}, cancelled {result.cancelled},"
                f" failed {result.failed}"
            )
            if time.monotonic() + options["every"] > until:
                return
            time.sleep(options["every"])
