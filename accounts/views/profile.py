"""One's own page: name, language, zone, and the way to password, second factor and tokens."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.access import actor
from accounts.forms.person import AbsenceForm
from accounts.forms.refusals import show_refusal, values
from accounts.forms.user import ProfileForm
from accounts.handover import holder_of
from accounts.services.people import change_person
from accounts.services.profile import change_profile
from accounts.views.saving import stale_page
from lib.conflicts import merged
from lib.errors import Refused, StaleVersion


def absence(request: HttpRequest) -> HttpResponse:
    """From when until when one is away oneself; whoever has an entry among the people."""
    user = actor(request)
    person = holder_of(user).person
    if person is None:
        raise Http404
    form = AbsenceForm(request.POST if request.method == "POST" else None, instance=person)
    if request.method == "POST" and form.is_valid():
        days = {name: form.cleaned_data[name] for name in ("away_from", "away_until")}
        try:
            change_person(person, read_version=None, by=user, at=timezone.now(), **days)
        except Refused as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("Saved."))
            return redirect("accounts:profile")
    context = {"form": form, "person": person, "cancel_url": reverse("accounts:profile")}
    return render(request, "accounts/absence_form.html", context)


def profile(request: HttpRequest) -> HttpResponse:
    user = actor(request)
    form = ProfileForm(merged(request.POST) if request.method == "POST" else None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(
                user,
                **values(form),
                read_version=form.cleaned_data["version"],
                by=user,
                at=timezone.now(),
            )
        except Refused as refusal:
            show_refusal(form, refusal)
        except StaleVersion as stale:
            theirs = ProfileForm(instance=stale.current)
            return stale_page(request, form, theirs, stale, reverse("accounts:profile"))
        else:
            with override(user.language or None):
                messages.success(request, _("Saved."))
            return redirect("accounts:profile")
    context = {
        "form": form,
        "grants": user.grants.select_related("department").order_by("role"),
        "person": holder_of(user).person,
        "mfa": Authenticator.objects.filter(user=user).exists(),
        "cancel_url": "/",
    }
    return render(request, "accounts/profile.html", context)
