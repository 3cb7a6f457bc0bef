"""Replace the personal data of a person by a pseudonym (docs/privacy.md)."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Person
from accounts.services.personal_data import erase_person
from lib.errors import GuardsUnmet


class Command(BaseCommand):
    help = "Erase the personal data of a person; refused while the person holds something."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.for_list().filter(code=options["code"]).first()
        if person is None:
            raise CommandError(f"There is no person {options['code']}.")
        try:
            pseudonym = erase_person(person, by=None, at=timezone.now())
        except GuardsUnmet as refusal:
            raise CommandError("\n".join(str(one.message) for one in refusal.problems)) from refusal
        self.stdout.write(f"{options['code']} is now {pseudonym}.")
