"""Whether mail works: what is set up, and a mail to try it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from followup.services.adapters import Mail, MailRoom, NotDelivered
from followup.services.jobs import new_message_id


class MailFailed(Exception):
    """Why, in the server's words where it spoke."""


@dataclass(frozen=True)
class MailState:
    """`host` has its middle masked: enough to recognise, too little to attack."""

    is_set_up: bool
    sender: str
    host: str
    port: int
    security: str


def mail_state() -> MailState:
    security = ""
    if getattr(settings, "EMAIL_USE_SSL", False):
        security = "TLS"
    elif getattr(settings, "EMAIL_USE_TLS", False):
        security = "STARTTLS"
    return MailState(
        is_set_up=settings.MAIL_IS_SET_UP,
        sender=settings.DEFAULT_FROM_EMAIL,
        host=masked(settings.EMAIL_HOST) if settings.MAIL_IS_SET_UP else "",
        port=int(settings.EMAIL_PORT or 0),
        security=security,
    )


def masked(host: str) -> str:
    """ "mail.example.org" → "m…l.example.org"; a single word keeps its ends."""
    first, dot, rest = host.partition(".")
    return f"{first[:1]}…{first[-1:]}{dot}{rest}" if len(first) > 2 else f"…{dot}{rest}"


def send_test_mail(*, to: str) -> None:
    """Sent within the request: whoever sets it up wants to read the error. Raises MailFailed."""
    if not settings.MAIL_IS_SET_UP:
        raise MailFailed(_("Mail is not set up: EMAIL_URL is empty."))
    if not to:
        raise MailFailed(_("You have no e-mail address; ask an administrator to enter one."))
    words = _("Mail works. You asked for this message on %(address)s.")
    room = MailRoom()
    try:
        room.send(
            Mail(
                to=to,
                subject=_("Test message of the continuity platform"),
                body=words % {"address": settings.PUBLIC_URL},
                language=get_language() or "en",
                message_id=new_message_id(),
            )
        )
    except NotDelivered as failure:
        words = _("The mail server refused: %s")
        if failure.reason == "mail_server_down":
            words = _("The mail server cannot be reached: %s")
        raise MailFailed(words % failure.words) from failure
    finally:
        room.close()
