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
            ("investment_case.submitted", _("An investment case was submitted.")),
            ("investment_case.approved", _("An investment case was approved.")),
            ("investment_case.rejected", _("An investment case was rejected.")),
            ("investment_case.returned", _("An investment case was returned.")),
            ("investment_case.withdrawn", _("An investment case was withdrawn.")),
            ("recovery_strategy.approved", _("A recovery strategy was approved.")),
            ("recovery_strategy.rejected", _("A recovery strategy was rejected.")),
            ("recovery_strategy.retired", _("A recovery strategy was retired.")),
            ("level_assessment.confirmed", _("A level assessment was confirmed.")),
            ("change.assessed", _("A change was assessed.")),
            ("change.approved", _("A change was approved.")),
            ("change.rejected", _("A change was rejected.")),
            ("change.implemented", _("A change was implemented.")),
            ("change.failed", _("A change failed.")),
            ("change.withdrawn", _("A change was withdrawn.")),
            ("risk.treated", _("A risk was treated.")),
            ("risk.accepted", _("A risk was accepted.")),
            ("risk.closed", _("A risk was closed.")),
            ("risk.reopened", _("A risk was reopened.")),
            ("management_review.held", _("A management review was held.")),
            (
                "management_review.submitted",
                _("The minutes of a management review were submitted."),
            ),
            ("management_review.returned", _("The minutes of a management review were returned.")),
            ("management_review.approved", _("The minutes of a management review were approved.")),
            ("management_review.cancelled", _("A management review was cancelled.")),
            ("programme.closed", _("A programme was closed.")),
            ("programme.cancelled", _("A programme was cancelled.")),
            ("evaluation.made", _("A framework was evaluated.")),
        ]
    )
