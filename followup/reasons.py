"""Why a message was not sent, waits or failed: codes of Notification.reason in words."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_words: dict[str, Any] = {
    "outside_drill": _("The recipient is outside the drill."),
    "real_event": _("The drill was stopped by a real event."),
    "expired": _("It came too late to be of use."),
    "clock_stopped": _("The clock no longer runs."),
    "subject_closed": _("What it is about is settled."),
    "subject_gone": _("What it is about no longer exists."),
    "acknowledged": _("It was acknowledged on another channel."),
    "role_left": _("The recipient no longer has the role."),
    "recipient_inactive": _("The recipient is no longer active."),
    "quiet_hours": _("Waits for the end of the quiet hours."),
    "throttled": _("Waits, to leave with others as one message."),
    "no_address": _("The recipient has no address on this channel."),
    "mail_not_set_up": _("No mail server is set up."),
    "channel_gone": _("The channel no longer exists."),
    "channel_inactive": _("The channel is switched off."),
    "mail_server_down": _("The mail server could not be reached."),
    "mail_refused": _("The mail server refused the message."),
    "chat_failed": _("The chat service did not take the message."),
    "chat_forbidden": _("The channel's service or host is not allowed."),
    "chat_unusable": _("The channel's URL cannot be used; enter it again."),
    "illegible": _("Its words could not be made; see the log of the server."),
    "sending_broke": _("An error of the platform; see the log of the server."),
    "worker_lost": _("The worker died several times while sending it."),
}


def register_reasons(**words: Any) -> None:
    """Called from `AppConfig.ready` by apps with stop rules of their own."""
    _words.update(words)


def words_of_reason(code: str) -> str:
    """In the active language; "" for none, an unknown code as it is."""
    return str(_words.get(code, code))
