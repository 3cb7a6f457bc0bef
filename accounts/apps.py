from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and access")

    def ready(self) -> None:
        from accounts import handover, task_context
        from accounts.access import may
        from lib.api.permission import answered_by

        answered_by(may)
        handover.register("heads", handover.Heads())
        handover.register("accounts", handover.Deputies())
        task_context.connect()
