"""Print a one-time link with which the first administrator chooses a password."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from accounts.services.first_administrator import prepare_first_administrator
from lib.errors import DomainRefusal


class Command(BaseCommand):
    help = "One-time link for the first administrator, while nobody can administrate yet."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username", nargs="?", default="admin")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            user, secret = prepare_first_administrator(
                username=options["username"], at=timezone.now()
            )
        except DomainRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Login name: {user.username}")
        self.stdout.write(f"Choose the password here (valid once, for seven days): {link(secret)}")


def link(secret: str) -> str:
    """The address people reach this installation by: BCM_URL, else HOST and PORT."""
    start = os.environ.get("BCM_URL", "").rstrip("/")
    host = os.environ.get("HOST") or "127.0.0.1"
    port = os.environ.get("PORT") or "8000"
    try:
        path = reverse("accounts:invitation", args=[secret])
    except NoReverseMatch:
        path = f"/invitation/{secret}/"
    return f"{start or f'http://{host}:{port}'}{path}"
