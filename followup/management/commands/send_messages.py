"""Send what waits in the outbox from this process, as the workers do (docs/operations.md)."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from followup.services.sending import drain

PAUSE_S = 0.5


class Command(BaseCommand):
    help = "Send the messages that wait; with --seconds, go on looking for new ones that long."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        ends, tried = time.monotonic() + options["seconds"], 0
        while True:
            tried += drain(budget_s=20)
            if time.monotonic() >= ends:
                break
            time.sleep(PAUSE_S)
        self.stdout.write(f"{tried} messages tried.")
