"""The events of this app that webhooks carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup import webhook_types


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    webhook_types.register(
        [
            ("incident.declared", _("An incident was declared.")),
            ("incident.acknowledged", _("Somebody took up an incident.")),
            ("incident.graded", _("The grade of an incident was confirmed.")),
            ("incident.regraded", _("The grade of an incident was raised or lowered.")),
            ("incident.restored", _("The service of an incident works again.")),
            ("incident.verification_failed", _("The recovery failed its checks; it goes on.")),
            ("incident.verified", _("The recovery was verified.")),
            ("incident.closed", _("An incident was closed.")),
            ("incident.cancelled", _("An incident was stood down: a false alarm.")),
            ("incident.merged", _("An incident was merged into another one.")),
            ("incident.unmerged", _("A merger was undone.")),
            ("incident.reopened", _("An incident was opened again.")),
            ("incident.report_submitted", _("A situation report was submitted.")),
            ("impact.rto_breached", _("A process is down for longer than its RTO.")),
            ("impact.mtd_breached", _("A process is down for longer than its MTD.")),
            ("review.submitted", _("The review of an incident was handed in.")),
            ("review.approved", _("The review of an incident was approved.")),
        ]
    )
