from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each has a `register()`: what other apps learn of this one.
REGISTERED = (
    "governance.followup_sources",
    "governance.governance_messages",
    "governance.action_origin",
    "governance.webhook_types",
    "governance.published",
    "governance.handover",
    "governance.followup_dates",
    "governance.digest_lines",
    "governance.finding_rules",
    "governance.system_panel",
    "governance.process_panel",
    "governance.person_panel",
    "governance.training_messages",
    "governance.training_panel",
    "governance.personal_part",
    "governance.catalogue_part",
    "governance.sample_part",
)


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        for module in REGISTERED:
            if find_spec(module):
                import_module(module).register()
