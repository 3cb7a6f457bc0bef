"""`python -m tools.launch.prepare_data`: bring the database to where the code is.

Steps go to stderr; what the reader should know at the end goes to stdout.
"""

import io
import os
import sys

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

# One for each role; the sample has more people (see the page "Users").
SAMPLE_LOGINS = ("admin", "manager", "owner", "ops", "commander", "auditor")


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")
    django.setup()
    _ensure_reached()
    try:
        _step("Tables …")
        call_command("migrate", verbosity=0, interactive=False)
        _step("Catalogues …")
        call_command("load_catalogue", stdout=sys.stderr)
        _step("Sample company …")  # the command reads SAMPLE and loads it only once
        call_command("load_sample", stdout=sys.stderr)
    except CommandError as error:
        sys.exit(str(error))
    print(logins())


def _ensure_reached() -> None:
    try:
        connection.ensure_connection()
    except OperationalError as error:
        place = settings.DATABASES["default"]
        reason = str(error).strip().splitlines()[0]
        sys.exit(f"The database {place['NAME']} cannot be reached: {reason}")


def logins() -> str:
    """Who may log in, for the reader of the terminal."""
    from accounts.models import Organisation  # only after django.setup()

    if Organisation.current().sample:
        return f"  Log in as {', '.join(SAMPLE_LOGINS)}; the password is the same word."
    link = io.StringIO()
    try:
        call_command("create_admin", stdout=link)
    except CommandError:  # somebody administrates already
        return "  Log in as before."
    return "  " + link.getvalue().strip().replace("\n", "\n  ")


def _step(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # Ctrl-C; the launcher says what there is to say
        sys.exit(130)
