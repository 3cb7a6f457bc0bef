from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

# Each has a `register()`: what other apps learn of this one.
REGISTERED = (
    "backups.handover",
    "backups.followup_sources",
    "backups.followup_messages",
    "backups.followup_dates",
    "backups.published",
    "backups.webhook_types",
    "backups.finding_rules",
    "backups.system_panel",
    "backups.gap_facts",
    "backups.sample_part",
    "backups.digest_speed",
)


class BackupsConfig(AppConfig):
    name = "backups"
    verbose_name = _("Backups")

    def ready(self) -> None:
        for module in REGISTERED:
            if find_spec(module):
                import_module(module).register()
