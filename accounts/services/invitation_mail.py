"""The link of an invitation by mail; who invites is shown the link in any case."""

from __future__ import annotations

import logging
import smtplib

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User

log = logging.getLogger(__name__)


class MailNotSent(Exception):
    """Why, in words for who invites."""


def mail_link(user: User, link: str) -> bool:
    """Send the link to its person, in their language; False without a mail server or address.

    Call after the transaction of the invitation: whatever happens here, the link works.
    Raises MailNotSent.
    """
    if not settings.MAIL_IS_SET_UP or not user.email:
        return False
    mail = _composed(user, link)
    try:
        mail.send()
    except (OSError, smtplib.SMTPException, ValueError) as error:
        # The link itself is no matter for the log.
        log.warning("invitation of user %s could not be mailed: %s", user.pk, type(error).__name__)
        raise MailNotSent(str(error)) from error
    return True


def _composed(user: User, link: str) -> EmailMessage:
    organisation = Organisation.current()
    with translation.override(user.language or organisation.language or "en"):
        subject = _("Your access to the continuity platform")
        body = _(
            "%(name)s,\n\nyou were given access to the business continuity platform as"
            " “%(login)s”. Choose a password here within seven days; the link works once:\n\n"
            "%(link)s\n"
        )
        return EmailMessage(
            subject=subject,
            body=body % {"name": user.get_full_name(), "login": user.username, "link": link},
            to=[user.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
