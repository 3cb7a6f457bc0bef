"""Logins: the list, one login with its roles, tokens and sessions, and what is done to it."""

from __future__ import annotations

from typing import Any

import django_filters
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.access import actor, may, require, visible_or_404
from accounts.forms.refusals import show_refusal
from accounts.forms.user import DeactivationForm, GrantsForm, InvitationForm, TokenForm
from accounts.handover import holder_of, holdings_of
from accounts.models import Role, User
from accounts.services.grants import change_grants
from accounts.services.invitation_mail import MailNotSent, mail_link
from accounts.services.invitations import create_service_account, invite, invite_again
from accounts.services.users import deactivate_user, end_sessions, reactivate_user, reset_mfa
from accounts.views.once import show_once, take_shown
from lib.errors import DomainRefusal, GuardsUnmet, StaleVersion
from lib.listing import Column, Listing, render_listing


class UserFilter(django_filters.FilterSet):
    role = django_filters.ChoiceFilter(
        field_name="grants__role",
        choices=Role.choices,
        label=gettext_lazy("Role"),
        distinct=True,
    )
    is_active = django_filters.BooleanFilter(label=gettext_lazy("Active"))

    class Meta:
        model = User
        fields = ("role", "is_active")


def user_list(request: HttpRequest) -> HttpResponse:
    require(request.user, "user.view")
    listing = Listing(
        request,
        User.objects.visible_to(actor(request)).for_list(),
        columns=[
            Column("username", _("Login name"), ["username"]),
            Column("name", _("Name"), ["name"]),
            Column("roles", _("Roles")),
            Column("person", _("Person"), ["person__name"]),
            Column("last_login", _("Last sign-in"), ["last_login"]),
            Column("state", _("State"), ["is_active"]),
        ],
        row_template="accounts/_user_row.html",
        search_in=["username", "name", "email"],
        filterset_class=UserFilter,
        ordering="username",
        key="username",
        caption=_("Users"),
    )
    context = {"may_change": may(request.user, "user.change")}
    return render_listing(request, "accounts/user_list.html", listing, context)


def user_invite(request: HttpRequest) -> HttpResponse:
    require(request.user, "user.change")
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        shared = {
            "username": data["username"],
            "name": data["name"],
            "language": data["language"],
            "grants": form.grants(),
            "by": actor(request),
            "at": timezone.now(),
        }
        try:
            if data["is_service"]:
                user = create_service_account(**shared)
            else:
                user, secret = invite(**shared, email=data["email"], person=data["person"])
                _show_link(request, user, secret)
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(user)
    context = {
        "form": form,
        "submit_label": _("Invite"),
        "cancel_url": reverse("accounts:user_list"),
    }
    return render(request, "accounts/user_invite.html", context)


def user_detail(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    context = {
        "subject": user,
        "grants": user.grants.select_related("department").order_by("role"),
        "tokens": user.auth_token_set.all(),
        "sessions": UserSession.objects.filter(user=user).order_by("-last_seen_at"),
        "mfa": Authenticator.objects.filter(user=user),
        "holdings": holdings_of(holder_of(user)),
        "person": holder_of(user).person,
        "may_change": may(request.user, "user.change"),
        "shown": take_shown(request, user),
        "token_form": TokenForm(),
        "now": timezone.now(),
    }
    return render(request, "accounts/user_detail.html", context)


def user_roles(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    require(request.user, "user.change")
    form = GrantsForm(request.POST) if request.method == "POST" else GrantsForm.of(user)
    if request.method == "POST" and form.is_valid():
        try:
            change_grants(
                user,
                form.grants(),
                read_version=form.cleaned_data["version"],
                by=actor(request),
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        except StaleVersion:
            form = GrantsForm.of(User.objects.get(pk=user.pk))
            messages.warning(
                request, _("Somebody else changed this user; these are the roles now.")
            )
        else:
            messages.success(request, _("Saved."))
            return redirect(user)
    context = {"form": form, "subject": user, "cancel_url": user.get_absolute_url()}
    return render(request, "accounts/user_roles.html", context)


def user_deactivation(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    require(request.user, "user.change")
    holdings = holdings_of(holder_of(user))
    posted = request.POST if request.method == "POST" else None
    form = DeactivationForm(posted, leaving=user, is_needed=bool(holdings))
    if request.method == "POST" and form.is_valid():
        try:
            deactivate_user(
                user,
                successor=form.cleaned_data["successor"],
                by=actor(request),
                at=timezone.now(),
            )
        except DomainRefusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, _("The login is closed and everything handed over."))
            return redirect(user)
    context = {
        "form": form,
        "subject": user,
        "holdings": holdings,
        "confirm_label": _("Deactivate"),
        "danger": True,
        "sessions": UserSession.objects.filter(user=user).count(),
        "tokens": user.auth_token_set.count(),
        "cancel_url": user.get_absolute_url(),
    }
    return render(request, "accounts/user_deactivation.html", context)


@require_POST
def user_reactivation(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    require(request.user, "user.change")
    return _do(request, user, reactivate_user, _("The login works again."))


@require_POST
def user_mfa_reset(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    require(request.user, "user.change")
    return _do(request, user, reset_mfa, _("Two-factor sign-in is reset; the sessions are ended."))


@require_POST
def user_session_end(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    require(request.user, "user.change")
    end_sessions(user)
    messages.success(request, _("All sessions are ended."))
    return redirect(user)


@require_POST
def user_invite_again(request: HttpRequest, username: str) -> HttpResponse:
    user = _fetch(request, username)
    require(request.user, "user.change")
    try:
        secret = invite_again(user, by=actor(request), at=timezone.now())
    except GuardsUnmet as refusal:
        messages.error(request, str(refusal))
    else:
        _show_link(request, user, secret)
    return redirect(user)


def _fetch(request: HttpRequest, username: str) -> User:
    """The login; who may not see logins gets 403, not a list of names."""
    require(request.user, "user.view")
    found: User = visible_or_404(User.objects.all(), request.user, username=username)
    return found


def _do(request: HttpRequest, user: User, verb: Any, words: str) -> HttpResponse:
    try:
        verb(user, by=actor(request), at=timezone.now())
    except GuardsUnmet as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, words)
    return redirect(user)


def _show_link(request: HttpRequest, user: User, secret: str) -> None:
    link = request.build_absolute_uri(reverse("accounts:invitation", args=[secret]))
    show_once(request, user, "link", link)
    try:
        if mail_link(user, link):
            words = _("The link was sent to %(email)s; it is shown here as well.")
            messages.success(request, words % {"email": user.email})
    except MailNotSent as error:
        words = _("The link could not be mailed, so pass it on yourself: %(why)s")
        messages.warning(request, words % {"why": error})
