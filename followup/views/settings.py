"""The organisation's settings of messages, and whether mail works."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import actor, may, require
from accounts.views.saving import save_change
from followup.forms.settings import SettingsForm
from followup.models import Channel, FollowupSettings
from followup.services.mail import MailFailed, mail_state, send_test_mail
from followup.services.settings import change_settings
from lib.conflicts import merged


def notification_settings(request: HttpRequest) -> HttpResponse:
    require(request.user, "notification.view")
    may_change = may(request.user, "notification.change")
    row = FollowupSettings.current()
    if request.method == "POST":
        require(request.user, "notification.change")
    form = SettingsForm(merged(request.POST) if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change_settings, row, **form.settings()),
            theirs=lambda current: SettingsForm(instance=current),
            back=reverse("followup:settings"),
        )
        if answer is not None:
            return answer
    if not may_change:
        for field in form.fields.values():
            field.disabled = True
    context: dict[str, Any] = {
        "form": form,
        "row": row,
        "may_change": may_change,
        "mail": mail_state(),
        "channels": Channel.objects.visible_to(actor(request)).for_list(),
    }
    return render(request, "followup/settings.html", context)


@require_POST
def mail_test(request: HttpRequest) -> HttpResponse:
    """A real mail to oneself, now; what goes wrong is shown as the server said it."""
    require(request.user, "notification.change")
    user = actor(request)
    try:
        send_test_mail(to=user.email)
    except MailFailed as failure:
        messages.error(request, str(failure))
    else:
        messages.success(request, _("The mail server took the test mail to %s.") % user.email)
    return redirect("followup:settings")
