"""The events of this app that webhooks carry."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from followup import webhook_types


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    webhook_types.register(
        [
            ("drill.planned", _("A drill was planned, or got a new day.")),
            ("drill.ready", _("A drill was declared ready.")),
            ("drill.started", _("A drill began.")),
            ("drill.paused", _("A drill was paused.")),
            ("drill.resumed", _("A drill goes on after a pause.")),
            ("drill.real_event", _("A real event interrupted a drill.")),
            ("drill.ended", _("A drill ended; it is being evaluated.")),
            ("drill.evaluated", _("The evaluation of a drill was finished.")),
            ("drill.report_submitted", _("The after-action report of a drill was handed in.")),
            ("drill.report_approved", _("The after-action report of a drill was approved.")),
            ("drill.closed", _("A drill was archived.")),
            ("drill.postponed", _("A drill was postponed.")),
            ("drill.cancelled", _("A drill was cancelled.")),
            ("drill_slot.missed", _("A required drill was not held in its period.")),
        ]
    )
