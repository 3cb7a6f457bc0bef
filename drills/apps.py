from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each has a `register()`: what other apps learn of this one.
REGISTERED = (
    "drills.exercise",
    "drills.followup_sources",
    "drills.step_messages",
    "drills.programme_messages",
    "drills.drill_messages",
    "drills.report_messages",
    "drills.action_origin",
    "drills.webhook_types",
    "drills.published",
    "drills.handover",
    "drills.followup_dates",
    "drills.digest_lines",
    "drills.finding_rules",
    "drills.system_panel",
    "drills.process_panel",
    "drills.plan_panel",
    "drills.person_panel",
    "drills.what_if_panel",
    "drills.personal_part",
    "drills.catalogue_part",
    "drills.sample_part",
)


class DrillsConfig(AppConfig):
    name = "drills"
    verbose_name = _("Drills")

    def ready(self) -> None:
        for module in REGISTERED:
            import_module(module).register()
