from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FollowupConfig(AppConfig):
    name = "followup"
    verbose_name = _("Follow-up")

    def ready(self) -> None:
        from followup import webhook_types

        webhook_types.register_own()

        from followup.services import webhook_news

        webhook_news.register()

        from followup import message_words

        message_words.register_own()

        from accounts import personal_parts
        from followup.services.personal_messages import Messages

        personal_parts.register("messages", Messages())

        from followup import person_panel

        person_panel.register()

        from followup.services import digest

        digest.register_messages()

        from followup import calendar_parts

        calendar_parts.register()

        from followup import action_source

        action_source.register()

        from followup import clock_messages

        clock_messages.register_messages()
