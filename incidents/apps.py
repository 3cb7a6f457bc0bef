from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each has a `register()`: what other apps learn of this one.
REGISTERED = (
    "incidents.followup_sources",
    "incidents.clock_hooks",
    "incidents.followup_messages",
    "incidents.acknowledging",
    "incidents.escalation_messages",
    "incidents.report_messages",
    "incidents.review_messages",
    "incidents.suggestion_messages",
    "incidents.recovery_messages",
    "incidents.action_origin",
    "incidents.webhook_types",
    "incidents.published",
    "incidents.handover",
    "incidents.followup_dates",
    "incidents.digest_lines",
    "incidents.finding_rules",
    "incidents.system_panel",
    "incidents.process_panel",
    "incidents.plan_panel",
    "incidents.person_panel",
    "incidents.personal_part",
    "incidents.catalogue_part",
    "incidents.sample_part",
)


class IncidentsConfig(AppConfig):
    name = "incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        for module in REGISTERED:
            import_module(module).register()
