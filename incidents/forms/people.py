"""Forms of the card, the call list and the roles; each also stands alone as a page."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms.people import PersonField
from incidents.models import CheckRun, ContactMethod, ContactResult, IncidentRole
from incidents.once import KeyField


class WhenField(forms.DateTimeField):
    """When it happened, if that was not now: late entries from paper (E34)."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def __init__(self, **options: Any) -> None:
        settings: dict[str, Any] = {"required": False, "label": _("When")}
        settings["help_text"] = _("Empty: now.")
        super().__init__(**(settings | options))


class Entry(forms.Form):
    """`when` answers the claimed instant, or None for now."""

    key = KeyField()
    at = WhenField()

    def when(self, now: datetime) -> datetime:
        return self.cleaned_data.get("at") or now


class TickForm(Entry):
    state = forms.ChoiceField(label=_("State"), choices=CheckRun.State.choices)
    reason = forms.CharField(
        label=_("Why"), max_length=300, required=False,
        help_text=_("Needed for “not applicable” and “failed”."),
    )  # fmt: skip


class AttemptForm(Entry):
    result = forms.ChoiceField(label=_("What came of it"), choices=ContactResult.choices)
    method = forms.ChoiceField(
        label=pgettext_lazy("contact", "How"), choices=ContactMethod.choices,
        initial=ContactMethod.PHONE, required=False,
    )  # fmt: skip
    delegated_to = PersonField(label=_("Handed on to"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["delegated_to"].settle()  # type: ignore[attr-defined]


class AssignForm(Entry):
    role = forms.ChoiceField(
        label=_("Role"),
        choices=[one for one in IncidentRole.choices if one[0] != IncidentRole.COMMANDER],
    )
    person = PersonField(label=_("Person"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].settle()  # type: ignore[attr-defined]


class HandOverForm(Entry):
    person = PersonField(label=_("New commander"))
    note = forms.CharField(
        label=_("Hand-over note"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("What runs, what is open, what comes next."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].settle()  # type: ignore[attr-defined]


class ReleaseForm(Entry):
    role = forms.ChoiceField(
        label=_("Role"), choices=IncidentRole.choices, widget=forms.HiddenInput
    )
    person = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(
        label=_("Hand-over note"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_("Needed from a commander: what runs, what is open, what comes next."),
    )  # fmt: skip


class CommandForm(Entry):
    note = forms.CharField(
        label=_("Note"), widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text=_("Needed while somebody else commands."),
    )  # fmt: skip


class GlassForm(Entry):
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)
