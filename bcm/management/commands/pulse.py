"""`manage.py pulse worker|sender|ticker|verifier|beat`: did it show a sign of life lately?"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bcm import pulse
from followup.services.ticker import tick_age_s


class Command(BaseCommand):
    help = "Exit code 0 if that process showed a sign of life lately. For health checks."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=["worker", "sender", "ticker", "verifier", "beat"])

    def handle(self, *args: Any, part: Any, **options: Any) -> None:
        age = tick_age_s() if part == "ticker" else pulse.age_s(part)
        if age is None or age > pulse.OLDEST_SIGN_S:
            raise CommandError(f"The {part} showed no sign of life in {pulse.OLDEST_SIGN_S} s.")
