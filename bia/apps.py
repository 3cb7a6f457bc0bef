from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BiaConfig(AppConfig):
    name = "bia"
    verbose_name = _("Business impact analysis")

    def ready(self) -> None:
        from accounts import handover
        from bia import (
            followup_dates,
            followup_messages,
            followup_sources,
            published,
            webhook_types,
        )
        from bia.finding_rules import register_rules
        from bia.handover import BiaHandover

        handover.register("bia", BiaHandover())
        followup_sources.register()
        followup_dates.register()
        followup_messages.register()
        published.register()
        webhook_types.register()
        register_rules.register()
