"""API tokens: one's own, and (for an administrator) those of a service account."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import actor, may, require
from accounts.forms.refusals import show_refusal
from accounts.forms.user import TokenForm
from accounts.models import ApiToken, User
from accounts.services.tokens import create_token, revoke_token
from accounts.views.once import show_once, take_shown
from lib.errors import DomainRefusal


def token_list(request: HttpRequest) -> HttpResponse:
    """One's own tokens; a new one is shown on the page after it was made, and never again."""
    user = actor(request)
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _create(request, user, form):
        return redirect("accounts:token_list")
    context = {
        "form": form,
        "tokens": user.auth_token_set.all(),
        "shown": take_shown(request, user) if request.method == "GET" else None,
        "now": timezone.now(),
    }
    return render(request, "accounts/token_list.html", context)


@require_POST
def user_token_create(request: HttpRequest, username: str) -> HttpResponse:
    """A token for a service account; people make their own."""
    require(request.user, "user.change")
    user = get_object_or_404(User, username=username, is_service=True)
    form = TokenForm(request.POST)
    if not form.is_valid() or not _create(request, user, form):
        for errors in form.errors.values():
            messages.error(request, " ".join(map(str, errors)))
    return redirect(user)


@require_POST
def token_revoke(request: HttpRequest, key: str) -> HttpResponse:
    """`key` is the visible start of the token."""
    token = get_object_or_404(ApiToken.objects.select_related("user"), token_key=key)
    own = token.user_id == request.user.pk
    if not own and not may(request.user, "user.change"):
        raise PermissionDenied
    revoke_token(token, by=actor(request), at=timezone.now())
    messages.success(request, _("The token is revoked."))
    return redirect("accounts:token_list" if own else token.user)


def _create(request: HttpRequest, user: User, form: TokenForm) -> bool:
    try:
        _token, secret = create_token(
            user, **form.cleaned_data, by=actor(request), at=timezone.now()
        )
    except DomainRefusal as refusal:
        show_refusal(form, refusal)
        return False
    show_once(request, user, "token", secret)
    return True
