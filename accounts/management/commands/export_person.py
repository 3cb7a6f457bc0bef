"""Write everything the platform knows about a person as JSON (docs/privacy.md)."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Person
from accounts.services.personal_data import export_person


class Command(BaseCommand):
    help = "Print the personal data of a person as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.for_list().filter(code=options["code"]).first()
        if person is None:
            raise CommandError(f"There is no person {options['code']}.")
        text = json.dumps(export_person(person), ensure_ascii=False, indent=2, default=str)
        self.stdout.write(text)
