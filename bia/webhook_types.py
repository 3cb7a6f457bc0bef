"""The events of this app that webhooks carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup import webhook_types


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    webhook_types.register(
        [
            ("assessment.submitted", _("An assessment was submitted for approval.")),
            ("assessment.returned", _("An assessment was returned to its author.")),
            ("assessment.approved", _("An assessment was approved; its objectives are in force.")),
            ("assessment.superseded", _("An approved assessment was replaced by a newer one.")),
            ("assessment.withdrawn", _("A submitted assessment was taken back.")),
            ("measurement.recorded", _("A recovery time or point was measured.")),
            ("objective.missed", _("A measurement missed its RTO, RPO or MTD.")),
            ("finding.raised", _("A rule found a contradiction, or a dismissal ended.")),
            ("finding.dismissed", _("A finding was dismissed for a time.")),
            ("finding.cleared", _("A finding is no longer true.")),
        ]
    )
