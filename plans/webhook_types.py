"""The events of this app that webhooks carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup import webhook_types
from plans import published


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    published.register()
    webhook_types.register(
        [
            ("plan.submitted", _("A version of a plan was handed in for signatures.")),
            ("plan.withdrawn", _("A version of a plan was taken back into work.")),
            ("plan.returned", _("A version of a plan was returned to its author.")),
            ("plan.approved", _("A version of a plan was signed by all; it is frozen.")),
            ("plan.published", _("A version of a plan went into force.")),
            ("plan.attested", _("A plan was looked at and is still right.")),
            ("plan.retired", _("A plan is no longer used.")),
            ("plan.activated", _("A plan is being carried out.")),
            ("plan.ended", _("Carrying out a plan ended or was called off.")),
            ("plan_task.failed", _("A task of a plan failed.")),
            ("backfill.reconciled", _("What was kept on paper was entered and balances.")),
            ("backfill.posted", _("What was kept on paper was passed on.")),
        ]
    )
