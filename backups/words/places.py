"""Why a storage location could not be used."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.words.plain import said

PROBLEMS = {
    "location_unreachable": _("It cannot be reached."),
    "unreachable": _("It cannot be reached."),
    "not_allowed": _("The server is not set up to read from there."),
    "bad_credentials": _("It refuses the credentials."),
    "unknown_scheme": _("The server does not know this kind of address."),
    "timeout": _("It does not answer in time."),
    "not_mounted": _("Nothing is mounted there."),
    "location_empty": _("It is empty although backups should lie in it: is it mounted?"),
    "not_found": _("The folder is not there."),
    "unreadable": _("The folder may not be read."),
}


def place_problem(code: str) -> str:
    return said(PROBLEMS, code) if code else ""
