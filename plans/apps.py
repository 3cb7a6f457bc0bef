from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each has a `register()`: what other apps learn of this one.
REGISTERED = (
    "plans.handover",
    "plans.contact_handover",
    "plans.followup_sources",
    "plans.reachability_subject",
    "plans.copy_subject",
    "plans.pack_messages",
    "plans.paper_part",
    "plans.followup_messages",
    "plans.activation_followup",
    "plans.followup_dates",
    "plans.review_triggers",
    "plans.webhook_types",
    "plans.finding_rules",
    "plans.system_panel",
    "plans.process_panel",
    "plans.person_panel",
    "plans.personal_part",
    "plans.catalogue_part",
    "plans.sample_part",
    "plans.digest_lines",
    "plans.backfill_news",
)


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        for module in REGISTERED:
            if find_spec(module):
                import_module(module).register()
