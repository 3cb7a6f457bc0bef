"""Make an API token and print it, this once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import User
from accounts.services.tokens import create_token
from lib.errors import DomainRefusal


class Command(BaseCommand):
    help = "Print a new API token of a user; it cannot be shown again."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="command line", help="what the token is for")
        parser.add_argument("--days", type=int, default=365, help="days until it expires")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['username']}.")
        try:
            _token, secret = create_token(
                user, name=options["name"], days=options["days"], by=user, at=timezone.now()
            )
        except DomainRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(secret)
