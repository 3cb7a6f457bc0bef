"""The checks of a verification: their names, and the question each answers (method.md §26)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from backups.words.plain import said

NAMES = {
    "checksum": _("Checksums"),
    "completeness": _("Completeness"),
    "chain": _("Restore chain"),
    "size": _("Plausible size"),
    "log": _("Log of the backup"),
    "freshness": _("Freshness"),
    "naming": _("Naming"),
    "retention": _("Retention"),
    "verification_age": _("Verification age"),
    "three_two_one": _("3-2-1 rule"),
    "encryption": _("Encryption"),
    "restore_test": _("Restore test"),
}

QUESTIONS = {
    "checksum": _("Is every byte what was written?"),
    "completeness": _("Is every file of the manifest there, and nothing else?"),
    "chain": _("Is everything this set builds on whole?"),
    "size": _("Is it about as large as the ones before?"),
    "log": _("Does the backup itself say that it succeeded?"),
    "freshness": _("Does the newest restore point meet the RPO?"),
    "naming": _("Does the name fit the pattern and the facts?"),
    "retention": _("Is as much kept as the policy and the law want, and no more?"),
    "verification_age": _("Was every byte read within the time the policy guarantees?"),
    "three_two_one": _("Three copies, two media, one elsewhere, one out of reach?"),
    "encryption": _("Is it really encrypted, with a key that is known?"),
    "restore_test": _("Was a restore of it proved in time?"),
}


def check_name(name: str) -> str:
    return said(NAMES, name)


def check_question(name: str) -> str:
    return str(QUESTIONS.get(name, ""))
