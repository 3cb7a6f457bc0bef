"""`python -m tools.launch.prepare_data`: bring the database to where the code is.

Steps go to stderr; what the reader should know at the end goes to stdout.
"""

import os
import sys

import django
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command, get_commands
from django.db import OperationalError, connection


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")
    django.setup()
    _ensure_reached()
    _step("Tables …")
    call_command("migrate", verbosity=0, interactive=False)
    _call_if_there("load_catalogue", "Catalogues …")
    sample = os.environ.get("SAMPLE") or "en"
    if sample != "none" and not get_user_model()._default_manager.exists():
        _call_if_there("load_sample", f"Sample company ({sample}) …")
    print(_logins())


def _ensure_reached() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        place = settings.DATABASES["default"]
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database {place['NAME']} cannot be reached: {reason}")


def _call_if_there(command: str, text: str) -> None:
    if command in get_commands():
        _step(text)
        call_command(command, stdout=sys.stderr)


def _logins() -> str:
    users = get_user_model()._default_manager.order_by("pk").values_list("username", flat=True)
    names = list(users[:12])
    if not names:
        return "  No users yet. The first one: .venv/bin/python manage.py createsuperuser"
    return f"  Users: {', '.join(names)}"


def _step(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
