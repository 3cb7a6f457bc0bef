"""The events of this app that webhooks carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup import webhook_types


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    webhook_types.register(
        [
            ("bcms_record.submitted", _("A record of the management system was submitted.")),
            ("bcms_record.approved", _("A record of the management system is in force.")),
            ("bcms_record.returned", _("A record of the management system was returned.")),
        ]
    )
