"""Load the catalogues: what is missing, or everything with --reset."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from bia.services.catalogue_loading import load_catalogue


class Command(BaseCommand):
    help = "Fill the catalogues: impact, bands, tiers, ladder, levels, clocks, root causes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reset", action="store_true", help="overwrite edited rows with the shipped values"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        version = load_catalogue(at=now, reset=options["reset"])
        self.stdout.write(f"Catalogue version {version.number} ({version.digest[:12]}).")
