"""The words of this app's messages: one kind for each judgement and its state."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.roles import register_roles


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)
    register_roles(operators=_("IT operations"))


def _kind(key: str, title: Any, text: Any, asks: Any = "") -> MessageKind:
    what, _dot, _state = key.partition(".")
    return MessageKind(f"backup.{key}", label=LABELS[what], title=title, text=text, asks=asks)


LABELS = {
    "rhythm": _("A backup is late, failed or implausible"),
    "verification": _("A backup failed its verification"),
    "freshness": _("The newest restorable state is too old"),
    "restore_test": _("A restore test failed or is overdue"),
    "suspicion": _("A backup looks like the work of ransomware"),
    "copies": _("The 3-2-1 rule is broken"),
    "detection": _("Damage would be found too late"),
    "proof": _("The verification missed a planted fault"),
}

LOOK = _("Look at the job and its log; start the backup again if it did not run.")
KINDS = (
    _kind(
        "rhythm.late",
        _("Late: backup of %(system)s"),
        _("%(data)s (%(policy)s): the backup due %(due)s has not arrived."),
        LOOK,
    ),
    _kind(
        "rhythm.missing",
        _("Missing: backup of %(system)s"),
        _("%(data)s (%(policy)s): the backup due %(due)s did not come, and the next one is due."),
        LOOK,
    ),
    _kind(
        "rhythm.failed",
        _("Failed: backup of %(system)s"),
        _("%(data)s (%(policy)s): the job says that it failed."),
        LOOK,
    ),
    _kind(
        "rhythm.too_fast",
        _("Implausibly fast: backup of %(system)s"),
        _("%(data)s (%(policy)s) took %(took)s, less than the %(limit)s that are plausible."),
        _("See whether everything was backed up."),
    ),
    _kind(
        "rhythm.too_slow",
        _("Too slow: backup of %(system)s"),
        _("%(data)s (%(policy)s) has taken %(took)s, more than the %(limit)s that are plausible."),
        _("See whether the job hangs."),
    ),
    _kind(
        "rhythm.too_often",
        _("Too often: backup of %(system)s"),
        _("%(data)s (%(policy)s): two backups came within %(took)s."),
        _("See whether the job is started twice."),
    ),
    _kind(
        "rhythm.on_time",
        _("On time again: backup of %(system)s"),
        _("%(data)s (%(policy)s): the backups come as planned again."),
    ),
    _kind(
        "verification.failed",
        _("Not good: backup %(set)s of %(system)s"),
        _("%(data)s (%(policy)s): the verification of %(set)s failed."),
        _("Look at what failed; take a new backup if no good copy is left."),
    ),
    _kind(
        "verification.not_run",
        _("Not verified: backup %(set)s of %(system)s"),
        _("%(data)s (%(policy)s): %(set)s could not be verified."),
        _("See whether its locations can be reached."),
    ),
    _kind(
        "verification",
        _("Good again: backups of %(system)s"),
        _("%(data)s (%(policy)s): %(set)s was verified."),
    ),
    _kind(
        "freshness.missed",
        _("RPO missed: %(system)s"),
        _(
            "%(data)s: the newest state that could be restored is older than the %(limit)s that"
            " may be lost."
        ),
        _("Take a backup now and have it verified."),
    ),
    _kind(
        "freshness.nothing",
        _("Nothing restorable: %(system)s"),
        _("%(data)s: no backup that is verified, with all it builds on, is left."),
        _("Take a full backup now and have it verified."),
    ),
    _kind(
        "freshness",
        _("Within its RPO again: %(system)s"),
        _("%(data)s: the newest state that could be restored is new enough."),
    ),
    _kind(
        "restore_test.failed",
        _("Restore test failed: %(system)s"),
        _("%(data)s: %(set)s could not be restored as it should be."),
        _("Look at the restore test; what cannot be restored is no backup."),
    ),
    _kind(
        "restore_test.overdue",
        _("Restore test overdue: %(system)s"),
        _("%(data)s: no restore has been tested for longer than the policy allows."),
        _("Start a restore test."),
    ),
    _kind(
        "restore_test.never",
        _("Never restored: %(system)s"),
        _("%(data)s: no restore has ever been tested."),
        _("Start a restore test."),
    ),
    _kind(
        "restore_test.not_run",
        _("Restore test could not run: %(system)s"),
        _("%(data)s: %(set)s was not tested."),
        _("The restore test says what it needs."),
    ),
    _kind(
        "restore_test",
        _("Restores again: %(system)s"),
        _("%(data)s: the restore test passed."),
    ),
    _kind(
        "suspicion.suspicious",
        _("Suspicious: backup %(set)s of %(system)s"),
        _(
            "%(data)s: %(set)s differs from those before it as it would after an encryption by"
            " ransomware, and is in quarantine."
        ),
        _("Look at the system first. Release the backup only when the change is explained."),
    ),
    _kind(
        "suspicion",
        _("No longer suspicious: backups of %(system)s"),
        _("%(data)s: the quarantine was lifted or newer backups are unremarkable."),
    ),
    _kind(
        "copies.broken",
        _("3-2-1 rule broken: %(system)s"),
        _("%(data)s: too few verified copies, media or places are left."),
        _("The backup pages show what is missing."),
    ),
    _kind(
        "copies",
        _("3-2-1 rule kept again: %(system)s"),
        _("%(data)s: copies, media and places suffice."),
    ),
    _kind(
        "detection.too_late",
        _("Damage would be found too late: %(system)s"),
        _("%(data)s: backups are deleted before the next reading of all their bytes is due."),
        _("Keep them longer, or read them more often."),
    ),
    _kind(
        "detection",
        _("Damage is found in time again: %(system)s"),
        _("%(data)s: every byte is read again before its backup is deleted."),
    ),
    _kind(
        "proof.failed",
        _("The verification missed planted faults"),
        _("%(data)s (%(policy)s): %(missed)s of %(cases)s planted faults were not found."),
        _("Do not trust the verification of backups until the cause is known."),
    ),
    _kind(
        "proof",
        _("The verification finds planted faults again"),
        _("%(data)s (%(policy)s): all %(cases)s planted faults were found."),
    ),
)
