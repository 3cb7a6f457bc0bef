"""`manage.py pulse worker|ticker`: did it show a sign of life lately? For health checks."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bcm import pulse


class Command(BaseCommand):
    help = "Exit code 0 if the worker or the ticker (beat) showed a sign of life lately."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["worker", "ticker"])

    def handle(self, *args: Any, part: pulse.Part, **options: Any) -> None:
        age = pulse.age_s(part)
        if age is None or age > pulse.OLDEST_SIGN_S:
            raise CommandError(f"The {part} showed no sign of life in {pulse.OLDEST_SIGN_S} s.")
