"""Check every seal of the audit trail; exit code 1 when something was tampered with."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.services.verification import verify_audit


class Command(BaseCommand):
    help = "Prove that no sealed event was altered, removed or inserted."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--expect",
            default="",
            metavar="DIGEST",
            help="an anchor's digest noted elsewhere (log, mail, paper); it must still be there",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        verdict = verify_audit(expected=options["expect"])
        for line in verdict.problems:
            self.stderr.write(line)
        if verdict.problems:
            raise SystemExit(1)
        self.stdout.write(
            f"{verdict.anchors} anchors over {verdict.rows} rows are intact; "
            f"{verdict.waiting} rows wait for the next seal. Newest digest: {verdict.digest or '-'}"
        )
