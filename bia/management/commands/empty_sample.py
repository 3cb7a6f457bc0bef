"""Empty the sample company: recreate the database with the catalogues only."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from bia.services.sample_emptying import empty_sample
from lib.errors import GuardsUnmet


class Command(BaseCommand):
    help = "Recreate the database without the sample; refused once real data exists."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["yes"]:
            answer = input("Everything of the sample will be gone. Type yes to go on: ")
            if answer.strip().lower() != "yes":
                raise CommandError("Nothing was changed.")
        try:
            empty_sample(at=timezone.now())
        except GuardsUnmet as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The sample is gone. Next: manage.py create_admin")
