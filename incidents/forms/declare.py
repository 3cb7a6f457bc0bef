"""Declaring: three fields, the rest folded away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from bia.forms.choices import RowsField
from bia.models import Importance, System
from incidents.models import (
    Category,
    Confidentiality,
    Incident,
    IncidentSettings,
    IncidentSystem,
    Precision,
)
from incidents.once import KeyField

EVERYWHERE = "all"
GRAVEST_FIRST: Any = Case(
    *(When(importance=one, then=Value(place)) for place, one in enumerate(Importance.values)),
    default=Value(len(Importance.values)),
    output_field=IntegerField(),
)
JOIN, RELATE, SEPARATE = "join", "relate", "separate"
LONGEST = 5000


def local_instant(**options: Any) -> forms.DateTimeField:
    """In the reader's zone; the queue of a phone sends ISO-8601 with an offset."""
    widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(required=False, widget=widget, **options)


class SystemsField(RowsField):
    """Asked for like what must be there; the form itself sees to it that "unknown" will do, too."""

    def clean(self, value: Any) -> Any:
        return super().clean(value) if value else System.objects.none()


class DeclareForm(forms.Form):
    """`choice` is asked for when one of the systems has an open incident already (CON-5)."""

    title = forms.CharField(
        label=_("What is wrong?"),
        max_length=200,
        help_text=_("A few words: “Rescue dispatch does not answer”."),
        widget=forms.TextInput({"autocomplete": "off", "autofocus": True}),
    )
    systems = SystemsField(System.objects.none(), label=_("Which systems?"))
    unknown = forms.BooleanField(label=_("I do not know which system"), required=False)
    occurred_at = local_instant(
        label=_("Since when?"), help_text=_("Left empty: since now, marked as an estimate.")
    )
    summary = forms.CharField(
        label=_("What do you see?"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    extent = forms.ChoiceField(
        label=_("How badly?"),
        choices=IncidentSystem.Extent.choices,
        initial=IncidentSystem.Extent.FULL,
        widget=forms.RadioSelect,
        required=False,
    )
    regions = forms.MultipleChoiceField(
        label=_("Where?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Left empty: limited to one place."),
    )
    category = forms.ChoiceField(
        label=_("Kind"), choices=Category.choices, initial=Category.OTHER, required=False
    )
    estimated = forms.BooleanField(label=_("The time is an estimate"), required=False)
    detected_at = local_instant(
        label=_("Noticed at"), help_text=_("Left empty: now."),
    )  # fmt: skip
    confidentiality = forms.ChoiceField(
        label=_("Who may see it"),
        choices=Confidentiality.choices,
        initial=Confidentiality.OPEN,
        required=False,
        help_text=_("Restricted: only the people called or given a role in it."),
    )
    planned_maintenance = forms.BooleanField(label=_("Part of planned maintenance"), required=False)
    change_ref = forms.CharField(label=_("Reference of the change"), required=False, max_length=100)
    choice = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    parent = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)
    at = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    key = KeyField()

    folded = (
        "summary", "extent", "regions", "category", "estimated", "detected_at",
        "confidentiality", "planned_maintenance", "change_ref",
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        systems: Any = self.fields["systems"]
        systems.queryset = System.objects.visible_to(by).order_by(GRAVEST_FIRST, "name")
        systems.settle()
        names = IncidentSettings.current().regions
        regions: Any = self.fields["regions"]
        regions.choices = [
            (EVERYWHERE, pgettext_lazy("regions", "The whole country")),
            *((one, one) for one in names),
        ]
        if not names:
            regions.help_text = _("Names of regions are kept in the rules of incidents.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        named, unknown = bool(given.get("systems")), given.get("unknown")
        if "systems" not in self.errors:
            if not named and not unknown:
                words = _("Choose a system, or tick that you do not know which.")
                self.add_error("systems", forms.ValidationError(words, code="required"))
            elif named and unknown:
                words = _("Either choose systems, or tick that you do not know which.")
                self.add_error("systems", forms.ValidationError(words, code="contradiction"))
        return given

    @property
    def is_unfolded(self) -> bool:
        """Something was typed or is wrong in what is folded away."""
        return any(name in self.errors for name in self.folded) or (
            self.is_bound and any(name in self.changed_data for name in self.folded)
        )

    def unfolded_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded]

    def chosen(self) -> tuple[str, str]:
        """("join" | "relate" | "separate" | "", number)."""
        what, _colon, number = self.cleaned_data["choice"].partition(":")
        return what, number

    def details(self) -> dict[str, Any]:
        """What `declare` is given."""
        given = self.cleaned_data
        extent = given["extent"] or IncidentSystem.Extent.FULL.value
        is_estimate = given["estimated"] or given["occurred_at"] is None
        precision = Precision.ESTIMATED if is_estimate else Precision.EXACT
        return {
            "title": given["title"],
            "systems": [(one, extent) for one in given["systems"]],
            "regions": given["regions"],
            "occurred_at": given["occurred_at"],
            "occurred_precision": precision.value,
            "detected_at": given["detected_at"],
            "summary": given["summary"],
            "category": given["category"] or Category.OTHER.value,
            "confidentiality": given["confidentiality"] or Confidentiality.OPEN.value,
            "planned_maintenance": given["planned_maintenance"],
            "change_ref": given["change_ref"],
        }


def choices_of(running: Sequence[Incident]) -> list[tuple[str, Any, Incident | None]]:
    """(value, words, incident) of what can be done about incidents that are open already."""
    found: list[tuple[str, Any, Incident | None]] = []
    for one in running:
        found.append((f"{JOIN}:{one.number}", _("It is the same: join it"), one))
        found.append((f"{RELATE}:{one.number}", _("Another one: declare it and link the two"), one))
    found.append((SEPARATE, _("Declare it separately"), None))
    return found
