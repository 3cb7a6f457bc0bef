"""Why a set cannot be restored now."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.words.plain import said

# Said of a set and by the check of its chain alike.
PARENTS = {
    "parent_unverified": _("A set it builds on is not verified yet."),
    "parent_failed": _("A set it builds on failed its checks."),
    "parent_missing": _("A set it builds on is gone."),
    "parent_expired": _("A set it builds on was removed after its time of keeping."),
    "parent_quarantine": _("A set it builds on is in quarantine."),
    "parent_no_parent": _("The chain below it is broken."),
}
OBSTACLES = {
    "unverified": _("It is not verified yet: nobody has read it whole."),
    "registered": _("It is not verified yet: nobody has read it whole."),
    "verifying": _("It is being read for the first time."),
    "expected": _("It has not arrived yet."),
    "failed": _("A check failed and no good copy is left."),
    "missing": _("No copy of it is there any more."),
    "expired": _("Its time of keeping is over."),
    "quarantine": _("It is in quarantine: nobody restores from it until a person releases it."),
    "no_parent": _("It builds on a set that is not known here: the chain is broken."),
    **PARENTS,
}


def obstacle_words(code: str) -> str:
    return said(OBSTACLES, code) if code else ""
