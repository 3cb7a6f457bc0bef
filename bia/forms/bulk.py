"""Setting the same values in many rows: which fields, and to what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.forms.choices import RowField

APPLY = "apply-"


class BulkForm(forms.Form):
    """Each field of `names` beside a tick: only ticked fields are written, empty ones too."""

    def __init__(self, noun: Any, data: Any = None, *, by: Any):
        super().__init__(data)
        whole = noun.form(by=by)
        self.names = noun.bulk
        for name in self.names:
            field = whole.fields[name]
            if isinstance(field, forms.BooleanField):
                label = field.label
                field = forms.TypedChoiceField(
                    label=label,
                    choices=[("true", _("Yes")), ("false", _("No"))],
                    coerce=lambda value: value == "true",
                    required=False,
                    empty_value=None,
                )
            self.fields[f"{APPLY}{name}"] = forms.BooleanField(label=field.label, required=False)
            self.fields[name] = field
            if not isinstance(field, RowField):
                field.initial = None

    def full_clean(self) -> None:
        """A field without its tick is not looked at: nothing wrong in it can stop the rest."""
        if self.is_bound:
            for name in self.names:
                ticked = bool(self.data.get(f"{APPLY}{name}"))
                self.fields[name].disabled = not ticked
                if not ticked:
                    self.fields[name].required = False
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"{APPLY}{name}") for name in self.names):
            raise forms.ValidationError(_("Tick at least one field to change."), code="nothing")
        return data

    @property
    def pairs(self) -> list[tuple[Any, Any]]:
        """Tick and field side by side."""
        return [(self[f"{APPLY}{name}"], self[name]) for name in self.names]

    @property
    def values(self) -> dict[str, Any]:
        """What the service is given."""
        data = self.cleaned_data
        return {name: data.get(name) for name in self.names if data.get(f"{APPLY}{name}")}
