"""The events of this app that webhooks carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup import webhook_types


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    webhook_types.register(
        [
            ("backup_set.registered", _("A backup set arrived.")),
            ("backup_set.verified", _("A backup set was verified: every byte read and good.")),
            ("backup_set.failed", _("A check of a backup set failed and no good copy is left.")),
            ("backup_set.missing", _("A backup did not come, or no copy of it is there any more.")),
            ("backup_set.expired", _("The time of a backup set is over.")),
            ("backup_set.quarantined", _("A backup set was put into quarantine.")),
            ("backup_set.released", _("A backup set was released from quarantine.")),
            ("verification.finished", _("A verification ended, well or badly.")),
            ("restore_test.finished", _("A restore test ended, well or badly.")),
            ("backup_policy.late", _("A backup is late.")),
            ("backup_policy.missing", _("A backup did not come before the next one was due.")),
            ("backup_policy.failed", _("A backup says that it failed.")),
            ("backup_policy.implausible", _("A backup was too fast, too slow or too often.")),
            ("backup_policy.on_time", _("A backup is on time again.")),
            ("backup_policy.rpo_missed", _("The newest restore point is older than the RPO.")),
            ("backup_policy.rpo_met", _("The newest restore point meets the RPO again.")),
        ]
    )
