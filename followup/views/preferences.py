"""How a person is told: language, zone, quiet hours, digest, order of channels."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import actor, require, visible_or_404
from accounts.models import Person
from accounts.views.saving import save_change
from followup.forms.preferences import PreferencesForm
from followup.models import FollowupSettings
from followup.registry import Recipient
from followup.services.addresses import Address, addresses_of
from followup.services.outbox import Message, notify
from followup.services.preferences import (
    change_preferences,
    personal_channels,
    preference_of,
)
from lib.conflicts import merged


def mine(request: HttpRequest) -> HttpResponse:
    """One's own preferences; a login without an entry among the people has none to choose."""
    user = actor(request)
    person = Person.objects.filter(user=user).first()
    if person is None:
        context: dict[str, Any] = {"person": None, "addresses": addresses_of(None, user)}
        return render(request, "followup/preferences.html", context)
    return _edit(request, person, reverse("followup:my_notifications"), is_own=True)


def of_person(request: HttpRequest, code: str) -> HttpResponse:
    """For people without a login, and whoever asks to have it done."""
    person = visible_or_404(Person.objects.for_list(), request.user, code=code)
    require(request.user, "people.change", person)
    here = reverse("followup:person_notifications", args=[person.code])
    return _edit(request, person, here, is_own=False)


@require_POST
def test_message(request: HttpRequest) -> HttpResponse:
    """One message to oneself, on the ways chosen: shows what arrives, and how it looks."""
    user = actor(request)
    person = Person.objects.filter(user=user).first()
    message = Message(
        kind="test",
        recipients={Recipient(person=person, user=user): ()},
        mark=uuid4().hex[:12],
        held_in_quiet_hours=False,
        url=reverse("followup:my_notifications"),
    )
    notify(message, at=timezone.now())
    messages.success(request, _("A test message is on its way; the bell shows it at once."))
    return redirect("followup:my_notifications")


def _edit(request: HttpRequest, person: Person, here: str, *, is_own: bool) -> HttpResponse:
    row = preference_of(person)
    house = FollowupSettings.current()
    options: dict[str, Any] = {
        "channels": personal_channels(),
        "inherited": f"{house.quiet_from:%H:%M}–{house.quiet_until:%H:%M}",
    }
    posted = merged(request.POST) if request.method == "POST" else None
    form = PreferencesForm(posted, row=row, **options)
    if request.method == "POST" and form.is_valid():
        answer = save_change(
            request,
            form,
            partial(change_preferences, person, **form.preferences()),
            theirs=lambda current: PreferencesForm(row=current, **options),
            back=here,
        )
        if answer is not None:
            return answer
    addresses: list[Address] = addresses_of(person, person.user)
    context = {
        "form": form,
        "person": person,
        "is_own": is_own,
        "addresses": addresses,
        "cancel_url": reverse("accounts:profile") if is_own else person.get_absolute_url(),
    }
    return render(request, "followup/preferences.html", context)
