"""Who takes part, what they answered, when they were there."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Person
from bia.forms.choices import RowsField
from drills.forms.drill import LOCAL
from drills.forms.msel import TypedMoment
from drills.models import Answer, Drill, Participant, ParticipantRole
from drills.response_roles import role_choices
from incidents.once import KeyField
from plans.models import ResponseRole


class AddForm(forms.Form):
    """People one by one, a whole department, or everybody who holds a role in the response."""

    key = KeyField()
    role = forms.ChoiceField(label=_("Part"), choices=ParticipantRole.choices)
    people = RowsField(Person.objects.none(), label=_("People"), required=False)
    department = forms.ModelChoiceField(
        Department.objects.all(), label=_("Everybody of the department"), required=False,
        to_field_name="code",
    )  # fmt: skip
    holders_of = forms.ModelChoiceField(
        ResponseRole.objects.filter(is_active=True), label=_("Everybody who holds the role"),
        required=False, to_field_name="code",
    )  # fmt: skip
    response_role = forms.ChoiceField(
        label=_("Role in the response"), required=False,
        help_text=_("What a player is in the exercise. Injects are addressed by it."),
    )  # fmt: skip
    key_person = forms.BooleanField(
        label=_("Key person"), required=False,
        help_text=_("Counts for “key people present”."),
    )  # fmt: skip

    def __init__(self, *args: Any, drill: Drill, **options: Any) -> None:
        super().__init__(*args, **options)
        people: Any = self.fields["people"]
        people.queryset = Person.objects.filter(is_active=True).order_by("name", "code")
        people.settle()
        choices = [("", "---------"), *role_choices(drill)]
        self.fields["response_role"].choices = choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.chosen():
            self.add_error("people", _("Name somebody."))
        return values

    def chosen(self) -> list[Person]:
        """Each once, in the order of their names."""
        values = self.cleaned_data
        asked = Q(pk__in=[one.pk for one in values.get("people") or []])
        if values.get("department") is not None:
            asked |= Q(department=values["department"])
        if values.get("holders_of") is not None:
            asked |= Q(response_roles__role=values["holders_of"])
        return list(Person.objects.filter(asked, is_active=True).distinct().order_by("name"))


class PartForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    role = forms.ChoiceField(label=_("Part"), choices=ParticipantRole.choices)
    response_role = forms.ChoiceField(label=_("Role in the response"), required=False)
    key_person = forms.BooleanField(label=_("Key person"), required=False)

    def __init__(self, *args: Any, part: Participant, **options: Any) -> None:
        names = ("version", "role", "response_role", "key_person")
        options["initial"] = {name: getattr(part, name) for name in names}
        super().__init__(*args, **options)
        choices = [("", "---------"), *role_choices(part.drill)]
        self.fields["response_role"].choices = choices  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    key = KeyField()
    answer = forms.ChoiceField(
        label=_("Answer"), choices=[one for one in Answer.choices if one[0] != Answer.NONE.value]
    )
    note = forms.CharField(label=_("Note"), max_length=300, required=False)


class PresenceForm(forms.Form):
    """In the drill's zone. Nothing at all: absent."""

    key = KeyField()
    present_from = TypedMoment(
        label=_("Present from"), required=False, help_text=_("Left empty: was not there.")
    )
    present_to = TypedMoment(
        label=_("Present until"), required=False, help_text=_("Left empty: until the end.")
    )

    def __init__(self, *args: Any, part: Participant, **options: Any) -> None:
        zone = ZoneInfo(part.drill.timezone)
        options["initial"] = {
            name: at.astimezone(zone).strftime(LOCAL)
            for name in ("present_from", "present_to")
            if (at := getattr(part, name)) is not None
        }
        self.zone = zone
        super().__init__(*args, **options)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("present_from", "present_to"):
            if values.get(name):
                values[name] = values[name].replace(tzinfo=self.zone)
        return values


class UnlockForm(forms.Form):
    key = KeyField()
    reason = forms.CharField(label=_("Reason"), max_length=300)
