"""Remove old network addresses from the audit trail (docs/privacy.md)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from accounts.services.personal_data import erase_addresses


class Command(BaseCommand):
    help = "Remove network addresses older than some days; the seals stay valid."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=settings.AUDIT_ADDRESS_DAYS)

    def handle(self, *args: Any, **options: Any) -> None:
        count = erase_addresses(older_than_days=options["days"], at=timezone.now())
        self.stdout.write(f"{count} addresses removed.")
