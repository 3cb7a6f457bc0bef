"""Compare every approved version with what was signed; exits with 1 when one differs."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.services.verification import broken_versions

WORDS = {
    "no_snapshot": "has no snapshot of what was signed",
    "snapshot": "the snapshot is not what its digest says",
    "rows": "the rows are not what was signed",
    "signature": "a signature names another digest",
}


class Command(BaseCommand):
    help = "Check that approved versions of plans are as they were signed."

    def handle(self, *args: Any, **options: Any) -> None:
        checked = wrong = 0
        for key, faults in broken_versions():
            checked += 1
            wrong += bool(faults)
            for one in faults:
                self.stderr.write(f"{key}: {WORDS[one.why]}")
        if wrong:
            raise CommandError(f"{wrong} of {checked} approved versions are not as signed.")
        self.stdout.write(f"{checked} approved versions are as they were signed.")
