"""Look through a location now; exit 0 all well, 1 copies are gone, 2 it could not be read."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backups.models import BackupLocation
from backups.services.scanning import claim, scan


class Command(BaseCommand):
    help = "Look through a location now, due or not."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("location", help="code of the location")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        row = BackupLocation.objects.filter(code=options["location"]).first()
        if row is None:
            raise CommandError(f"There is no location “{options['location']}”.", returncode=2)
        location = claim(at=timezone.now(), only=row)
        if location is None:
            raise CommandError("It is being looked through right now.", returncode=2)
        figures = scan(location, at=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps(figures.as_json(), ensure_ascii=False))
        elif figures.problem:
            self.stderr.write(f"{row.code}: {figures.problem}")
        else:
            self.stdout.write(
                f"{figures.files} files, {figures.sets_new} new sets, {figures.copies_new} new"
                f" copies, {figures.missing} missing, {figures.unknown} unknown"
            )
        if not figures.complete:
            sys.exit(2)
        if figures.missing:
            sys.exit(1)
