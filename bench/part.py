"""`python -m bench.part NAME`: one organisation, its measurements as JSON on the last line."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bcm.settings")


def main(name: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    if connection.settings_dict["NAME"] != "bcm_bench":
        sys.exit("Only the bench's own database is emptied.")
    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    from bcm.settled import settle
    from bench.parts import PARTS

    settle()  # as the server does
    print(json.dumps([asdict(one) | {"ok": one.ok} for one in PARTS[name]()]))


if __name__ == "__main__":
    main(sys.argv[1])
