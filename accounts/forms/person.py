"""One person."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Person, User


class PhonesField(forms.CharField):
    """One number a line ↔ a list of texts."""

    widget = forms.Textarea(attrs={"rows": 2})

    def prepare_value(self, value: object) -> object:
        return "\n".join(map(str, value)) if isinstance(value, list) else value

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        if isinstance(value, list):
            return value
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def validate(self, value: object) -> None:
        """The service checks the numbers."""

    def run_validators(self, value: object) -> None:
        """The service checks the numbers."""


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    phones = PhonesField(label=_("Phones"), required=False, help_text=_("One number a line."))

    class Meta:
        model = Person
        fields = (
            "code",
            "name",
            "title",
            "department",
            "deputy",
            "email",
            "phones",
            "qualification",
            "user",
            "is_active",
            "away_from",
            "away_until",
        )
        widgets = {
            "away_from": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "away_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "away_from": _("While away, incidents call the next one instead."),
            "away_until": _("Included. Empty: until further notice."),
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["version"] = self.instance.version
        self.fields["department"].queryset = Department.objects.order_by("name")  # type: ignore[attr-defined]
        others = Person.objects.filter(is_active=True).exclude(pk=self.instance.pk)
        self.fields["deputy"].queryset = others.order_by("name")  # type: ignore[attr-defined]
        free = User.objects.filter(is_service=False, person=None)
        own = User.objects.filter(pk=self.instance.user_id)
        self.fields["user"].queryset = (free | own).distinct()  # type: ignore[attr-defined]

    def _post_clean(self) -> None:
        """The service writes and validates."""


class AbsenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """One's own days away; the service writes."""

    class Meta:
        model = Person
        fields = ("away_from", "away_until")
        widgets = PersonForm.Meta.widgets
        help_texts = PersonForm.Meta.help_texts

    def _post_clean(self) -> None:
        """The service writes and validates."""
