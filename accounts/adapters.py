"""allauth: nobody signs up by themselves; single sign-on finds invited people only."""

from __future__ import annotations

import logging
import smtplib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from accounts.models import User

log = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """An unreachable mail server is said, not an error page; the answer is the same for
        addresses nobody has, so it tells nothing about who is known here."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException) as error:
            log.warning("%s could not be mailed: %s", template_prefix, type(error).__name__)
            words = _("The mail could not be sent; ask an administrator for a link.")
            messages.error(self.request, words)

    def pre_login(self, request: HttpRequest, user: User, **options: Any) -> HttpResponse | None:
        """Whatever the way in was: service accounts and closed logins stay outside."""
        if user.is_service or not user.is_active:
            messages.error(request, _("This login cannot sign in here."))
            return redirect("account_login")
        return super().pre_login(request, user, **options)  # type: ignore[no-any-return]


class InvitedSocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time: match an invited person by an address the provider verified."""
        if sociallogin.is_existing:
            return
        user = invited_user(sociallogin)
        if user is None:
            messages.error(request, _("Nobody with this address was invited here."))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, user)


def invited_user(sociallogin: Any) -> User | None:
    """The one active person with a verified address of the login; two candidates are none."""
    verified = [one.email for one in sociallogin.email_addresses if one.verified and one.email]
    found: set[User] = set()
    for email in verified:
        found |= set(User.objects.filter(email__iexact=email, is_active=True, is_service=False))
    return found.pop() if len(found) == 1 else None
