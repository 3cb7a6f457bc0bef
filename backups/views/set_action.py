"""What a person asks of a set: read it now, restore it for a test, keep it apart, release it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.access import require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.request import PageRequest
from backups.forms.quarantine import ReasonForm
from backups.models import BackupSet
from backups.services import restore_tests, verification
from backups.services.sets import quarantine_set, release_set
from backups.views.asked import asked
from lib.errors import DomainRefusal


@require_POST
def verify(request: PageRequest, code: str) -> HttpResponse:
    one = _set(request, code)
    require(request.user, "backup.verify", one)
    return asked(
        request, one,
        lambda: verification.request(one, by=request.user, at=timezone.now()),
        _("The verification waits for a worker; this page shows how far it is."),
    )  # fmt: skip


@require_POST
def restore_test(request: PageRequest, code: str) -> HttpResponse:
    one = _set(request, code)
    require(request.user, "backup.verify", one)
    return asked(
        request, one,
        lambda: restore_tests.request(one, by=request.user, at=timezone.now()),
        _("The restore test waits for a worker; this page shows how far it is."),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def quarantine(request: PageRequest, code: str) -> HttpResponse:
    one = _set(request, code)
    require(request.user, "backup.verify", one)
    return _with_reason(
        request, one, quarantine_set,
        title=_("Put %(set)s into quarantine") % {"set": one.code},
        warning=_("Nobody restores from it then, nor from any set that builds on it, until a person with the right to do so releases it."),  # noqa: E501
        confirm_label=_("Put into quarantine"), danger=True,
        done=_("%(set)s is in quarantine.") % {"set": one.code},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def release(request: PageRequest, code: str) -> HttpResponse:
    one = _set(request, code)
    require(request.user, "backup.release", one)
    return _with_reason(
        request, one, release_set,
        title=_("Release %(set)s from quarantine") % {"set": one.code},
        warning=_("Your reason is kept with your name. Release it only after somebody looked at what made it suspicious."),  # noqa: E501
        confirm_label=_("Release"), danger=False,
        done=_("%(set)s is released.") % {"set": one.code},
    )  # fmt: skip


def _with_reason(
    request: PageRequest, one: BackupSet, verb: Callable[..., Any], *, done: str, **words: Any
) -> HttpResponse:
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            verb(one, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, done)
            return redirect(one)
    why = one.quarantine_reason
    kept_apart = [(_("Kept apart because"), why)] if why else []
    context = {
        "set": one, "form": form, "cancel_url": one.get_absolute_url(),
        "summary": [(_("Set"), one.code), (_("System"), one.policy.system), *kept_apart],
        **words,
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "backups/set_confirm.html", context, status=status)


def _set(request: PageRequest, code: str) -> BackupSet:
    found: BackupSet = visible_or_404(BackupSet.objects.for_list(), request.user, code=code)
    return found
