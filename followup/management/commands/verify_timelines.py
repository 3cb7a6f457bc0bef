"""Check every timeline's chain of digests (EVT-2); exits with 1 when one is not as written."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from followup.services.timeline import all_timelines, broken_at


class Command(BaseCommand):
    help = "Check that no entry of a timeline was changed, removed or put in between."

    def handle(self, *args: Any, **options: Any) -> None:
        broken = []
        checked = 0
        for code, entries in all_timelines():
            checked += 1
            number = broken_at(entries)
            if number is not None:
                broken.append(f"{code}: entry {number}")
        for line in broken:
            self.stderr.write(line)
        if broken:
            raise CommandError(
                f"{len(broken)} of {checked} timelines are not as they were written."
            )
        self.stdout.write(f"{checked} timelines are as they were written.")
