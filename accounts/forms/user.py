"""Logins: invitation, roles, deactivation, a chosen password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import language_choices
from accounts.models import Department, Person, Role, User
from accounts.services.grants import Grant


class GrantsForm(forms.Form):
    """Roles, and the departments of a process owner (none: only the own processes)."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple
    )
    departments = forms.ModelMultipleChoiceField(
        label=_("Departments of a process owner"),
        queryset=Department.objects.order_by("name"),
        required=False,
        help_text=_("With everything below them. None: only the processes the person owns."),
    )

    def grants(self) -> list[Grant]:
        found = []
        for role in self.cleaned_data["roles"]:
            places: list[Any] = [None]
            if role == Role.PROCESS_OWNER:
                places = list(self.cleaned_data["departments"]) or [None]
            found += [Grant(role, place) for place in places]
        return found

    @classmethod
    def of(cls, user: User) -> GrantsForm:
        grants = list(user.grants.all())
        return cls(
            initial={
                "version": user.version,
                "roles": sorted({grant.role for grant in grants}),
                "departments": [grant.department_id for grant in grants if grant.department_id],
            }
        )


class InvitationForm(GrantsForm):
    """A person who will choose a password, or a service account that never signs in."""

    username = forms.CharField(label=_("Login name"), max_length=150)
    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Needed, except for a service account.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    person = forms.ModelChoiceField(
        label=_("Entry among the people"),
        queryset=Person.objects.filter(user=None, is_active=True).order_by("name"),
        required=False,
    )
    is_service = forms.BooleanField(
        label=_("Service account"),
        required=False,
        help_text=_("For another system: holds API tokens and cannot sign in."),
    )

    field_order = (
        "username",
        "name",
        "email",
        "language",
        "person",
        "is_service",
        "roles",
        "departments",
    )


class DeactivationForm(forms.Form):
    """Who takes over; only people who can own things are offered."""

    successor = forms.ModelChoiceField(
        label=_("Taken over by"), queryset=User.objects.none(), required=False
    )

    def __init__(self, *args: Any, leaving: User, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].required = is_needed
        able = User.objects.all().able_to_own().exclude(pk=leaving.pk)
        self.fields["successor"].queryset = able  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """A password, chosen twice."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 12 characters, no common password, nothing of your name."),
    )
    again = forms.CharField(
        label=_("Password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two passwords differ."), code="mismatch")
        return again


class TokenForm(forms.Form):
    """A name people recognise, and how long the token lives."""

    name = forms.CharField(label=_("What it is for"), max_length=100)
    days = forms.IntegerField(label=_("Days until it expires"), initial=365, min_value=1)


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput)
    language = forms.ChoiceField(
        label=_("Language"),
        choices=lambda: language_choices(_("As the browser asks")),
        required=False,
    )
    timezone = forms.ChoiceField(label=_("Time zone"), required=False)

    class Meta:
        model = User
        fields = ("name", "language", "timezone")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        from accounts.forms.choices import zone_choices

        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        self.fields["timezone"].choices = zone_choices(_("As the organisation"))  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service writes and validates."""
