from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BiaConfig(AppConfig):
    name = "bia"
    verbose_name = _("Business impact analysis")

    def ready(self) -> None:
        from accounts import handover
        from bia.handover import BiaHandover

        handover.register("bia", BiaHandover())
