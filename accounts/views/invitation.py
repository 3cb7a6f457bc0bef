"""The page behind an invitation's link: choose a password."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from accounts.forms.refusals import show_refusal
from accounts.forms.user import PasswordForm
from accounts.services.invitations import accept_invitation, find_invitation
from lib.errors import GuardsUnmet, Refused


@login_not_required
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    found = find_invitation(secret, at=timezone.now())
    if found is None:
        return render(request, "accounts/invitation_over.html", status=404)
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            accept_invitation(secret, password=form.cleaned_data["password"], at=timezone.now())
        except Refused as refusal:
            show_refusal(form, refusal)
        except GuardsUnmet:
            return render(request, "accounts/invitation_over.html", status=404)
        else:
            messages.success(request, _("Your password is set; sign in with it now."))
            return redirect("account_login")
    return render(request, "accounts/invitation.html", {"form": form, "invited": found.user})
